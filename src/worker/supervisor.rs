//! The loop around the steps: a task a lane, restarted after a panic, drained on a signal.

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use super::{Lane, Worker};
use crate::app::AppError;
use crate::store::backlog;

/// How long an idle lane waits before it looks again: a change is seen within a quarter of a second.
const LOOK_AGAIN: Duration = Duration::from_millis(200);
/// After a fault of the store.
const RECOVER: Duration = Duration::from_secs(1);

/// Works until `stop` turns true, then finishes the steps under way.
pub async fn run(worker: Worker, stop: watch::Receiver<bool>) {
    let mut lanes = JoinSet::new();
    for lane in Lane::ALL {
        lanes.spawn(work(worker.clone(), lane, stop.clone()));
    }
    while lanes.join_next().await.is_some() {}
}

async fn work(worker: Worker, lane: Lane, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let step = {
            let worker = worker.clone();
            tokio::spawn(async move { worker.step(lane).await })
        };
        let wait = match step.await {
            Ok(Ok(0)) => LOOK_AGAIN,
            Ok(Ok(_)) => continue,
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
            () = tokio::time::sleep(wait) => {}
            _ = stop.changed() => {}
        }
    }
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
        tokio::time::sleep(LOOK_AGAIN / 4).await;
    }
    Ok(())
}
