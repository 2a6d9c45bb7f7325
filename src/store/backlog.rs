//! What waits for a worker: cheap questions, asked before any write lock is taken, before a worker lies
//! down until something is due, and before one that should end when it is idle says that it is.

use jiff::{SignedDuration, Timestamp};

use super::StoreError;
use super::breakers::{self, Gateway};
use super::inbox::Consumer;
use super::sql::{Sql, Value};
use crate::domain::breaker::Admission;
use crate::params;

/// What comes due within this time is waited for by a worker that ends when it is idle: the tries after a
/// failure start within seconds of each other, and an outage soon puts them off further than this.
const SOON: SignedDuration = SignedDuration::from_secs(12);

/// Whether a consumer has something to do.
///
/// # Errors
/// Any [`StoreError`].
pub fn consumer(sql: &mut dyn Sql, consumer: Consumer, now: Timestamp) -> Result<bool, StoreError> {
    exists(
        sql,
        "SELECT 1 FROM inbox WHERE consumer = ?1 AND due_at <= ?2 LIMIT 1",
        params![consumer.code(), now],
    )
}

/// No text of the same order waits in front: one behind a text that is put off is not due either.
const FIRST: &str =
    "NOT EXISTS (SELECT 1 FROM outbox p WHERE p.order_id = o.order_id AND p.seq < o.seq AND p.status = 'pending')";

/// Whether a text can go out.
///
/// # Errors
/// Any [`StoreError`].
pub fn texts(sql: &mut dyn Sql, now: Timestamp) -> Result<bool, StoreError> {
    exists(
        sql,
        &format!(
            "SELECT 1 FROM outbox o WHERE COALESCE(status, '') = 'pending' AND due_at <= ?1 AND not_before <= ?1
                 AND (lease_until IS NULL OR lease_until <= ?1) AND {FIRST} LIMIT 1"
        ),
        params![now],
    )
}

/// Whether a payment has to be looked at.
///
/// # Errors
/// Any [`StoreError`].
pub fn payments(sql: &mut dyn Sql, now: Timestamp) -> Result<bool, StoreError> {
    exists(
        sql,
        "SELECT 1 FROM payments WHERE due_at <= ?1 AND (lease_until IS NULL OR lease_until <= ?1) LIMIT 1",
        params![now],
    )
}

/// Whether a hold has run out that still blocks its place.
///
/// # Errors
/// Any [`StoreError`].
pub fn holds(sql: &mut dyn Sql, now: Timestamp) -> Result<bool, StoreError> {
    exists(
        sql,
        "SELECT 1 FROM orders WHERE status IN ('held', 'paying', 'payment_unknown') AND keeps_place = 1
             AND hold_expires_at <= ?1 LIMIT 1",
        params![now],
    )
}

/// When a consumer has something to do again, after it found nothing.
///
/// # Errors
/// Any [`StoreError`].
pub fn next_task(sql: &mut dyn Sql, consumer: Consumer) -> Result<Option<Timestamp>, StoreError> {
    instant(
        sql,
        "SELECT MIN(due_at) FROM inbox WHERE consumer = ?1",
        params![consumer.code()],
    )
}

/// When a text can go out next, after none could at `now`; never after the first that can.
///
/// # Errors
/// Any [`StoreError`].
pub fn next_text(sql: &mut dyn Sql, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
    if let Admission::Refused { retry_at } = breakers::read(sql, Gateway::Sms)?.admit(now).0 {
        return Ok(Some(retry_at));
    }
    let due = format!(
        "SELECT MIN(CASE WHEN lease_until > not_before THEN lease_until ELSE not_before END) FROM outbox o
             WHERE COALESCE(status, '') = 'pending' AND due_at <= ?1 AND {FIRST}"
    );
    let due = instant(sql, &due, params![now])?;
    let later = "SELECT MIN(due_at) FROM outbox WHERE COALESCE(status, '') = 'pending' AND due_at > ?1";
    Ok(earlier(due, instant(sql, later, params![now])?))
}

/// When a payment has to be looked at next, after none had to be at `now`.
///
/// # Errors
/// Any [`StoreError`].
pub fn next_payment(sql: &mut dyn Sql, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
    let due = "SELECT MIN(COALESCE(lease_until, due_at)) FROM payments WHERE due_at <= ?1";
    let due = instant(sql, due, params![now])?;
    let later = "SELECT MIN(due_at) FROM payments WHERE due_at > ?1";
    Ok(earlier(due, instant(sql, later, params![now])?))
}

/// When the next hold runs out.
///
/// # Errors
/// Any [`StoreError`].
pub fn next_hold(sql: &mut dyn Sql) -> Result<Option<Timestamp>, StoreError> {
    instant(
        sql,
        "SELECT MIN(hold_expires_at) FROM orders WHERE status IN ('held', 'paying', 'payment_unknown') AND keeps_place = 1",
        &[],
    )
}

/// Whether a payment or a text is in somebody's hands at `now`, or comes due in a moment.
///
/// # Errors
/// Any [`StoreError`].
pub fn more_soon(sql: &mut dyn Sql, now: Timestamp, with_texts: bool) -> Result<bool, StoreError> {
    let payments = "SELECT 1 FROM payments WHERE due_at IS NOT NULL AND status <> 'released'
                        AND (lease_until > ?1 OR due_at <= ?2) LIMIT 1";
    if exists(sql, payments, params![now, now + SOON])? {
        return Ok(true);
    }
    if !with_texts || breakers::read(sql, Gateway::Sms)?.is_open(now + SOON) {
        return Ok(false);
    }
    let texts = format!(
        "SELECT 1 FROM outbox o WHERE COALESCE(status, '') = 'pending'
             AND (lease_until > ?1 OR (due_at <= ?2 AND not_before <= ?2 AND {FIRST})) LIMIT 1"
    );
    exists(sql, &texts, params![now, now + SOON])
}

fn instant(sql: &mut dyn Sql, text: &str, params: &[Value<'_>]) -> Result<Option<Timestamp>, StoreError> {
    sql.row(text, params)?.map_or(Ok(None), |row| row.opt_at(0))
}

fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    one.into_iter().chain(other).min()
}

fn exists(sql: &mut dyn Sql, text: &str, params: &[Value<'_>]) -> Result<bool, StoreError> {
    Ok(sql.row(text, params)?.is_some())
}
