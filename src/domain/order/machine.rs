//! The transitions. What is not named here can't happen; `docs/state-machines.md` is drawn from it.

use jiff::Timestamp;

use super::{Ending, Order, OrderStatus as S};
use crate::domain::event::Event as E;
use crate::domain::ids::OrderId;

/// An event that does not fit the order's state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{event} is not legal for an order that is {from}")]
pub struct Illegal {
    pub from: &'static str,
    pub event: &'static str,
}

impl Order {
    /// The order that its first event makes.
    ///
    /// # Errors
    /// [`Illegal`] for any event but `OrderPlaced`.
    pub fn place(id: OrderId, event: &E, at: Timestamp) -> Result<Self, Illegal> {
        let E::OrderPlaced {
            code,
            package,
            slot,
            price,
            customer,
            hold_expires_at,
        } = event
        else {
            return Err(Illegal {
                from: "new",
                event: event.name(),
            });
        };
        Ok(Self {
            id,
            code: code.clone(),
            seq: 1,
            status: S::Held,
            package: package.clone(),
            slot: *slot,
            price: *price,
            customer: customer.clone(),
            created_at: at,
            hold_expires_at: *hold_expires_at,
            keeps_place: true,
            payment: None,
            reservation: None,
            ending: None,
        })
    }

    /// The order after one more event.
    ///
    /// # Errors
    /// [`Illegal`] when the state has no such transition; the order is untouched.
    pub fn apply(&self, event: &E) -> Result<Self, Illegal> {
        let to = self.target(event).ok_or(Illegal {
            from: self.status.code(),
            event: event.name(),
        })?;
        let mut next = self.clone();
        next.seq += 1;
        next.status = to;
        match event {
            E::PaymentStarted { payment, .. } => next.payment = Some(*payment),
            E::PaymentApproved { payment, .. } => {
                next.payment = Some(*payment);
                next.keeps_place = to == S::Paid;
            }
            E::HoldExpired | E::PaymentDeclined { .. } => next.keeps_place = false,
            E::ReservationRequested { reservation } => next.reservation = Some(*reservation),
            E::ReservationRejected { .. } => {
                next.keeps_place = false;
                next.ending = Some(Ending::Rejected);
            }
            E::OrderCancelled { .. } => {
                next.keeps_place = false;
                next.ending = Some(Ending::Cancelled);
            }
            E::OrderRescheduled { to, .. } => next.slot = *to,
            E::OrderPlaced { .. }
            | E::PaymentUnknown { .. }
            | E::PaymentReleased { .. }
            | E::ReservationConfirmed { .. }
            | E::ReservationCancelled { .. }
            | E::PaymentRefunded { .. }
            | E::CheckedIn { .. }
            | E::NoShow { .. } => {}
        }
        Ok(next)
    }

    fn target(&self, event: &E) -> Option<S> {
        let ended = self.ending.map(Ending::status);
        match (self.status, event) {
            (S::Held, E::PaymentStarted { .. }) => Some(S::Paying),
            (S::Paying, E::PaymentUnknown { .. }) => Some(S::PaymentUnknown),
            (S::Paying | S::PaymentUnknown, E::PaymentDeclined { .. }) => Some(S::Declined),
            // A late approval finds the order wherever time has taken it.
            (S::Held | S::Paying | S::PaymentUnknown | S::Expired, E::PaymentApproved { .. }) => Some(S::Paid),
            (S::RefundPending | S::Cancelled, E::PaymentApproved { .. }) => Some(S::RefundPending),
            (S::Paying | S::PaymentUnknown, E::PaymentReleased { .. }) => {
                Some(if self.keeps_place { S::Held } else { S::Expired })
            }
            (S::RefundPending, E::PaymentRefunded { .. }) => ended,
            // Nothing was charged after all. What is rejected was paid before, so there is no doubt to settle.
            (S::RefundPending, E::PaymentReleased { .. } | E::PaymentDeclined { .. }) => {
                ended.filter(|ended| *ended == S::Cancelled)
            }
            (S::Held, E::HoldExpired) => Some(S::Expired),
            (S::Paying | S::PaymentUnknown, E::HoldExpired) if self.keeps_place => Some(S::PaymentUnknown),
            (S::Paid, E::ReservationRequested { .. }) => Some(S::Requested),
            (S::Requested, E::ReservationConfirmed { .. }) => Some(S::Confirmed),
            (S::Requested, E::ReservationRejected { .. }) => Some(S::RefundPending),
            (S::Held, E::OrderCancelled { .. }) => Some(S::Cancelled),
            (S::Paying | S::PaymentUnknown | S::Paid | S::Requested | S::Confirmed, E::OrderCancelled { .. }) => {
                Some(S::RefundPending)
            }
            (S::RefundPending, E::ReservationCancelled { .. }) => Some(S::RefundPending),
            (S::Held | S::Paid | S::Requested | S::Confirmed, E::OrderRescheduled { .. }) => Some(self.status),
            (S::Confirmed, E::CheckedIn { .. }) => Some(S::Completed),
            (S::Confirmed, E::NoShow { .. }) => Some(S::NoShow),
            (
                _,
                E::OrderPlaced { .. }
                | E::PaymentStarted { .. }
                | E::PaymentApproved { .. }
                | E::PaymentDeclined { .. }
                | E::PaymentUnknown { .. }
                | E::PaymentReleased { .. }
                | E::HoldExpired
                | E::ReservationRequested { .. }
                | E::ReservationConfirmed { .. }
                | E::ReservationRejected { .. }
                | E::OrderCancelled { .. }
                | E::ReservationCancelled { .. }
                | E::PaymentRefunded { .. }
                | E::OrderRescheduled { .. }
                | E::CheckedIn { .. }
                | E::NoShow { .. },
            ) => None,
        }
    }
}
