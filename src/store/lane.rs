//! What stands between those who ask and the connections: threads with a queue in front of them, or nothing.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use super::engine::Engine;
use super::job::{Job, Typed};
use super::queue::{Next, Queue};
use super::sql::Sql;
use super::transactions::{Together, alone, one_snapshot};
use super::{DatabaseUrl, StoreError};

/// A way for jobs to be carried out.
pub enum Lane {
    /// By threads, each with a connection of its own.
    Threads {
        queue: Arc<Queue>,
        threads: Vec<JoinHandle<()>>,
    },
    /// By the thread that asks.
    OnTheSpot(Arc<Spot>),
}

/// A connection that whoever asks works on.
pub struct Spot {
    url: DatabaseUrl,
    wait: Duration,
    connection: Mutex<Option<Engine>>,
}

impl Spot {
    /// One that connects when it is first asked.
    pub fn new(url: &DatabaseUrl) -> Self {
        Self {
            url: url.clone(),
            wait: Duration::ZERO,
            connection: Mutex::default(),
        }
    }

    /// Carries a job out on this thread and answers; not where somebody else is at it, nor where it had to wait.
    fn glance(&self, job: &mut dyn Job) -> bool {
        let Ok(mut connection) = self.connection.try_lock() else {
            return false;
        };
        match alone(&self.url, self.wait, &mut connection, job) {
            Err(StoreError::Busy) => false,
            outcome => {
                job.answer(outcome);
                true
            }
        }
    }
}

impl Lane {
    /// `first` is a connection that is open already, for the first thread.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when there is no thread to be had.
    pub fn start(
        url: &DatabaseUrl,
        wait: Duration,
        threads: usize,
        mut first: Option<Engine>,
    ) -> Result<Self, StoreError> {
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
        Ok(Self::Threads { queue, threads })
    }

    /// A queue that nobody serves but the hands.
    pub fn by_hand(queue: &Arc<Queue>) -> Self {
        Self::Threads {
            queue: Arc::clone(queue),
            threads: Vec::new(),
        }
    }

    /// Two lanes, to write and to read, over one connection.
    pub fn on_the_spot(url: &DatabaseUrl, wait: Duration, connection: Engine) -> [Self; 2] {
        let spot = Arc::new(Spot {
            url: url.clone(),
            wait,
            connection: Mutex::new(Some(connection)),
        });
        [Self::OnTheSpot(Arc::clone(&spot)), Self::OnTheSpot(spot)]
    }

    /// Has a job carried out, and hands on its answer; on `here` where that is possible at once.
    ///
    /// # Errors
    /// What `work` returns, or a [`StoreError`].
    pub async fn submit<T, E, F>(&self, write: bool, here: Option<&Spot>, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnMut(&mut dyn Sql) -> Result<T, E> + Send + 'static,
    {
        let (mut job, answer) = Typed::new(write, work);
        match self {
            _ if here.is_some_and(|spot| spot.glance(&mut job)) => {}
            Self::Threads { queue, .. } => queue.put(Box::new(job)),
            Self::OnTheSpot(spot) => {
                let mut connection = spot.connection.lock().unwrap_or_else(PoisonError::into_inner);
                let outcome = alone(&spot.url, spot.wait, &mut connection, &mut job);
                job.answer(outcome);
            }
        }
        let closed = |_| E::from(StoreError::Unavailable("the store is closed".into()));
        answer.await.map_err(closed)?
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        let Self::Threads { queue, threads } = self else { return };
        queue.close();
        let own = std::thread::current().id();
        for thread in threads.drain(..) {
            // A caller that went away can leave the last handle to a job, and so to its thread.
            if thread.thread().id() != own && thread.join().is_err() {
                tracing::error!("a thread of the store panicked");
            }
        }
    }
}

fn serve(url: &DatabaseUrl, wait: Duration, jobs: &Queue, mut connection: Option<Engine>) {
    let announces = matches!(url, DatabaseUrl::Postgres(_));
    let mut together = Together::new();
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
            together.carry_out(url, wait, &mut connection, batch);
        }
    }
}
