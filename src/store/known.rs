//! Customers whom the desk knows: the people behind the orders, found by what a caller says first.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::StoreError;
use super::orders::{COLUMNS, order};
use super::pages::{self, Edge, Filter};
use super::sql::Sql;
use crate::domain::customer::Customer;
use crate::domain::order::OrderStatus;
use crate::domain::package::PackageCode;
use crate::params;

/// Orders that are looked through for people; a name so frequent that this is not enough wants more letters.
const LOOKED_THROUGH: i64 = 200;
/// Orders of one person that are looked through for a visit.
const VISITS: i64 = 50;

/// Somebody who has booked before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub customer: Customer,
    /// What they booked last.
    pub package: PackageCode,
    /// The day of their newest booking, whatever became of it.
    pub booked: Date,
    /// The last day that they came.
    pub last_visit: Option<Date>,
}

/// Up to `limit` people found by a search as in [`Filter::search`], those who booked last first.
///
/// # Errors
/// Any [`StoreError`].
pub fn find(sql: &mut dyn Sql, search: &str, limit: usize) -> Result<Vec<Known>, StoreError> {
    let filter = Filter {
        search: Some(search.to_owned()),
        ..Filter::default()
    };
    let mut orders = pages::page(sql, &filter, &Edge::First, LOOKED_THROUGH)?;
    orders.sort_by_key(|order| std::cmp::Reverse(order.id));
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for order in orders {
        let customer = &order.customer;
        let person = (
            customer.name.as_str().to_owned(),
            customer.phone.as_ref().map(|phone| phone.digits().to_owned()),
            customer.birth.as_ref().map(|birth| birth.date()),
            customer.sex.map(|sex| sex.code()),
        );
        if !seen.insert(person) {
            continue;
        }
        found.push(Known {
            booked: order.slot.date,
            last_visit: last_visit(sql, customer)?,
            package: order.package,
            customer: order.customer,
        });
        if found.len() == limit {
            break;
        }
    }
    Ok(found)
}

/// Without a phone number nobody can tell two of a name apart, and no visit is claimed.
fn last_visit(sql: &mut dyn Sql, customer: &Customer) -> Result<Option<Date>, StoreError> {
    let Some(phone) = &customer.phone else { return Ok(None) };
    let rows = sql.rows(
        &format!("SELECT {COLUMNS} FROM orders WHERE phone = ?1 ORDER BY id DESC LIMIT ?2"),
        params![phone.digits(), VISITS],
    )?;
    let mut last = None;
    for row in &rows {
        let order = order(row)?;
        if order.status == OrderStatus::Completed && order.customer == *customer {
            last = last.max(Some(order.slot.date));
        }
    }
    Ok(last)
}
