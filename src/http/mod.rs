//! The port: the use cases over HTTP, in the origin's paths, behind one address.
//!
//! A resource is a file. It reads what was sent, calls a use case and shows what came of it; rules,
//! sentences and rows are those of the commands and the screens.

mod archive;
mod body;
mod call;
mod caller;
mod cancellations;
mod document;
mod fields;
mod hal;
mod language;
mod listen;
mod mypages;
mod named;
mod operation;
mod orders;
mod page;
mod payments;
mod problem;
mod reservations;
mod schema;
mod socket;
mod status;

use std::ops::Deref;
use std::sync::Arc;

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS};
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use axum::routing::get;
use tokio::sync::{Semaphore, watch};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa_axum::router::OpenApiRouter;

use crate::app::{App, Outcome};

use archive::Archive;
use document::Document;
use hal::Shown;
use page::Tries;
use problem::Problem;

pub use caller::Access;
pub use listen::{Door, Life, serve};
pub use operation::{Operation, operation, watched};
pub use socket::listen;

/// Pages that may watch their booking at a time: half of the connections.
const WATCHERS: usize = 512;

/// What every request works with: one thing to share, since each layer of a request and its handler hold it anew.
#[derive(Clone)]
pub struct Port(Arc<Inside>);

/// What a port consists of.
pub struct Inside {
    app: App,
    access: Access,
    door: Door,
    /// Turns true when the port closes.
    stop: watch::Receiver<bool>,
    /// Tries to open a booking without its link.
    tries: Tries,
    /// Places for pages that watch their booking.
    watchers: Arc<Semaphore>,
    archive: Archive,
    document: Document,
}

impl Deref for Port {
    type Target = Inside;

    fn deref(&self) -> &Inside {
        &self.0
    }
}

impl Inside {
    /// Seconds after which something open may have been settled; none when nothing is.
    fn retry_after(&self, outcome: &Outcome) -> Option<i64> {
        /// Where nobody knows when: the worker looks a charge in doubt up again by then.
        const SOON: i64 = 5;
        match outcome {
            Outcome::Done | Outcome::Declined { .. } => None,
            Outcome::PaymentUnknown | Outcome::SecretRefused => Some(SOON),
            Outcome::PaymentUnavailable { retry_at } | Outcome::RefundPending { retry_at } => {
                let wait = retry_at.map(|at| at.duration_since(self.app.clock.now()));
                Some(wait.map_or(SOON, |wait| wait.as_secs() + 1).max(1))
            }
        }
    }
}

/// Everything that can be asked for, over the use cases, until `stop` turns true.
pub fn router(app: App, access: Access, door: Door, stop: watch::Receiver<bool>) -> Router {
    let resources = OpenApiRouter::with_openapi(document::frame())
        .merge(orders::routes())
        .merge(payments::routes())
        .merge(reservations::routes())
        .merge(cancellations::routes())
        .merge(mypages::routes());
    let (resources, api) = resources.split_for_parts();
    let port = Port(Arc::new(Inside {
        app,
        access,
        door,
        stop,
        tries: Tries::default(),
        watchers: Arc::new(Semaphore::new(WATCHERS)),
        archive: Archive::default(),
        document: Document::of(&api),
    }));
    let fixed = |name, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    // One layer: the router boxes each of its own anew for every request.
    let around = ServiceBuilder::new()
        .layer(fixed(X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(CACHE_CONTROL, "no-store"))
        .layer(from_fn_with_state(port.clone(), problem::speak))
        .layer(CatchPanicLayer::custom(|_| Problem::Panicked.into_response()));
    resources
        .merge(page::routes())
        .route("/openapi.json", get(document::show))
        .route("/profile/{resource}", get(document::profile))
        .fallback(async || Problem::Nowhere)
        .method_not_allowed_fallback(async || Problem::Method)
        .layer(around)
        .with_state(port)
}

/// A number in a path.
fn number(text: &str) -> Result<i64, Problem> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten().ok_or(Problem::Nowhere)
}

/// An answer about money: 202 as long as something is open.
fn settled<T: serde::Serialize>(port: &Port, shown: Shown<T>, outcome: &Outcome) -> Shown<T> {
    match port.retry_after(outcome) {
        Some(seconds) => shown.later(seconds),
        None => shown,
    }
}
