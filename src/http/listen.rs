//! Connections: taken, watched over, and let go one by one when the port closes.
//!
//! `axum::serve` has no limit on connections and none on how long a client may take over its headers,
//! so the loop is our own, on the same hyper.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, Request};
use axum::http::HeaderValue;
use axum::http::header::CONNECTION;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt;

use crate::pulse::Pulse;

/// Connections at a time; further ones wait in the system's queue.
const CONNECTIONS: usize = 1_024;
/// The longest head of a request, in bytes. A longer one is answered with 431.
const HEAD: usize = 16 * 1024;
/// How long what is under way at the end may still take.
const GRACE: Duration = Duration::from_secs(15);
/// How often the loop beats when nobody comes.
const BEAT: Duration = Duration::from_secs(5);

/// Who stands in front of the port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// The clients themselves.
    Street,
    /// A proxy, which keeps connections open between requests and takes the slow clients upon itself.
    Proxy,
}

impl Door {
    /// How long a head may take, and a connection may wait for its next request. Behind a proxy longer than
    /// the usual 60 s of its own patience: whoever closes first must not be us, or a request gets lost.
    const fn patience(self) -> Duration {
        match self {
            Self::Street => Duration::from_secs(10),
            Self::Proxy => Duration::from_secs(75),
        }
    }
}

/// When a port ends, and how.
pub struct Life {
    /// Turns true when it is to end.
    pub stop: watch::Receiver<bool>,
    /// How long it goes on answering then, so that whoever sends it customers can see that it is not ready.
    pub drain: Duration,
    pub pulse: Pulse,
}

/// Answers who comes to `listener` until `life` ends, and finishes what is under way then.
pub async fn serve(listener: TcpListener, routes: Router, door: Door, life: Life) {
    let Life { stop, drain, pulse } = life;
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let open = GracefulShutdown::new();
    let mut protocol = http1::Builder::new();
    protocol
        .timer(TokioTimer::new())
        .header_read_timeout(door.patience())
        .max_header_size(HEAD);
    let over = over(stop.clone(), drain);
    tokio::pin!(over);
    let mut closing = false;
    loop {
        pulse.beat("port");
        let (socket, from, place) = tokio::select! {
            biased;
            next = take(&listener, &places) => next,
            // Who stood in the queue has been let in.
            () = std::future::ready(()), if closing => break,
            () = &mut over, if !closing => {
                closing = true;
                continue;
            }
            () = tokio::time::sleep(BEAT) => continue,
        };
        let stopping = stop.clone();
        let routes = routes
            .clone()
            .map_request(move |mut request: Request<Incoming>| {
                request.extensions_mut().insert(ConnectInfo(from));
                request.map(axum::body::Body::new)
            })
            .map_response(move |mut response| {
                if *stopping.borrow() {
                    // The next request of this client is better sent elsewhere.
                    response
                        .headers_mut()
                        .insert(CONNECTION, HeaderValue::from_static("close"));
                }
                response
            });
        let service = TowerToHyperService::new(routes.map_err(|never: Infallible| never));
        let connection = open.watch(protocol.serve_connection(TokioIo::new(socket), service));
        tokio::spawn(async move {
            // A client that goes away, is too slow or speaks no HTTP ends its own connection only.
            if let Err(e) = connection.await {
                tracing::debug!(error = %e, "a connection ended");
            }
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(GRACE, open.shutdown()).await.is_err() {
        tracing::warn!("requests that took too long were cut off");
    }
    pulse.end("port");
}

async fn over(mut stop: watch::Receiver<bool>, drain: Duration) {
    // A sender that went away can't say stop any more.
    let _ = stop.wait_for(|stop| *stop).await;
    tokio::time::sleep(drain).await;
}

async fn take(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> (TcpStream, SocketAddr, Option<tokio::sync::OwnedSemaphorePermit>) {
    // The semaphore is never closed, so there is always a place in the end.
    let place = places.clone().acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((socket, from)) => {
                // Without it an answer waits for the client's delayed ACK, some 40 ms.
                let _ = socket.set_nodelay(true);
                return (socket, from, place);
            }
            // Out of file descriptors, or a client gone before it was let in: neither is final.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}
