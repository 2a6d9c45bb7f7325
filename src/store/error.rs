//! What can go wrong with the store, sorted by what the caller has to do about it.

/// A fault of the store. The command did not happen, but for [`StoreError::CommitUnknown`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Locked by others for longer than the wait.
    #[error("the database is busy")]
    Busy,
    /// Can't be opened, reached, read or written now.
    #[error("{0}")]
    Unavailable(String),
    /// The file or its folder can't be made or written.
    #[error("{path} can't be written: {why}")]
    Unwritable { path: String, why: String },
    /// The file is on a network file system, where SQLite loses data.
    #[error("{path} is on a network file system ({name})")]
    NetworkDisk { path: String, name: &'static str },
    /// No space is left.
    #[error("the disk is full")]
    Full,
    /// Written by a newer program.
    #[error("the database has schema {found}, this program knows up to {known}")]
    TooNew { found: i64, known: i64 },
    /// The file is something else.
    #[error("{0} is not a database of this program")]
    NotADatabase(String),
    /// The content contradicts itself.
    #[error("the database is damaged: {0}")]
    Corrupt(String),
    /// The commit was sent and its answer is an I/O error or nothing: it may or may not have happened.
    #[error("the outcome of the commit is unknown: {0}")]
    CommitUnknown(String),
    /// A unique, check or foreign-key rule refused the row.
    #[error("a rule of the database refused the row: {0}")]
    Constraint(String),
    /// Two transactions met; the handle repeats the closure by itself.
    #[error("two transactions met")]
    Conflict,
    /// A statement that the engine does not understand: a bug.
    #[error("internal: {0}")]
    Bug(String),
}

impl StoreError {
    /// `error.code` of the contract.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Busy | Self::Conflict => "store_busy",
            Self::Unavailable(_)
            | Self::Unwritable { .. }
            | Self::NetworkDisk { .. }
            | Self::Full
            | Self::TooNew { .. }
            | Self::NotADatabase(_) => "store_unavailable",
            Self::CommitUnknown(_) => "store_unknown",
            Self::Corrupt(_) => "store_corrupt",
            Self::Constraint(_) | Self::Bug(_) => "internal",
        }
    }
}
