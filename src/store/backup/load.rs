//! From a verified file into the database, in one transaction that nobody else gets into.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;

use super::copy::Side;
use super::layout::Table;
use super::partial::{beside, refuse_the_database};
use super::read::{self, Verified};
use super::{BackupError, Summary, copy, upgrade, write};
use crate::store::engine::Engine;
use crate::store::sql::{Dialect, Sql};
use crate::store::{DatabaseUrl, StoreError, migrate};

/// How often the tables are asked for again when somebody inside waits for us.
const MEETINGS: usize = 8;

/// Replaces everything in the database at `url` by what `file` holds.
///
/// # Errors
/// [`BackupError`]; the database is as it was then, but for [`StoreError::CommitUnknown`].
pub fn restore(
    url: &DatabaseUrl,
    wait: Duration,
    file: &Path,
    safety: &Path,
    now: Timestamp,
) -> Result<Summary, BackupError> {
    refuse_the_database(url, file)?;
    let mut backup = read::verify(file)?;
    let safety = place_for_safety(url, safety, now);
    let _scratch;
    if backup.manifest.schema < migrate::known() {
        (backup, _scratch) = upgrade::upgraded(file, &safety)?;
    }
    let mut target = Engine::open(url, wait)?;
    begin_alone(&mut target)?;
    match replace(target.sql(), url, (file, &mut backup), safety, now) {
        Ok(summary) => {
            target.commit()?;
            Ok(summary)
        }
        Err(e) => {
            target.rollback();
            Err(e)
        }
    }
}

fn begin_alone(target: &mut Engine) -> Result<(), StoreError> {
    if matches!(target, Engine::Sqlite(..)) {
        // They would be checked row by row; they are checked at the end, all at once.
        target.sql().batch("PRAGMA foreign_keys=OFF")?;
    }
    for _ in 0..MEETINGS {
        target.begin(true)?;
        match copy::keep_others_out(target.sql()) {
            Err(StoreError::Conflict) => target.rollback(),
            Err(other) => {
                target.rollback();
                return Err(other);
            }
            Ok(()) => return Ok(()),
        }
    }
    Err(StoreError::Busy)
}

fn replace(
    target: &mut dyn Sql,
    url: &DatabaseUrl,
    (file, backup): (&Path, &mut Verified),
    safety: PathBuf,
    now: Timestamp,
) -> Result<Summary, BackupError> {
    let found = migrate::version(target)?;
    if found != backup.manifest.schema {
        // Another program has migrated it since this one opened it.
        return Err(StoreError::Corrupt(format!("the database has schema {found}")).into());
    }
    let mut summary = backup.summary();
    // From inside: what was booked a moment ago is in the safety backup, and nothing is booked after it.
    if target.number("SELECT COUNT(*) FROM orders", &[])? > 0 {
        write::write(target, url, &safety, now)?;
        summary.safety = Some(safety);
    }
    copy::empty(&backup.tables, target)?;
    for table in &backup.tables {
        copy::copy(table, &mut backup.sql, target).map_err(|side| match side {
            Side::From(fault) => read::fault_of(file, fault),
            Side::Into(fault) => fault.into(),
        })?;
    }
    for table in backup.tables.iter().filter(|table| table.numbered) {
        number_on(target, table)?;
    }
    if target.dialect() == Dialect::Sqlite {
        let lost = target.number("SELECT COUNT(*) FROM pragma_foreign_key_check", &[])?;
        if lost > 0 {
            return Err(StoreError::Corrupt(format!("{lost} rows refer to rows that are not there")).into());
        }
    }
    read::compare(target, &backup.tables, &backup.manifest)?;
    Ok(summary)
}

/// New rows get numbers above the highest, and never one that was given out before the restore: an order's
/// number may be on a customer's slip. SQLite sees to both by itself (AUTOINCREMENT).
fn number_on(sql: &mut dyn Sql, table: &Table) -> Result<(), StoreError> {
    if sql.dialect() == Dialect::Sqlite {
        return Ok(());
    }
    let (name, key) = (&table.name, table.key.join(", "));
    sql.rows(
        &format!(
            "SELECT setval(numbers, highest) FROM (
                 SELECT CAST(pg_get_serial_sequence('{name}', '{key}') AS regclass) AS numbers,
                     (SELECT MAX({key}) FROM {name}) AS highest
             ) AS found WHERE highest > COALESCE(pg_sequence_last_value(numbers), 0)"
        ),
        &[],
    )
    .map(drop)
}

/// `<database>.before-restore-<when>`, or `healthcenter.before-restore-<when>` in the folder; one that is
/// there is left alone.
fn place_for_safety(url: &DatabaseUrl, folder: &Path, now: Timestamp) -> PathBuf {
    let stem = match url {
        DatabaseUrl::Sqlite(database) => database.clone(),
        DatabaseUrl::Postgres(_) => folder.join("healthcenter"),
    };
    let first = beside(&stem, &format!(".before-restore-{}", now.strftime("%Y%m%dT%H%M%SZ")));
    let mut path = first.clone();
    let mut again = 2;
    while path.symlink_metadata().is_ok() {
        path = beside(&first, &format!("-{again}"));
        again += 1;
    }
    path
}
