//! The feed of changes: whoever holds it learns within about 150 ms that somebody committed something,
//! whichever process it was. What changed is then read from the tables; the feed carries nothing, so
//! that nothing in it can be lost, late or in the wrong order.
//!
//! Only who watches pays: a thread that begins with the first watcher and ends with the last.

mod file;
mod server;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use tokio::sync::watch;

use super::DatabaseUrl;

/// The one feed of a store.
pub struct Feed {
    url: DatabaseUrl,
    board: Arc<Board>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// What the watchers and the thread that watches for them share.
struct Board {
    /// Moves when something was committed.
    counter: watch::Sender<u64>,
    /// Whether the database could be reached when it was looked at last.
    reached: watch::Sender<bool>,
    closed: watch::Sender<bool>,
    /// Whether the thread runs. It ends under this lock, so that nobody subscribes to one that is leaving.
    running: Mutex<bool>,
}

impl Feed {
    /// The feed of a database, which nobody watches yet.
    pub fn new(url: DatabaseUrl) -> Self {
        let board = Board {
            counter: watch::channel(0).0,
            reached: watch::channel(true).0,
            closed: watch::channel(false).0,
            running: Mutex::new(false),
        };
        Self {
            url,
            board: Arc::new(board),
            thread: Mutex::new(None),
        }
    }

    /// A counter that moves whenever something was committed since it was last looked at.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        let mut running = lock(&self.board.running);
        let receiver = self.board.counter.subscribe();
        if !*running {
            let (url, board) = (self.url.clone(), Arc::clone(&self.board));
            let started = std::thread::Builder::new()
                .name("changes".into())
                .spawn(move || match &url {
                    DatabaseUrl::Sqlite(path) => file::watch(path, &board),
                    DatabaseUrl::Postgres(url) => server::watch(url, &board),
                });
            match started {
                Ok(thread) => {
                    *running = true;
                    *lock(&self.thread) = Some(thread);
                }
                Err(e) => tracing::error!(error = %e, "changes can't be watched"),
            }
        }
        receiver
    }

    /// Whether the database can be reached, as far as whoever watches for the changes knows.
    pub fn reached(&self) -> watch::Receiver<bool> {
        self.board.reached.subscribe()
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.board.closed.send_replace(true);
        if let Some(thread) = lock(&self.thread).take() {
            thread.thread().unpark();
            if thread.join().is_err() {
                tracing::error!("the thread that watches for changes panicked");
            }
        }
    }
}

impl Board {
    fn tell(&self) {
        self.counter.send_modify(|count| *count = count.wrapping_add(1));
    }

    fn reach(&self, reached: bool) {
        self.reached
            .send_if_modified(|before| std::mem::replace(before, reached) != reached);
    }

    /// Whether the thread must end: the store is closed, or nobody watches any more.
    fn is_over(&self) -> bool {
        if *self.closed.borrow() {
            return true;
        }
        if self.counter.receiver_count() > 0 {
            return false;
        }
        let mut running = lock(&self.running);
        *running = self.counter.receiver_count() > 0;
        !*running
    }

    /// Waits until the thread must end.
    async fn over(&self) {
        let mut closed = self.closed.subscribe();
        while !self.is_over() {
            tokio::select! {
                _ = closed.wait_for(|closed| *closed) => {}
                () = self.counter.closed() => {}
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
