//! The day sheet: who is expected on a day, with what the desk wants to know at the door.

use jiff::Timestamp;
use jiff::civil::Date;

use super::StoreError;
use super::orders::{COLUMNS, order};
use super::sql::Sql;
use crate::domain::order::Order;
use crate::domain::payment::{Method, PaymentStatus};
use crate::params;

/// One visitor of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    pub order: Order,
    /// How it was paid, or is being paid; none while nothing was tried.
    pub paid_by: Option<Method>,
    /// The money is in.
    pub is_paid: bool,
    /// Who confirmed the visit, and when.
    pub confirmed: Option<(String, Timestamp)>,
}

/// Columns of [`super::orders::order`].
const OWN: usize = 18;

/// Everybody who has a place on a day, by time, then name. A hold that ran out has none.
///
/// # Errors
/// Any [`StoreError`].
pub fn of_day(sql: &mut dyn Sql, date: Date, now: Timestamp) -> Result<Vec<Visitor>, StoreError> {
    let own: Vec<String> = COLUMNS
        .split(',')
        .map(|column| format!("o.{}", column.trim()))
        .collect();
    let text = format!(
        "SELECT {}, p.method, p.status, r.decided_by, r.decided_at FROM orders o
         LEFT JOIN payments p ON p.id = o.payment_id
         LEFT JOIN reservations r ON r.id = o.reservation_id AND r.status = 'confirmed'
         WHERE o.date = ?1 AND o.keeps_place = 1
             AND NOT (o.status IN ('held', 'paying', 'payment_unknown') AND o.hold_expires_at <= ?2)
         ORDER BY o.time, o.name, o.id",
        own.join(", ")
    );
    sql.rows(&text, params![date.to_string(), now])?
        .iter()
        .map(|row| {
            let word = |n| row.opt_text(n);
            Ok(Visitor {
                order: order(row)?,
                paid_by: match word(OWN)? {
                    None => None,
                    Some(_) => Some(row.word(OWN, Method::parse)?),
                },
                is_paid: word(OWN + 1)? == Some(PaymentStatus::Approved.code()),
                confirmed: match (word(OWN + 2)?, row.opt_at(OWN + 3)?) {
                    (Some(by), Some(at)) => Some((by.to_owned(), at)),
                    _ => None,
                },
            })
        })
        .collect()
}
