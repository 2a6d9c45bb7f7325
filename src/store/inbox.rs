//! What each consumer has still to do: its checkpoint, kept as rows rather than as a position.
//!
//! A position by sequence number could step over a transaction still in flight on PostgreSQL. A row that
//! is written with its event and goes away with its effect can't be stepped over, and shows what waits.

use jiff::Timestamp;

use super::StoreError;
use super::sql::Sql;
use crate::domain::ids::{EventId, OrderId};
use crate::params;

/// Somebody who reacts to events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consumer {
    /// Passes paid orders on to the centre.
    Reservations,
    /// Keeps the customer's view in step.
    MyPage,
}

impl Consumer {
    /// The word in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reservations => "reservations",
            Self::MyPage => "mypage",
        }
    }
}

/// Something to do for a consumer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Task {
    pub event: EventId,
    pub order: OrderId,
    /// Tries that failed so far.
    pub attempts: i64,
}

/// Leaves an event for its consumers, one at least.
///
/// # Errors
/// Any [`StoreError`].
pub fn put(
    sql: &mut dyn Sql,
    consumers: &[Consumer],
    event: EventId,
    order: OrderId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut values = params![event.0, order.0, now].to_vec();
    let mut rows = Vec::with_capacity(consumers.len());
    for consumer in consumers {
        values.push(consumer.code().into());
        rows.push(format!("(?{}, ?1, ?2, 0, ?3)", values.len()));
    }
    let text = format!(
        "INSERT INTO inbox (consumer, event_id, order_id, attempts, due_at) VALUES {}",
        rows.join(", ")
    );
    sql.tell(&text, &values)
}

/// Up to `limit` tasks that are due, the oldest first, locked until the transaction ends.
///
/// # Errors
/// Any [`StoreError`].
pub fn take(sql: &mut dyn Sql, consumer: Consumer, now: Timestamp, limit: i64) -> Result<Vec<Task>, StoreError> {
    let lock = sql.dialect().skip_locked();
    sql.rows(
        &format!(
            "SELECT event_id, order_id, attempts FROM inbox WHERE consumer = ?1 AND due_at <= ?2 ORDER BY event_id LIMIT ?3{lock}"
        ),
        params![consumer.code(), now, limit],
    )?
    .iter()
    .map(|row| {
        Ok(Task {
            event: EventId(row.int(0)?),
            order: OrderId(row.int(1)?),
            attempts: row.int(2)?,
        })
    })
    .collect()
}

/// The task is done.
///
/// # Errors
/// Any [`StoreError`].
pub fn done(sql: &mut dyn Sql, consumer: Consumer, event: EventId) -> Result<(), StoreError> {
    sql.tell(
        "DELETE FROM inbox WHERE consumer = ?1 AND event_id = ?2",
        params![consumer.code(), event.0],
    )
}

/// The task failed: when to try again, and why it failed.
///
/// # Errors
/// Any [`StoreError`].
pub fn put_off(
    sql: &mut dyn Sql,
    consumer: Consumer,
    event: EventId,
    due_at: Timestamp,
    reason: &str,
) -> Result<(), StoreError> {
    sql.tell(
        "UPDATE inbox SET attempts = attempts + 1, due_at = ?3, reason = ?4 WHERE consumer = ?1 AND event_id = ?2",
        params![consumer.code(), event.0, due_at, reason],
    )
}
