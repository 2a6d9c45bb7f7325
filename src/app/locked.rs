//! The first thing a use case does to an order: find it and lock it. Always the order before its payments,
//! so that two transactions can't hold one row each and wait for the other.

use super::AppError;
use crate::domain::order::Order;
use crate::domain::refusal::Refusal;
use crate::store::orders::{self, OrderRef};
use crate::store::sql::Sql;

/// The order, locked until the transaction ends.
///
/// # Errors
/// [`Refusal::OrderNotFound`].
pub fn order(sql: &mut dyn Sql, which: &OrderRef) -> Result<Order, AppError> {
    let name = || match which {
        OrderRef::Id(id) => id.to_string(),
        OrderRef::Code(code) => code.to_string(),
    };
    Ok(orders::lock(sql, which)?.ok_or_else(|| Refusal::OrderNotFound(name()))?)
}
