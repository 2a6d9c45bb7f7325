//! The first answer to each key, so that a repeated command moves nothing twice and is told the same.

use jiff::Timestamp;

use super::StoreError;
use super::sql::Sql;
use crate::domain::ids::OrderId;
use crate::params;

/// What is known of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// A digest of the request it was used for.
    pub request: String,
    pub order: OrderId,
    /// The first final answer, as JSON; none while the request is under way or after it died.
    pub answer: Option<String>,
}

/// What is known of a key, locked until the transaction ends.
///
/// # Errors
/// Any [`StoreError`].
pub fn find(sql: &mut dyn Sql, key: &str) -> Result<Option<Known>, StoreError> {
    let lock = sql.dialect().for_update();
    sql.row(
        &format!("SELECT request, order_id, answer FROM idempotency WHERE key = ?1{lock}"),
        params![key],
    )?
    .map(|row| {
        Ok(Known {
            request: row.text(0)?.to_owned(),
            order: OrderId(row.int(1)?),
            answer: row.opt_text(2)?.map(str::to_owned),
        })
    })
    .transpose()
}

/// Notes a key with what is known of it.
///
/// # Errors
/// [`StoreError::Conflict`] when another process noted it at the same moment: repeat, and find it.
pub fn note(sql: &mut dyn Sql, key: &str, known: &Known, now: Timestamp) -> Result<(), StoreError> {
    let Known { request, order, answer } = known;
    let noted = sql.execute(
        "INSERT INTO idempotency (key, request, order_id, answer, at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (key) DO NOTHING",
        params![key, request.as_str(), order.0, answer.as_deref(), now],
    )?;
    if noted == 1 { Ok(()) } else { Err(sql.met_another()) }
}

/// Keeps the first final answer; a later one changes nothing.
///
/// # Errors
/// Any [`StoreError`].
pub fn answer(sql: &mut dyn Sql, key: &str, answer: &str) -> Result<(), StoreError> {
    sql.tell(
        "UPDATE idempotency SET answer = ?2 WHERE key = ?1 AND answer IS NULL",
        params![key, answer],
    )
}
