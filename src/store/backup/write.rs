//! From an open snapshot to a file that has been read back.

use std::path::Path;

use jiff::Timestamp;

use super::copy::Side;
use super::layout::Table;
use super::manifest::Manifest;
use super::partial::{Partial, refuse_the_database};
use super::{BackupError, Summary, copy, layout, read};
use crate::store::sql::Sql;
use crate::store::sqlite::Sqlite;
use crate::store::{DatabaseUrl, StoreError, migrate, sqlite};

/// Writes what the open transaction of `source` sees to `file`.
///
/// # Errors
/// [`BackupError`]; `file` is as it was then.
pub fn write(source: &mut dyn Sql, url: &DatabaseUrl, file: &Path, now: Timestamp) -> Result<Summary, BackupError> {
    refuse_the_database(url, file)?;
    let partial = Partial::create(file)?;
    // Whatever is wrong with a file that was begun a moment ago is its disk's trouble: no old backup is at
    // fault, and no database damaged.
    let failed = |fault: StoreError| match fault {
        StoreError::Corrupt(why) | StoreError::Unavailable(why) | StoreError::Unwritable { why, .. } => {
            BackupError::File {
                file: file.to_owned(),
                why,
            }
        }
        other => other.into(),
    };
    let manifest = fill(source, partial.path(), now).map_err(|side| match side {
        Side::From(fault) => fault.into(),
        Side::Into(fault) => failed(fault),
    })?;
    let otherwise = |why: &str| {
        failed(StoreError::Corrupt(format!(
            "it reads otherwise than it was written: {why}"
        )))
    };
    let found = read::verify(partial.path()).map_err(|fault| match fault {
        BackupError::Damaged { why, .. } | BackupError::File { why, .. } => otherwise(&why),
        BackupError::NotABackup { .. } => otherwise("no backup"),
        other => other,
    })?;
    if found.manifest != manifest {
        return Err(otherwise("other rows"));
    }
    let summary = found.summary();
    drop(found);
    partial.publish()?;
    Ok(summary)
}

fn fill(source: &mut dyn Sql, path: &Path, now: Timestamp) -> Result<Manifest, Side> {
    let schema = migrate::version(source).map_err(Side::From)?;
    let tables = layout::of(schema).map_err(Side::From)?;
    let mut copy = prepared(path, schema, &tables).map_err(Side::Into)?;
    let mut lines = tables
        .iter()
        .map(|table| copy::copy(table, source, &mut copy))
        .collect::<Result<Vec<_>, _>>()?;
    lines.sort_by(|a, b| a.name.cmp(&b.name));
    let manifest = Manifest {
        schema,
        made_at: Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now),
        program: env!("CARGO_PKG_VERSION").into(),
        lines,
    };
    manifest
        .write(&mut copy)
        .and_then(|()| copy.batch("COMMIT"))
        .map_err(Side::Into)?;
    Ok(manifest)
}

/// A file with the empty tables of a schema, in the transaction that is to fill them.
fn prepared(path: &Path, schema: i64, tables: &[Table]) -> Result<Sqlite, StoreError> {
    let mut copy = sqlite::fill(path)?;
    copy.batch("BEGIN")?;
    migrate::apply(&mut copy, schema)?;
    // The rows that a schema is born with are among those to come.
    copy::empty(tables, &mut copy)?;
    Ok(copy)
}
