//! Backups that can be believed, of either engine and for either engine.
//!
//! A backup is a SQLite file of our own schema with a digest of every table, filled from one snapshot
//! while bookings go on. It has its name only once it was read back whole; a restore reads it whole again
//! before it touches anything, replaces everything in one transaction, and commits only when the digests
//! of what it wrote are those of the file.

mod copy;
mod layout;
mod load;
mod manifest;
mod partial;
mod read;
mod upgrade;
mod write;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use tokio::sync::oneshot;

use super::engine::Engine;
use super::{Store, StoreError};

/// What was saved or brought back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    pub tables: usize,
    pub rows: i64,
    pub orders: i64,
    /// Where a restore has left what was there before, if that held orders.
    pub safety: Option<PathBuf>,
}

/// Why there is no backup, or nothing was restored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BackupError {
    /// The database's own trouble, or [`StoreError::TooNew`] of the file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file can't be read or written.
    #[error("{}: {why}", file.display())]
    File { file: PathBuf, why: String },
    /// The file is something else.
    #[error("{} is not a backup of this program", file.display())]
    NotABackup { file: PathBuf },
    /// The file is a backup that has changed since it was made.
    #[error("the backup {} is damaged: {why}", file.display())]
    Damaged { file: PathBuf, why: String },
    /// The file is the database.
    #[error("{} belongs to the database itself", file.display())]
    TheDatabase { file: PathBuf },
    /// Another backup to the same file has not ended.
    #[error("another backup to {} is under way", file.display())]
    UnderWay { file: PathBuf },
}

impl BackupError {
    /// `error.code` of the contract; `invalid_backup` is a wrong value on the command line.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Store(fault) => fault.code(),
            Self::File { .. } => "store_unavailable",
            Self::NotABackup { .. } | Self::Damaged { .. } | Self::TheDatabase { .. } => "invalid_backup",
            Self::UnderWay { .. } => "store_busy",
        }
    }
}

/// Writes a backup of the store to `file`, replacing one that is there once the new one is whole.
///
/// # Errors
/// [`BackupError`]; `file` is as it was then.
pub async fn backup(store: &Store, file: &Path, now: Timestamp) -> Result<Summary, BackupError> {
    let (url, wait, file) = (store.url().clone(), store.wait(), file.to_owned());
    on_a_thread(move || {
        let mut source = Engine::open(&url, wait)?;
        source.begin(false)?;
        let written = copy::keep_from_being_emptied(source.sql())
            .map_err(BackupError::from)
            .and_then(|()| write::write(source.sql(), &url, &file, now));
        source.rollback();
        written
    })
    .await
}

/// Replaces everything in the store by what the backup `file` holds. What was there before is saved first
/// if it holds orders: beside a SQLite database, or in the folder `safety` for a server's.
///
/// # Errors
/// [`BackupError`]; the store is as it was then, but for [`StoreError::CommitUnknown`].
pub async fn restore(store: &Store, file: &Path, safety: &Path, now: Timestamp) -> Result<Summary, BackupError> {
    let (url, wait, file, safety) = (store.url().clone(), store.wait(), file.to_owned(), safety.to_owned());
    on_a_thread(move || load::restore(&url, wait, &file, &safety, now)).await
}

/// Off the async tasks: it takes as long as the data is large, and the PostgreSQL client panics on them.
async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BackupError> + Send + 'static,
) -> Result<T, BackupError> {
    let (reply, answer) = oneshot::channel();
    std::thread::Builder::new()
        .name("backup".into())
        .spawn(move || drop(reply.send(work())))
        .map_err(|e| StoreError::Unavailable(format!("no thread for the backup: {e}")))?;
    answer
        .await
        .unwrap_or_else(|_| Err(StoreError::Bug("a backup panicked".into()).into()))
}
