//! Which order is meant, and on what terms: as it was when somebody last looked at it, and under the key
//! of the request. A command line has neither; a client far away has both, because answers get lost.

use jiff::Timestamp;

use super::ports::IdSource;
use super::request::{Earlier, Keyed};
use super::view::OrderView;
use super::{AppError, locked};
use crate::domain::order::Order;
use crate::domain::refusal::Refusal;
use crate::store::orders::OrderRef;
use crate::store::sql::Sql;

/// An order that something is asked of.
#[derive(Debug, Clone)]
pub struct Asked {
    pub order: OrderRef,
    /// The order must still be at one of these events ([`OrderView::seq`]).
    pub seen: Option<Vec<i64>>,
    pub key: Option<String>,
}

impl From<OrderRef> for Asked {
    fn from(order: OrderRef) -> Self {
        Self {
            order,
            seen: None,
            key: None,
        }
    }
}

/// What to do about it.
pub enum Taken {
    /// The key was answered before.
    Again(Box<OrderView>),
    /// The order, locked, and the request that its answer is kept for.
    Order(Box<Order>, Option<Keyed>),
}

impl Asked {
    /// Locks the order, and looks whether `command` with `parts` was asked before under the same key.
    ///
    /// # Errors
    /// [`Refusal::OrderNotFound`], [`Refusal::IdempotencyConflict`], [`Refusal::Changed`].
    pub fn take(
        &self,
        sql: &mut dyn Sql,
        ids: &dyn IdSource,
        command: &str,
        parts: &[&str],
        now: Timestamp,
    ) -> Result<Taken, AppError> {
        let order = locked::order(sql, &self.order)?;
        let Some(key) = &self.key else {
            unchanged(&order, self.seen.as_deref())?;
            return Ok(Taken::Order(Box::new(order), None));
        };
        let id = order.id.to_string();
        let parts: Vec<&str> = std::iter::once(id.as_str()).chain(parts.iter().copied()).collect();
        let keyed = Keyed::new(ids, Some(key.clone()), command, &parts);
        match keyed.earlier(sql)? {
            Earlier::Answered(view) => return Ok(Taken::Again(view)),
            Earlier::Begun(_) => {}
            Earlier::Nothing => {
                unchanged(&order, self.seen.as_deref())?;
                keyed.note(sql, order.id, None, now)?;
            }
        }
        Ok(Taken::Order(Box::new(order), Some(keyed)))
    }
}

/// Whether an order is where its looker saw it.
///
/// # Errors
/// [`Refusal::Changed`].
pub fn unchanged(order: &Order, seen: Option<&[i64]>) -> Result<(), Refusal> {
    match seen {
        Some(seen) if !seen.contains(&order.seq) => Err(Refusal::Changed),
        _ => Ok(()),
    }
}
