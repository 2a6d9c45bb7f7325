//! Reservations and cancellations: the centre's side of an order, a row each.

use jiff::Timestamp;

use super::StoreError;
use super::sql::{Row, Sql, corrupt};
use crate::domain::cancellation::{Cancellation, CancellationStatus};
use crate::domain::ids::{CancellationId, OrderId, ReservationId};
use crate::domain::money::Won;
use crate::domain::reservation::{Reservation, ReservationStatus};
use crate::params;

const CANCELLATION: &str = "id, order_id, status, by_whom, reason, refund, at";

/// Puts a paid order into the admin's queue.
///
/// # Errors
/// [`StoreError::Constraint`] when the order has a reservation.
pub fn request(sql: &mut dyn Sql, order: OrderId, now: Timestamp) -> Result<ReservationId, StoreError> {
    sql.number(
        "INSERT INTO reservations (order_id, status, requested_at) VALUES (?1, ?2, ?3) RETURNING id",
        params![order.0, ReservationStatus::Requested.code(), now],
    )
    .map(ReservationId)
}

/// Moves a reservation. The machine in `domain` says which moves there are; the guard keeps to it.
///
/// # Errors
/// [`StoreError::Conflict`] when the row is not where the move starts.
pub fn decide(
    sql: &mut dyn Sql,
    id: ReservationId,
    to: ReservationStatus,
    by: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let from: Vec<String> = ReservationStatus::ALL
        .into_iter()
        .filter(|from| from.may_become(to))
        .map(|from| format!("'{}'", from.code()))
        .collect();
    let changed = sql.execute(
        &format!(
            "UPDATE reservations SET status = ?2, decided_by = ?3, decided_at = ?4 WHERE id = ?1 AND status IN ({})",
            from.join(", ")
        ),
        params![id.0, to.code(), by, now],
    )?;
    if changed == 1 { Ok(()) } else { Err(sql.met_another()) }
}

/// The reservations from `first` to `last`, by number.
///
/// # Errors
/// Any [`StoreError`].
pub fn between(sql: &mut dyn Sql, first: ReservationId, last: ReservationId) -> Result<Vec<Reservation>, StoreError> {
    sql.rows(
        "SELECT id, order_id, status, requested_at, decided_by, decided_at FROM reservations
         WHERE id >= ?1 AND id <= ?2 ORDER BY id",
        params![first.0, last.0],
    )?
    .iter()
    .map(|row| {
        Ok(Reservation {
            id: ReservationId(row.int(0)?),
            order: OrderId(row.int(1)?),
            status: row.word(2, ReservationStatus::parse)?,
            requested_at: row.at(3)?,
            decided: row.opt_text(4)?.map(str::to_owned).zip(row.opt_at(5)?),
        })
    })
    .collect()
}

/// Records a cancellation or a rejection and what it owes; an order has one at most.
///
/// # Errors
/// Any [`StoreError`].
pub fn cancel(
    sql: &mut dyn Sql,
    order: OrderId,
    by: &str,
    reason: Option<&str>,
    refund: Won,
    now: Timestamp,
) -> Result<(), StoreError> {
    sql.tell(
        "INSERT INTO cancellations (order_id, status, by_whom, reason, refund, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![order.0, CancellationStatus::Owed.code(), by, reason, refund.get(), now],
    )
}

/// The cancellations from `first` to `last`, by number.
///
/// # Errors
/// Any [`StoreError`].
pub fn cancellations(
    sql: &mut dyn Sql,
    first: CancellationId,
    last: CancellationId,
) -> Result<Vec<Cancellation>, StoreError> {
    sql.rows(
        &format!("SELECT {CANCELLATION} FROM cancellations WHERE id >= ?1 AND id <= ?2 ORDER BY id"),
        params![first.0, last.0],
    )?
    .iter()
    .map(cancellation)
    .collect()
}

/// The cancellation of an order, if it has one.
///
/// # Errors
/// Any [`StoreError`].
pub fn cancellation_of(sql: &mut dyn Sql, order: OrderId) -> Result<Option<Cancellation>, StoreError> {
    sql.row(
        &format!("SELECT {CANCELLATION} FROM cancellations WHERE order_id = ?1"),
        params![order.0],
    )?
    .as_ref()
    .map(cancellation)
    .transpose()
}

fn cancellation(row: &Row) -> Result<Cancellation, StoreError> {
    Ok(Cancellation {
        id: CancellationId(row.int(0)?),
        order: OrderId(row.int(1)?),
        status: row.word(2, CancellationStatus::parse)?,
        by: row.text(3)?.to_owned(),
        reason: row.opt_text(4)?.map(str::to_owned),
        refund: Won::new(row.int(5)?).map_err(|_| corrupt(5, "no amount"))?,
        at: row.at(6)?,
    })
}

/// Notes whether a cancellation still owes money.
///
/// # Errors
/// Any [`StoreError`].
pub fn settle(sql: &mut dyn Sql, order: OrderId, status: CancellationStatus) -> Result<(), StoreError> {
    sql.tell(
        "UPDATE cancellations SET status = ?2 WHERE order_id = ?1",
        params![order.0, status.code()],
    )
}

/// What an order's cancellation gives back, if it has one.
///
/// # Errors
/// Any [`StoreError`].
pub fn refund_due(sql: &mut dyn Sql, order: OrderId) -> Result<Option<Won>, StoreError> {
    sql.row("SELECT refund FROM cancellations WHERE order_id = ?1", params![order.0])?
        .map(|row| Won::new(row.int(0)?).map_err(|_| corrupt(0, "no amount")))
        .transpose()
}
