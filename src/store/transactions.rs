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

pub(super) fn together(
    url: &DatabaseUrl,
    wait: Duration,
    connection: &mut Option<Engine>,
    mut batch: Vec<Box<dyn Job>>,
) {
    let engine = match begin(url, wait, connection, true) {
        Ok(engine) => engine,
        Err(fault) => return batch.iter_mut().for_each(|job| job.answer(Err(fault.clone()))),
    };
    let mut ends = Vec::with_capacity(batch.len());
    for job in &mut batch {
        if engine.sql().batch("SAVEPOINT caller").is_err() {
            break;
        }
        let end = job.run(engine.sql());
        let savepoint = match end {
            Ok(()) => "RELEASE caller",
            Err(_) => "ROLLBACK TO caller; RELEASE caller",
        };
        if !engine.in_transaction() || engine.sql().batch(savepoint).is_err() {
            break;
        }
        ends.push(end);
    }
    if ends.len() < batch.len() {
        // A full disk or an I/O error took the whole transaction with it: each caller gets its own.
        engine.rollback();
        for mut job in batch {
            let outcome = alone(url, wait, connection, job.as_mut());
            job.answer(outcome);
        }
        return;
    }
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
