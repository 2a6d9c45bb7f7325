//! Events in the log: each with its order, its number in that order's life and what it led to.

use jiff::Timestamp;

use super::event::Event;
use super::ids::{EventId, OrderId};
use super::order::OrderStatus;

/// An event in its place: which order, which number in that order's life, what it led to, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    pub id: EventId,
    pub order: OrderId,
    /// 1, 2, 3, … without a gap.
    pub seq: i64,
    pub status: OrderStatus,
    pub at: Timestamp,
    pub event: Event,
}
