//! What a backup says about itself: a digest of every table's rows, and one of all it says.
//!
//! Rows are hashed in the order of their key, every value with its type and its length in front, so that
//! neither engine's way of storing them shows, and no two contents share a stream of bytes.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::layout::Table;
use crate::params;
use crate::store::StoreError;
use crate::store::sql::{Row, Sql, Value};

const TABLES: &str = "
    CREATE TABLE backup_manifest (name TEXT PRIMARY KEY, rows BIGINT NOT NULL, sha256 TEXT NOT NULL);
    CREATE TABLE backup_about (schema_version BIGINT NOT NULL, made_at BIGINT NOT NULL, program TEXT NOT NULL, sha256 TEXT NOT NULL);";

/// One table's rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub name: String,
    pub rows: i64,
    pub sha256: String,
}

/// Everything a backup says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    pub schema: i64,
    pub made_at: Timestamp,
    /// The version of the program that made it.
    pub program: String,
    /// A line for each table, by name.
    pub lines: Vec<Line>,
}

/// The digest of a table, while its rows go by.
pub struct TableDigest {
    name: String,
    rows: i64,
    sha256: Sha256,
}

impl TableDigest {
    /// The table and its columns, before any row.
    pub fn new(table: &Table) -> Self {
        let mut sha256 = Sha256::new();
        for word in std::iter::once(&table.name).chain(&table.columns) {
            text(&mut sha256, word);
        }
        Self {
            name: table.name.clone(),
            rows: 0,
            sha256,
        }
    }

    /// One more row.
    pub fn add(&mut self, row: &Row) {
        self.rows += 1;
        for value in &row.0 {
            match value {
                Value::Null => self.sha256.update([0]),
                Value::Int(n) => {
                    self.sha256.update([1]);
                    self.sha256.update(n.to_le_bytes());
                }
                Value::Text(words) => {
                    self.sha256.update([2]);
                    text(&mut self.sha256, words);
                }
            }
        }
    }

    /// No more rows.
    pub fn line(self) -> Line {
        Line {
            name: self.name,
            rows: self.rows,
            sha256: hex(self.sha256),
        }
    }
}

/// The line of a table as it stands in a database.
///
/// # Errors
/// Any [`StoreError`].
pub fn line_of(sql: &mut dyn Sql, table: &Table) -> Result<Line, StoreError> {
    let mut digest = TableDigest::new(table);
    sql.each(&table.select(), &[], &mut |row| {
        digest.add(&row);
        Ok(())
    })?;
    Ok(digest.line())
}

impl Manifest {
    /// The sum of all tables' rows.
    pub fn rows(&self) -> i64 {
        self.lines.iter().map(|line| line.rows).sum()
    }

    /// The line of one table.
    pub fn line(&self, table: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.name == table)
    }

    /// Writes it into the file it speaks of.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub fn write(&self, sql: &mut dyn Sql) -> Result<(), StoreError> {
        sql.batch(TABLES)?;
        for line in &self.lines {
            sql.tell(
                "INSERT INTO backup_manifest (name, rows, sha256) VALUES (?1, ?2, ?3)",
                params![line.name.as_str(), line.rows, line.sha256.as_str()],
            )?;
        }
        sql.tell(
            "INSERT INTO backup_about (schema_version, made_at, program, sha256) VALUES (?1, ?2, ?3, ?4)",
            params![self.schema, self.made_at, self.program.as_str(), self.seal()],
        )?;
        Ok(())
    }

    /// Whether a file has one.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub fn is_in(sql: &mut dyn Sql) -> Result<bool, StoreError> {
        let tables = "SELECT COUNT(*) FROM sqlite_schema WHERE name IN ('backup_manifest', 'backup_about')";
        Ok(sql.number(tables, &[])? == 2)
    }

    /// Reads it from a file.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it is not what was written.
    pub fn read(sql: &mut dyn Sql) -> Result<Self, StoreError> {
        let wrong = |what: &str| StoreError::Corrupt(what.to_owned());
        let about = sql.rows("SELECT schema_version, made_at, program, sha256 FROM backup_about", &[])?;
        let [about] = about.as_slice() else {
            return Err(wrong("it does not say what it is"));
        };
        let lines = sql.rows("SELECT name, rows, sha256 FROM backup_manifest ORDER BY name", &[])?;
        let manifest = Self {
            schema: about.int(0)?,
            made_at: about.at(1)?,
            program: about.text(2)?.to_owned(),
            lines: lines
                .iter()
                .map(|line| {
                    Ok(Line {
                        name: line.text(0)?.to_owned(),
                        rows: line.int(1)?,
                        sha256: line.text(2)?.to_owned(),
                    })
                })
                .collect::<Result<_, StoreError>>()?,
        };
        if manifest.seal() == about.text(3)? {
            Ok(manifest)
        } else {
            Err(wrong("what it says about itself has been changed"))
        }
    }

    fn seal(&self) -> String {
        let mut sha256 = Sha256::new();
        sha256.update(self.schema.to_le_bytes());
        sha256.update(self.made_at.as_millisecond().to_le_bytes());
        text(&mut sha256, &self.program);
        for line in &self.lines {
            text(&mut sha256, &line.name);
            sha256.update(line.rows.to_le_bytes());
            text(&mut sha256, &line.sha256);
        }
        hex(sha256)
    }
}

fn text(sha256: &mut Sha256, words: &str) {
    sha256.update((words.len() as u64).to_le_bytes());
    sha256.update(words);
}

fn hex(sha256: Sha256) -> String {
    sha256.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(rows: &[Row]) -> String {
        let mut digest = TableDigest::new(&Table {
            name: "t".into(),
            columns: vec!["a".into(), "b".into()],
            key: vec!["a".into()],
            numbered: false,
        });
        rows.iter().for_each(|row| digest.add(row));
        digest.line().sha256
    }

    #[test]
    fn no_two_contents_share_a_digest() {
        let row = |a: Value<'static>, b: Value<'static>| Row(vec![a, b]);
        let contents = [
            vec![],
            vec![row(Value::Null, Value::Null)],
            vec![row(Value::Int(0), Value::Null)],
            vec![row(Value::Null, Value::Int(0))],
            vec![row(Value::from(""), Value::Null)],
            vec![row(Value::from("ab"), Value::from("c"))],
            vec![row(Value::from("a"), Value::from("bc"))],
            vec![row(Value::from("1"), Value::Int(1))],
            vec![row(Value::Int(1), Value::from("1"))],
            vec![row(Value::Null, Value::Null), row(Value::Null, Value::Null)],
        ];
        let digests: std::collections::HashSet<String> = contents.iter().map(|rows| digest(rows)).collect();
        assert_eq!(digests.len(), contents.len());
    }
}
