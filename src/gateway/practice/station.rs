//! What the wire and the control endpoint of one server share: its switches, its books, and what is
//! done with every call before it is looked at.

use std::sync::{Arc, Mutex, MutexGuard};

use axum::http::{HeaderMap, header};
use serde::Deserialize;

use super::answer::Answer;
use super::ledger::Book;
use super::ledger::calls::Ticket;
use super::lock;
use super::switches::{Switchable, Switches, TurnedAway};

/// One server's switches and books; clones share them.
pub struct Station<B, L> {
    /// How it behaves.
    pub switches: Switches<B>,
    books: Arc<Mutex<L>>,
}

impl<B, L> Clone for Station<B, L> {
    fn clone(&self) -> Self {
        Self {
            switches: self.switches.clone(),
            books: Arc::clone(&self.books),
        }
    }
}

impl<B: Switchable, L: Book> Station<B, L> {
    /// Empty books.
    pub fn new(switches: Switches<B>) -> Self {
        Self {
            switches,
            books: Arc::default(),
        }
    }

    /// The books, for as long as the guard lives; never across an await.
    pub fn books(&self) -> MutexGuard<'_, L> {
        lock(&self.books)
    }

    /// Turns a call away while the gateway is down, or when it has not the secret.
    ///
    /// # Errors
    /// Why.
    pub fn admit(&self, headers: &HeaderMap) -> Result<(), TurnedAway> {
        let bearer = headers.get(header::AUTHORIZATION);
        let bearer = bearer.and_then(|value| value.to_str().ok());
        self.switches
            .admit(bearer.and_then(|value| value.strip_prefix("Bearer ")))
    }

    /// Enters the answer in the call log.
    pub fn complete(&self, ticket: Ticket, answer: Answer) -> Answer {
        self.books().log().complete(ticket, answer.answered());
        answer
    }
}

/// The `Idempotency-Key` of a call; empty when it has none.
pub fn idempotency_key(headers: &HeaderMap) -> Arc<str> {
    let key = headers.get("idempotency-key");
    key.and_then(|value| std::str::from_utf8(value.as_bytes()).ok())
        .unwrap_or_default()
        .into()
}

/// The JSON object of a body. An array is refused, which serde would take for the fields in order.
///
/// # Errors
/// 400 in words.
pub fn object<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Answer> {
    if !body.trim_ascii_start().starts_with(b"{") {
        return Err(Answer::bad_request("a JSON object is expected"));
    }
    serde_json::from_slice(body).map_err(|error| Answer::bad_request(&error.to_string()))
}
