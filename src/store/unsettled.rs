//! Money that is not where it should be yet: charges in doubt, refunds on their way, and how the gateway's
//! last calls went.

use jiff::Timestamp;

use super::StoreError;
use super::orders::{COLUMNS as ORDER, order};
use super::payments::{COLUMNS as PAYMENT, payment};
use super::sql::{Row, Sql};
use crate::domain::order::Order;
use crate::domain::payment::{Direction, Payment, PaymentStatus};
use crate::params;

/// Payments that are looked through for calls: a centre without a gateway makes none.
const LOOKED_THROUGH: i64 = 2_000;

/// A payment that somebody has still to look at, and its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsettled {
    pub payment: Payment,
    pub order: Order,
}

/// How a call to the payment gateway went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    pub at: Timestamp,
    pub direction: Direction,
    pub status: PaymentStatus,
    pub reason: Option<String>,
}

/// Up to `limit` open payments of a direction, the next try first. A charge whose call is under way at
/// this moment is among them.
///
/// # Errors
/// Any [`StoreError`].
pub fn open(sql: &mut dyn Sql, direction: Direction, limit: i64) -> Result<Vec<Unsettled>, StoreError> {
    let columns = |table: &str, columns: &str| {
        let all: Vec<String> = columns.split(',').map(|c| format!("{table}.{}", c.trim())).collect();
        all.join(", ")
    };
    let text = format!(
        "SELECT {}, {} FROM payments p JOIN orders o ON o.id = p.order_id
         WHERE p.due_at IS NOT NULL AND p.direction = ?1 AND p.status IN ('started', 'unknown')
         ORDER BY p.due_at LIMIT ?2",
        columns("p", PAYMENT),
        columns("o", ORDER)
    );
    let own = PAYMENT.split(',').count();
    sql.rows(&text, params![direction.code(), limit])?
        .iter()
        .map(|row| {
            Ok(Unsettled {
                payment: payment(row)?,
                order: order(&Row(row.0.iter().skip(own).cloned().collect()))?,
            })
        })
        .collect()
}

/// The last calls to the gateway, one a payment, up to `limit`, the newest first.
///
/// # Errors
/// Any [`StoreError`].
pub fn calls(sql: &mut dyn Sql, limit: i64) -> Result<Vec<Call>, StoreError> {
    sql.rows(
        "SELECT started_at, direction, status, reason FROM (
             SELECT id, started_at, direction, status, reason, method, attempts FROM payments ORDER BY id DESC LIMIT ?1
         ) AS last WHERE method = 'card' AND attempts > 0 ORDER BY id DESC LIMIT ?2",
        params![LOOKED_THROUGH, limit],
    )?
    .iter()
    .map(|row| {
        Ok(Call {
            at: row.at(0)?,
            direction: row.word(1, Direction::parse)?,
            status: row.word(2, PaymentStatus::parse)?,
            reason: row.opt_text(3)?.map(str::to_owned),
        })
    })
    .collect()
}
