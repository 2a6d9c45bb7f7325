//! A store without threads of its own: what is asked of it lies there until somebody does it by hand.
//!
//! It makes the store a port like the others. Who holds the hands says in which order transactions meet,
//! who dies before or after one, and whose commit is never heard of; `tests/it/simulation` lives on it.

use std::sync::Arc;

use super::engine::Engine;
use super::handle::Options;
use super::job::Job;
use super::queue::Queue;
use super::transactions::{Together, alone};
use super::{DatabaseUrl, StoreError};

/// Does the work of one store, on the thread it is on.
pub struct Hands {
    url: DatabaseUrl,
    options: Options,
    queue: Arc<Queue>,
    connection: Option<Engine>,
    together: Together,
}

/// A transaction that somebody waits for. Dropped undone, it never was.
pub struct Piece(Box<dyn Job>);

impl Piece {
    /// Whether it may change anything.
    pub fn is_write(&self) -> bool {
        self.0.is_write()
    }
}

impl Hands {
    pub(super) fn new(url: DatabaseUrl, options: Options, queue: Arc<Queue>, connection: Engine) -> Self {
        Self {
            url,
            options,
            queue,
            connection: Some(connection),
            together: Together::new(),
        }
    }

    /// The next piece of work that was asked for, the oldest first.
    pub fn take(&self) -> Option<Piece> {
        self.queue.take_one().map(Piece)
    }

    /// Does it and answers.
    pub fn perform(&mut self, mut piece: Piece) {
        let outcome = alone(&self.url, self.options.wait, &mut self.connection, piece.0.as_mut());
        piece.0.answer(outcome);
    }

    /// Does several writes in one transaction, as the thread of a busy store would.
    pub fn perform_together(&mut self, pieces: Vec<Piece>) {
        let jobs = pieces.into_iter().map(|piece| piece.0).collect();
        let wait = self.options.wait;
        self.together.carry_out(&self.url, wait, &mut self.connection, jobs);
    }

    /// The disk fails at the commit: it is kept, or it is not, and its caller is told that nobody knows.
    pub fn perform_unheard(&mut self, mut piece: Piece, kept: bool) {
        let unknown = || StoreError::CommitUnknown("input/output error".into());
        let outcome = if kept {
            alone(&self.url, self.options.wait, &mut self.connection, piece.0.as_mut())
        } else {
            Err(unknown())
        };
        self.connection = None;
        piece.0.answer(outcome.and_then(|()| Err(unknown())));
    }
}
