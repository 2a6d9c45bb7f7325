//! The order: a customer's request for a package at a slot, and the machine that moves it.
//!
//! The machine is one pure function, [`Order::apply`]. Commands decide which events to propose; only
//! `apply` says which are legal, so a replay of the log and a live command can never disagree.

mod machine;
mod status;

use jiff::Timestamp;

use super::calendar::SlotTime;
use super::code::BookingCode;
use super::customer::Customer;
use super::ids::{OrderId, PaymentId, ReservationId};
use super::money::Won;
use super::package::PackageCode;

pub use machine::Illegal;
pub use status::{OrderStatus, Owner};

/// What a pending refund ends in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    Cancelled,
    Rejected,
}

impl Ending {
    /// The final status it stands for.
    pub const fn status(self) -> OrderStatus {
        match self {
            Self::Cancelled => OrderStatus::Cancelled,
            Self::Rejected => OrderStatus::Rejected,
        }
    }
}

/// An order as its events have left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub id: OrderId,
    pub code: BookingCode,
    /// The number of its last event.
    pub seq: i64,
    pub status: OrderStatus,
    pub package: PackageCode,
    pub slot: SlotTime,
    pub price: Won,
    pub customer: Customer,
    pub created_at: Timestamp,
    pub hold_expires_at: Timestamp,
    /// Whether it counts against the slot's capacity.
    pub keeps_place: bool,
    /// The charge that is live or in doubt.
    pub payment: Option<PaymentId>,
    pub reservation: Option<ReservationId>,
    /// Set while a refund is pending, and after.
    pub ending: Option<Ending>,
}

impl Order {
    /// Unpaid and out of time at `now`: its place no longer counts, whatever the row still says.
    pub fn hold_ran_out(&self, now: Timestamp) -> bool {
        self.status.is_held() && self.hold_expires_at <= now
    }
}
