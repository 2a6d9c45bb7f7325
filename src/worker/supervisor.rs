//! The loop around the steps: a task a lane, restarted after a panic, drained on a signal.
//!
//! A lane that found nothing lies down until its next piece of work is due or something is committed,
//! by whomever: looking every 200 ms cost 25 transactions a second and saw a booking no sooner.

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use super::{Lane, Worker};
use crate::app::AppError;
use crate::store::backlog;

/// The least time between two looks that find nothing, however much is committed elsewhere.
const APART: Duration = Duration::from_millis(50);
/// The most: the clock may be set, and a machine may sleep.
const LOOK_ALL_THE_SAME: Duration = Duration::from_secs(5);
/// After a fault of the store.
const RECOVER: Rest = Rest {
    least: Duration::from_secs(1),
    most: Duration::from_secs(1),
};

/// How long a lane lies down: never less than the one, and until something changes or the other.
struct Rest {
    least: Duration,
    most: Duration,
}

impl Rest {
    async fn lie_down(self, changes: &mut watch::Receiver<u64>) {
        tokio::time::sleep(self.least).await;
        tokio::select! {
            () = tokio::time::sleep(self.most.saturating_sub(self.least)) => {}
            Ok(()) = changes.changed() => {}
        }
    }
}

/// Works until `stop` turns true, then finishes the steps under way.
pub async fn run(worker: Worker, stop: watch::Receiver<bool>) {
    let mut lanes = JoinSet::new();
    for lane in Lane::ALL {
        lanes.spawn(work(worker.clone(), lane, stop.clone()));
    }
    while lanes.join_next().await.is_some() {}
}

async fn work(worker: Worker, lane: Lane, mut stop: watch::Receiver<bool>) {
    let mut changes = worker.app.store.changes();
    while !*stop.borrow() {
        worker.pulse.beat(lane.name());
        // Whatever is committed from here on is looked at once more.
        changes.mark_unchanged();
        let look = {
            let worker = worker.clone();
            tokio::spawn(async move { look(&worker, lane).await })
        };
        let rest = match look.await {
            Ok(Ok(None)) => continue,
            Ok(Ok(Some(rest))) => rest,
            Ok(Err(e)) => {
                tracing::error!(lane = lane.name(), error = %e, "a step failed");
                RECOVER
            }
            Err(panic) => {
                tracing::error!(lane = lane.name(), error = %panic, "a step panicked");
                RECOVER
            }
        };
        tokio::select! {
            () = rest.lie_down(&mut changes) => {}
            told = stop.changed() => if told.is_err() { break },
        }
    }
    worker.pulse.end(lane.name());
}

/// One step; when there was nothing to do, how long there may be nothing.
async fn look(worker: &Worker, lane: Lane) -> Result<Option<Rest>, AppError> {
    if worker.step(lane).await? > 0 {
        return Ok(None);
    }
    let due = worker.next_due(lane).await?;
    let left = due.map(|due| worker.app.clock.now().duration_until(due));
    let most = left.map_or(LOOK_ALL_THE_SAME, |left| Duration::try_from(left).unwrap_or_default());
    Ok(Some(Rest {
        least: APART,
        most: most.min(LOOK_ALL_THE_SAME),
    }))
}

/// Works until nothing is due, nothing is in anybody's hands and no try follows within seconds. What an
/// outage has put off for longer is left for the next run.
///
/// # Errors
/// The first fault of the store.
pub async fn until_idle(worker: &Worker, stop: watch::Receiver<bool>) -> Result<(), AppError> {
    while !*stop.borrow() {
        let mut done = 0;
        for lane in Lane::ALL {
            done += worker.step(lane).await?;
        }
        if done > 0 {
            continue;
        }
        let (now, texts) = (worker.app.clock.now(), worker.sms.is_some());
        let more_soon = worker
            .app
            .store
            .read(move |sql| backlog::more_soon(sql, now, texts))
            .await?;
        if !more_soon {
            return Ok(());
        }
        tokio::time::sleep(APART).await;
    }
    Ok(())
}
