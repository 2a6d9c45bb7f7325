//! Idempotency: what a key was used for, and the first answer given to it.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::ports::IdSource;
use super::view::OrderView;
use super::{App, AppError};
use crate::domain::ids::OrderId;
use crate::domain::refusal::Refusal;
use crate::store::StoreError;
use crate::store::idempotency::{self, Known};
use crate::store::sql::Sql;

/// A request under its key.
#[derive(Debug, Clone)]
pub struct Keyed {
    key: String,
    digest: String,
    /// The key was made for this very attempt: nothing can have happened under it.
    fresh: bool,
}

/// What a key tells.
pub enum Earlier {
    /// It was never used.
    Nothing,
    /// The first answer.
    Answered(Box<OrderView>),
    /// The request began and has no answer yet: it is under way elsewhere, or its process died.
    Begun(OrderId),
}

impl Keyed {
    /// A command with everything that makes it this request and no other. Without a key it gets one.
    pub fn new(ids: &dyn IdSource, key: Option<String>, command: &str, parts: &[&str]) -> Self {
        let mut digest = Sha256::new();
        for part in std::iter::once(&command).chain(parts) {
            digest.update((part.len() as u64).to_le_bytes());
            digest.update(part.as_bytes());
        }
        Self {
            fresh: key.is_none(),
            key: key.unwrap_or_else(|| ids.key()),
            digest: digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect(),
        }
    }

    /// What happened under this key before.
    ///
    /// # Errors
    /// [`Refusal::IdempotencyConflict`] when it was another request.
    pub fn earlier(&self, sql: &mut dyn Sql) -> Result<Earlier, AppError> {
        if self.fresh {
            return Ok(Earlier::Nothing);
        }
        let Some(known) = idempotency::find(sql, &self.key)? else {
            return Ok(Earlier::Nothing);
        };
        if known.request != self.digest {
            return Err(Refusal::IdempotencyConflict.into());
        }
        Ok(match known.answer {
            Some(json) => Earlier::Answered(Box::new(
                serde_json::from_str(&json).map_err(|e| StoreError::Corrupt(format!("an answer: {e}")))?,
            )),
            None => Earlier::Begun(known.order),
        })
    }

    /// Binds the key to its order, and to the final answer if there is one already.
    ///
    /// # Errors
    /// Only the store's.
    pub fn note(
        &self,
        sql: &mut dyn Sql,
        order: OrderId,
        answer: Option<&OrderView>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let known = Known {
            request: self.digest.clone(),
            order,
            answer: answer.map(json).transpose()?,
        };
        idempotency::note(sql, &self.key, &known, now)
    }

    /// Keeps the first final answer.
    ///
    /// # Errors
    /// Only the store's.
    pub fn answer(&self, sql: &mut dyn Sql, order: &OrderView) -> Result<(), StoreError> {
        idempotency::answer(sql, &self.key, &json(order)?)
    }
}

fn json(order: &OrderView) -> Result<String, StoreError> {
    serde_json::to_string(order).map_err(|e| StoreError::Bug(e.to_string()))
}

impl App {
    /// A write that may be repeated when its commit's outcome is unknown, because a key guards it.
    ///
    /// # Errors
    /// What `work` returns, or the store's.
    pub(super) async fn write_again<T, F>(&self, keyed: &Keyed, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: FnMut(&mut dyn Sql, &Keyed) -> Result<T, AppError> + Clone + Send + 'static,
    {
        let (mut first, mut again) = (work.clone(), work);
        let (request, seen) = (
            keyed.clone(),
            Keyed {
                fresh: false,
                ..keyed.clone()
            },
        );
        match self.store.write(move |sql| first(sql, &request)).await {
            Err(AppError::Store(StoreError::CommitUnknown(why))) => {
                tracing::warn!(why, "a commit's outcome is unknown; looking the key up");
                self.store.write(move |sql| again(sql, &seen)).await
            }
            other => other,
        }
    }

    /// Keeps the final answer of a request. What was asked for is done by then: a store that fails now takes
    /// nothing back, and a repeat of the request finds the order by its key.
    pub(super) async fn keep_answer(&self, keyed: Keyed, order: &OrderView) {
        let view = order.clone();
        let kept: Result<(), StoreError> = self.store.write(move |sql| keyed.answer(sql, &view)).await;
        if let Err(fault) = kept {
            tracing::warn!(order = order.id, error = %fault, "an answer could not be kept under its key");
        }
    }
}
