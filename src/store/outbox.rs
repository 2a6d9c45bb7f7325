//! The outbox: a row for each event, written in the event's own transaction, with the text that goes out.
//!
//! A worker leases messages in one short transaction, sends with nothing open, and writes back in
//! another that checks its token. A crash leaves a lease that runs out and is taken over.

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

/// Rows that one statement writes, of those that one text serves.
const TOGETHER: usize = 64;

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
    sql.execute(
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
    )?;
    Ok(())
}

const SUPERSEDED: &str = Why::Superseded.sentence();

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
    sql.execute(&text, params![order.0, before, SUPERSEDED, now])?;
    Ok(())
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

/// Leases the first waiting message of up to `limit` orders: what comes later in an order waits for what
/// came before it, and no order waits for another.
///
/// # Errors
/// Any [`StoreError`].
pub fn claim(
    sql: &mut dyn Sql,
    now: Timestamp,
    owner: &str,
    until: Timestamp,
    limit: i64,
) -> Result<Vec<Message>, StoreError> {
    let lock = sql.dialect().skip_locked();
    let messages: Vec<Message> = sql
        .rows(
            &format!(
                "SELECT {COLUMNS} FROM outbox o WHERE COALESCE(status, '') = 'pending' AND due_at <= ?1 AND not_before <= ?1
                     AND (lease_until IS NULL OR lease_until <= ?1)
                     AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.order_id = o.order_id AND p.seq < o.seq AND p.status = 'pending')
                 ORDER BY due_at, event_id LIMIT ?2{lock}"
            ),
            params![now, limit],
        )?
        .iter()
        .map(read)
        .collect::<Result<_, _>>()?;
    for some in messages.chunks(TOGETHER) {
        let mut values = params![owner, until].to_vec();
        values.extend(some.iter().map(|message| Value::from(message.id.as_str())));
        let places: Vec<String> = (3..values.len() + 1).map(|n| format!("?{n}")).collect();
        let text = format!(
            "UPDATE outbox SET lease_owner = ?1, lease_until = ?2 WHERE id IN ({})",
            places.join(", ")
        );
        sql.execute(&text, &values)?;
    }
    Ok(messages)
}

/// How sending a message ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    Sent {
        gateway_id: String,
    },
    /// Not now: the next try, and the gateway's own "not before".
    Later {
        due_at: Timestamp,
        not_before: Option<Timestamp>,
        reason: String,
        counts: bool,
    },
    Buried {
        reason: String,
    },
    Suppressed {
        reason: Why,
    },
    /// Not tried: back into the queue as it was.
    Untried,
}

/// Writes back what became of a leased message. `false` when the lease went to somebody else meanwhile.
///
/// # Errors
/// Any [`StoreError`].
pub fn settle(
    sql: &mut dyn Sql,
    id: &str,
    owner: &str,
    delivery: &Delivery,
    now: Timestamp,
) -> Result<bool, StoreError> {
    const FREE: &str =
        "lease_owner = NULL, lease_until = NULL WHERE id = ?1 AND lease_owner = ?2 AND status = 'pending'";
    let changed = match delivery {
        Delivery::Sent { gateway_id } => sql.execute(
            &format!("UPDATE outbox SET status = 'sent', attempts = attempts + 1, gateway_id = ?3, reason = NULL, settled_at = ?4, {FREE}"),
            params![id, owner, gateway_id.as_str(), now],
        )?,
        Delivery::Later {
            due_at,
            not_before,
            reason,
            counts,
        } => sql.execute(
            &format!("UPDATE outbox SET attempts = attempts + ?3, due_at = ?4, not_before = ?5,
                     reason = CASE WHEN reason = '{SUPERSEDED}' THEN reason ELSE ?6 END, {FREE}"),
            params![id, owner, *counts, *due_at, not_before.map_or(0, Timestamp::as_millisecond), reason.as_str()],
        )?,
        Delivery::Buried { reason } => sql.execute(
            &format!("UPDATE outbox SET status = 'buried', attempts = attempts + 1, reason = ?3, settled_at = ?4, {FREE}"),
            params![id, owner, reason.as_str(), now],
        )?,
        Delivery::Suppressed { reason } => sql.execute(
            &format!("UPDATE outbox SET status = 'suppressed', reason = ?3, settled_at = ?4, {FREE}"),
            params![id, owner, reason.sentence(), now],
        )?,
        Delivery::Untried => sql.execute(&format!("UPDATE outbox SET {FREE}"), params![id, owner])?,
    };
    Ok(changed == 1)
}

/// Writes back texts that the gateway accepted, each with its id there. Answers with how many were still
/// leased to `owner`.
///
/// # Errors
/// Any [`StoreError`].
pub fn settle_sent(sql: &mut dyn Sql, sent: &[(&str, &str)], owner: &str, now: Timestamp) -> Result<u64, StoreError> {
    let mut settled = 0;
    for some in sent.chunks(TOGETHER) {
        let mut values = params![owner, now].to_vec();
        let mut rows = Vec::with_capacity(some.len());
        for (id, gateway_id) in some {
            values.extend([Value::from(*id), Value::from(*gateway_id)]);
            rows.push(format!("(?{}, ?{})", values.len() - 1, values.len()));
        }
        // Both engines call the columns of VALUES column1, column2.
        let text = format!(
            "UPDATE outbox SET status = 'sent', attempts = attempts + 1, gateway_id = accepted.column2, reason = NULL,
                 settled_at = ?2, lease_owner = NULL, lease_until = NULL
             FROM (VALUES {}) AS accepted
             WHERE outbox.id = accepted.column1 AND outbox.lease_owner = ?1 AND outbox.status = 'pending'",
            rows.join(", ")
        );
        settled += sql.execute(&text, &values)?;
    }
    Ok(settled)
}

/// Makes everything that waits out a backoff due at once: the gateway is back. What the gateway itself
/// put off stays put off.
///
/// # Errors
/// Any [`StoreError`].
pub fn wake(sql: &mut dyn Sql, now: Timestamp) -> Result<(), StoreError> {
    sql.execute(
        "UPDATE outbox SET due_at = ?1 WHERE COALESCE(status, '') = 'pending' AND due_at > ?1",
        params![now],
    )?;
    Ok(())
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
