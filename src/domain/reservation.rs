//! The reservation: the centre's commitment, made only after payment.

use jiff::Timestamp;

use super::ids::{OrderId, ReservationId};

/// Where the centre's commitment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReservationStatus {
    /// In the admin's queue ("Reservation Complete" in the origin).
    Requested,
    Confirmed,
    Rejected,
    Cancelled,
}

impl ReservationStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Requested, Self::Confirmed, Self::Rejected, Self::Cancelled];

    /// The word in the database and in JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Confirmed => "confirmed",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
        }
    }

    /// The status with this word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// Whether a reservation may move from here to `next`.
    pub const fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Requested, Self::Confirmed | Self::Rejected | Self::Cancelled) | (Self::Confirmed, Self::Cancelled)
        )
    }
}

/// The centre's commitment to one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reservation {
    pub id: ReservationId,
    pub order: OrderId,
    pub status: ReservationStatus,
    pub requested_at: Timestamp,
    /// Who confirmed, rejected or cancelled it, and when.
    pub decided: Option<(String, Timestamp)>,
}
