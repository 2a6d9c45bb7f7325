//! One caller's work on its way through the store: it may run several times, and is answered once.
//!
//! The threads know nothing of what callers ask and answer; a `Job` hides both types. What the engine
//! itself found wrong is noted on the way through, so that a meeting can be told from a refusal.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::sync::oneshot;

use super::StoreError;
use super::sql::{Dialect, Row, Sql, Value};

pub trait Job: Send {
    /// Whether it needs a write transaction.
    fn is_write(&self) -> bool;
    /// Whether its last run left something to be kept.
    fn wrote(&self) -> bool;
    /// Whether its last run changed something, to be kept or to be undone.
    fn changed(&self) -> bool;
    /// Runs the work; `Err` when the transaction must not keep what it did.
    fn run(&mut self, sql: &mut dyn Sql) -> Result<(), Option<StoreError>>;
    /// Tells the caller, once it is known how its transaction ended.
    fn answer(&mut self, outcome: Result<(), StoreError>);
}

/// The job of one caller.
pub struct Typed<T, E, F> {
    write: bool,
    changed: bool,
    failed: bool,
    /// Gone before the answer: it can own the last handle, and a thread can't close itself.
    work: Option<F>,
    result: Option<Result<T, E>>,
    reply: Option<oneshot::Sender<Result<T, E>>>,
}

impl<T, E, F> Typed<T, E, F> {
    /// A job, and where its answer comes out.
    pub fn new(write: bool, work: F) -> (Self, oneshot::Receiver<Result<T, E>>) {
        let (reply, answer) = oneshot::channel();
        let job = Self {
            write,
            changed: false,
            failed: false,
            work: Some(work),
            result: None,
            reply: Some(reply),
        };
        (job, answer)
    }
}

impl<T, E, F> Job for Typed<T, E, F>
where
    T: Send,
    E: From<StoreError> + Send,
    F: FnMut(&mut dyn Sql) -> Result<T, E> + Send,
{
    fn is_write(&self) -> bool {
        self.write
    }

    fn wrote(&self) -> bool {
        self.changed && !self.failed
    }

    fn changed(&self) -> bool {
        self.changed
    }

    fn run(&mut self, sql: &mut dyn Sql) -> Result<(), Option<StoreError>> {
        let mut watch = Watch {
            sql,
            fault: None,
            wrote: false,
        };
        let work = self.work.as_mut();
        let result = catch_unwind(AssertUnwindSafe(|| match work {
            Some(work) => work(&mut watch),
            None => Err(StoreError::Bug("ran after it was answered".into()).into()),
        }))
        .unwrap_or_else(|_| Err(StoreError::Bug("a transaction panicked".into()).into()));
        let fault = watch.fault.take();
        self.failed = result.is_err() || fault.is_some();
        self.changed = watch.wrote;
        self.result = Some(result);
        if self.failed { Err(fault) } else { Ok(()) }
    }

    fn answer(&mut self, outcome: Result<(), StoreError>) {
        let result = match (outcome, self.result.take()) {
            (Err(fault), Some(Ok(_)) | None) => Err(fault.into()),
            (_, Some(result)) => result,
            (Ok(()), None) => Err(StoreError::Bug("answered before it ran".into()).into()),
        };
        self.work = None;
        if let Some(reply) = self.reply.take() {
            // The caller may have gone away; the work is done all the same.
            let _ = reply.send(result);
        }
    }
}

/// Notes the store's own fault on its way to the caller, so that a meeting can be told from a refusal
/// whatever error type the caller wraps it in. After the first one nothing runs any more: PostgreSQL has
/// given the transaction up by then, and SQLite may have, and would then keep every statement by itself.
struct Watch<'a> {
    sql: &'a mut dyn Sql,
    fault: Option<StoreError>,
    wrote: bool,
}

impl Watch<'_> {
    fn note<T>(&mut self, statement: impl FnOnce(&mut dyn Sql) -> Result<T, StoreError>) -> Result<T, StoreError> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        let result = statement(self.sql);
        // Damage is for the caller to judge: who asks what is wrong must be able to go on after it. One that
        // is handed on fails the transaction all the same.
        if let Err(fault) = &result
            && !matches!(fault, StoreError::Corrupt(_))
        {
            self.fault = Some(fault.clone());
        }
        result
    }
}

impl Sql for Watch<'_> {
    fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64, StoreError> {
        let touched = self.note(|inner| inner.execute(sql, params))?;
        self.wrote |= touched > 0 && changes(sql);
        Ok(touched)
    }

    fn tell(&mut self, sql: &str, params: &[Value<'_>]) -> Result<(), StoreError> {
        self.wrote |= changes(sql);
        self.note(|inner| inner.tell(sql, params))
    }

    fn each(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        each: &mut dyn FnMut(Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.wrote |= changes(sql);
        self.note(|inner| inner.each(sql, params, each))
    }

    fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        self.wrote |= changes(sql);
        self.note(|inner| inner.batch(sql))
    }

    fn dialect(&self) -> Dialect {
        self.sql.dialect()
    }

    fn met_another(&mut self) -> StoreError {
        self.fault = Some(StoreError::Conflict);
        StoreError::Conflict
    }
}

/// Whether a statement can change anything: an `INSERT … RETURNING` can, a savepoint can't.
fn changes(sql: &str) -> bool {
    let idle = ["SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK"];
    !idle.iter().any(|word| sql.trim_start().starts_with(word))
}
