//! What the machines around the port ask: does it live, may it be sent customers, how does it do.

use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::sync::watch;

use crate::app::App;
use crate::metrics::{self, Metrics, Requests};
use crate::pulse::{Pulse, SILENCE};
use crate::store::{StoreError, schema_version};

/// Longer than this a database takes to answer is no readiness; probes have a patience of their own.
const PATIENCE: Duration = Duration::from_secs(2);
type Answer = (StatusCode, [(axum::http::HeaderName, &'static str); 1], String);

/// What the answers are made of. Cheap to clone.
#[derive(Clone)]
pub struct Operation {
    pub app: App,
    /// Turns true when the process has been told to end.
    pub stop: watch::Receiver<bool>,
    pub pulse: Pulse,
    pub metrics: Metrics,
}

/// `/livez`, `/readyz` and `/metrics`.
pub fn operation(operation: Operation) -> Router {
    Router::new()
        .route("/livez", get(alive))
        .route("/readyz", get(ready))
        .route("/metrics", get(figures))
        .with_state(operation)
}

/// Times every request, and writes it into the log with the order it was about.
pub fn watched(routes: Router, requests: Requests) -> Router {
    routes.layer(from_fn_with_state(requests, watch_one))
}

/// No I/O at all: a slow database must not make anybody kill the process that waits for it.
async fn alive(State(operation): State<Operation>) -> Answer {
    match operation.pulse.silent_for(SILENCE) {
        None => plain(StatusCode::OK, "alive"),
        Some(part) => plain(StatusCode::SERVICE_UNAVAILABLE, &format!("{part} has stopped")),
    }
}

async fn ready(State(operation): State<Operation>) -> Answer {
    if *operation.stop.borrow() {
        return plain(StatusCode::SERVICE_UNAVAILABLE, "draining");
    }
    let asked = operation.app.store.read(|sql| schema_version(sql));
    match tokio::time::timeout(PATIENCE, asked).await {
        // A newer program has migrated; its schema only adds to ours.
        Ok(Ok(_) | Err(StoreError::TooNew { .. })) => plain(StatusCode::OK, "ready"),
        Ok(Err(fault)) => {
            tracing::warn!(error = %fault, "not ready");
            plain(StatusCode::SERVICE_UNAVAILABLE, fault.code())
        }
        Err(_) => plain(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer"),
    }
}

/// The figures are the house's own: who comes through the proxy, from outside, finds nothing here.
async fn figures(State(operation): State<Operation>, headers: HeaderMap) -> Response {
    if ["forwarded", "x-forwarded-for"]
        .iter()
        .any(|name| headers.contains_key(*name))
    {
        return StatusCode::NOT_FOUND.into_response();
    }
    let now = operation.app.clock.now();
    let asked = operation.app.store.read(move |sql| metrics::read(sql, now));
    // A scrape without a database still tells of the requests that fail.
    let reading = tokio::time::timeout(PATIENCE, asked).await.ok().and_then(Result::ok);
    match operation.metrics.text(reading.as_ref()) {
        Ok(text) => {
            let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            ([(CONTENT_TYPE, kind)], text).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn plain(status: StatusCode, text: &str) -> Answer {
    (status, [(CONTENT_TYPE, "text/plain")], format!("{text}\n"))
}

async fn watch_one(State(requests): State<Requests>, request: Request, next: Next) -> Response {
    let (began, under_way) = (Instant::now(), requests.begin());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    let asked = order_in(request.uri().path());
    let response = next.run(request).await;
    drop(under_way);
    let (status, took) = (response.status().as_u16(), began.elapsed());
    requests.answered(method.as_str(), route, status, took);
    let order = asked.or_else(|| made(&response));
    tracing::info!(%method, route, status, ms = took.as_millis(), order, "request");
    response
}

/// The number in `/orders/7`.
fn order_in(path: &str) -> Option<i64> {
    let number = path.strip_prefix("/orders/")?;
    number.split('/').next()?.parse().ok()
}

/// The order that a request has made.
fn made(response: &Response) -> Option<i64> {
    let place: Uri = response.headers().get(LOCATION)?.to_str().ok()?.parse().ok()?;
    order_in(place.path())
}

#[cfg(test)]
mod tests {
    use super::order_in;

    #[test]
    fn an_order_is_found_in_its_path() {
        assert_eq!(order_in("/orders/17"), Some(17));
        assert_eq!(order_in("/orders/17/payment"), Some(17));
        assert_eq!(order_in("/orders"), None);
        assert_eq!(order_in("/orders/ABCD-EFGH-1"), None);
    }
}
