//! What the customer sees.

use serde::{Deserialize, Serialize};

/// The view of one order, in the contract's names and units. Stored as JSON without its messages, which
/// belong to the outbox and are read with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MyPage {
    pub id: i64,
    pub code: String,
    pub status: String,
    pub package: String,
    pub date: String,
    pub time: String,
    pub price: i64,
    pub name: String,
    pub phone: Option<String>,
    pub created_at: String,
    pub hold_expires_at: Option<String>,
    pub pay_method: Option<String>,
    pub payment_id: Option<i64>,
    pub reservation_id: Option<i64>,
    /// What a cancellation or a rejection gives back, in won.
    pub refund: Option<i64>,
    pub reason: Option<String>,
    pub timeline: Vec<Step>,
    #[serde(default, skip_deserializing)]
    pub messages: Vec<MessageLine>,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub at: String,
    pub event: String,
    pub status: String,
}

/// One text about it, and how far it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageLine {
    pub event: String,
    pub status: String,
    pub sent_at: Option<String>,
}
