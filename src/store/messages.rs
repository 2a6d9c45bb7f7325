//! The outbox as a person looks at it: page by page, in numbers, by order, and one text as it went out.

use jiff::Timestamp;

use super::StoreError;
use super::outbox::{COLUMNS, Message, read};
use super::search::Search;
use super::sql::{Sql, Value};
use super::tally::{self, Tally};
use crate::domain::ids::{EventId, OrderId};
use crate::domain::message::MessageStatus;
use crate::params;

/// Counting stops here: an outage of a day leaves fewer.
const COUNTED: i64 = 10_000;

/// The texts that were sent last, which are looked through for those of today.
const LOOKED_THROUGH: i64 = 5_000;

/// Bookings that a search may find for their texts to be looked up one by one.
const FEW: i64 = 1_000;

/// Which texts a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Without one all that are ever texted.
    pub status: Option<MessageStatus>,
    /// Whose they are: what [`Search::read`] reads.
    pub search: Option<String>,
}

/// Where a page of messages lies, the newest first. A mark is the event of a message that was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    First,
    Last,
    After(EventId),
    Before(EventId),
}

/// Up to `limit` messages at an edge, the newest first.
///
/// Of few bookings the texts are looked up; of many, those that fit are met soon on the way through the texts.
/// What must not lead is hidden from the planners by `COALESCE` and `+ 0`.
///
/// # Errors
/// Any [`StoreError`].
pub fn page(sql: &mut dyn Sql, filter: &Filter, edge: Edge, limit: i64) -> Result<Vec<Message>, StoreError> {
    let search = filter.search.as_deref().and_then(Search::read);
    let conditions = search.iter().flat_map(Search::conditions);
    let (shown, mut values): (Vec<String>, Vec<Value<'_>>) = conditions
        .enumerate()
        .map(|(n, (column, compares, value))| (format!("{column} {compares} ?{}", n + 1), Value::from(value)))
        .unzip();
    let whose = format!("orders WHERE {}", shown.join(" AND "));
    let few = search.is_some() && !tally::count(sql, &whose, &values, FEW)?.more;
    let (status, event) = if few {
        ("COALESCE(status, '')", "event_id + 0")
    } else {
        ("status", "event_id")
    };
    let which = match filter.status {
        Some(kind) => format!("{status} = '{}'", kind.code()),
        None => format!("{status} <> 'silent'"),
    };
    let which = match (&search, few) {
        (None, _) => which,
        (Some(_), true) => format!("{which} AND order_id IN (SELECT id FROM {whose} LIMIT {FEW})"),
        (Some(_), false) => format!("{which} AND EXISTS (SELECT 1 FROM {whose} AND id = outbox.order_id)"),
    };
    let (beyond, order, mark) = match edge {
        Edge::First => ("<=", "DESC", i64::MAX),
        Edge::Last => (">=", "ASC", 0),
        Edge::After(mark) => ("<", "DESC", mark.0),
        Edge::Before(mark) => (">", "ASC", mark.0),
    };
    let (at, most) = (values.len() + 1, values.len() + 2);
    values.extend([mark.into(), limit.into()]);
    let text = format!(
        "SELECT {COLUMNS} FROM outbox WHERE {which} AND {event} {beyond} ?{at} ORDER BY {event} {order} LIMIT ?{most}"
    );
    let mut found: Vec<Message> = sql.rows(&text, &values)?.iter().map(read).collect::<Result<_, _>>()?;
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
        "outbox WHERE COALESCE(status, '') = 'pending' AND due_at <= ?1",
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
