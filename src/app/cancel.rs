//! Cancelling: the order's place is free at once, the centre's reservation ends with it, and the money
//! goes back. `cancelled` is said only when it is back.

use super::asked::{Asked, unchanged};
use super::pay::answer;
use super::request::{Earlier, Keyed};
use super::view::{Answer, OrderView, Outcome};
use super::{App, AppError, Rehearsal, locked, refund};
use crate::domain::cancellation::CancellationStatus;
use crate::domain::event::Event;
use crate::domain::ids::PaymentId;
use crate::domain::money::Won;
use crate::domain::order::{Order, OrderStatus};
use crate::domain::payment::{Direction, PaymentStatus};
use crate::domain::reason::Reason;
use crate::domain::refusal::{Action, Refusal};
use crate::domain::reservation::ReservationStatus;
use crate::store::sql::Sql;
use crate::store::{StoreError, orders, payments, reservations};

/// An order to cancel.
#[derive(Debug, Clone)]
pub struct Cancel {
    pub asked: Asked,
    pub reason: Option<Reason>,
    pub by: String,
    pub rehearse: bool,
}

impl App {
    /// Cancels an order and gives the money back. Cancelling what is cancelled already is done.
    ///
    /// # Errors
    /// [`Refusal::WrongStatus`] when there is nothing to cancel any more.
    pub async fn cancel(&self, cancel: Cancel) -> Result<Answer, AppError> {
        let reason = cancel.reason.as_ref().map_or("", |reason| reason.as_str());
        // An order named by its number and by its code is the same order, and so the same request.
        let named = cancel.asked.order.clone();
        let found = self.store.read(move |sql| orders::find(sql, &named)).await?;
        let which = found.map_or_else(String::new, |order| order.id.to_string());
        let keyed = Keyed::new(
            self.recorder.ids.as_ref(),
            cancel.asked.key.clone(),
            "cancel",
            &[&which, reason],
        );
        let app = self.clone();
        let first = self
            .write_again(&keyed, move |sql, keyed| app.cancel_in(sql, &cancel, keyed))
            .await?;
        let order = match first {
            Begun::Again(order) => {
                return Ok(Answer {
                    order: *order,
                    outcome: Outcome::Done,
                });
            }
            Begun::Order(order) => *order,
        };
        let done = self.refund_of(order).await?;
        if done.outcome == Outcome::Done {
            self.keep_answer(keyed, &done.order).await;
        }
        Ok(done)
    }

    /// Calls the refund that an order owes, if it owes one.
    ///
    /// # Errors
    /// Only the store's.
    pub(super) async fn refund_of(&self, order: Order) -> Result<Answer, AppError> {
        if order.status != OrderStatus::RefundPending {
            return Ok(answer(&order, None));
        }
        let id = order.id;
        let open: Option<PaymentId> = self
            .store
            .read(move |sql| -> Result<_, StoreError> {
                let payments = payments::of_order(sql, id)?;
                Ok(payments
                    .into_iter()
                    .find(|p| p.direction == Direction::Refund && p.status.is_open())
                    .map(|p| p.id))
            })
            .await?;
        let (order, retry_at) = match open {
            Some(refund) => match self.refund_now(refund).await {
                // It is cancelled, and the refund is owed and due: the worker goes on with it.
                Err(AppError::Store(fault)) => {
                    tracing::error!(order = order.id.0, error = %fault, "a refund's answer could not be kept");
                    (order, None)
                }
                other => other?,
            },
            None => (order, None),
        };
        let mut answer = answer(&order, None);
        if let Outcome::RefundPending { retry_at: next } = &mut answer.outcome {
            *next = retry_at;
        }
        Ok(answer)
    }

    fn cancel_in(&self, sql: &mut dyn Sql, cancel: &Cancel, keyed: &Keyed) -> Result<Begun, AppError> {
        let now = self.clock.now();
        if let Earlier::Answered(order) = keyed.earlier(sql)? {
            return Ok(Begun::Again(order));
        }
        let order = locked::order(sql, &cancel.asked.order)?;
        if matches!(keyed.earlier(sql)?, Earlier::Nothing) {
            unchanged(&order, cancel.asked.seen.as_deref())?;
            keyed.note(sql, order.id, None, now)?;
        }
        if matches!(order.status, OrderStatus::Cancelled | OrderStatus::RefundPending) {
            if cancel.rehearse {
                let due = reservations::refund_due(sql, order.id)?.unwrap_or(Won::ZERO);
                return Err(rehearsed(&order, due));
            }
            return Ok(Begun::Order(Box::new(order)));
        }
        let charged = charge_of(sql, &order)?;
        let rules = &self.recorder.rules;
        let due = if order.payment.is_none() || order.status == OrderStatus::Held {
            Won::ZERO
        } else {
            rules
                .refund_tiers
                .refund(order.price, order.slot.date, rules.today(now))
        };
        let cancelled = Event::OrderCancelled {
            by: cancel.by.clone(),
            reason: cancel.reason.as_ref().map(|reason| reason.as_str().to_owned()),
            refund: due,
        };
        if order.apply(&cancelled).is_err() {
            return Err(self.wrong_status(sql, Action::Cancel, &order)?.into());
        }
        let mut events = vec![cancelled.clone()];
        if let Some(reservation) = order.reservation {
            reservations::decide(sql, reservation, ReservationStatus::Cancelled, &cancel.by, now)?;
            events.push(Event::ReservationCancelled { reservation });
        }
        let mut order = self.recorder.record(sql, &order, &events, now)?;
        refund::owe(sql, &order, &cancelled, now)?;
        if let Some(charge) = charged {
            order = self.give_back(sql, order, &charge, due, now)?;
        } else if order.status == OrderStatus::Cancelled {
            reservations::settle(sql, order.id, CancellationStatus::Settled)?;
        }
        if cancel.rehearse {
            return Err(rehearsed(&order, due));
        }
        Ok(Begun::Order(Box::new(order)))
    }

    /// The refusal for an order that is elsewhere, naming who moved it there.
    pub(super) fn wrong_status(&self, sql: &mut dyn Sql, action: Action, order: &Order) -> Result<Refusal, StoreError> {
        Ok(Refusal::WrongStatus {
            action,
            status: order.status,
            last: crate::store::events::last_actor(sql, order.id)?,
        })
    }
}

enum Begun {
    Again(Box<OrderView>),
    Order(Box<Order>),
}

fn rehearsed(order: &Order, refund: Won) -> AppError {
    AppError::Rehearsed(Box::new(Rehearsal {
        order: OrderView::of(order),
        refund: Some(refund),
    }))
}

/// The approved charge of an order.
pub(super) fn charge_of(
    sql: &mut dyn Sql,
    order: &Order,
) -> Result<Option<crate::domain::payment::Payment>, StoreError> {
    let Some(id) = order.payment else { return Ok(None) };
    Ok(payments::lock(sql, id)?.filter(|payment| payment.status == PaymentStatus::Approved))
}
