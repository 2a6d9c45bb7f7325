//! One connection of either engine, and how a transaction begins and ends on it.

use std::time::Duration;

use super::sql::Sql;
use super::{DatabaseUrl, StoreError, postgres, sqlite};

/// An open connection.
pub enum Engine {
    Sqlite(sqlite::Sqlite),
    Postgres(Box<postgres::Postgres>),
}

impl Engine {
    /// Connects to a database that has been migrated.
    ///
    /// # Errors
    /// As the drivers'.
    pub fn open(url: &DatabaseUrl, wait: Duration) -> Result<Self, StoreError> {
        match url {
            DatabaseUrl::Sqlite(path) => sqlite::open(path, wait).map(Self::Sqlite),
            DatabaseUrl::Postgres(url) => {
                let mut engine = postgres::open(url)?;
                // 0 would mean to wait for ever, and a server that is set to forget commits is told not to.
                let wait = wait.as_millis().clamp(1, i32::MAX as u128);
                engine.batch(&format!(
                    "SET lock_timeout = {wait};
                     SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
                ))?;
                Ok(Self::Postgres(Box::new(engine)))
            }
        }
    }

    /// The port.
    pub fn sql(&mut self) -> &mut (dyn Sql + 'static) {
        match self {
            Self::Sqlite(engine) => engine,
            Self::Postgres(engine) => engine.as_mut(),
        }
    }

    /// Begins a transaction. A write on SQLite is always IMMEDIATE: a deferred read-then-write fails at
    /// once with error 517 whatever the busy timeout says (16 processes × 50 bookings gave 750 failures).
    ///
    /// # Errors
    /// [`StoreError::Busy`] past the wait, or a lost connection.
    pub fn begin(&mut self, write: bool) -> Result<(), StoreError> {
        let sql = match (&*self, write) {
            (Self::Sqlite(_), true) => "BEGIN IMMEDIATE",
            (Self::Sqlite(_), false) => "BEGIN",
            (Self::Postgres(_), true) => "BEGIN",
            (Self::Postgres(_), false) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        self.sql().batch(sql)
    }

    /// Makes it durable.
    ///
    /// # Errors
    /// [`StoreError::CommitUnknown`] when nobody can say whether it is; any other error means that it is not.
    pub fn commit(&mut self) -> Result<(), StoreError> {
        self.sql().batch("COMMIT").map_err(|e| match e {
            StoreError::Unavailable(why) => StoreError::CommitUnknown(why),
            other => {
                self.rollback();
                other
            }
        })
    }

    /// Gives the transaction up. A connection that can't even do that is noticed at the next `begin`.
    pub fn rollback(&mut self) {
        if self.in_transaction()
            && let Err(e) = self.sql().batch("ROLLBACK")
        {
            tracing::debug!(error = %e, "rollback");
        }
    }

    /// Whether a transaction is still open; the engine can have ended it by itself.
    pub fn in_transaction(&self) -> bool {
        match self {
            Self::Sqlite(engine) => engine.in_transaction(),
            Self::Postgres(engine) => !engine.is_closed(),
        }
    }

    /// Tells whoever listens that something was committed. SQLite's watchers see it in the file.
    pub fn announce(&mut self) {
        if let Self::Postgres(engine) = self
            && let Err(e) = engine.batch(&format!("NOTIFY {}", postgres::CHANNEL))
        {
            tracing::debug!(error = %e, "a commit was not announced");
        }
    }

    /// How many callers one transaction may carry. PostgreSQL groups the commits of its connections itself,
    /// and several bookings in one transaction would only hold each other's row locks.
    pub const fn batch_limit(&self) -> usize {
        match self {
            Self::Sqlite(_) => 64,
            Self::Postgres(_) => 1,
        }
    }
}
