//! One connection of either engine, and how a transaction begins and ends on it.

use std::time::Duration;

use super::sql::Sql;
use super::{DatabaseUrl, StoreError, postgres, sqlite};

/// An open connection.
pub enum Engine {
    Sqlite(sqlite::Sqlite, Duration),
    Postgres(Box<postgres::Postgres>),
}

impl Engine {
    /// Connects to a database that has been migrated.
    ///
    /// # Errors
    /// As the drivers'.
    pub fn open(url: &DatabaseUrl, wait: Duration) -> Result<Self, StoreError> {
        match url {
            DatabaseUrl::Sqlite(path) => sqlite::open(path, wait).map(|engine| Self::Sqlite(engine, wait)),
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
            Self::Sqlite(engine, _) => engine,
            Self::Postgres(engine) => engine.as_mut(),
        }
    }

    /// Begins a transaction; to write on SQLite, in turn with other processes.
    ///
    /// # Errors
    /// [`StoreError::Busy`] past the wait, or a lost connection.
    pub fn begin(&mut self, write: bool) -> Result<(), StoreError> {
        match (self, write) {
            (Self::Sqlite(engine, wait), true) => engine.begin_write(*wait),
            (Self::Sqlite(engine, _), false) => engine.batch("BEGIN"),
            (Self::Postgres(engine), true) => engine.begin("BEGIN"),
            (Self::Postgres(engine), false) => engine.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
        }
    }

    /// Makes it durable.
    ///
    /// # Errors
    /// [`StoreError::CommitUnknown`] when nobody can say whether it is; any other error means that it is not.
    pub fn commit(&mut self) -> Result<(), StoreError> {
        let outcome = self.sql().batch("COMMIT").map_err(|e| match e {
            StoreError::Unavailable(why) => StoreError::CommitUnknown(why),
            other => {
                self.rollback();
                other
            }
        });
        self.give_turn();
        outcome
    }

    /// Gives the transaction up. A connection that can't even do that is noticed at the next `begin`.
    pub fn rollback(&mut self) {
        if self.in_transaction()
            && let Err(e) = self.sql().batch("ROLLBACK")
        {
            tracing::debug!(error = %e, "rollback");
        }
        self.give_turn();
    }

    fn give_turn(&mut self) {
        if let Self::Sqlite(engine, _) = self {
            engine.give_turn();
        }
    }

    /// Whether a transaction is still open; the engine can have ended it by itself.
    pub fn in_transaction(&self) -> bool {
        match self {
            Self::Sqlite(engine, _) => engine.in_transaction(),
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
            Self::Sqlite(..) => 64,
            Self::Postgres(_) => 1,
        }
    }
}
