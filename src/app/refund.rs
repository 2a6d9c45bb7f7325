//! Giving money back: owed in the transaction that decides it, called at once, repeated by the worker
//! with the same key until the gateway has said yes.

use jiff::{SignedDuration, Timestamp};

use super::ports::{Refund, RefundAnswer};
use super::{App, AppError, gate, locked};
use crate::domain::backoff;
use crate::domain::breaker::{Admission, Health};
use crate::domain::cancellation::CancellationStatus;
use crate::domain::event::Event;
use crate::domain::ids::PaymentId;
use crate::domain::money::Won;
use crate::domain::order::{Order, OrderStatus};
use crate::domain::payment::{Direction, Method, Payment, PaymentStatus};
use crate::domain::why::Why;
use crate::store::breakers::Gateway;
use crate::store::orders::OrderRef;
use crate::store::sql::Sql;
use crate::store::{StoreError, payments, reservations};

/// A refund that the gateway refuses is looked at again this often, below the quarter of an hour that no
/// saga may sit without a step.
const REFUSED_AGAIN: SignedDuration = SignedDuration::from_mins(10);

/// Records what a cancellation or a rejection owes.
///
/// # Errors
/// Only the store's.
pub fn owe(sql: &mut dyn Sql, order: &Order, event: &Event, now: Timestamp) -> Result<(), StoreError> {
    match event {
        Event::OrderCancelled { by, reason, refund } => {
            reservations::cancel(sql, order.id, by, reason.as_deref(), *refund, now)
        }
        Event::ReservationRejected { by, reason, refund, .. } => {
            reservations::cancel(sql, order.id, by, Some(reason), *refund, now)
        }
        other => Err(StoreError::Bug(format!("{} owes nothing", other.name()))),
    }
}

impl App {
    /// Owes `amount` of a charge: a desk payment is given back there and then, a card's refund is due now.
    ///
    /// # Errors
    /// Only the store's.
    pub fn give_back(
        &self,
        sql: &mut dyn Sql,
        order: Order,
        charge: &Payment,
        amount: Won,
        now: Timestamp,
    ) -> Result<Order, AppError> {
        let needs_call = charge.method == Method::Card && amount > Won::ZERO;
        let mut refund = Payment {
            id: PaymentId(0),
            order: order.id,
            direction: Direction::Refund,
            method: charge.method,
            refund_of: Some(charge.id),
            amount,
            key: self.recorder.ids.key(),
            status: PaymentStatus::Started,
            reference: charge.reference.clone(),
            reason: None,
            started_at: now,
            attempts: 0,
            due_at: Some(now),
            settled_at: None,
        };
        if !needs_call {
            refund.status = PaymentStatus::Approved;
            refund.due_at = None;
            refund.settled_at = Some(now);
        }
        refund.id = payments::insert(sql, &refund)?;
        if needs_call {
            return Ok(order);
        }
        self.refunded(sql, order, &refund, now)
    }

    /// Calls the gateway for a refund that is open, if it may be called, and writes its answer down.
    /// Answers with the order, and with the next try when the money is not back.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn refund_now(&self, id: PaymentId) -> Result<(Order, Option<Timestamp>), AppError> {
        let Some(gateway) = self.gateway.clone() else {
            return self.put_off(id, Why::NoGateway, REFUSED_AGAIN).await;
        };
        let now = self.clock.now();
        let patience = gateway.deadline() + SignedDuration::from_secs(1);
        let (admission, refund) = self
            .store
            .write(move |sql| -> Result<_, AppError> {
                let mut refund = open_refund(sql, id)?;
                let Some(open) = refund.as_mut() else {
                    return Ok((Admission::Call, None));
                };
                let admission = gate::admit(sql, Gateway::Payment, now)?;
                open.due_at = Some(match admission {
                    Admission::Refused { retry_at } => retry_at,
                    Admission::Call | Admission::Probe => now + patience,
                });
                payments::update(sql, open)?;
                Ok((admission, refund))
            })
            .await?;
        let Some(refund) = refund else {
            return self.order_of(id).await.map(|order| (order, None));
        };
        if let Admission::Refused { retry_at } = admission {
            return self.order_of(id).await.map(|order| (order, Some(retry_at)));
        }
        let Some(reference) = refund.reference else {
            return self.put_off(id, Why::NoReference, REFUSED_AGAIN).await;
        };
        let call = Refund {
            key: refund.key,
            order: refund.order,
            reference,
            amount: refund.amount,
            reason: "cancelled".into(),
        };
        let answer = gateway.refund(call).await;
        let (app, now, chance) = (self.clone(), self.clock.now(), self.recorder.ids.chance());
        self.store
            .write(move |sql| -> Result<_, AppError> {
                let health = match answer {
                    RefundAnswer::Refunded | RefundAnswer::Refused { .. } => Health::Good,
                    RefundAnswer::Unknown { .. } => Health::Bad,
                };
                gate::note(sql, Gateway::Payment, admission, health, now, chance)?;
                app.refund_answered(sql, id, &answer, now)
            })
            .await
    }

    fn refund_answered(
        &self,
        sql: &mut dyn Sql,
        id: PaymentId,
        answer: &RefundAnswer,
        now: Timestamp,
    ) -> Result<(Order, Option<Timestamp>), AppError> {
        let order = payments::order_of(sql, id)?.ok_or_else(|| StoreError::Corrupt(format!("payment {id}")))?;
        let order = locked::order(sql, &OrderRef::Id(order))?;
        let Some(mut refund) = open_refund(sql, id)? else {
            return Ok((order, None));
        };
        refund.attempts += 1;
        let (status, wait, reason) = match answer {
            RefundAnswer::Refunded => (PaymentStatus::Approved, None, None),
            RefundAnswer::Refused { reason } => (PaymentStatus::Unknown, Some(REFUSED_AGAIN), Some(reason)),
            RefundAnswer::Unknown { reason } => {
                let (first, cap) = (SignedDuration::from_millis(500), SignedDuration::from_mins(5));
                let wait = backoff::full_jitter(first, cap, refund.attempts, self.recorder.ids.chance());
                (PaymentStatus::Unknown, Some(wait), Some(reason))
            }
        };
        refund.status = status;
        refund.reason = reason.cloned();
        refund.due_at = wait.map(|wait| now + wait);
        refund.settled_at = wait.is_none().then_some(now);
        payments::update(sql, &refund)?;
        if status == PaymentStatus::Approved {
            return self.refunded(sql, order, &refund, now).map(|order| (order, None));
        }
        Ok((order, refund.due_at))
    }

    /// The money is back: the order ends, unless the charge was a stray one beside the order's own.
    fn refunded(&self, sql: &mut dyn Sql, order: Order, refund: &Payment, now: Timestamp) -> Result<Order, AppError> {
        if order.status != OrderStatus::RefundPending || order.payment != refund.refund_of {
            return Ok(order);
        }
        reservations::settle(sql, order.id, CancellationStatus::Settled)?;
        let refunded = Event::PaymentRefunded {
            payment: refund.id,
            amount: refund.amount,
        };
        self.recorder.record(sql, &order, &[refunded], now)
    }

    async fn put_off(
        &self,
        id: PaymentId,
        reason: Why,
        wait: SignedDuration,
    ) -> Result<(Order, Option<Timestamp>), AppError> {
        let due_at = self.clock.now() + wait;
        self.store
            .write(move |sql| -> Result<(), AppError> {
                if let Some(mut refund) = open_refund(sql, id)? {
                    refund.reason = Some(reason.into());
                    refund.due_at = Some(due_at);
                    payments::update(sql, &refund)?;
                }
                Ok(())
            })
            .await?;
        self.order_of(id).await.map(|order| (order, Some(due_at)))
    }

    async fn order_of(&self, id: PaymentId) -> Result<Order, AppError> {
        self.store
            .read(move |sql| {
                let order = payments::order_of(sql, id)?;
                let order = order.ok_or_else(|| StoreError::Corrupt(format!("payment {id}")))?;
                let order = crate::store::orders::find(sql, &OrderRef::Id(order))?;
                Ok(order.ok_or_else(|| StoreError::Corrupt(format!("payment {id} has no order")))?)
            })
            .await
    }
}

fn open_refund(sql: &mut dyn Sql, id: PaymentId) -> Result<Option<Payment>, StoreError> {
    Ok(payments::lock(sql, id)?.filter(|payment| payment.direction == Direction::Refund && payment.status.is_open()))
}
