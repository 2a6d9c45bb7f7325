//! From an open snapshot to a file that has been read back.

use std::path::Path;

use jiff::Timestamp;

use super::manifest::Manifest;
use super::partial::{Partial, refuse_the_database};
use super::{BackupError, Summary, copy, layout, read};
use crate::store::sql::Sql;
use crate::store::{DatabaseUrl, StoreError, migrate, sqlite};

/// Writes what the open transaction of `source` sees to `file`.
///
/// # Errors
/// [`BackupError`]; `file` is as it was then.
pub fn write(source: &mut dyn Sql, url: &DatabaseUrl, file: &Path, now: Timestamp) -> Result<Summary, BackupError> {
    refuse_the_database(url, file)?;
    let partial = Partial::create(file)?;
    let manifest = fill(source, partial.path(), now)?;
    let found = read::verify(partial.path())?;
    if found.manifest != manifest {
        return Err(BackupError::Damaged {
            file: file.to_owned(),
            why: "it reads otherwise than it was written".into(),
        });
    }
    let summary = found.summary();
    drop(found);
    partial.publish()?;
    Ok(summary)
}

fn fill(source: &mut dyn Sql, path: &Path, now: Timestamp) -> Result<Manifest, StoreError> {
    let schema = migrate::version(source)?;
    let tables = layout::of(schema)?;
    let mut copy = sqlite::fill(path)?;
    copy.batch("BEGIN")?;
    migrate::apply(&mut copy, schema)?;
    // The rows that a schema is born with are among those to come.
    copy::empty(&tables, &mut copy)?;
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
    manifest.write(&mut copy)?;
    copy.batch("COMMIT")?;
    Ok(manifest)
}
