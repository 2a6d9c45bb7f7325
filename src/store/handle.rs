//! The handle that everybody holds: a queue in front of the threads that own the connections.
//!
//! On SQLite one thread writes and drains its queue into one transaction, a savepoint for each caller
//! and one fsync for all: 64 callers commit 7,200/s where one commits 2,700/s. Batches end at 64, from
//! where only the wait grows. Nobody is answered before the commit.

use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::watch;

use super::changes::Feed;
use super::engine::Engine;
use super::hands::Hands;
use super::job::{Job, Typed};
use super::queue::{Next, Queue};
use super::sql::Sql;
use super::{DatabaseUrl, StoreError, migrate};

/// Threads that read on SQLite: a list that takes its time must not keep a customer's page waiting.
const READERS: usize = 2;

/// How often a closure is repeated when two transactions met.
const MEETINGS: usize = 8;

/// The open store. Cheap to clone; the last clone closes the database.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    url: DatabaseUrl,
    options: Options,
    /// Before the lanes: the last connection to a file must be one that tidies up behind it.
    feed: Feed,
    writers: Lane,
    /// SQLite reads beside its writer; on PostgreSQL every connection does both.
    readers: OnceLock<Lane>,
}

/// How to open the store.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// How long to wait for other writers before `store_busy`.
    pub wait: Duration,
    /// Connections to PostgreSQL: about 8 carry the most bookings there.
    pub connections: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            wait: Duration::from_secs(10),
            connections: 1,
        }
    }
}

impl Store {
    /// Opens the database, creating and migrating it when needed.
    ///
    /// # Errors
    /// Whatever keeps it from being opened; see [`StoreError`].
    pub fn open(url: DatabaseUrl, options: Options) -> Result<Self, StoreError> {
        // On a thread of its own: the PostgreSQL client panics where an async task runs.
        let first = std::thread::scope(|scope| scope.spawn(|| migrate::prepare(&url, options.wait)).join())
            .unwrap_or_else(|_| Err(StoreError::Bug("opening the store panicked".into())))?;
        let threads = match url {
            DatabaseUrl::Sqlite(_) => 1,
            DatabaseUrl::Postgres(_) => options.connections.max(1),
        };
        let writers = Lane::start(&url, options.wait, threads, Some(first))?;
        Ok(Self {
            inner: Arc::new(Inner {
                feed: Feed::new(url.clone()),
                url,
                options,
                writers,
                readers: OnceLock::new(),
            }),
        })
    }

    /// Opens the database without a thread: every transaction waits for the hands.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn by_hand(url: DatabaseUrl, options: Options) -> Result<(Self, Hands), StoreError> {
        let connection = migrate::prepare(&url, options.wait)?;
        let queue = Arc::new(Queue::default());
        let lane = || Lane {
            queue: Arc::clone(&queue),
            threads: Vec::new(),
        };
        let inner = Inner {
            feed: Feed::new(url.clone()),
            url: url.clone(),
            options,
            writers: lane(),
            readers: OnceLock::from(lane()),
        };
        let store = Self { inner: Arc::new(inner) };
        Ok((store, Hands::new(url, options, queue, connection)))
    }

    /// Where the data is.
    pub fn url(&self) -> &DatabaseUrl {
        &self.inner.url
    }

    /// How long its connections wait for others.
    pub fn wait(&self) -> Duration {
        self.inner.options.wait
    }

    /// A counter that moves within about 150 ms whenever any process, this one included, has committed
    /// something; it may move without that, too. It closes with the store.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.inner.feed.subscribe()
    }

    /// Whether the database can be reached, as far as it is known: by whoever watches [`changes`](Self::changes),
    /// within some seconds.
    pub fn reached(&self) -> watch::Receiver<bool> {
        self.inner.feed.reached()
    }

    /// Runs `work` in a transaction and answers after it is durable. `work` may run more than once, each
    /// time from a clean state.
    ///
    /// # Errors
    /// What `work` returns (nothing is written then), or a [`StoreError`].
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnMut(&mut dyn Sql) -> Result<T, E> + Send + 'static,
    {
        self.inner.writers.submit(true, work).await
    }

    /// Runs `work` on a snapshot, beside the writer.
    ///
    /// # Errors
    /// What `work` returns, or a [`StoreError`].
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnMut(&mut dyn Sql) -> Result<T, E> + Send + 'static,
    {
        if matches!(self.inner.url, DatabaseUrl::Postgres(_)) {
            return self.inner.writers.submit(false, work).await;
        }
        let lane = match self.inner.readers.get() {
            Some(lane) => lane,
            None => {
                let lane = Lane::start(&self.inner.url, self.inner.options.wait, READERS, None)?;
                self.inner.readers.get_or_init(|| lane)
            }
        };
        lane.submit(false, work).await
    }
}

struct Lane {
    queue: Arc<Queue>,
    threads: Vec<JoinHandle<()>>,
}

impl Lane {
    /// `first` is a connection that is open already, for the first thread.
    fn start(url: &DatabaseUrl, wait: Duration, threads: usize, mut first: Option<Engine>) -> Result<Self, StoreError> {
        let queue = Arc::new(Queue::default());
        let threads = (0..threads)
            .map(|n| {
                let (url, jobs, connection) = (url.clone(), Arc::clone(&queue), first.take());
                std::thread::Builder::new()
                    .name(format!("store-{n}"))
                    .spawn(move || serve(&url, wait, &jobs, connection))
                    .map_err(|e| StoreError::Unavailable(format!("no thread for the store: {e}")))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { queue, threads })
    }

    async fn submit<T, E, F>(&self, write: bool, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnMut(&mut dyn Sql) -> Result<T, E> + Send + 'static,
    {
        let (job, answer) = Typed::new(write, work);
        self.queue.put(Box::new(job));
        let closed = |_| E::from(StoreError::Unavailable("the store is closed".into()));
        answer.await.map_err(closed)?
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        self.queue.close();
        let own = std::thread::current().id();
        for thread in self.threads.drain(..) {
            // A caller that went away can leave the last handle to a job, and so to its thread.
            if thread.thread().id() != own && thread.join().is_err() {
                tracing::error!("a thread of the store panicked");
            }
        }
    }
}

fn serve(url: &DatabaseUrl, wait: Duration, jobs: &Queue, mut connection: Option<Engine>) {
    let announces = matches!(url, DatabaseUrl::Postgres(_));
    loop {
        let limit = connection.as_ref().map_or(1, Engine::batch_limit);
        let mut batch = match jobs.next(limit, connection.is_some()) {
            Next::Work(batch) => batch,
            Next::Announce => {
                if let Some(engine) = &mut connection {
                    engine.announce();
                }
                continue;
            }
            Next::End => return,
        };
        if batch.first().is_some_and(|job| !job.is_write()) {
            one_snapshot(url, wait, &mut connection, batch);
        } else if let [job] = batch.as_mut_slice() {
            let outcome = alone(url, wait, &mut connection, job.as_mut());
            if announces && job.wrote() && matches!(outcome, Ok(()) | Err(StoreError::CommitUnknown(_))) {
                jobs.committed();
            }
            job.answer(outcome);
        } else {
            together(url, wait, &mut connection, batch);
        }
    }
}

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
fn one_snapshot(url: &DatabaseUrl, wait: Duration, connection: &mut Option<Engine>, batch: Vec<Box<dyn Job>>) {
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

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    /// A customer's page does not wait for the dashboard.
    #[test]
    fn a_long_read_holds_up_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(DatabaseUrl::Sqlite(folder.path().join("h.db")), Options::default()).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .build()
            .unwrap();
        let (go, wait) = channel::<()>();
        let long = runtime.spawn({
            let store = store.clone();
            async move {
                let answer: Result<bool, StoreError> = store
                    .read(move |_| Ok(wait.recv_timeout(Duration::from_secs(20)).is_ok()))
                    .await;
                answer
            }
        });
        let short: Result<i64, StoreError> = runtime.block_on(store.read(|sql| sql.number("SELECT 1", &[])));
        assert_eq!(short, Ok(1));
        go.send(()).unwrap();
        assert_eq!(
            runtime.block_on(long).unwrap(),
            Ok(true),
            "it had to wait for the other to end"
        );
    }

    /// A use case's closure owns a handle on the store. One that was dropped after its answer made the
    /// store's own thread the last owner, which then waited for itself.
    #[test]
    fn work_is_gone_before_its_answer_comes() {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("h.db"));
        let store = Store::open(url, Options::default()).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let owned = Arc::new(());
        for _ in 0..2_000 {
            let held = Arc::clone(&owned);
            let answer: Result<usize, StoreError> = runtime.block_on(store.read(move |_| Ok(Arc::strong_count(&held))));
            assert_eq!(answer, Ok(2));
            assert_eq!(Arc::strong_count(&owned), 1);
        }
    }
}
