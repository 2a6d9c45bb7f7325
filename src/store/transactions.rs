//! How jobs become transactions on a connection: one alone, reads in one snapshot, writes in one commit.

use std::time::Duration;

use super::engine::Engine;
use super::job::Job;
use super::{DatabaseUrl, StoreError};

/// How often a closure is repeated when two transactions met.
const MEETINGS: usize = 8;

/// A connection with a transaction open on it. A connection that died while it was idle is replaced.
fn begin<'a>(
    url: &DatabaseUrl,
    wait: Duration,
    connection: &'a mut Option<Engine>,
    write: bool,
) -> Result<&'a mut Engine, StoreError> {
    if let Some(engine) = connection.as_mut() {
        match engine.begin(write) {
            Err(StoreError::Unavailable(_) | StoreError::Bug(_)) => *connection = None,
            Err(other) => return Err(other),
            Ok(()) => {}
        }
    }
    match connection {
        Some(engine) => Ok(engine),
        None => {
            let mut engine = Engine::open(url, wait)?;
            engine.begin(write)?;
            Ok(connection.insert(engine))
        }
    }
}

pub(super) fn alone(
    url: &DatabaseUrl,
    wait: Duration,
    connection: &mut Option<Engine>,
    job: &mut dyn Job,
) -> Result<(), StoreError> {
    for _ in 0..MEETINGS {
        let engine = begin(url, wait, connection, job.is_write())?;
        let outcome = match job.run(engine.sql()) {
            Ok(()) if job.is_write() => engine.commit(),
            // What was read was so, however the connection ends.
            Ok(()) => {
                engine.rollback();
                Ok(())
            }
            Err(fault) => {
                engine.rollback();
                fault.map_or(Ok(()), Err)
            }
        };
        match outcome {
            Err(StoreError::Conflict) => {}
            Err(fault @ (StoreError::CommitUnknown(_) | StoreError::Unavailable(_) | StoreError::Bug(_))) => {
                *connection = None;
                return Err(fault);
            }
            other => return other,
        }
    }
    Err(StoreError::Busy)
}

/// Reads in one transaction, which costs more than to look one booking up. What was read was so, however the
/// connection ends: each is answered at once.
pub(super) fn one_snapshot(
    url: &DatabaseUrl,
    wait: Duration,
    connection: &mut Option<Engine>,
    batch: Vec<Box<dyn Job>>,
) {
    let mut jobs = batch.into_iter();
    if jobs.len() > 1
        && let Ok(engine) = begin(url, wait, connection, false)
    {
        for mut job in jobs.by_ref() {
            let fault = job.run(engine.sql()).err().flatten();
            let lost = fault.is_some() || !engine.in_transaction();
            job.answer(fault.map_or(Ok(()), Err));
            if lost {
                break;
            }
        }
        engine.rollback();
    }
    // The only one, and whoever is left of a transaction that could not begin or met a fault.
    for mut job in jobs {
        let outcome = alone(url, wait, connection, job.as_mut());
        job.answer(outcome);
    }
}

/// Several callers' writes in one commit.
///
/// A savepoint for each would copy every page it touches, for the one caller in a hundred that is refused after
/// it has written. So all run bare, and when one must be undone all run again, each in its savepoint; and so do
/// the next batches, as who is refused at ten o'clock on the first day is not alone.
pub(super) struct Together {
    guarded: u8,
}

/// Batches that keep to savepoints after somebody had to be undone.
const GUARDED: u8 = 16;

/// How each of a batch ended; none when the transaction can't be kept.
type Ends = Option<Vec<Result<(), Option<StoreError>>>>;

impl Together {
    pub(super) const fn new() -> Self {
        Self { guarded: 0 }
    }

    pub(super) fn carry_out(
        &mut self,
        url: &DatabaseUrl,
        wait: Duration,
        connection: &mut Option<Engine>,
        mut batch: Vec<Box<dyn Job>>,
    ) {
        let begun = begin(url, wait, connection, true).and_then(|engine| {
            if self.guarded == 0 {
                if let Some(ends) = bare(engine, &mut batch) {
                    return Ok((engine, Some(ends)));
                }
                self.guarded = GUARDED;
                engine.rollback();
                engine.begin(true)?;
            }
            self.guarded -= 1;
            let ends = guarded(engine, &mut batch);
            Ok((engine, ends))
        });
        let (engine, ends) = match begun {
            Ok((engine, Some(ends))) => (engine, ends),
            Ok((engine, None)) => {
                // A full disk or an I/O error took the whole transaction with it: each caller gets its own.
                engine.rollback();
                for mut job in batch {
                    let outcome = alone(url, wait, connection, job.as_mut());
                    job.answer(outcome);
                }
                return;
            }
            Err(fault) => return batch.iter_mut().for_each(|job| job.answer(Err(fault.clone()))),
        };
        let outcome = engine.commit();
        if outcome.is_err() {
            *connection = None;
        }
        let mut again = Vec::new();
        for (mut job, end) in batch.into_iter().zip(ends) {
            match end {
                Ok(()) | Err(None) => job.answer(outcome.clone()),
                Err(Some(StoreError::Conflict)) => again.push(job),
                // Undone with its savepoint, whatever the caller made of the fault.
                Err(Some(fault)) => job.answer(Err(fault)),
            }
        }
        for mut job in again {
            let outcome = alone(url, wait, connection, job.as_mut());
            job.answer(outcome);
        }
    }
}

fn bare(engine: &mut Engine, batch: &mut [Box<dyn Job>]) -> Ends {
    let run = |job: &mut Box<dyn Job>| {
        let end = job.run(engine.sql());
        let kept = match end {
            Ok(()) => true,
            Err(None) => !job.changed(),
            Err(Some(_)) => false,
        };
        (kept && engine.in_transaction()).then_some(end)
    };
    batch.iter_mut().map(run).collect()
}

fn guarded(engine: &mut Engine, batch: &mut [Box<dyn Job>]) -> Ends {
    let run = |job: &mut Box<dyn Job>| {
        engine.sql().batch("SAVEPOINT caller").ok()?;
        let end = job.run(engine.sql());
        if !engine.in_transaction() {
            return None;
        }
        if end.is_err() {
            engine.sql().batch("ROLLBACK TO caller").ok()?;
        }
        engine.sql().batch("RELEASE caller").ok()?;
        Some(end)
    };
    batch.iter_mut().map(run).collect()
}
