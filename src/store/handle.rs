//! The handle that everybody holds, in front of whoever owns the connections.
//!
//! On SQLite one thread writes and drains its queue into one transaction with one fsync for all: 64 callers commit
//! 7,200/s where one commits 2,700/s. Batches end at 64, from where only the wait grows. Nobody is answered before
//! the commit.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::watch;

use super::changes::Feed;
use super::engine::Engine;
use super::hands::Hands;
use super::lane::{Lane, Spot};
use super::queue::Queue;
use super::sql::Sql;
use super::{DatabaseUrl, StoreError, migrate};

/// Threads that read on SQLite: a list that takes its time must not keep a customer's page waiting.
const READERS: usize = 2;

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
    /// For glances, where a store has threads and SQLite.
    spot: Option<Spot>,
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
        let first = prepare(&url, options.wait)?;
        let threads = match url {
            DatabaseUrl::Sqlite(_) => 1,
            DatabaseUrl::Postgres(_) => options.connections.max(1),
        };
        let writers = Lane::start(&url, options.wait, threads, Some(first))?;
        let spot = matches!(url, DatabaseUrl::Sqlite(_)).then(|| Spot::new(&url));
        Ok(Self::over(url, options, writers, OnceLock::new(), spot))
    }

    /// Opens the database for a program that asks one thing after another and ends: on SQLite each transaction
    /// is carried out by the thread that asks for it, on the one connection there is.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn on_the_spot(url: DatabaseUrl, options: Options) -> Result<Self, StoreError> {
        if let DatabaseUrl::Postgres(_) = url {
            return Self::open(url, options);
        }
        let first = prepare(&url, options.wait)?;
        let [writer, reader] = Lane::on_the_spot(&url, options.wait, first);
        Ok(Self::over(url, options, writer, OnceLock::from(reader), None))
    }

    /// Opens the database without a thread: every transaction waits for the hands.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn by_hand(url: DatabaseUrl, options: Options) -> Result<(Self, Hands), StoreError> {
        let connection = migrate::prepare(&url, options.wait)?;
        let queue = Arc::new(Queue::default());
        let lane = || Lane::by_hand(&queue);
        let store = Self::over(url.clone(), options, lane(), OnceLock::from(lane()), None);
        Ok((store, Hands::new(url, options, queue, connection)))
    }

    fn over(url: DatabaseUrl, options: Options, writers: Lane, readers: OnceLock<Lane>, spot: Option<Spot>) -> Self {
        let inner = Inner {
            feed: Feed::new(url.clone()),
            url,
            options,
            writers,
            readers,
            spot,
        };
        Self { inner: Arc::new(inner) }
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
        self.inner.writers.submit(true, None, work).await
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
        self.read_by(None, work).await
    }

    /// As [`read`](Self::read), for what takes less time than waking the thread that reads: a few rows by their
    /// key. The caller's own thread does it, unless another is at it.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub async fn glance<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnMut(&mut dyn Sql) -> Result<T, E> + Send + 'static,
    {
        self.read_by(self.inner.spot.as_ref(), work).await
    }

    async fn read_by<T, E, F>(&self, here: Option<&Spot>, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnMut(&mut dyn Sql) -> Result<T, E> + Send + 'static,
    {
        if matches!(self.inner.url, DatabaseUrl::Postgres(_)) {
            return self.inner.writers.submit(false, None, work).await;
        }
        let lane = match self.inner.readers.get() {
            Some(lane) => lane,
            None => {
                let lane = Lane::start(&self.inner.url, self.inner.options.wait, READERS, None)?;
                self.inner.readers.get_or_init(|| lane)
            }
        };
        lane.submit(false, here, work).await
    }
}

/// The first connection, to a database that is migrated.
fn prepare(url: &DatabaseUrl, wait: Duration) -> Result<Engine, StoreError> {
    match url {
        DatabaseUrl::Sqlite(_) => migrate::prepare(url, wait),
        // On a thread of its own: its client panics where an async task runs.
        DatabaseUrl::Postgres(_) => std::thread::scope(|scope| scope.spawn(|| migrate::prepare(url, wait)).join())
            .unwrap_or_else(|_| Err(StoreError::Bug("opening the store panicked".into()))),
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

    #[test]
    fn on_the_spot_who_asks_carries_it_out() {
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("h.db"));
        let store = Store::on_the_spot(url, Options::default()).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let here = std::thread::current().id();
        let written: Result<_, StoreError> = runtime.block_on(store.write(|sql| {
            sql.batch("CREATE TABLE seen (n BIGINT)")?;
            Ok(std::thread::current().id())
        }));
        assert_eq!(written, Ok(here));
        let refused: Result<(), StoreError> = runtime.block_on(store.write(|sql| {
            sql.execute("INSERT INTO seen (n) VALUES (1)", &[])?;
            Err(StoreError::Full)
        }));
        assert_eq!(refused, Err(StoreError::Full));
        let read: Result<_, StoreError> = runtime.block_on(store.read(|sql| {
            let seen = sql.number("SELECT COUNT(*) FROM seen", &[])?;
            Ok((seen, std::thread::current().id()))
        }));
        assert_eq!(read, Ok((0, here)));
        drop(store);
        assert!(!folder.path().join("h.db-wal").exists(), "it tidied up behind it");
    }

    #[test]
    fn a_glance_is_the_callers_own_and_waits_for_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(DatabaseUrl::Sqlite(folder.path().join("h.db")), Options::default()).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let carried_out_by = || {
            let glance = store.glance(|sql| -> Result<_, StoreError> {
                sql.number("SELECT COUNT(*) FROM orders", &[])?;
                Ok(std::thread::current().id())
            });
            runtime.block_on(glance).unwrap()
        };
        let here = std::thread::current().id();
        assert_eq!(carried_out_by(), here);
        let (go, wait) = channel::<()>();
        let (began, has_begun) = channel::<()>();
        let other = std::thread::spawn({
            let store = store.clone();
            move || {
                let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
                let long = store.glance(move |_| -> Result<_, StoreError> {
                    began.send(()).unwrap();
                    Ok(wait.recv_timeout(Duration::from_secs(20)).is_ok())
                });
                runtime.block_on(long)
            }
        });
        has_begun.recv().unwrap();
        assert_ne!(carried_out_by(), here);
        go.send(()).unwrap();
        assert_eq!(other.join().unwrap(), Ok(true), "it had to wait for the other to end");
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
