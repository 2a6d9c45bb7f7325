//! The policies' lane: events that call for a command get it, once, in the transaction that takes the
//! task away. One order's trouble puts off that order only.

use jiff::SignedDuration;

use super::Worker;
use crate::app::AppError;
use crate::domain::backoff;
use crate::store::StoreError;
use crate::store::inbox::{self, Consumer};

const AT_ONCE: i64 = 64;

impl Worker {
    /// Passes up to 64 paid orders on to the centre.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn apply_policies(&self) -> Result<usize, AppError> {
        let (app, now) = (self.app.clone(), self.app.clock.now());
        self.app
            .store
            .write(move |sql| {
                let tasks = inbox::take(sql, Consumer::Reservations, now, AT_ONCE)?;
                for task in &tasks {
                    sql.batch("SAVEPOINT task")?;
                    match app.request_reservation(sql, task.order, now) {
                        Ok(()) => inbox::done(sql, Consumer::Reservations, task.event)?,
                        // A damaged row is one order's trouble; any other fault of the store is everybody's.
                        Err(AppError::Store(fault)) if !matches!(fault, StoreError::Corrupt(_)) => {
                            return Err(AppError::Store(fault));
                        }
                        Err(other) => {
                            sql.batch("ROLLBACK TO SAVEPOINT task")?;
                            let (first, cap) = (SignedDuration::from_secs(1), SignedDuration::from_mins(10));
                            let wait = backoff::full_jitter(first, cap, task.attempts + 1, 1.0);
                            let reason = other.to_string();
                            inbox::put_off(sql, Consumer::Reservations, task.event, now + wait, &reason)?;
                        }
                    }
                    sql.batch("RELEASE SAVEPOINT task")?;
                }
                Ok(tasks.len())
            })
            .await
    }
}
