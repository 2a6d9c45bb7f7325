//! How a command can fail, as one type: `run` turns it into words and an exit code.

use crate::app::{AppError, Invalid, OrderView, Outcome};
use crate::store::StoreError;
use crate::store::backup::BackupError;

/// A command that did not do all that was asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    Invalid(#[from] Invalid),
    #[error(transparent)]
    App(#[from] AppError),
    #[error(transparent)]
    Config(#[from] crate::config::Fault),
    /// A gateway's settings can't be used.
    #[error("{0}")]
    Gateway(String),
    /// The order is printed; its money is declined or not settled.
    #[error("not settled")]
    NotSettled { outcome: Outcome, order: Box<OrderView> },
    /// Some of several orders are not decided; each is told of. The command ends as the first of them.
    #[error("{failed} of {asked} are not decided")]
    Several {
        first: Box<Failure>,
        failed: usize,
        asked: usize,
    },
    /// Some checks of `doctor` did not pass; they are printed.
    #[error("{0} checks did not pass")]
    Unsound(usize),
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// Forbidden for safety; the key of its sentence.
    #[error("{0}")]
    NotAllowed(&'static str),
    /// A file or a port.
    #[error("{0}")]
    Io(String),
}

impl From<StoreError> for Failure {
    fn from(fault: StoreError) -> Self {
        Self::App(fault.into())
    }
}

impl Failure {
    /// `error.code` of the contract.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Invalid(invalid) => invalid.code(),
            Self::App(AppError::Refused(refusal)) => refusal.code(),
            Self::App(AppError::Store(fault)) => fault.code(),
            Self::App(AppError::Bug(_) | AppError::Rehearsed(_)) => "internal",
            Self::Config(_) | Self::Gateway(_) => "invalid_config",
            Self::NotSettled { outcome, .. } => outcome.code().unwrap_or("internal"),
            Self::Several { first, .. } => first.code(),
            Self::Unsound(_) => "doctor_failed",
            Self::Backup(fault) => fault.code(),
            Self::NotAllowed(_) => "not_allowed",
            Self::Io(_) => "io",
        }
    }

    /// The exit code of the contract.
    pub fn exit(&self) -> u8 {
        match self {
            Self::Invalid(_) | Self::Config(_) | Self::Gateway(_) => 2,
            Self::App(AppError::Refused(refusal)) if refusal.is_not_found() => 3,
            Self::App(AppError::Refused(_)) => 4,
            Self::App(AppError::Store(StoreError::Constraint(_) | StoreError::Bug(_))) => 1,
            Self::App(AppError::Store(_)) => 7,
            Self::NotSettled {
                outcome: Outcome::Declined { .. },
                ..
            } => 5,
            Self::NotSettled { .. } => 6,
            Self::Several { first, .. } => first.exit(),
            Self::NotAllowed(_) => 8,
            Self::Backup(fault) if fault.code() == "invalid_backup" => 2,
            Self::Backup(BackupError::Store(StoreError::Constraint(_) | StoreError::Bug(_))) => 1,
            Self::Backup(_) => 7,
            Self::App(AppError::Bug(_) | AppError::Rehearsed(_)) | Self::Unsound(_) | Self::Io(_) => 1,
        }
    }
}
