//! The rows of the read model. What is in them is the `mypage` room's business; here they are JSON text.

use super::StoreError;
use super::sql::{Row, Sql};
use crate::domain::ids::OrderId;
use crate::params;

/// A stored view and the last event it has seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    pub order: OrderId,
    pub seq: i64,
    pub body: String,
}

/// The view of one order.
///
/// # Errors
/// Any [`StoreError`].
pub fn find(sql: &mut dyn Sql, order: OrderId) -> Result<Option<Stored>, StoreError> {
    sql.row(
        "SELECT order_id, seq, body FROM mypages WHERE order_id = ?1",
        params![order.0],
    )?
    .as_ref()
    .map(stored)
    .transpose()
}

/// Every view, by order.
///
/// # Errors
/// Any [`StoreError`], or what `each` returns.
pub fn each(sql: &mut dyn Sql, each: &mut dyn FnMut(Stored) -> Result<(), StoreError>) -> Result<(), StoreError> {
    sql.each(
        "SELECT order_id, seq, body FROM mypages ORDER BY order_id",
        &[],
        &mut |row| each(stored(&row)?),
    )
}

/// The rows of the orders from `first` to `last`, with the phone number they are found by.
///
/// # Errors
/// Any [`StoreError`].
pub fn between(sql: &mut dyn Sql, first: OrderId, last: OrderId) -> Result<Vec<(Option<String>, Stored)>, StoreError> {
    sql.rows(
        "SELECT order_id, seq, body, phone FROM mypages WHERE order_id >= ?1 AND order_id <= ?2 ORDER BY order_id",
        params![first.0, last.0],
    )?
    .iter()
    .map(|row| Ok((row.opt_text(3)?.map(str::to_owned), stored(row)?)))
    .collect()
}

/// Keeps a view, unless a newer one is there.
///
/// # Errors
/// Any [`StoreError`].
pub fn put(sql: &mut dyn Sql, phone: Option<&str>, view: &Stored) -> Result<(), StoreError> {
    sql.tell(
        "INSERT INTO mypages (order_id, seq, phone, body) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (order_id) DO UPDATE SET seq = excluded.seq, phone = excluded.phone, body = excluded.body
         WHERE mypages.seq < excluded.seq",
        params![view.order.0, view.seq, phone, view.body.as_str()],
    )
}

/// Forgets the views of the orders after `from`, up to `last` if there is one.
///
/// # Errors
/// Any [`StoreError`].
pub fn clear(sql: &mut dyn Sql, from: OrderId, last: Option<OrderId>) -> Result<(), StoreError> {
    sql.tell(
        "DELETE FROM mypages WHERE order_id > ?1 AND order_id <= ?2",
        params![from.0, last.map_or(i64::MAX, |last| last.0)],
    )
}

fn stored(row: &Row) -> Result<Stored, StoreError> {
    Ok(Stored {
        order: OrderId(row.int(0)?),
        seq: row.int(1)?,
        body: row.text(2)?.to_owned(),
    })
}
