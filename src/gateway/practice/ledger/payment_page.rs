//! What the payment gateway's books show: `GET /control/ledger`, and `ledger()` in process.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::calls::plain;

/// How a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ChargeStatus {
    /// Charged; perhaps refunded in part.
    Approved,
    /// Refused; nothing moved.
    Declined,
    /// Charged and refunded in full.
    Cancelled,
}

/// One payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Charge {
    /// `p1`, `p2`, … in order of charging.
    pub id: String,
    /// The caller's order.
    pub order_id: i64,
    /// Won.
    pub price: i64,
    /// Won given back.
    pub refunded: i64,
    /// How it stands.
    pub status: ChargeStatus,
    /// The idempotency key.
    #[serde(serialize_with = "plain")]
    pub key: Arc<str>,
    /// How many POSTs carried the key, those that failed before the charge included.
    pub calls: u64,
}

/// One refund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Refund {
    /// The charge it belongs to.
    pub id: String,
    /// Won.
    pub price: i64,
    /// What the caller gave as reason.
    pub reason: Option<String>,
    /// The idempotency key.
    #[serde(serialize_with = "plain")]
    pub key: Arc<str>,
}

/// Sums and counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentTotals {
    /// Won charged.
    pub charged: i64,
    /// Won refunded.
    pub refunded: i64,
    /// Calls of any kind, whatever came of them.
    pub calls: u64,
    /// Keys declined.
    pub declined: u64,
    /// Charges of an order that had a live charge.
    pub double_charges: u64,
    /// Charges and cancels answered from memory: same key, same request.
    pub repeats: u64,
    /// Charges and cancels refused: same key, other request.
    pub conflicts: u64,
}

/// A copy of the books.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct PaymentLedger {
    /// In order of charging; declined ones are among them.
    pub charges: Vec<Charge>,
    /// In order of refunding.
    pub refunds: Vec<Refund>,
    /// Sums and counts.
    pub totals: PaymentTotals,
}
