//! Messages of the outbox on their way out.
//!
//! A worker leases them in one short transaction, sends with nothing open, and writes back in another that
//! checks its token. A crash leaves a lease that runs out and is taken over.

use jiff::Timestamp;

use super::StoreError;
use super::outbox::{COLUMNS, Message, SUPERSEDED, read};
use super::sql::{Sql, Value};
use crate::domain::why::Why;
use crate::params;

/// Rows that one statement writes, of those that one text serves.
const TOGETHER: usize = 64;

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
        sql.tell(&text, &values)?;
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
    sql.tell(
        "UPDATE outbox SET due_at = ?1 WHERE COALESCE(status, '') = 'pending' AND due_at > ?1",
        params![now],
    )
}
