//! What the centre has changed of its packages, a row each. Whoever books reads the row in the transaction
//! that writes the price down, so that no order is made at a price that was never so.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::StoreError;
use super::sql::{Row, Sql, corrupt};
use crate::domain::money::Won;
use crate::domain::offer::Change;
use crate::domain::package::PackageCode;
use crate::params;

/// What was changed of one package.
///
/// # Errors
/// Any [`StoreError`].
pub fn find(sql: &mut dyn Sql, code: &PackageCode) -> Result<Change, StoreError> {
    sql.row(
        "SELECT code, price, on_sale FROM packages WHERE code = ?1",
        params![code.as_str()],
    )?
    .map_or(Ok(Change::NONE), |row| change(&row))
}

/// Who changed a package last, and when; none who has left it as it was shipped.
///
/// # Errors
/// Any [`StoreError`].
pub fn last_change(sql: &mut dyn Sql, code: &PackageCode) -> Result<Option<(String, Timestamp)>, StoreError> {
    let row = sql.row(
        "SELECT changed_by, changed_at FROM packages WHERE code = ?1",
        params![code.as_str()],
    )?;
    row.map(|row| Ok((row.text(0)?.to_owned(), row.at(1)?))).transpose()
}

/// What was changed of every package that was ever changed.
///
/// # Errors
/// Any [`StoreError`].
pub fn all(sql: &mut dyn Sql) -> Result<BTreeMap<PackageCode, Change>, StoreError> {
    sql.rows("SELECT code, price, on_sale FROM packages", &[])?
        .iter()
        .map(|row| Ok((row.word(0, |text| PackageCode::parse(text).ok())?, change(row)?)))
        .collect()
}

/// Sets the price from now on.
///
/// # Errors
/// Any [`StoreError`].
pub fn set_price(
    sql: &mut dyn Sql,
    code: &PackageCode,
    price: Won,
    by: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    sql.tell(
        "INSERT INTO packages (code, price, on_sale, changed_by, changed_at) VALUES (?1, ?2, 1, ?3, ?4)
         ON CONFLICT (code) DO UPDATE SET price = excluded.price, changed_by = excluded.changed_by, changed_at = excluded.changed_at",
        params![code.as_str(), price.get(), by, now],
    )
}

/// Takes a package off the list, or puts it back.
///
/// # Errors
/// Any [`StoreError`].
pub fn set_on_sale(
    sql: &mut dyn Sql,
    code: &PackageCode,
    on_sale: bool,
    by: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    sql.tell(
        "INSERT INTO packages (code, price, on_sale, changed_by, changed_at) VALUES (?1, NULL, ?2, ?3, ?4)
         ON CONFLICT (code) DO UPDATE SET on_sale = excluded.on_sale, changed_by = excluded.changed_by, changed_at = excluded.changed_at",
        params![code.as_str(), on_sale, by, now],
    )
}

fn change(row: &Row) -> Result<Change, StoreError> {
    let price = row.opt_int(1)?.map(Won::new).transpose();
    Ok(Change {
        price: price.map_err(|_| corrupt(1, "no price"))?,
        on_sale: row.int(2)? == 1,
    })
}
