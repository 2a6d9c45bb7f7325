//! The outbox: a row for each event, written in the event's own transaction, with the text that goes out.

use jiff::Timestamp;

use super::StoreError;
use super::sql::{Row, Sql, Value};
use crate::domain::ids::{EventId, OrderId};
use crate::domain::message::{self, MessageStatus};
use crate::domain::recorded::Recorded;
use crate::domain::why::Why;
use crate::params;

/// What [`read`] reads.
pub(super) const COLUMNS: &str = "id, order_id, seq, event, at, kind, recipient, subject, text, status, attempts, reason, due_at, settled_at, gateway_id, event_id";

/// What the customer is told of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Telling {
    /// Not texted, and why that is shown: `None` when the event never is.
    Nothing(Option<Why>),
    Text {
        kind: &'static str,
        recipient: String,
        subject: Option<String>,
        text: String,
    },
}

/// A row of the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Unique in the world: it is the key that keeps one text from being sent twice.
    pub id: String,
    /// The event it tells of: its place in lists.
    pub event_id: EventId,
    pub order: OrderId,
    pub seq: i64,
    pub event: String,
    pub at: Timestamp,
    /// `SMS` or `LMS`; none when there is no text.
    pub kind: Option<String>,
    pub recipient: Option<String>,
    pub subject: Option<String>,
    pub text: Option<String>,
    pub status: MessageStatus,
    pub attempts: i64,
    pub reason: Option<String>,
    pub due_at: Timestamp,
    pub settled_at: Option<Timestamp>,
    pub gateway_id: Option<String>,
}

/// Adds the row of an event.
///
/// # Errors
/// [`StoreError::Constraint`] when the event has one.
pub fn add(sql: &mut dyn Sql, id: &str, recorded: &Recorded, telling: Telling) -> Result<(), StoreError> {
    let (status, reason) = match &telling {
        Telling::Nothing(None) => (MessageStatus::Silent, None),
        Telling::Nothing(Some(why)) => (MessageStatus::Suppressed, Some(why.sentence())),
        Telling::Text { .. } => (MessageStatus::Pending, None),
    };
    let (kind, recipient, subject, text) = match telling {
        Telling::Nothing(_) => (None, None, None, None),
        Telling::Text {
            kind,
            recipient,
            subject,
            text,
        } => (Some(kind), Some(recipient), subject, Some(text)),
    };
    sql.tell(
        "INSERT INTO outbox (id, event_id, order_id, seq, event, at, kind, recipient, subject, text, status, attempts,
             due_at, not_before, reason)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 0, ?13, 0, ?12)",
        params![
            id,
            recorded.id.0,
            recorded.order.0,
            recorded.seq,
            recorded.event.name(),
            recorded.at,
            kind,
            recipient,
            subject,
            text,
            status.code(),
            reason,
            recorded.at + message::patience(recorded.event.name()),
        ],
    )
}

pub(super) const SUPERSEDED: &str = Why::Superseded.sentence();

/// Takes back texts of an order that still wait and were never tried. One that is in a worker's hands is
/// only marked: it may be on its way already, and is taken back when it comes home unsent.
///
/// # Errors
/// Any [`StoreError`].
pub fn suppress(
    sql: &mut dyn Sql,
    order: OrderId,
    before: i64,
    events: &[&'static str],
    now: Timestamp,
) -> Result<(), StoreError> {
    if events.is_empty() {
        return Ok(());
    }
    // `|| ''` hides the status from PostgreSQL's planner: it went through all that waits, 171/s instead of 1,783.
    let text = format!(
        "UPDATE outbox SET reason = ?3, status = CASE WHEN lease_owner IS NULL THEN 'suppressed' ELSE status END,
             settled_at = CASE WHEN lease_owner IS NULL THEN ?4 ELSE settled_at END
         WHERE order_id = ?1 AND seq < ?2 AND event IN ('{}') AND status || '' = 'pending' AND attempts = 0",
        events.join("', '")
    );
    sql.tell(&text, params![order.0, before, SUPERSEDED, now])
}

/// A text that waits untried, in nobody's hands and not taken up again by anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub order: OrderId,
    pub seq: i64,
    pub event: String,
}

/// Such texts of the orders from `first` to `last`, order by order, each in sequence; not those that are
/// marked as superseded already.
///
/// # Errors
/// Any [`StoreError`].
pub fn waiting(sql: &mut dyn Sql, first: OrderId, last: OrderId) -> Result<Vec<Waiting>, StoreError> {
    // `|| ''` hides the status from SQLite's planner, which would go through all that waits for each page:
    // 0.5 s of 200,000 where the page takes 1 ms.
    sql.rows(
        "SELECT order_id, seq, event FROM outbox WHERE order_id >= ?1 AND order_id <= ?2
             AND status || '' = 'pending' AND attempts = 0 AND lease_owner IS NULL AND retried_at IS NULL AND COALESCE(reason, '') <> ?3
         ORDER BY order_id, seq",
        params![first.0, last.0, SUPERSEDED],
    )?
    .iter()
    .map(|row| {
        Ok(Waiting {
            order: OrderId(row.int(0)?),
            seq: row.int(1)?,
            event: row.text(2)?.to_owned(),
        })
    })
    .collect()
}

/// What `messages` lists.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub status: Option<MessageStatus>,
    pub order: Option<OrderId>,
    pub limit: i64,
}

/// Messages, the newest last; events that are never texted are left out unless asked for.
///
/// # Errors
/// Any [`StoreError`].
pub fn list(sql: &mut dyn Sql, filter: &Filter) -> Result<Vec<Message>, StoreError> {
    let mut conditions = Vec::new();
    let mut values: Vec<Value<'_>> = vec![filter.limit.into()];
    match filter.status {
        Some(status) => {
            values.push(status.code().into());
            conditions.push(format!("status = ?{}", values.len()));
        }
        None => conditions.push("status <> 'silent'".into()),
    }
    if let Some(order) = filter.order {
        values.push(order.0.into());
        conditions.push(format!("order_id = ?{}", values.len()));
    }
    let text = format!(
        "SELECT {COLUMNS} FROM outbox WHERE {} ORDER BY event_id DESC LIMIT ?1",
        conditions.join(" AND ")
    );
    let mut messages: Vec<Message> = sql.rows(&text, &values)?.iter().map(read).collect::<Result<_, _>>()?;
    messages.reverse();
    Ok(messages)
}

/// Takes a buried message up again, or one that waits for its next try. `false` when there is none such.
///
/// # Errors
/// Any [`StoreError`].
pub fn retry(sql: &mut dyn Sql, id: &str, now: Timestamp) -> Result<bool, StoreError> {
    let changed = sql.execute(
        "UPDATE outbox SET status = 'pending', attempts = 0, due_at = ?2, reason = NULL, settled_at = NULL,
             retried_at = ?2 WHERE id = ?1 AND status IN ('buried', 'pending')",
        params![id, now],
    )?;
    Ok(changed == 1)
}

/// Takes up to `limit` messages that were buried until `now` up again, the oldest first; answers with how many.
///
/// # Errors
/// Any [`StoreError`].
pub fn retry_buried(sql: &mut dyn Sql, limit: i64, now: Timestamp) -> Result<u64, StoreError> {
    sql.execute(
        "UPDATE outbox SET status = 'pending', attempts = 0, due_at = ?1, reason = NULL, settled_at = NULL, retried_at = ?1
         WHERE id IN (SELECT id FROM outbox WHERE status = 'buried' AND settled_at <= ?1 ORDER BY event_id LIMIT ?2)
             AND status = 'buried'",
        params![now, limit],
    )
}

/// How far a message has come; none when there is no such message.
///
/// # Errors
/// Any [`StoreError`].
pub fn status(sql: &mut dyn Sql, id: &str) -> Result<Option<MessageStatus>, StoreError> {
    sql.row("SELECT status FROM outbox WHERE id = ?1", params![id])?
        .map(|row| row.word(0, MessageStatus::parse))
        .transpose()
}

/// The message of a row of [`COLUMNS`].
///
/// # Errors
/// [`StoreError::Corrupt`] when it holds none.
pub(super) fn read(row: &Row) -> Result<Message, StoreError> {
    let own = |text: Option<&str>| text.map(str::to_owned);
    Ok(Message {
        id: row.text(0)?.to_owned(),
        order: OrderId(row.int(1)?),
        seq: row.int(2)?,
        event: row.text(3)?.to_owned(),
        at: row.at(4)?,
        kind: own(row.opt_text(5)?),
        recipient: own(row.opt_text(6)?),
        subject: own(row.opt_text(7)?),
        text: own(row.opt_text(8)?),
        status: row.word(9, MessageStatus::parse)?,
        attempts: row.int(10)?,
        reason: own(row.opt_text(11)?),
        due_at: row.at(12)?,
        settled_at: row.opt_at(13)?,
        gateway_id: own(row.opt_text(14)?),
        event_id: EventId(row.int(15)?),
    })
}
