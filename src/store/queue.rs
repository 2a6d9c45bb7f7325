//! The queue in front of the connections, shared by the threads that own them.
//!
//! It also remembers what PostgreSQL must still be told: a `NOTIFY` takes a lock that all of a server's
//! notifying commits share, so it goes out after the commit, and once for all that was committed within
//! [`APART`]. The last of a burst is told too: whoever waits for work waits no longer than until then.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::job::Job;

/// The least time between two announcements of one store.
const APART: Duration = Duration::from_millis(40);

/// How many reads one snapshot serves at most, and half of what waits: the other thread takes its share.
const READS: usize = 8;

/// Jobs on their way to the store's threads.
#[derive(Default)]
pub struct Queue {
    state: Mutex<State>,
    wake: Condvar,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Box<dyn Job>>,
    closed: bool,
    /// Something was committed since the last announcement.
    untold: bool,
    told_at: Option<Instant>,
}

/// What a thread is to do next.
pub enum Next {
    /// One job, or several of a kind for one transaction.
    Work(Vec<Box<dyn Job>>),
    /// Say that something was committed.
    Announce,
    /// Nothing will ever come again.
    End,
}

impl Queue {
    /// Leaves a job for the next thread that is free.
    pub fn put(&self, job: Box<dyn Job>) {
        self.lock().jobs.push_back(job);
        self.wake.notify_one();
    }

    /// The next job, when there is one.
    pub fn take_one(&self) -> Option<Box<dyn Job>> {
        self.lock().jobs.pop_front()
    }

    /// Lets the threads end once all is done.
    pub fn close(&self) {
        self.lock().closed = true;
        self.wake.notify_all();
    }

    /// Something was committed that others may be waiting for.
    pub fn committed(&self) {
        self.lock().untold = true;
    }

    /// Waits for something to do; up to `limit` jobs at once. Only who is `connected` is asked to announce:
    /// a thread without a connection would let the word fall.
    pub fn next(&self, limit: usize, connected: bool) -> Next {
        let mut state = self.lock();
        loop {
            let wait = state.announcement_in().filter(|_| connected);
            if wait == Some(Duration::ZERO) || (connected && state.untold && state.closed && state.jobs.is_empty()) {
                state.untold = false;
                state.told_at = Some(Instant::now());
                return Next::Announce;
            }
            if let Some(batch) = state.take(limit) {
                if state.untold {
                    // This thread may be long: another keeps the announcement's time.
                    self.wake.notify_one();
                }
                return Next::Work(batch);
            }
            if state.closed {
                return Next::End;
            }
            state = match wait {
                Some(wait) => {
                    let woken = self.wake.wait_timeout(state, wait);
                    woken.unwrap_or_else(PoisonError::into_inner).0
                }
                None => self.wake.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// How long until the next announcement may go out; `None` when there is nothing to tell.
    fn announcement_in(&self) -> Option<Duration> {
        let passed = self.told_at.map(|at| at.elapsed());
        self.untold
            .then(|| passed.map_or(Duration::ZERO, |passed| APART.saturating_sub(passed)))
    }

    fn take(&mut self, limit: usize) -> Option<Vec<Box<dyn Job>>> {
        let first = self.jobs.pop_front()?;
        let (limit, waiting) = if first.is_write() {
            (limit, self.jobs.len())
        } else {
            (limit.min(READS), self.jobs.len() / 2)
        };
        let more = limit.saturating_sub(1).min(waiting);
        Some(std::iter::once(first).chain(self.jobs.drain(..more)).collect())
    }
}
