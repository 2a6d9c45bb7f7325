//! A request that a decision is about.

use crate::domain::calendar::SlotTime;
use crate::domain::ids::OrderId;
use crate::domain::order::Order;

/// Enough of a request to name it in a result, when it is long off the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub id: OrderId,
    pub slot: SlotTime,
    pub name: String,
}

impl From<&Order> for Target {
    fn from(order: &Order) -> Self {
        Self {
            id: order.id,
            slot: order.slot,
            name: order.customer.name.as_str().to_owned(),
        }
    }
}
