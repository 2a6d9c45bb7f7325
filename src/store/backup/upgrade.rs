//! A backup of an earlier schema, brought up to ours in a copy: the backup itself is never written to.

use std::fs::File;
use std::io;
use std::path::Path;

use super::manifest::{self, Manifest};
use super::partial::{Partial, io_fault};
use super::read::{self, Verified};
use super::{BackupError, layout};
use crate::store::sql::Sql;
use crate::store::{StoreError, migrate, sqlite};

/// The backup in today's schema, in a file beside `place` that goes away with the second value. Its
/// manifest is made anew: the one in the file speaks of tables as they were.
///
/// # Errors
/// As [`read::verify`].
pub fn upgraded(file: &Path, place: &Path) -> Result<(Verified, Partial), BackupError> {
    let scratch = Partial::create(place)?;
    File::open(file)
        .and_then(|mut backup| io::copy(&mut backup, &mut scratch.writer()))
        .map_err(|e| io_fault(file, &e))?;
    let earlier = read::verify(scratch.path())?.manifest;
    let mut sqlite = sqlite::fill(scratch.path())?;
    let sql: &mut dyn Sql = &mut sqlite;
    sql.batch("BEGIN")?;
    migrate::apply(sql, migrate::known())?;
    let tables = layout::of(migrate::known())?;
    let lines = tables
        .iter()
        .map(|table| manifest::line_of(sql, table))
        .collect::<Result<_, StoreError>>()?;
    let manifest = Manifest {
        schema: migrate::known(),
        lines,
        ..earlier
    };
    let upgraded = Verified {
        sql: sqlite,
        manifest,
        tables,
    };
    Ok((upgraded, scratch))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::backup::backup;
    use crate::store::{DatabaseUrl, Options, Store};

    /// There is no earlier schema yet: a backup of this one must come through unchanged.
    #[test]
    fn an_upgraded_copy_holds_what_the_backup_held() {
        let folder = tempfile::tempdir().unwrap();
        let (file, place) = (folder.path().join("b"), folder.path().join("place"));
        let store = Store::open(DatabaseUrl::Sqlite(folder.path().join("h.db")), Options::default()).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime
            .block_on(backup(&store, &file, jiff::Timestamp::UNIX_EPOCH))
            .unwrap();
        let before = std::fs::read(&file).unwrap();
        let (mut upgraded, scratch) = upgraded(&file, &place).unwrap();
        assert!(upgraded.manifest.rows() > 0);
        let mut lines = upgraded.manifest.lines.clone();
        lines.sort_by(|a, b| a.name.cmp(&b.name));
        assert_eq!(lines, read::verify(&file).unwrap().manifest.lines);
        read::compare(&mut upgraded.sql, &upgraded.tables, &upgraded.manifest).unwrap();
        drop((upgraded, scratch));
        assert!(std::fs::read(&file).unwrap() == before, "the backup was written to");
        let mut left: Vec<_> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .filter(|name| !name.to_string_lossy().starts_with("h.db"))
            .collect();
        left.sort();
        assert_eq!(left, ["b"]);
    }
}
