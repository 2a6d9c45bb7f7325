//! How a use case can end without doing what was asked.

use crate::domain::money::Won;
use crate::domain::order::Illegal;
use crate::domain::refusal::Refusal;
use crate::store::StoreError;

/// What a rehearsal came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rehearsal {
    /// The order as it would stand.
    pub order: super::OrderView,
    /// What a cancellation would give back; none for a booking.
    pub refund: Option<Won>,
}

/// A use case that did not happen.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AppError {
    /// A rule says no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store can't.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A use case proposed what the domain does not know: a bug.
    #[error("internal: {0}")]
    Bug(String),
    /// Everything was fine, and is undone because it was only a rehearsal.
    #[error("a rehearsal")]
    Rehearsed(Box<Rehearsal>),
}

impl From<Illegal> for AppError {
    fn from(illegal: Illegal) -> Self {
        Self::Bug(illegal.to_string())
    }
}
