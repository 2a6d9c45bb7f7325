//! What is found out about a charge, put where it belongs, however late it comes.
//!
//! The answer to the call and the reconciler's look-ups end here alike. A late approval takes its place
//! again if it can; if the place is gone the money goes back. An answer once written is never taken back.

use jiff::{SignedDuration, Timestamp};

use super::{App, AppError, locked, refund};
use crate::domain::backoff;
use crate::domain::cancellation::CancellationStatus;
use crate::domain::event::Event;
use crate::domain::ids::PaymentId;
use crate::domain::lang::Lang;
use crate::domain::order::{Order, OrderStatus};
use crate::domain::payment::{Payment, PaymentStatus};
use crate::domain::refusal::Refusal;
use crate::store::orders::OrderRef;
use crate::store::sql::Sql;
use crate::store::{StoreError, payments, reservations};

/// A gateway may still be at work on a call it has not answered: "never charged" is believed only this
/// long after the call went out.
pub const BELIEVE_NEVER_AFTER: SignedDuration = SignedDuration::from_secs(5);

/// A released charge is looked at again after these waits: the call can have arrived after all, and a proxy can
/// say "busy" for a gateway that has charged.
const LOOK_AGAIN: [SignedDuration; 3] = [
    SignedDuration::from_mins(1),
    SignedDuration::from_mins(10),
    SignedDuration::from_hours(1),
];

/// Why an order whose payment came too late is cancelled, as the customer reads it.
pub const fn too_late(lang: Lang) -> &'static str {
    match lang {
        Lang::Ko => "결제가 늦어 그사이 자리가 찼습니다",
        Lang::En => "the place was gone when the payment came",
    }
}

/// What is known about a charge after a call or a look-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    Approved {
        reference: String,
    },
    Declined {
        reason: String,
    },
    /// Refused for load before anything was charged.
    Busy {
        reason: String,
    },
    /// Asked by key: never charged.
    NeverCharged,
    /// Still nobody knows.
    Unknown {
        reason: String,
    },
}

impl Finding {
    /// The gateway's words, where it had some.
    pub fn reason(&self) -> Option<String> {
        match self {
            Self::Declined { reason } | Self::Busy { reason } | Self::Unknown { reason } => Some(reason.clone()),
            Self::Approved { .. } | Self::NeverCharged => None,
        }
    }
}

/// The event of an approved payment.
pub fn approved(payment: &Payment) -> Event {
    Event::PaymentApproved {
        payment: payment.id,
        method: payment.method,
        amount: payment.amount,
        reference: payment.reference.clone(),
    }
}

impl App {
    /// Writes down what was found out about a charge and moves its order.
    ///
    /// # Errors
    /// Only the store's.
    pub fn settle(
        &self,
        sql: &mut dyn Sql,
        id: PaymentId,
        finding: &Finding,
        now: Timestamp,
    ) -> Result<Order, AppError> {
        let missing = || AppError::Store(StoreError::Corrupt(format!("payment {id} has no order")));
        // The order first, as everywhere, so that two transactions can't hold one row each.
        let order = payments::order_of(sql, id)?.ok_or_else(missing)?;
        let order = locked::order(sql, &OrderRef::Id(order))?;
        let mut payment = payments::lock(sql, id)?.ok_or_else(missing)?;
        let status = match finding {
            Finding::Approved { .. } => PaymentStatus::Approved,
            Finding::Declined { .. } => PaymentStatus::Declined,
            Finding::Busy { .. } => PaymentStatus::Released,
            Finding::NeverCharged if now.duration_since(payment.started_at) < BELIEVE_NEVER_AFTER => {
                PaymentStatus::Unknown
            }
            Finding::NeverCharged => PaymentStatus::Released,
            Finding::Unknown { .. } => PaymentStatus::Unknown,
        };
        let was = payment.status;
        payment.attempts += 1;
        payment.due_at = self.next_look(&payment, finding, status, now);
        if !was.may_become(status) {
            if was == PaymentStatus::Released {
                payments::update(sql, &payment)?;
            }
            return Ok(order);
        }
        payment.status = status;
        payment.reason = finding.reason().or(payment.reason);
        if let Finding::Approved { reference } = finding {
            payment.reference = Some(reference.clone());
            payment.reason = None;
        }
        payment.settled_at = (!status.is_open()).then_some(now);
        payments::update(sql, &payment)?;
        match status {
            PaymentStatus::Approved => self.approve(sql, order, &payment, now),
            PaymentStatus::Declined => {
                let reason = finding.reason().unwrap_or_default();
                self.give_up(sql, order, Event::PaymentDeclined { payment: id, reason }, was, now)
            }
            PaymentStatus::Released => self.give_up(sql, order, Event::PaymentReleased { payment: id }, was, now),
            PaymentStatus::Unknown if order.status == OrderStatus::Paying => {
                Ok(self
                    .recorder
                    .record(sql, &order, &[Event::PaymentUnknown { payment: id }], now)?)
            }
            PaymentStatus::Unknown | PaymentStatus::Started => Ok(order),
        }
    }

    fn next_look(
        &self,
        payment: &Payment,
        finding: &Finding,
        status: PaymentStatus,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let wait = match (status, finding) {
            (PaymentStatus::Unknown, Finding::NeverCharged) => SignedDuration::from_millis(500),
            // The call itself was the first try; the first look-up follows at once.
            (PaymentStatus::Unknown, _) if payment.attempts <= 2 => SignedDuration::from_millis(100),
            (PaymentStatus::Unknown, _) => backoff::full_jitter(
                SignedDuration::from_millis(500),
                SignedDuration::from_mins(5),
                payment.attempts - 2,
                self.recorder.ids.chance(),
            ),
            (PaymentStatus::Released, Finding::NeverCharged | Finding::Busy { .. }) => {
                // Since it was released: a call can be in doubt for an hour, and its release be contradicted all the same.
                let age = now.duration_since(payment.settled_at.unwrap_or(now));
                *LOOK_AGAIN.iter().find(|wait| age < **wait)?
            }
            _ => return None,
        };
        Some(now + wait)
    }

    fn approve(&self, sql: &mut dyn Sql, order: Order, payment: &Payment, now: Timestamp) -> Result<Order, AppError> {
        let approved = approved(payment);
        match order.status {
            OrderStatus::Held | OrderStatus::Paying | OrderStatus::PaymentUnknown | OrderStatus::Expired => {
                if order.keeps_place {
                    return self.recorder.record(sql, &order, &[approved], now);
                }
                sql.batch("SAVEPOINT late")?;
                match self.recorder.record(sql, &order, std::slice::from_ref(&approved), now) {
                    Err(AppError::Refused(Refusal::SlotFull { .. })) => {
                        sql.batch("ROLLBACK TO SAVEPOINT late")?;
                        let gone = Event::OrderCancelled {
                            by: "healthcenter".into(),
                            reason: Some(too_late(self.recorder.rules.text_lang).into()),
                            refund: payment.amount,
                        };
                        let order = self.recorder.record(sql, &order, &[approved, gone.clone()], now)?;
                        refund::owe(sql, &order, &gone, now)?;
                        self.give_back(sql, order, payment, payment.amount, now)
                    }
                    other => other,
                }
            }
            OrderStatus::RefundPending => {
                let due = reservations::refund_due(sql, order.id)?.unwrap_or(payment.amount);
                let order = self.recorder.record(sql, &order, &[approved], now)?;
                self.give_back(sql, order, payment, due, now)
            }
            OrderStatus::Cancelled => {
                let order = self.recorder.record(sql, &order, &[approved], now)?;
                reservations::settle(sql, order.id, CancellationStatus::Owed)?;
                self.give_back(sql, order, payment, payment.amount, now)
            }
            // Paid some other way meanwhile: this charge alone goes back, the order stays as it is.
            OrderStatus::Paid
            | OrderStatus::Requested
            | OrderStatus::Confirmed
            | OrderStatus::Completed
            | OrderStatus::NoShow
            | OrderStatus::Declined
            | OrderStatus::Rejected => self.give_back(sql, order, payment, payment.amount, now),
        }
    }

    fn give_up(
        &self,
        sql: &mut dyn Sql,
        order: Order,
        event: Event,
        was: PaymentStatus,
        now: Timestamp,
    ) -> Result<Order, AppError> {
        match order.status {
            OrderStatus::Paying | OrderStatus::PaymentUnknown => {}
            OrderStatus::RefundPending if was.is_open() => {
                reservations::settle(sql, order.id, CancellationStatus::Settled)?;
            }
            OrderStatus::Held
            | OrderStatus::Paid
            | OrderStatus::Requested
            | OrderStatus::Confirmed
            | OrderStatus::Completed
            | OrderStatus::NoShow
            | OrderStatus::Expired
            | OrderStatus::Declined
            | OrderStatus::RefundPending
            | OrderStatus::Cancelled
            | OrderStatus::Rejected => return Ok(order),
        }
        self.recorder.record(sql, &order, &[event], now)
    }
}
