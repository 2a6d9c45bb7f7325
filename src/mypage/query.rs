//! Looking a view up, complete to the last event whatever the projector has seen.

use super::projector;
use super::view::{MessageLine, MyPage};
use crate::domain::ids::OrderId;
use crate::domain::message::MessageStatus;
use crate::domain::phone::Phone;
use crate::store::orders::{self, OrderRef};
use crate::store::sql::Sql;
use crate::store::{StoreError, mypages, outbox};

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
        Who::Order(which) => orders::find(sql, which)?.map(|order| order.id).into_iter().collect(),
        Who::Phone(phone) => orders::of_phone(sql, phone.digits())?,
    };
    let mut views = Vec::with_capacity(ids.len());
    for id in ids {
        let stored = mypages::find(sql, id)?;
        if let Some((mut view, _)) = projector::current(sql, id, stored)? {
            view.messages = messages(sql, id)?;
            if !projector::shows_hold(&view.status) {
                view.hold_expires_at = None;
            }
            views.push(view);
        }
    }
    Ok(views)
}

fn messages(sql: &mut dyn Sql, order: OrderId) -> Result<Vec<MessageLine>, StoreError> {
    let filter = outbox::Filter {
        order: Some(order),
        limit: 1_000,
        ..outbox::Filter::default()
    };
    Ok(outbox::list(sql, &filter)?
        .into_iter()
        .map(|message| MessageLine {
            event: message.event,
            status: message.status.code().to_owned(),
            sent_at: message
                .settled_at
                .filter(|_| message.status == MessageStatus::Sent)
                .map(|at| at.to_string()),
        })
        .collect())
}
