//! Event → row. Pure but for the step that takes waiting events out of the inbox.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::view::{MyPage, Step};
use crate::domain::event::Event;
use crate::domain::ids::OrderId;
use crate::domain::order::OrderStatus;
use crate::domain::recorded::Recorded;
use crate::store::inbox::{self, Consumer};
use crate::store::mypages::{self, Stored};
use crate::store::sql::Sql;
use crate::store::{StoreError, events, wire};

/// The view after one more event. The first event of an order makes the view; without it there is none.
pub fn fold(view: Option<MyPage>, recorded: &Recorded) -> Option<MyPage> {
    let mut view = match (view, &recorded.event) {
        (None, Event::OrderPlaced { .. }) => placed(recorded)?,
        (view, _) => view?,
    };
    recorded.status.code().clone_into(&mut view.status);
    view.timeline.push(Step {
        at: recorded.at.to_string(),
        event: recorded.event.name().to_owned(),
        status: view.status.clone(),
    });
    match &recorded.event {
        Event::PaymentStarted { payment, method } | Event::PaymentApproved { payment, method, .. } => {
            view.payment_id = Some(payment.0);
            view.pay_method = Some(method.code().to_owned());
        }
        Event::ReservationRequested { reservation } => view.reservation_id = Some(reservation.0),
        Event::ReservationRejected { reason, refund, .. } => {
            view.reason = Some(reason.clone());
            view.refund = Some(refund.get());
        }
        Event::OrderCancelled { reason, refund, .. } => {
            view.reason.clone_from(reason);
            view.refund = Some(refund.get());
        }
        Event::PaymentRefunded { amount, .. } => view.refund = Some(amount.get()),
        Event::OrderRescheduled { to, .. } => {
            view.date = to.date.to_string();
            view.time = wire::clock(to.time);
        }
        Event::PaymentDeclined { reason, .. } => view.reason = Some(reason.clone()),
        Event::OrderPlaced { .. }
        | Event::PaymentUnknown { .. }
        | Event::PaymentReleased { .. }
        | Event::HoldExpired
        | Event::ReservationConfirmed { .. }
        | Event::ReservationCancelled { .. }
        | Event::CheckedIn { .. }
        | Event::NoShow { .. } => {}
    }
    Some(view)
}

fn placed(recorded: &Recorded) -> Option<MyPage> {
    let Event::OrderPlaced {
        code,
        package,
        slot,
        price,
        customer,
        hold_expires_at,
    } = &recorded.event
    else {
        return None;
    };
    Some(MyPage {
        id: recorded.order.0,
        code: code.to_string(),
        status: String::new(),
        package: package.as_str().to_owned(),
        date: slot.date.to_string(),
        time: wire::clock(slot.time),
        price: price.get(),
        name: customer.name.as_str().to_owned(),
        phone: customer.phone.as_ref().map(|phone| phone.digits().to_owned()),
        created_at: recorded.at.to_string(),
        hold_expires_at: Some(hold_expires_at.to_string()),
        pay_method: None,
        payment_id: None,
        reservation_id: None,
        refund: None,
        reason: None,
        timeline: Vec::new(),
        messages: Vec::new(),
    })
}

/// The view of an order with every event up to now, and the sequence of the last.
///
/// # Errors
/// Only the store's.
pub fn current(sql: &mut dyn Sql, order: OrderId, stored: Option<Stored>) -> Result<Option<(MyPage, i64)>, StoreError> {
    let (mut view, mut seq) = match stored {
        Some(stored) => (Some(parse(&stored)?), stored.seq),
        None => (None, 0),
    };
    for recorded in events::after(sql, order, seq)? {
        seq = recorded.seq;
        view = fold(view, &recorded);
    }
    Ok(view.map(|view| (view, seq)))
}

/// The view that is stored.
///
/// # Errors
/// [`StoreError::Corrupt`] when it is none.
pub fn parse(stored: &Stored) -> Result<MyPage, StoreError> {
    serde_json::from_str(&stored.body).map_err(|e| StoreError::Corrupt(format!("mypage {}: {e}", stored.order)))
}

/// The row that a view is stored as. The hold is only of interest while it holds.
///
/// # Errors
/// [`StoreError::Bug`] if serialising fails.
pub fn row(mut view: MyPage, seq: i64) -> Result<(Option<String>, Stored), StoreError> {
    view.messages.clear();
    let order = OrderId(view.id);
    let body = serde_json::to_string(&view).map_err(|e| StoreError::Bug(e.to_string()))?;
    Ok((view.phone, Stored { order, seq, body }))
}

/// Brings up to `limit` waiting events into their views. Answers with how many there were.
///
/// # Errors
/// Only the store's.
pub fn project(sql: &mut dyn Sql, now: Timestamp, limit: i64) -> Result<usize, StoreError> {
    let tasks = inbox::take(sql, Consumer::MyPage, now, limit)?;
    let mut orders: BTreeMap<OrderId, Vec<inbox::Task>> = BTreeMap::new();
    for task in &tasks {
        orders.entry(task.order).or_default().push(*task);
    }
    for (order, tasks) in orders {
        let stored = mypages::find(sql, order)?;
        if let Some((view, seq)) = current(sql, order, stored)? {
            let (phone, stored) = row(view, seq)?;
            mypages::put(sql, phone.as_deref(), &stored)?;
        }
        for task in tasks {
            inbox::done(sql, Consumer::MyPage, task.event)?;
        }
    }
    Ok(tasks.len())
}

/// Whether a view still shows its hold.
pub fn shows_hold(status: &str) -> bool {
    OrderStatus::parse(status).is_some_and(OrderStatus::is_held)
}
