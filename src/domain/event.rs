//! What happened to an order. Events are facts: they carry all that the read model, the texts and a
//! replay need, so that nothing ever has to be looked up again to understand an old one.

use jiff::Timestamp;

use super::calendar::SlotTime;
use super::code::BookingCode;
use super::customer::Customer;
use super::ids::{PaymentId, ReservationId};
use super::money::Won;
use super::package::PackageCode;
use super::payment::Method;

/// Something that happened to one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A place is kept for the customer until `hold_expires_at`.
    OrderPlaced {
        code: BookingCode,
        package: PackageCode,
        slot: SlotTime,
        price: Won,
        customer: Customer,
        hold_expires_at: Timestamp,
    },
    /// The intent to charge is durable; the call follows.
    PaymentStarted { payment: PaymentId, method: Method },
    /// The money is in. `reference` is the gateway's id or the terminal's approval number.
    PaymentApproved {
        payment: PaymentId,
        method: Method,
        amount: Won,
        reference: Option<String>,
    },
    /// The payment was refused; the place is free again.
    PaymentDeclined { payment: PaymentId, reason: String },
    /// No usable answer came.
    PaymentUnknown { payment: PaymentId },
    /// The gateway never charged (busy, or asked afterwards): nothing is owed, the customer may pay again.
    PaymentReleased { payment: PaymentId },
    /// The hold ran out; the place is free again.
    HoldExpired,
    /// The centre has the request.
    ReservationRequested { reservation: ReservationId },
    /// The centre expects the customer.
    ReservationConfirmed { reservation: ReservationId, by: String },
    /// The centre can't take the customer; `refund` goes back.
    ReservationRejected {
        reservation: ReservationId,
        by: String,
        reason: String,
        refund: Won,
    },
    /// The customer or the desk cancelled, or the program did because the place was gone; `refund` goes back.
    OrderCancelled {
        by: String,
        reason: Option<String>,
        refund: Won,
    },
    /// The centre's commitment is withdrawn with the order.
    ReservationCancelled { reservation: ReservationId },
    /// The refund is approved. `payment` is the refund's own number.
    PaymentRefunded { payment: PaymentId, amount: Won },
    /// The visit moved; the payment stays.
    OrderRescheduled { from: SlotTime, to: SlotTime, by: String },
    /// The customer is at the desk.
    CheckedIn { by: String },
    /// The customer did not come.
    NoShow { by: String },
}

impl Event {
    /// The event's name in the log, in JSON and in `docs/state-machines.md`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::OrderPlaced { .. } => "OrderPlaced",
            Self::PaymentStarted { .. } => "PaymentStarted",
            Self::PaymentApproved { .. } => "PaymentApproved",
            Self::PaymentDeclined { .. } => "PaymentDeclined",
            Self::PaymentUnknown { .. } => "PaymentUnknown",
            Self::PaymentReleased { .. } => "PaymentReleased",
            Self::HoldExpired => "HoldExpired",
            Self::ReservationRequested { .. } => "ReservationRequested",
            Self::ReservationConfirmed { .. } => "ReservationConfirmed",
            Self::ReservationRejected { .. } => "ReservationRejected",
            Self::OrderCancelled { .. } => "OrderCancelled",
            Self::ReservationCancelled { .. } => "ReservationCancelled",
            Self::PaymentRefunded { .. } => "PaymentRefunded",
            Self::OrderRescheduled { .. } => "OrderRescheduled",
            Self::CheckedIn { .. } => "CheckedIn",
            Self::NoShow { .. } => "NoShow",
        }
    }
}
