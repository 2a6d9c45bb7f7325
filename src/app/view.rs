//! An order as the outside sees it: the JSON of the contract, and the first answer kept for each key.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::calendar::SlotTime;
use crate::domain::order::{Order, OrderStatus};
use crate::store::wire;

/// An order's fields in the contract's names and units: won, RFC 3339 UTC, local date and time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderView {
    pub id: i64,
    pub code: String,
    /// The number of its last event: what has changed has another one.
    #[serde(default)]
    pub seq: i64,
    pub status: String,
    pub package: String,
    pub date: String,
    pub time: String,
    pub price: i64,
    pub name: String,
    pub phone: Option<String>,
    pub birth: Option<String>,
    pub sex: Option<String>,
    pub created_at: String,
    /// Only while the place is held unpaid.
    pub hold_expires_at: Option<String>,
    pub payment_id: Option<i64>,
    pub reservation_id: Option<i64>,
}

impl OrderView {
    /// The view of an order.
    pub fn of(order: &Order) -> Self {
        let customer = &order.customer;
        Self {
            id: order.id.0,
            code: order.code.to_string(),
            seq: order.seq,
            status: order.status.code().to_owned(),
            package: order.package.as_str().to_owned(),
            date: order.slot.date.to_string(),
            time: wire::clock(order.slot.time),
            price: order.price.get(),
            name: customer.name.as_str().to_owned(),
            phone: customer.phone.as_ref().map(|phone| phone.digits().to_owned()),
            birth: customer.birth.as_ref().map(|birth| birth.date().to_string()),
            sex: customer.sex.map(|sex| sex.code().to_owned()),
            created_at: order.created_at.to_string(),
            hold_expires_at: order.status.is_held().then(|| order.hold_expires_at.to_string()),
            payment_id: order.payment.map(|id| id.0),
            reservation_id: order.reservation.map(|id| id.0),
        }
    }

    /// The status it was seen in.
    pub fn status(&self) -> Option<OrderStatus> {
        OrderStatus::parse(&self.status)
    }

    /// When they come.
    pub fn slot(&self) -> Option<SlotTime> {
        wire::slot(&self.date, &self.time)
    }
}

/// What a command answers with: the order, and how its money stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub order: OrderView,
    pub outcome: Outcome,
}

impl Answer {
    /// The first answer to a key, given again.
    pub fn again(order: OrderView) -> Self {
        let outcome = match order.status() {
            Some(OrderStatus::Declined) => Outcome::Declined { reason: String::new() },
            _ => Outcome::Done,
        };
        Self { order, outcome }
    }
}

/// How the money part of a command ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing is open.
    Done,
    /// Refused by the customer's bank; the place is free again.
    Declined { reason: String },
    /// The gateway is busy or left alone for a while: the place is kept, pay again from `retry_at`.
    PaymentUnavailable { retry_at: Option<Timestamp> },
    /// Nobody knows yet whether it was charged; the worker finds out.
    PaymentUnknown,
    /// The same, because the gateway turns us away: somebody has to put the secret right first.
    SecretRefused,
    /// The money is not back yet; the worker goes on.
    RefundPending { retry_at: Option<Timestamp> },
}

impl Outcome {
    /// `error.code` of the contract; none when all is done.
    pub const fn code(&self) -> Option<&'static str> {
        match self {
            Self::Done => None,
            Self::Declined { .. } => Some("payment_declined"),
            Self::PaymentUnavailable { .. } => Some("payment_unavailable"),
            Self::PaymentUnknown | Self::SecretRefused => Some("payment_unknown"),
            Self::RefundPending { .. } => Some("refund_pending"),
        }
    }
}
