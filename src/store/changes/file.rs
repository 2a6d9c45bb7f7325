//! Changes of a file: SQLite counts other connections' commits.
//!
//! To ask it means to take a lock and to touch what has long gone cold, 80 µs seven times a second. So the
//! log beside the file is looked at first: nobody commits without writing to it.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::super::StoreError;
use super::super::sql::Sql;
use super::super::sqlite::{self, Sqlite};
use super::Board;

/// How often the log is looked at. Idle screens cost 0.116 % of a core at 100 ms (2026-11-25), nearly half of it
/// these looks; a change must be on another screen within 250 ms.
const LOOK: Duration = Duration::from_millis(150);
/// For so many looks after it was written commits are counted: they show when they are flushed, not before.
const AT_WORK: u32 = 20;
/// They are counted every so many looks all the same.
const ALL_THE_SAME: u32 = 50;
/// For whoever recovers the log of a program that died.
const WAIT: Duration = Duration::from_secs(1);

/// Tells the board at first and after every change, until it is over.
pub fn watch(path: &Path, board: &Board) {
    // SQLite keeps it beside the file itself, wherever a link to that may stand.
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let mut log = real.into_os_string();
    log.push("-wal");
    let mut file = File {
        path,
        log: PathBuf::from(log),
        connection: None,
        written: None,
        counted: None,
    };
    let mut left = 0;
    while !board.is_over() {
        left = match (file.was_written(), left) {
            (true, _) => ALL_THE_SAME + AT_WORK,
            (false, 0) => ALL_THE_SAME,
            (false, left) => left - 1,
        };
        if left >= ALL_THE_SAME {
            match file.has_changed() {
                Ok(changed) => {
                    board.reach(true);
                    if changed {
                        board.tell();
                    }
                }
                Err(StoreError::Busy) => {}
                Err(_) => board.reach(false),
            }
        }
        std::thread::park_timeout(LOOK);
    }
}

struct File<'a> {
    path: &'a Path,
    log: PathBuf,
    connection: Option<Sqlite>,
    /// When the log was written last, and how long it was.
    written: Option<(i64, i64, u64)>,
    counted: Option<i64>,
}

impl File<'_> {
    fn was_written(&mut self) -> bool {
        let log = std::fs::metadata(&self.log).ok();
        let log = log.map(|log| (log.mtime(), log.mtime_nsec(), log.len()));
        log != std::mem::replace(&mut self.written, log)
    }

    fn has_changed(&mut self) -> Result<bool, StoreError> {
        match self.count() {
            Ok(count) => Ok(self.counted.replace(count) != Some(count)),
            Err(fault) => {
                // A connection counts from where it began: the next one is a change by itself.
                if self.counted.take().is_some() {
                    tracing::warn!(error = %fault, "changes are not seen for a moment");
                }
                self.connection = None;
                Err(fault)
            }
        }
    }

    fn count(&mut self) -> Result<i64, StoreError> {
        let connection = match &mut self.connection {
            Some(connection) => connection,
            None => self.connection.insert(sqlite::look(self.path, WAIT)?),
        };
        let sql: &mut dyn Sql = connection;
        sql.number("PRAGMA data_version", &[])
    }
}
