//! One order as it lies in the tables, read with the simulation's own eyes: no code of the program has a
//! part in it.

use rusqlite::{Connection, Row};

pub struct OrderRow {
    pub id: i64,
    pub seq: i64,
    pub status: String,
    pub price: i64,
    pub payment: Option<i64>,
    pub reservation: Option<i64>,
    pub ending: Option<String>,
    pub keeps_place: bool,
    pub phone: Option<String>,
}

pub struct EventRow {
    pub id: i64,
    pub seq: i64,
    pub event: String,
    pub status: String,
}

pub struct MessageRow {
    pub id: String,
    pub event: i64,
    pub seq: i64,
    pub name: String,
    pub status: String,
    pub text: Option<String>,
    pub recipient: Option<String>,
    pub gateway_id: Option<String>,
    pub attempts: i64,
    pub owner: Option<String>,
    pub until: Option<i64>,
    pub retried: bool,
}

pub struct PaymentRow {
    pub id: i64,
    pub charge: bool,
    pub card: bool,
    pub of: Option<i64>,
    pub amount: i64,
    pub key: String,
    pub status: String,
    pub due: Option<i64>,
    pub owner: Option<String>,
    pub until: Option<i64>,
}

impl PaymentRow {
    pub fn is_open(&self) -> bool {
        matches!(self.status.as_str(), "started" | "unknown")
    }

    pub fn is(&self, charge: bool, status: &str) -> bool {
        self.charge == charge && self.status == status
    }
}

/// Everything about one order.
pub struct Whole {
    pub order: OrderRow,
    pub events: Vec<EventRow>,
    pub messages: Vec<MessageRow>,
    pub payments: Vec<PaymentRow>,
    /// Number and status.
    pub reservation: Option<(i64, String)>,
    pub cancellation: Option<String>,
    /// Consumer, event, due.
    pub inbox: Vec<(String, i64, i64)>,
    /// Sequence and body.
    pub page: Option<(i64, String)>,
}

/// The rows of a query, read one by one.
pub fn all<T>(eyes: &Connection, sql: &str, id: i64, read: impl Fn(&Row<'_>) -> rusqlite::Result<T>) -> Vec<T> {
    let mut statement = eyes.prepare_cached(sql).unwrap();
    let rows = statement.query_map([id], |row| read(row)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

impl Whole {
    /// The order with this number, if there is one.
    pub fn read(eyes: &Connection, id: i64) -> Option<Self> {
        const ORDER: &str = "SELECT id, seq, status, price, payment_id, reservation_id, ending, keeps_place, phone
                             FROM orders WHERE id = ?1";
        let order = all(eyes, ORDER, id, |row| {
            Ok(OrderRow {
                id: row.get(0)?,
                seq: row.get(1)?,
                status: row.get(2)?,
                price: row.get(3)?,
                payment: row.get(4)?,
                reservation: row.get(5)?,
                ending: row.get(6)?,
                keeps_place: row.get(7)?,
                phone: row.get(8)?,
            })
        });
        Some(Self {
            order: order.into_iter().next()?,
            events: all(
                eyes,
                "SELECT id, seq, event, status FROM events WHERE order_id = ?1 ORDER BY seq",
                id,
                |row| {
                    Ok(EventRow {
                        id: row.get(0)?,
                        seq: row.get(1)?,
                        event: row.get(2)?,
                        status: row.get(3)?,
                    })
                },
            ),
            messages: messages(eyes, id),
            payments: payments(eyes, id),
            reservation: all(
                eyes,
                "SELECT id, status FROM reservations WHERE order_id = ?1",
                id,
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .pop(),
            cancellation: all(
                eyes,
                "SELECT status FROM cancellations WHERE order_id = ?1",
                id,
                |row| row.get(0),
            )
            .pop(),
            inbox: all(
                eyes,
                "SELECT consumer, event_id, due_at FROM inbox WHERE order_id = ?1",
                id,
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            ),
            page: all(eyes, "SELECT seq, body FROM mypages WHERE order_id = ?1", id, |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .pop(),
        })
    }
}

fn messages(eyes: &Connection, id: i64) -> Vec<MessageRow> {
    const MESSAGES: &str =
        "SELECT id, event_id, seq, event, status, text, recipient, gateway_id, attempts, lease_owner,
                                lease_until, retried_at IS NOT NULL FROM outbox WHERE order_id = ?1 ORDER BY seq";
    all(eyes, MESSAGES, id, |row| {
        Ok(MessageRow {
            id: row.get(0)?,
            event: row.get(1)?,
            seq: row.get(2)?,
            name: row.get(3)?,
            status: row.get(4)?,
            text: row.get(5)?,
            recipient: row.get(6)?,
            gateway_id: row.get(7)?,
            attempts: row.get(8)?,
            owner: row.get(9)?,
            until: row.get(10)?,
            retried: row.get(11)?,
        })
    })
}

fn payments(eyes: &Connection, id: i64) -> Vec<PaymentRow> {
    const PAYMENTS: &str = "SELECT id, direction = 'charge', method = 'card', refund_of, amount, key, status, due_at,
                                lease_owner, lease_until FROM payments WHERE order_id = ?1 ORDER BY id";
    all(eyes, PAYMENTS, id, |row| {
        Ok(PaymentRow {
            id: row.get(0)?,
            charge: row.get(1)?,
            card: row.get(2)?,
            of: row.get(3)?,
            amount: row.get(4)?,
            key: row.get(5)?,
            status: row.get(6)?,
            due: row.get(7)?,
            owner: row.get(8)?,
            until: row.get(9)?,
        })
    })
}
