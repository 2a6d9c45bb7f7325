//! The figures of the last weeks, counted in a window that an index bounds: what they cost grows with the
//! days that are looked at, not with the years behind them.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::StoreError;
use super::sql::Sql;
use super::tally::{self, Tally};
use crate::domain::order::OrderStatus;
use crate::domain::package::PackageCode;
use crate::params;

/// Counting stops here.
const COUNTED: i64 = 10_000;

/// A booking, as far as the figures look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    pub at: Timestamp,
    pub status: OrderStatus,
    pub package: PackageCode,
    /// It was passed on to the centre, and so was paid once, whatever became of it.
    pub passed_on: bool,
    pub count: i64,
}

/// The bookings made from `from` until `to`, those of one hour with the same fate together.
///
/// # Errors
/// Any [`StoreError`].
pub fn made(sql: &mut dyn Sql, from: Timestamp, to: Timestamp) -> Result<Vec<Made>, StoreError> {
    // Whole hours since `from`, which is a midnight: no day of the centre begins inside one.
    let rows = sql.rows(
        "SELECT (created_at - ?1) / 3600000 AS hour, status, package,
                CASE WHEN reservation_id IS NULL THEN 0 ELSE 1 END AS passed_on, COUNT(*)
         FROM orders WHERE created_at >= ?1 AND created_at < ?2
         GROUP BY (created_at - ?1) / 3600000, status, package, CASE WHEN reservation_id IS NULL THEN 0 ELSE 1 END",
        params![from, to],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Made {
                at: from + jiff::SignedDuration::from_hours(row.int(0)?),
                status: row.word(1, OrderStatus::parse)?,
                package: row.word(2, |text| PackageCode::parse(text).ok())?,
                passed_on: row.int(3)? == 1,
                count: row.int(4)?,
            })
        })
        .collect()
}

/// How many orders are in a status.
///
/// # Errors
/// Any [`StoreError`].
pub fn in_status(sql: &mut dyn Sql, status: OrderStatus) -> Result<Tally, StoreError> {
    let from = format!("orders WHERE status = '{}'", status.code());
    tally::count(sql, &from, &[], COUNTED)
}

/// The number of the last order: how many were ever placed, gaps among them.
///
/// # Errors
/// Any [`StoreError`].
pub fn last_number(sql: &mut dyn Sql) -> Result<i64, StoreError> {
    sql.number("SELECT COALESCE(MAX(id), 0) FROM orders", &[])
}

/// So many movements of money are looked at: a busy day has fewer.
pub const LAST_PAYMENTS: i64 = 1_000;

/// Movements of money of one way, method and outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    pub direction: String,
    pub method: String,
    pub status: String,
    pub n: i64,
}

/// The last [`LAST_PAYMENTS`] charges and refunds, whoever took them and wherever.
///
/// # Errors
/// Any [`StoreError`].
pub fn last_payments(sql: &mut dyn Sql) -> Result<Vec<Moved>, StoreError> {
    sql.rows(
        "SELECT direction, method, status, COUNT(*) FROM payments WHERE id > (SELECT COALESCE(MAX(id), 0) FROM payments) - ?1
         GROUP BY direction, method, status ORDER BY direction, method, status",
        params![LAST_PAYMENTS],
    )?
    .iter()
    .map(|row| {
        Ok(Moved {
            direction: row.text(0)?.to_owned(),
            method: row.text(1)?.to_owned(),
            status: row.text(2)?.to_owned(),
            n: row.int(3)?,
        })
    })
    .collect()
}

/// How many visits of a day are in each status; orders without a place are left out.
///
/// # Errors
/// Any [`StoreError`].
pub fn of_day(
    sql: &mut dyn Sql,
    date: jiff::civil::Date,
    now: Timestamp,
) -> Result<BTreeMap<OrderStatus, i64>, StoreError> {
    sql.rows(
        "SELECT status, COUNT(*) FROM orders WHERE date = ?1 AND keeps_place = 1
             AND NOT (status IN ('held', 'paying', 'payment_unknown') AND hold_expires_at <= ?2) GROUP BY status",
        params![date.to_string(), now],
    )?
    .iter()
    .map(|row| Ok((row.word(0, OrderStatus::parse)?, row.int(1)?)))
    .collect()
}
