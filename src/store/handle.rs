//! The handle that everybody holds: a queue in front of the threads that own the connections.
//!
//! On SQLite one thread writes and drains its queue into one transaction, a savepoint for each caller
//! and one fsync for all: 64 callers commit 7,200/s where one commits 2,700/s. Batches end at 64, from
//! where only the wait grows. Nobody is answered before the commit.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::oneshot;

use super::engine::Engine;
use super::sql::Sql;
use super::{DatabaseUrl, StoreError, migrate};

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
        migrate::prepare(&url, options.wait)?;
        let threads = match url {
            DatabaseUrl::Sqlite(_) => 1,
            DatabaseUrl::Postgres(_) => options.connections.max(1),
        };
        let writers = Lane::start(&url, options.wait, threads)?;
        Ok(Self {
            inner: Arc::new(Inner {
                url,
                options,
                writers,
                readers: OnceLock::new(),
            }),
        })
    }

    /// Where the data is.
    pub fn url(&self) -> &DatabaseUrl {
        &self.inner.url
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
                let lane = Lane::start(&self.inner.url, self.inner.options.wait, 1)?;
                self.inner.readers.get_or_init(|| lane)
            }
        };
        lane.submit(false, work).await
    }
}

struct Lane {
    queue: Option<Sender<Box<dyn Job>>>,
    threads: Vec<JoinHandle<()>>,
}

impl Lane {
    fn start(url: &DatabaseUrl, wait: Duration, threads: usize) -> Result<Self, StoreError> {
        let (queue, jobs) = channel();
        let jobs = Arc::new(Mutex::new(jobs));
        let threads = (0..threads)
            .map(|n| {
                let (url, jobs) = (url.clone(), Arc::clone(&jobs));
                std::thread::Builder::new()
                    .name(format!("store-{n}"))
                    .spawn(move || serve(&url, wait, &jobs))
                    .map_err(|e| StoreError::Unavailable(format!("no thread for the store: {e}")))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            queue: Some(queue),
            threads,
        })
    }

    async fn submit<T, E, F>(&self, write: bool, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnMut(&mut dyn Sql) -> Result<T, E> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = Typed {
            write,
            work,
            result: None,
            reply: Some(reply),
        };
        let closed = || E::from(StoreError::Unavailable("the store is closed".into()));
        let queue = self.queue.as_ref().ok_or_else(closed)?;
        queue.send(Box::new(job)).map_err(|_| closed())?;
        answer.await.map_err(|_| closed())?
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        self.queue = None;
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a thread of the store panicked");
            }
        }
    }
}

trait Job: Send {
    fn is_write(&self) -> bool;
    /// Runs the work; `Err` when the transaction must not keep what it did.
    fn run(&mut self, sql: &mut dyn Sql) -> Result<(), Option<StoreError>>;
    fn answer(&mut self, outcome: Result<(), StoreError>);
}

struct Typed<T, E, F> {
    write: bool,
    work: F,
    result: Option<Result<T, E>>,
    reply: Option<oneshot::Sender<Result<T, E>>>,
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

    fn run(&mut self, sql: &mut dyn Sql) -> Result<(), Option<StoreError>> {
        let mut watch = Watch { sql, fault: None };
        let result = catch_unwind(AssertUnwindSafe(|| (self.work)(&mut watch)))
            .unwrap_or_else(|_| Err(StoreError::Bug("a transaction panicked".into()).into()));
        let fault = watch.fault.take();
        let failed = result.is_err() || fault.is_some();
        self.result = Some(result);
        if failed { Err(fault) } else { Ok(()) }
    }

    fn answer(&mut self, outcome: Result<(), StoreError>) {
        let result = match (outcome, self.result.take()) {
            (Err(fault), Some(Ok(_)) | None) => Err(fault.into()),
            (_, Some(result)) => result,
            (Ok(()), None) => Err(StoreError::Bug("answered before it ran".into()).into()),
        };
        if let Some(reply) = self.reply.take() {
            // The caller may have gone away; the work is done all the same.
            let _ = reply.send(result);
        }
    }
}

/// Notes the store's own fault on its way to the caller, so that a meeting can be told from a refusal
/// whatever error type the caller wraps it in.
struct Watch<'a> {
    sql: &'a mut dyn Sql,
    fault: Option<StoreError>,
}

impl Watch<'_> {
    fn note<T>(&mut self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        // Damage is for the caller to judge: who asks what is wrong must be able to go on after it. One that
        // is handed on fails the transaction all the same.
        match &result {
            Ok(_) | Err(StoreError::Corrupt(_)) => {}
            Err(fault) => self.fault = Some(fault.clone()),
        }
        result
    }
}

impl Sql for Watch<'_> {
    fn execute(&mut self, sql: &str, params: &[super::sql::Value<'_>]) -> Result<u64, StoreError> {
        let result = self.sql.execute(sql, params);
        self.note(result)
    }

    fn each(
        &mut self,
        sql: &str,
        params: &[super::sql::Value<'_>],
        each: &mut dyn FnMut(super::sql::Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let result = self.sql.each(sql, params, each);
        self.note(result)
    }

    fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        let result = self.sql.batch(sql);
        self.note(result)
    }

    fn dialect(&self) -> super::sql::Dialect {
        self.sql.dialect()
    }

    fn met_another(&mut self) -> StoreError {
        self.fault = Some(StoreError::Conflict);
        StoreError::Conflict
    }
}

fn serve(url: &DatabaseUrl, wait: Duration, jobs: &Mutex<Receiver<Box<dyn Job>>>) {
    let mut connection: Option<Engine> = None;
    loop {
        let mut batch = Vec::new();
        {
            let queue = jobs.lock().unwrap_or_else(PoisonError::into_inner);
            let Ok(first) = queue.recv() else { return };
            let limit = match &connection {
                Some(engine) if first.is_write() => engine.batch_limit(),
                _ => 1,
            };
            batch.push(first);
            while batch.len() < limit
                && let Ok(job) = queue.try_recv()
            {
                batch.push(job);
            }
        }
        if let [job] = batch.as_mut_slice() {
            let outcome = alone(url, wait, &mut connection, job.as_mut());
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

fn alone(
    url: &DatabaseUrl,
    wait: Duration,
    connection: &mut Option<Engine>,
    job: &mut dyn Job,
) -> Result<(), StoreError> {
    for _ in 0..MEETINGS {
        let engine = begin(url, wait, connection, job.is_write())?;
        let outcome = match job.run(engine.sql()) {
            Ok(()) => engine.commit(),
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

fn together(url: &DatabaseUrl, wait: Duration, connection: &mut Option<Engine>, mut batch: Vec<Box<dyn Job>>) {
    let engine = match begin(url, wait, connection, true) {
        Ok(engine) => engine,
        Err(fault) => return batch.iter_mut().for_each(|job| job.answer(Err(fault.clone()))),
    };
    let mut whole = true;
    for job in &mut batch {
        if engine.sql().batch("SAVEPOINT caller").is_err() {
            whole = false;
            break;
        }
        let end = match job.run(engine.sql()) {
            Ok(()) => "RELEASE caller",
            Err(_) => "ROLLBACK TO caller; RELEASE caller",
        };
        if !engine.in_transaction() || engine.sql().batch(end).is_err() {
            whole = false;
            break;
        }
    }
    if !whole {
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
    for job in &mut batch {
        job.answer(outcome.clone());
    }
}
