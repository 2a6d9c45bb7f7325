//! The outbox as a person looks at it: page by page, in numbers, by order, and one text as it went out.

use jiff::Timestamp;

use super::StoreError;
use super::outbox::{COLUMNS, Message, read};
use super::sql::{Sql, Value};
use super::tally::{self, Tally};
use crate::domain::ids::{EventId, OrderId};
use crate::domain::message::MessageStatus;
use crate::params;

/// Counting stops here: an outage of a day leaves fewer.
const COUNTED: i64 = 10_000;

/// The texts that were sent last, which are looked through for those of today.
const LOOKED_THROUGH: i64 = 5_000;

/// Where a page of messages lies, the newest first. A mark is the event of a message that was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    First,
    Last,
    After(EventId),
    Before(EventId),
}

/// Up to `limit` messages at an edge, the newest first; without a status all that are ever texted.
///
/// # Errors
/// Any [`StoreError`].
pub fn page(
    sql: &mut dyn Sql,
    status: Option<MessageStatus>,
    edge: Edge,
    limit: i64,
) -> Result<Vec<Message>, StoreError> {
    let which = match status {
        Some(status) => format!("status = '{}'", status.code()),
        None => "status <> 'silent'".to_owned(),
    };
    let (beyond, order, mark) = match edge {
        Edge::First => ("event_id <= ?1", "event_id DESC", i64::MAX),
        Edge::Last => ("event_id >= ?1", "event_id", 0),
        Edge::After(mark) => ("event_id < ?1", "event_id DESC", mark.0),
        Edge::Before(mark) => ("event_id > ?1", "event_id", mark.0),
    };
    let text = format!("SELECT {COLUMNS} FROM outbox WHERE {which} AND {beyond} ORDER BY {order} LIMIT ?2");
    let mut found: Vec<Message> = sql
        .rows(&text, params![mark, limit])?
        .iter()
        .map(read)
        .collect::<Result<_, _>>()?;
    if matches!(edge, Edge::Last | Edge::Before(_)) {
        found.reverse();
    }
    Ok(found)
}

/// One message.
///
/// # Errors
/// Any [`StoreError`].
pub fn find(sql: &mut dyn Sql, id: &str) -> Result<Option<Message>, StoreError> {
    sql.row(&format!("SELECT {COLUMNS} FROM outbox WHERE id = ?1"), params![id])?
        .as_ref()
        .map(read)
        .transpose()
}

/// How far the text of an event came, as its customer is shown it.
pub struct Told {
    pub event: String,
    /// A [`MessageStatus`] by its code.
    pub status: String,
    /// None until it was sent.
    pub sent_at: Option<Timestamp>,
}

/// The texts of one order, in sequence.
///
/// # Errors
/// Any [`StoreError`].
pub fn told(sql: &mut dyn Sql, order: OrderId) -> Result<Vec<Told>, StoreError> {
    sql.rows(
        "SELECT event, status, CASE WHEN status = 'sent' THEN settled_at END FROM outbox
         WHERE order_id = ?1 AND status <> 'silent' ORDER BY seq",
        params![order.0],
    )?
    .iter()
    .map(|row| {
        Ok(Told {
            event: row.text(0)?.to_owned(),
            status: row.text(1)?.to_owned(),
            sent_at: row.opt_at(2)?,
        })
    })
    .collect()
}

/// How many messages have a status.
///
/// # Errors
/// Any [`StoreError`].
pub fn count(sql: &mut dyn Sql, status: MessageStatus) -> Result<Tally, StoreError> {
    let from = format!("outbox WHERE status = '{}'", status.code());
    tally::count(sql, &from, &[], COUNTED)
}

/// How many wait though they were due before `then`.
///
/// # Errors
/// Any [`StoreError`].
pub fn overdue(sql: &mut dyn Sql, then: Timestamp) -> Result<Tally, StoreError> {
    tally::count(
        sql,
        "outbox WHERE status = 'pending' AND due_at <= ?1",
        params![then],
        COUNTED,
    )
}

/// How many were sent since `then`, of the last five thousand.
///
/// # Errors
/// Any [`StoreError`].
pub fn sent_since(sql: &mut dyn Sql, then: Timestamp) -> Result<Tally, StoreError> {
    let n = sql.number(
        "SELECT COUNT(*) FROM (SELECT settled_at FROM outbox WHERE status = 'sent' ORDER BY event_id DESC LIMIT ?2) AS last
         WHERE settled_at >= ?1",
        params![then, LOOKED_THROUGH],
    )?;
    Ok(Tally {
        n,
        more: n == LOOKED_THROUGH,
    })
}

/// When the oldest that still waits was written.
///
/// # Errors
/// Any [`StoreError`].
pub fn oldest_unsent(sql: &mut dyn Sql) -> Result<Option<Timestamp>, StoreError> {
    let none: &[Value<'_>] = &[];
    sql.row(
        "SELECT at FROM outbox WHERE status = 'pending' ORDER BY event_id LIMIT 1",
        none,
    )?
    .map(|row| row.at(0))
    .transpose()
}
