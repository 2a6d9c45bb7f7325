//! The log: what happened to each order, in a gapless sequence of its own.

use super::sql::{Row, Sql};
use super::{StoreError, wire};
use crate::domain::event::Event;
use crate::domain::ids::{EventId, OrderId};
use crate::domain::order::{Order, OrderStatus};
use crate::domain::recorded::Recorded;
use crate::params;

const COLUMNS: &str = "id, order_id, seq, status, at, body";

/// Appends the event that led to `after`.
///
/// # Errors
/// [`StoreError::Constraint`] when that place in the sequence is taken.
pub fn append(sql: &mut dyn Sql, after: &Order, event: &Event, at: jiff::Timestamp) -> Result<Recorded, StoreError> {
    let id = sql.number(
        "INSERT INTO events (order_id, seq, event, status, at, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id",
        params![
            after.id.0,
            after.seq,
            event.name(),
            after.status.code(),
            at,
            wire::to_json(event)?,
        ],
    )?;
    Ok(Recorded {
        id: EventId(id),
        order: after.id,
        seq: after.seq,
        status: after.status,
        at,
        event: event.clone(),
    })
}

/// The events of one order after its `seq`, in sequence.
///
/// # Errors
/// Any [`StoreError`].
pub fn after(sql: &mut dyn Sql, order: OrderId, seq: i64) -> Result<Vec<Recorded>, StoreError> {
    sql.rows(
        &format!("SELECT {COLUMNS} FROM events WHERE order_id = ?1 AND seq > ?2 ORDER BY seq"),
        params![order.0, seq],
    )?
    .iter()
    .map(recorded)
    .collect()
}

/// Every event of the first `limit` orders after `from`, order by order, each in sequence.
///
/// # Errors
/// Any [`StoreError`], or what `each` returns.
pub fn each_after(
    sql: &mut dyn Sql,
    from: OrderId,
    limit: i64,
    each: &mut dyn FnMut(Recorded) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    sql.each(
        &format!(
            "SELECT {COLUMNS} FROM events WHERE order_id > ?1 AND order_id <= (
                 SELECT COALESCE(MAX(id), ?1) FROM (SELECT id FROM orders WHERE id > ?1 ORDER BY id LIMIT ?2) AS page
             ) ORDER BY order_id, seq"
        ),
        params![from.0, limit],
        &mut |row| each(recorded(&row)?),
    )
}

/// An event's place, and the event itself if it can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    pub order: OrderId,
    pub seq: i64,
    pub event: Result<Recorded, StoreError>,
}

/// Every event of the orders from `first` to `last`, order by order, each in sequence. Each is read on its
/// own: one that is damaged, or filed under another's name, hides no other.
///
/// # Errors
/// Any [`StoreError`] that is not about a single event.
pub fn between(sql: &mut dyn Sql, first: OrderId, last: OrderId) -> Result<Vec<Read>, StoreError> {
    sql.rows(
        &format!("SELECT {COLUMNS}, event FROM events WHERE order_id >= ?1 AND order_id <= ?2 ORDER BY order_id, seq"),
        params![first.0, last.0],
    )?
    .iter()
    .map(|row| {
        Ok(Read {
            order: OrderId(row.int(1)?),
            seq: row.int(2)?,
            event: recorded(row).and_then(|recorded| {
                let (filed, found) = (row.text(6)?, recorded.event.name());
                if filed == found {
                    Ok(recorded)
                } else {
                    Err(StoreError::Corrupt(format!("a {found} is filed as {filed}")))
                }
            }),
        })
    })
    .collect()
}

/// Who moved an order to where it stands, and when: the last event that somebody is named in.
///
/// # Errors
/// Any [`StoreError`].
pub fn last_actor(sql: &mut dyn Sql, order: OrderId) -> Result<Option<(String, jiff::Timestamp)>, StoreError> {
    Ok(after(sql, order, 0)?.into_iter().rev().find_map(|recorded| {
        let by = match recorded.event {
            Event::ReservationConfirmed { by, .. }
            | Event::ReservationRejected { by, .. }
            | Event::OrderCancelled { by, .. }
            | Event::CheckedIn { by }
            | Event::NoShow { by } => by,
            _ => return None,
        };
        Some((by, recorded.at))
    }))
}

fn recorded(row: &Row) -> Result<Recorded, StoreError> {
    Ok(Recorded {
        id: EventId(row.int(0)?),
        order: OrderId(row.int(1)?),
        seq: row.int(2)?,
        status: row.word(3, OrderStatus::parse)?,
        at: row.at(4)?,
        event: wire::from_json(row.text(5)?)?,
    })
}
