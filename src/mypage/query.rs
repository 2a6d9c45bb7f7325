//! Looking a view up, complete to the last event whatever the projector has seen.

use super::projector;
use super::view::{MessageLine, MyPage};
use crate::domain::ids::OrderId;
use crate::domain::phone::Phone;
use crate::store::orders::{self, OrderRef};
use crate::store::sql::Sql;
use crate::store::{StoreError, messages, mypages};

/// Whose views.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    Order(OrderRef),
    Phone(Phone),
}

/// The views, by order; empty when there is nothing under that name.
///
/// # Errors
/// Only the store's.
pub fn find(sql: &mut dyn Sql, who: &Who) -> Result<Vec<MyPage>, StoreError> {
    let ids = match who {
        // Whether there is such an order, its view says.
        Who::Order(OrderRef::Id(id)) => vec![*id],
        Who::Order(code) => orders::find(sql, code)?.map(|order| order.id).into_iter().collect(),
        Who::Phone(phone) => orders::of_phone(sql, phone.digits())?,
    };
    let mut views = Vec::with_capacity(ids.len());
    for id in ids {
        let stored = mypages::find(sql, id)?;
        if let Some((mut view, _)) = projector::current(sql, id, stored)? {
            view.messages = texts(sql, id)?;
            if !projector::shows_hold(&view.status) {
                view.hold_expires_at = None;
            }
            views.push(view);
        }
    }
    Ok(views)
}

fn texts(sql: &mut dyn Sql, order: OrderId) -> Result<Vec<MessageLine>, StoreError> {
    let line = |told: messages::Told| MessageLine {
        event: told.event,
        sent_at: told.sent_at.map(|at| at.to_string()),
        status: told.status,
    };
    Ok(messages::told(sql, order)?.into_iter().map(line).collect())
}
