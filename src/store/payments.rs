//! Payments. The row with its key is durable before any call goes out; `due_at` says when somebody must
//! look again, so that a charge in doubt or a refund is never forgotten, whoever dies.

use jiff::Timestamp;

use super::StoreError;
use super::sql::{Row, Sql, corrupt};
use crate::domain::ids::{OrderId, PaymentId};
use crate::domain::money::Won;
use crate::domain::payment::{Direction, Method, Payment, PaymentStatus};
use crate::params;

/// What [`payment`] reads.
pub(super) const COLUMNS: &str = "id, order_id, direction, method, amount, key, status, reference, reason, started_at, attempts, due_at, settled_at, refund_of";

/// Inserts a payment; its `id` is not looked at, the new one is the answer.
///
/// # Errors
/// [`StoreError::Constraint`] when the key exists.
pub fn insert(sql: &mut dyn Sql, payment: &Payment) -> Result<PaymentId, StoreError> {
    let id = sql.number(
        "INSERT INTO payments (order_id, direction, method, amount, key, status, reference, reason, started_at, attempts,
             due_at, settled_at, refund_of)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) RETURNING id",
        params![
            payment.order.0,
            payment.direction.code(),
            payment.method.code(),
            payment.amount.get(),
            payment.key.as_str(),
            payment.status.code(),
            payment.reference.as_deref(),
            payment.reason.as_deref(),
            payment.started_at,
            payment.attempts,
            payment.due_at,
            payment.settled_at,
            payment.refund_of.map(|charge| charge.0),
        ],
    )?;
    Ok(PaymentId(id))
}

/// Writes what may change of a payment, and ends any lease on it.
///
/// # Errors
/// Any [`StoreError`].
pub fn update(sql: &mut dyn Sql, payment: &Payment) -> Result<(), StoreError> {
    sql.tell(
        "UPDATE payments SET status = ?2, reference = ?3, reason = ?4, attempts = ?5, due_at = ?6, settled_at = ?7,
             started_at = ?8, lease_owner = NULL, lease_until = NULL WHERE id = ?1",
        params![
            payment.id.0,
            payment.status.code(),
            payment.reference.as_deref(),
            payment.reason.as_deref(),
            payment.attempts,
            payment.due_at,
            payment.settled_at,
            payment.started_at,
        ],
    )
}

/// One payment, locked until the transaction ends.
///
/// # Errors
/// Any [`StoreError`].
pub fn lock(sql: &mut dyn Sql, id: PaymentId) -> Result<Option<Payment>, StoreError> {
    let lock = sql.dialect().for_update();
    sql.row(
        &format!("SELECT {COLUMNS} FROM payments WHERE id = ?1{lock}"),
        params![id.0],
    )?
    .as_ref()
    .map(payment)
    .transpose()
}

/// The payments from `first` to `last`, by number.
///
/// # Errors
/// Any [`StoreError`].
pub fn between(sql: &mut dyn Sql, first: PaymentId, last: PaymentId) -> Result<Vec<Payment>, StoreError> {
    sql.rows(
        &format!("SELECT {COLUMNS} FROM payments WHERE id >= ?1 AND id <= ?2 ORDER BY id"),
        params![first.0, last.0],
    )?
    .iter()
    .map(payment)
    .collect()
}

/// The order that a payment belongs to.
///
/// # Errors
/// Any [`StoreError`].
pub fn order_of(sql: &mut dyn Sql, id: PaymentId) -> Result<Option<OrderId>, StoreError> {
    sql.row("SELECT order_id FROM payments WHERE id = ?1", params![id.0])?
        .map(|row| row.int(0).map(OrderId))
        .transpose()
}

/// All payments of an order, the oldest first.
///
/// # Errors
/// Any [`StoreError`].
pub fn of_order(sql: &mut dyn Sql, order: OrderId) -> Result<Vec<Payment>, StoreError> {
    sql.rows(
        &format!("SELECT {COLUMNS} FROM payments WHERE order_id = ?1 ORDER BY id"),
        params![order.0],
    )?
    .iter()
    .map(payment)
    .collect()
}

/// Leases up to `limit` payments that are due at `now` to `owner`, until `until`.
///
/// # Errors
/// Any [`StoreError`].
pub fn claim_due(
    sql: &mut dyn Sql,
    now: Timestamp,
    owner: &str,
    until: Timestamp,
    limit: i64,
) -> Result<Vec<Payment>, StoreError> {
    let lock = sql.dialect().skip_locked();
    let due: Vec<Payment> = sql
        .rows(
            &format!(
                "SELECT {COLUMNS} FROM payments WHERE due_at <= ?1 AND (lease_until IS NULL OR lease_until <= ?1)
                 ORDER BY due_at LIMIT ?2{lock}"
            ),
            params![now, limit],
        )?
        .iter()
        .map(payment)
        .collect::<Result<_, _>>()?;
    for payment in &due {
        sql.tell(
            "UPDATE payments SET lease_owner = ?2, lease_until = ?3 WHERE id = ?1",
            params![payment.id.0, owner, until],
        )?;
    }
    Ok(due)
}

/// Makes every payment in doubt and every open refund due at once: the gateway is back.
///
/// # Errors
/// Any [`StoreError`].
pub fn wake(sql: &mut dyn Sql, now: Timestamp) -> Result<(), StoreError> {
    sql.tell(
        "UPDATE payments SET due_at = ?1 WHERE due_at > ?1 AND lease_owner IS NULL
             AND (status = 'unknown' OR (status = 'started' AND direction = 'refund'))",
        params![now],
    )
}

/// Whether `owner` still holds the lease on a payment: nobody took it over meanwhile.
///
/// # Errors
/// Any [`StoreError`].
pub fn is_leased_to(sql: &mut dyn Sql, id: PaymentId, owner: &str) -> Result<bool, StoreError> {
    Ok(sql.number(
        "SELECT COUNT(*) FROM payments WHERE id = ?1 AND lease_owner = ?2",
        params![id.0, owner],
    )? == 1)
}

/// The payment of a row that begins with [`COLUMNS`].
///
/// # Errors
/// [`StoreError::Corrupt`] when it holds none.
pub(super) fn payment(row: &Row) -> Result<Payment, StoreError> {
    Ok(Payment {
        id: PaymentId(row.int(0)?),
        order: OrderId(row.int(1)?),
        direction: row.word(2, Direction::parse)?,
        method: row.word(3, Method::parse)?,
        amount: Won::new(row.int(4)?).map_err(|_| corrupt(4, "no amount"))?,
        key: row.text(5)?.to_owned(),
        status: row.word(6, PaymentStatus::parse)?,
        reference: row.opt_text(7)?.map(str::to_owned),
        reason: row.opt_text(8)?.map(str::to_owned),
        started_at: row.at(9)?,
        attempts: row.int(10)?,
        due_at: row.opt_at(11)?,
        settled_at: row.opt_at(12)?,
        refund_of: row.opt_int(13)?.map(PaymentId),
    })
}
