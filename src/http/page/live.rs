//! News for a page that is open: a stream that says that there is some. The page fetches itself anew; where
//! no script runs, nobody misses anything but the surprise.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::sync::{OwnedSemaphorePermit, watch};

use super::super::Port;
use super::super::problem::Problem;
use super::visitor::{Visitor, version, view};
use crate::domain::ids::OrderId;

/// After this long the browser comes back by itself; a phone that is asleep holds nothing until then.
const LONGEST: Duration = Duration::from_secs(10 * 60);
/// Proxies close a connection that is silent for a minute.
const HEARTBEAT: Duration = Duration::from_secs(20);

struct Watcher {
    port: Port,
    order: OrderId,
    known: String,
    changes: watch::Receiver<u64>,
    until: tokio::time::Instant,
    _place: OwnedSemaphorePermit,
}

/// `GET /m/{token}/live`
///
/// # Errors
/// [`Problem::TooMany`] when too many watch already.
pub async fn show(State(port): State<Port>, visitor: Visitor) -> Result<Response, Problem> {
    let place = port
        .watchers
        .clone()
        .try_acquire_owned()
        .map_err(|_| Problem::TooMany(60))?;
    let watcher = Watcher {
        changes: port.app.store.changes(),
        order: OrderId(visitor.view.id),
        // Told at once, so that a page that is older than the stream catches up.
        known: String::new(),
        until: tokio::time::Instant::now() + LONGEST,
        port,
        _place: place,
    };
    let news = stream::unfold(watcher, |mut watcher| async move {
        let version = watcher.news().await?;
        Some((Ok::<_, Infallible>(Event::default().data(version)), watcher))
    });
    Ok(Sse::new(news)
        .keep_alive(KeepAlive::new().interval(HEARTBEAT))
        .into_response())
}

impl Watcher {
    /// The next version of the page; none when the stream ends.
    async fn news(&mut self) -> Option<String> {
        loop {
            self.changes.mark_unchanged();
            // A database that is away for a moment is no reason to send everybody away.
            if let Ok(view) = view(&self.port, self.order).await {
                let now = version(&view);
                if now != self.known {
                    self.known.clone_from(&now);
                    return Some(now);
                }
            }
            let mut stop = self.port.stop.clone();
            tokio::select! {
                changed = self.changes.changed() => changed.ok()?,
                _ = stop.wait_for(|stop| *stop) => return None,
                () = tokio::time::sleep_until(self.until) => return None,
            }
        }
    }
}
