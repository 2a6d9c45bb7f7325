//! The origin's words for where an order stands. It has two; before the centre has the order it says
//! nothing, and for what the origin never came to we say it in our own.

use crate::domain::order::OrderStatus;
use crate::domain::reservation::ReservationStatus;

/// `status` of an order and of a mypage.
pub fn of_order(state: &str) -> Option<String> {
    match OrderStatus::parse(state) {
        Some(OrderStatus::Held | OrderStatus::Paying | OrderStatus::PaymentUnknown | OrderStatus::Paid) => None,
        Some(OrderStatus::Requested) => Some("Reservation Complete".into()),
        Some(
            OrderStatus::Confirmed
            | OrderStatus::Completed
            | OrderStatus::NoShow
            | OrderStatus::Expired
            | OrderStatus::Declined
            | OrderStatus::RefundPending
            | OrderStatus::Cancelled
            | OrderStatus::Rejected,
        )
        | None => Some(state.to_owned()),
    }
}

/// `status` of a reservation.
pub const fn of_reservation(state: ReservationStatus) -> &'static str {
    match state {
        ReservationStatus::Requested => "Reservation Complete",
        ReservationStatus::Confirmed | ReservationStatus::Rejected | ReservationStatus::Cancelled => state.code(),
    }
}
