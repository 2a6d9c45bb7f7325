//! Which tables a schema has, with their columns and keys: asked of an empty database that the migrations
//! themselves have made. A list kept by hand would one day leave a table out of every backup.

use crate::params;
use crate::store::sql::Sql;
use crate::store::{StoreError, migrate, sqlite};

/// A table that is saved and brought back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    pub columns: Vec<String>,
    /// The primary key, in its order.
    pub key: Vec<String>,
    /// Whether the database numbers its rows.
    pub numbered: bool,
}

impl Table {
    /// All rows in the order of the key, which is the same on both engines.
    pub fn select(&self) -> String {
        let (columns, key) = (self.columns.join(", "), self.key.join(", "));
        format!("SELECT {columns} FROM {} ORDER BY {key}", self.name)
    }

    /// Adds so many rows.
    pub fn insert(&self, rows: usize) -> String {
        let width = self.columns.len();
        let row = |n: usize| {
            let places: Vec<String> = (1..=width).map(|column| format!("?{}", n * width + column)).collect();
            format!("({})", places.join(", "))
        };
        let rows: Vec<String> = (0..rows).map(row).collect();
        format!(
            "INSERT INTO {} ({}) VALUES {}",
            self.name,
            self.columns.join(", "),
            rows.join(", ")
        )
    }
}

/// The tables of a schema, each after those it refers to.
///
/// # Errors
/// Never in practice; [`StoreError`] if a migration does not run.
pub fn of(version: i64) -> Result<Vec<Table>, StoreError> {
    let mut empty = sqlite::in_memory()?;
    migrate::apply(&mut empty, version)?;
    let sql: &mut dyn Sql = &mut empty;
    let names = sql.rows(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'schema_version'
         ORDER BY rowid",
        &[],
    )?;
    names.iter().map(|name| table(sql, name.text(0)?)).collect()
}

fn table(sql: &mut dyn Sql, name: &str) -> Result<Table, StoreError> {
    let mut table = Table {
        name: name.to_owned(),
        columns: Vec::new(),
        key: Vec::new(),
        numbered: false,
    };
    let mut key = Vec::new();
    for column in sql.rows(
        "SELECT name, pk, type FROM pragma_table_info(?1) ORDER BY cid",
        params![name],
    )? {
        let (name, place) = (column.text(0)?.to_owned(), column.int(1)?);
        if place > 0 {
            table.numbered = column.text(2)? == "INTEGER";
            key.push((place, name.clone()));
        }
        table.columns.push(name);
    }
    key.sort();
    table.key = key.into_iter().map(|(_, name)| name).collect();
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_describes_itself() {
        let tables = of(migrate::known()).unwrap();
        let find = |name: &str| tables.iter().position(|table| table.name == name).unwrap();
        assert!(find("orders") < find("events") && find("events") < find("outbox"));
        let slots = &tables[find("slots")];
        assert_eq!(slots.columns, ["date", "time", "capacity", "taken"]);
        assert_eq!((slots.key.join(" "), slots.numbered), ("date time".into(), false));
        assert!(tables[find("orders")].numbered);
        assert!(!tables[find("mypages")].numbered, "its number is the order's");
        assert_eq!(
            slots.insert(2),
            "INSERT INTO slots (date, time, capacity, taken) VALUES (?1, ?2, ?3, ?4), (?5, ?6, ?7, ?8)"
        );
        assert!(
            tables.iter().all(|table| !table.key.is_empty()),
            "rows without a key have no order"
        );
        assert!(tables.iter().all(|table| table.name != "schema_version"));
    }
}
