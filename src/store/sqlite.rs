//! The SQLite driver. The embedded default: no server, one file, and a commit that survives a power cut.
//!
//! `synchronous=FULL` is set and read back: with NORMAL, cutting the file system lost every acknowledged
//! commit of a run (63,869 of 63,869), with FULL none. The switch to WAL ignores the busy timeout, so it
//! is repeated. SQLite before 3.51.3 could corrupt the WAL with two writers and is refused.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql, ffi};

use super::StoreError;
use super::sql::{Dialect, Row, Sql, Value};
use super::turn::Turn;

const OLDEST: i32 = 3_051_003;

/// One open connection.
pub struct Sqlite {
    connection: Connection,
    /// From the first write on, where there is a queue.
    turn: Option<Turn>,
}

/// Opens the file, which must exist, and prepares the connection.
///
/// # Errors
/// [`StoreError::NotADatabase`], [`StoreError::Unavailable`] or [`StoreError::Busy`].
pub fn open(path: &Path, wait: Duration) -> Result<Sqlite, StoreError> {
    if rusqlite::version_number() < OLDEST {
        return Err(StoreError::Bug(format!("SQLite {} is too old", rusqlite::version())));
    }
    let connection = connect(path, wait, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let until = Instant::now() + wait;
    loop {
        match connection.pragma_update(None, "journal_mode", "wal") {
            Ok(()) => break,
            Err(e) if fault(&e, path) == StoreError::Busy && Instant::now() < until => std::thread::yield_now(),
            Err(e) => return Err(fault(&e, path)),
        }
    }
    // The pages that a caller's savepoint keeps to go back to outgrow 64 KiB with one booking: they stay in
    // memory, where each would have cost a file of its own.
    connection
        .execute_batch(
            "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA mmap_size=0;
             PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864; PRAGMA wal_autocheckpoint=4000;
             PRAGMA cache_size=-8192;",
        )
        .map_err(|e| fault(&e, path))?;
    let full: i64 = connection
        .pragma_query_value(None, "synchronous", |row| row.get(0))
        .map_err(|e| fault(&e, path))?;
    if full != 2 {
        return Err(StoreError::Unavailable(
            "the database does not accept synchronous=FULL".into(),
        ));
    }
    Ok(Sqlite::from(connection))
}

/// Opens the file, which must exist, without changing a byte of it: it may belong to somebody else.
///
/// # Errors
/// As [`open`].
pub fn look(path: &Path, wait: Duration) -> Result<Sqlite, StoreError> {
    let connection = connect(path, wait, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
        .and_then(|_| connection.pragma_query_value(None, "schema_version", |row| row.get::<_, i64>(0)))
        .map_err(|e| fault(&e, path))?;
    Ok(Sqlite::from(connection))
}

/// Opens a finished file to read it, as it may lie on a medium that can't be written to.
///
/// # Errors
/// As [`open`].
pub fn read_only(path: &Path, wait: Duration) -> Result<Sqlite, StoreError> {
    let connection = connect(path, wait, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection
        .execute_batch(
            "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA cache_size=-8192;",
        )
        .and_then(|()| connection.pragma_query_value(None, "schema_version", |row| row.get::<_, i64>(0)))
        .map_err(|e| fault(&e, path))?;
    Ok(Sqlite::from(connection))
}

/// Opens an empty file to fill it in one go: no journal beside it, and flushing is the caller's business.
///
/// # Errors
/// As [`open`].
pub fn fill(path: &Path) -> Result<Sqlite, StoreError> {
    let connection = connect(path, Duration::ZERO, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection
        .execute_batch("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-8192;")
        .map_err(|e| fault(&e, path))?;
    Ok(Sqlite::from(connection))
}

/// A database that nobody else ever sees.
///
/// # Errors
/// [`StoreError::Bug`] when there is no memory for it.
pub fn in_memory() -> Result<Sqlite, StoreError> {
    let connection = Connection::open_in_memory().map_err(|e| error(&e))?;
    Ok(Sqlite::from(connection))
}

fn connect(path: &Path, wait: Duration, access: OpenFlags) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .and_then(|connection| connection.busy_timeout(wait).map(|()| connection))
        .map_err(|e| fault(&e, path))?;
    connection.set_prepared_statement_cache_capacity(64);
    // Otherwise a database with statistics has every statement planned anew for its values, each time.
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
        .map_err(|e| fault(&e, path))?;
    Ok(connection)
}

impl From<Connection> for Sqlite {
    fn from(connection: Connection) -> Self {
        Self { connection, turn: None }
    }
}

impl Sqlite {
    /// Begins to write, when it is this connection's turn. Always IMMEDIATE: a deferred read-then-write fails at
    /// once with error 517 whatever the busy timeout says (16 processes × 50 bookings gave 750 failures).
    ///
    /// # Errors
    /// [`StoreError::Busy`] past the wait.
    pub fn begin_write(&mut self, wait: Duration) -> Result<(), StoreError> {
        let until = Instant::now() + wait;
        if self.turn.is_none() {
            self.turn = self.connection.path().and_then(|path| Turn::beside(Path::new(path)));
        }
        if let Some(turn) = &mut self.turn {
            turn.take(wait)?;
        }
        let left = until.saturating_duration_since(Instant::now());
        let begun = self.connection.busy_timeout(left).map_err(|e| error(&e));
        let begun = begun.and_then(|()| self.batch("BEGIN IMMEDIATE"));
        if begun.is_err() {
            self.give_turn();
        }
        begun
    }

    /// Lets the next one write.
    pub fn give_turn(&mut self) {
        if let Some(turn) = &mut self.turn {
            turn.give();
        }
    }

    /// Whether a transaction is open. A full disk or an I/O error can end one without being asked.
    pub fn in_transaction(&self) -> bool {
        !self.connection.is_autocommit()
    }
}

impl Sql for Sqlite {
    fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64, StoreError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| error(&e))?;
        statement
            .execute(rusqlite::params_from_iter(params))
            .map(|n| n as u64)
            .map_err(|e| error(&e))
    }

    fn each(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        each: &mut dyn FnMut(Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| error(&e))?;
        let columns = statement.column_count();
        let mut rows = statement
            .query(rusqlite::params_from_iter(params))
            .map_err(|e| error(&e))?;
        while let Some(row) = rows.next().map_err(|e| error(&e))? {
            let mut values = Vec::with_capacity(columns);
            for column in 0..columns {
                values.push(match row.get_ref(column).map_err(|e| error(&e))? {
                    ValueRef::Null => Value::Null,
                    ValueRef::Integer(n) => Value::Int(n),
                    ValueRef::Text(text) => match std::str::from_utf8(text) {
                        Ok(text) => Value::from(text.to_owned()),
                        Err(_) => return Err(super::sql::corrupt(column, "bytes that are no text")),
                    },
                    ValueRef::Real(_) | ValueRef::Blob(_) => {
                        return Err(super::sql::corrupt(column, "neither number nor text"));
                    }
                });
            }
            each(Row(values))?;
        }
        Ok(())
    }

    fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        if sql.is_empty() || sql.contains(';') {
            return self.connection.execute_batch(sql).map_err(|e| error(&e));
        }
        // What begins and ends a transaction need not be read anew each time.
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| error(&e))?;
        let mut rows = statement.raw_query();
        while rows.next().map_err(|e| error(&e))?.is_some() {}
        Ok(())
    }

    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Owned(rusqlite::types::Value::Null),
            Self::Int(n) => ToSqlOutput::Owned(rusqlite::types::Value::Integer(*n)),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
        })
    }
}

fn fault(e: &rusqlite::Error, path: &Path) -> StoreError {
    match e.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => StoreError::NotADatabase(path.display().to_string()),
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => StoreError::Unwritable {
            path: path.display().to_string(),
            why: e.to_string(),
        },
        _ => error(e),
    }
}

fn error(e: &rusqlite::Error) -> StoreError {
    match e.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
        Some(ErrorCode::DiskFull) => StoreError::Full,
        // The memory that the processes share is only ever asked to grow.
        _ if e
            .sqlite_error()
            .is_some_and(|e| e.extended_code == ffi::SQLITE_IOERR_SHMSIZE) =>
        {
            StoreError::Full
        }
        Some(ErrorCode::ConstraintViolation) => StoreError::Constraint(e.to_string()),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreError::Corrupt(e.to_string()),
        // Locks that can't be had and memory that is not there are the machine's trouble, no fault of ours.
        Some(
            ErrorCode::SystemIoFailure
            | ErrorCode::CannotOpen
            | ErrorCode::ReadOnly
            | ErrorCode::PermissionDenied
            | ErrorCode::FileLockingProtocolFailed
            | ErrorCode::NoLargeFileSupport
            | ErrorCode::OutOfMemory,
        ) => StoreError::Unavailable(e.to_string()),
        _ => StoreError::Bug(e.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machines_trouble_is_told_from_a_fault_of_the_program() {
        let of = |code| error(&rusqlite::Error::SqliteFailure(ffi::Error::new(code), None)).code();
        let troubles = [
            ffi::SQLITE_IOERR_FSYNC,
            ffi::SQLITE_IOERR_LOCK,
            ffi::SQLITE_PROTOCOL,
            ffi::SQLITE_NOMEM,
            ffi::SQLITE_NOLFS,
            ffi::SQLITE_CANTOPEN,
            ffi::SQLITE_FULL,
        ];
        assert_eq!(troubles.map(of), ["store_unavailable"; 7]);
        assert_eq!(of(ffi::SQLITE_BUSY_RECOVERY), "store_busy");
        assert_eq!(of(ffi::SQLITE_MISUSE), "internal");
    }
}
