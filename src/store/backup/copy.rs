//! Rows from one database into another, with their digest taken on the way, a few at a time: a backup of
//! a million rows needs the memory of sixty-four.

use super::layout::Table;
use super::manifest::{Line, TableDigest};
use crate::store::sql::{Dialect, Sql, Value};
use crate::store::{StoreError, migrate};

/// Rows in one statement: on PostgreSQL a round trip costs more than they do.
const AT_ONCE: usize = 64;

/// Whose fault ended a copy: one side is the database, the other a file that comes or goes.
#[derive(Debug)]
pub enum Side {
    From(StoreError),
    Into(StoreError),
}

/// Copies a table's rows, and says what went by.
///
/// # Errors
/// Any [`StoreError`] of either side.
pub fn copy(table: &Table, from: &mut dyn Sql, into: &mut dyn Sql) -> Result<Line, Side> {
    let mut digest = TableDigest::new(table);
    let width = table.columns.len();
    let full = table.insert(AT_ONCE);
    let mut values: Vec<Value<'static>> = Vec::with_capacity(width * AT_ONCE);
    let mut refused = None;
    let read = from.each(&table.select(), &[], &mut |row| {
        digest.add(&row);
        values.extend(row.0);
        if values.len() == width * AT_ONCE {
            into.execute(&full, &values)
                .inspect_err(|fault| refused = Some(fault.clone()))?;
            values.clear();
        }
        Ok(())
    });
    if let Some(fault) = refused {
        return Err(Side::Into(fault));
    }
    read.map_err(Side::From)?;
    if !values.is_empty() {
        into.execute(&table.insert(values.len() / width), &values)
            .map_err(Side::Into)?;
    }
    Ok(digest.line())
}

/// Makes sure that no restore empties a table of this snapshot before it is read: PostgreSQL's TRUNCATE
/// shows in snapshots that are older than it.
///
/// # Errors
/// [`StoreError::Busy`] while a restore is under way.
pub fn keep_from_being_emptied(sql: &mut dyn Sql) -> Result<(), StoreError> {
    lock(sql, "ACCESS SHARE")
}

/// Keeps everybody else out until the transaction ends. SQLite's writers are alone anyway.
///
/// # Errors
/// [`StoreError::Busy`] past the wait, [`StoreError::Conflict`] when somebody inside waits for us.
pub fn keep_others_out(sql: &mut dyn Sql) -> Result<(), StoreError> {
    lock(sql, "ACCESS EXCLUSIVE")
}

fn lock(sql: &mut dyn Sql, mode: &str) -> Result<(), StoreError> {
    match sql.dialect() {
        Dialect::Sqlite => Ok(()),
        Dialect::Postgres => {
            let names = names(&super::layout::of(migrate::known())?);
            sql.batch(&format!("LOCK TABLE {names} IN {mode} MODE"))
        }
    }
}

/// Empties all tables. On SQLite foreign keys must be off: their checks would look for each row's children.
///
/// # Errors
/// Any [`StoreError`].
pub fn empty(tables: &[Table], sql: &mut dyn Sql) -> Result<(), StoreError> {
    match sql.dialect() {
        Dialect::Sqlite => tables
            .iter()
            .try_for_each(|table| sql.batch(&format!("DELETE FROM {}", table.name))),
        Dialect::Postgres => sql.batch(&format!("TRUNCATE {}", names(tables))),
    }
}

fn names(tables: &[Table]) -> String {
    let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    names.join(", ")
}
