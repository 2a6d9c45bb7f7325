//! Reads a backup whole and believes nothing: SQLite's own check finds broken pages, the digests find
//! whatever still reads well and is not what was written.

use std::fs;
use std::path::Path;
use std::time::Duration;

use super::layout::Table;
use super::manifest::{self, Manifest};
use super::partial::io_fault;
use super::{BackupError, Summary, layout};
use crate::store::sql::Sql;
use crate::store::{StoreError, migrate, place, sqlite};

/// Nobody writes to a finished backup; what still locks it is not finished.
const WAIT: Duration = Duration::from_secs(1);

/// A backup that has been read whole, open in the transaction that read it.
pub struct Verified {
    pub sql: sqlite::Sqlite,
    pub manifest: Manifest,
    /// The tables of its schema.
    pub tables: Vec<Table>,
}

impl Verified {
    /// What it holds.
    pub fn summary(&self) -> Summary {
        Summary {
            tables: self.tables.len(),
            rows: self.manifest.rows(),
            orders: self.manifest.line("orders").map_or(0, |line| line.rows),
            safety: None,
        }
    }
}

/// Opens a backup and checks all of it.
///
/// # Errors
/// [`BackupError::NotABackup`], [`BackupError::Damaged`], [`StoreError::TooNew`], or [`BackupError::File`].
pub fn verify(file: &Path) -> Result<Verified, BackupError> {
    let kind = fs::metadata(file).map_err(|e| io_fault(file, &e))?;
    if !kind.is_file() {
        return Err(BackupError::NotABackup { file: file.to_owned() });
    }
    sqlite::read_only(file, WAIT)
        .and_then(check)
        .map_err(|fault| fault_of(file, fault))
}

/// A fault that came up while a backup was read.
pub fn fault_of(file: &Path, fault: StoreError) -> BackupError {
    let file = file.to_owned();
    match fault {
        StoreError::NotADatabase(_) => BackupError::NotABackup { file },
        StoreError::Corrupt(why) | StoreError::Constraint(why) | StoreError::Bug(why) => {
            BackupError::Damaged { file, why }
        }
        StoreError::Unavailable(why) | StoreError::Unwritable { why, .. } => BackupError::File { file, why },
        other => other.into(),
    }
}

fn check(mut sqlite: sqlite::Sqlite) -> Result<Verified, StoreError> {
    let sql: &mut dyn Sql = &mut sqlite;
    sql.batch("BEGIN")?;
    let id = sql.number("SELECT application_id FROM pragma_application_id", &[])?;
    if id != place::APPLICATION_ID || !Manifest::is_in(sql)? {
        return Err(StoreError::NotADatabase(String::new()));
    }
    let said = sql.rows("PRAGMA integrity_check(1)", &[])?;
    match said.first().map(|row| row.text(0)).transpose()? {
        Some("ok") => {}
        Some(why) if why.contains("unable to get the page") => {
            return Err(StoreError::Unavailable("a page of it can't be read".into()));
        }
        Some(why) => return Err(StoreError::Corrupt(why.to_owned())),
        None => return Err(StoreError::Corrupt("it can't be checked".into())),
    }
    let manifest = Manifest::read(sql)?;
    if migrate::version(sql)? != manifest.schema {
        return Err(StoreError::Corrupt("its schema is not the one it speaks of".into()));
    }
    let tables = layout::of(manifest.schema)?;
    if tables.len() != manifest.lines.len() {
        return Err(StoreError::Corrupt("it does not speak of every table".into()));
    }
    compare(sql, &tables, &manifest)?;
    Ok(Verified {
        sql: sqlite,
        manifest,
        tables,
    })
}

/// Compares what a database holds with what a manifest says.
///
/// # Errors
/// [`StoreError::Corrupt`] with the first table that differs.
pub fn compare(sql: &mut dyn Sql, tables: &[Table], manifest: &Manifest) -> Result<(), StoreError> {
    for table in tables {
        let found = manifest::line_of(sql, table)?;
        if manifest.line(&table.name) != Some(&found) {
            return Err(StoreError::Corrupt(format!(
                "the rows of {} are not those that were saved",
                table.name
            )));
        }
    }
    Ok(())
}
