//! "When this event, then that command": the reactions that join the parts of the saga. Pure, so that
//! the reaction is the same in a command, in the worker and in a replay.

use super::event::Event;

/// A command that an event calls for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reaction {
    /// Pass the paid order on to the centre.
    RequestReservation,
}

/// What the event calls for, if anything.
pub const fn react(event: &Event) -> Option<Reaction> {
    match event {
        Event::PaymentApproved { .. } => Some(Reaction::RequestReservation),
        Event::OrderPlaced { .. }
        | Event::PaymentStarted { .. }
        | Event::PaymentDeclined { .. }
        | Event::PaymentUnknown { .. }
        | Event::PaymentReleased { .. }
        | Event::HoldExpired
        | Event::ReservationRequested { .. }
        | Event::ReservationConfirmed { .. }
        | Event::ReservationRejected { .. }
        | Event::OrderCancelled { .. }
        | Event::ReservationCancelled { .. }
        | Event::PaymentRefunded { .. }
        | Event::OrderRescheduled { .. }
        | Event::CheckedIn { .. }
        | Event::NoShow { .. } => None,
    }
}
