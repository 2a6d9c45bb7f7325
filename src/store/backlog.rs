//! What waits for a worker: cheap questions, asked before any write lock is taken, and before a worker
//! that should end when it is idle says that it is.

use jiff::{SignedDuration, Timestamp};

use super::StoreError;
use super::inbox::Consumer;
use super::sql::Sql;
use crate::params;

/// A charge whose call is younger than this may still be with the process that made it, or with a
/// gateway that has not said yet whether it charged: a worker that ends when idle waits for it.
const FRESH: SignedDuration = SignedDuration::from_secs(8);

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

/// Whether a text can go out.
///
/// # Errors
/// Any [`StoreError`].
pub fn texts(sql: &mut dyn Sql, now: Timestamp) -> Result<bool, StoreError> {
    exists(
        sql,
        "SELECT 1 FROM outbox WHERE status = 'pending' AND due_at <= ?1 AND not_before <= ?1
             AND (lease_until IS NULL OR lease_until <= ?1) LIMIT 1",
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

/// Whether something is in somebody's hands at `now`: a lease, or a charge that was called a moment ago.
///
/// # Errors
/// Any [`StoreError`].
pub fn in_flight(sql: &mut dyn Sql, now: Timestamp, with_texts: bool) -> Result<bool, StoreError> {
    let texts = with_texts
        && exists(
            sql,
            "SELECT 1 FROM outbox WHERE status = 'pending' AND lease_until > ?1 LIMIT 1",
            params![now],
        )?;
    Ok(texts
        || exists(
            sql,
            "SELECT 1 FROM payments WHERE due_at IS NOT NULL
                 AND (lease_until > ?1 OR (status IN ('started', 'unknown') AND started_at > ?2)) LIMIT 1",
            params![now, now - FRESH],
        )?)
}

fn exists(sql: &mut dyn Sql, text: &str, params: &[super::sql::Value<'_>]) -> Result<bool, StoreError> {
    Ok(sql.row(text, params)?.is_some())
}
