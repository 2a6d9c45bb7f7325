//! A centre with one booking behind its port, on the thread that asks: the store's work is done by hand
//! between two polls, so a request costs microseconds and its answer does not depend on chance.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use axum::http::header::CONTENT_TYPE;
use axum::http::response::Parts;
use healthcenter::app::ports::{Clock, IdSource};
use healthcenter::app::{self, App, Book, Links, Recorder, Rules, Texts, When};
use healthcenter::domain::ids::OrderId;
use healthcenter::domain::package::PackageCode;
use healthcenter::http::{self, Access, Door};
use healthcenter::store::{DatabaseUrl, Hands, Options, Store};
use jiff::Timestamp;
use jiff::civil::date;
use tokio::runtime::Runtime;
use tokio::sync::watch;
use tower::ServiceExt;

use super::csv::rules;

/// Monday 2026-11-30, 09:00 in Seoul.
const NOW: i64 = 1_795_996_800_000;
/// Bookings are made and kept; after so many answers a new centre begins.
const LIFE: u32 = 5_000;

/// The port, and all that is behind it.
pub struct Port {
    routes: Router,
    hands: Hands,
    runtime: Runtime,
    link: String,
    answers: u32,
    _stop: watch::Sender<bool>,
    _folder: tempfile::TempDir,
}

struct Standing;

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(NOW).expect("an instant")
    }
}

struct Counting(AtomicU64);

impl IdSource for Counting {
    fn key(&self) -> String {
        format!("k{}", self.0.fetch_add(1, Ordering::Relaxed))
    }

    fn random(&self) -> u64 {
        self.0
            .fetch_add(1, Ordering::Relaxed)
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }
}

impl Port {
    /// The port of this thread.
    pub fn with<T>(use_it: impl FnOnce(&mut Self) -> T) -> T {
        thread_local! {
            static PORT: RefCell<Option<Port>> = const { RefCell::new(None) };
        }
        PORT.with_borrow_mut(|port| {
            if port.as_ref().is_none_or(|port| port.answers >= LIFE) {
                *port = None;
            }
            use_it(port.get_or_insert_with(Self::open))
        })
    }

    /// The end of the link to the booking that is there.
    pub fn link(&self) -> &str {
        &self.link
    }

    /// The answer, and its body where it ends.
    pub fn ask(&mut self, request: Request<Body>) -> Option<(Parts, Vec<u8>)> {
        self.answers += 1;
        let routes = self.routes.clone();
        let answering = async move {
            let response = routes.oneshot(request).await.unwrap_or_else(|never| match never {});
            let kind = response.headers().get(CONTENT_TYPE);
            if kind.is_some_and(|kind| kind == "text/event-stream") {
                return None;
            }
            let (head, body) = response.into_parts();
            let body = to_bytes(body, usize::MAX).await.expect("a body in memory");
            Some((head, body.to_vec()))
        };
        done(&self.runtime, &mut self.hands, answering)
    }

    fn open() -> Self {
        let memory = std::path::Path::new("/dev/shm");
        let folder = if memory.is_dir() {
            tempfile::tempdir_in(memory)
        } else {
            tempfile::tempdir()
        };
        let folder = folder.expect("a folder");
        let url = DatabaseUrl::Sqlite(folder.path().join("port.db"));
        let (store, mut hands) = Store::by_hand(url, Options::default()).expect("a database");
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .expect("a runtime");
        let app = App {
            store,
            clock: Arc::new(Standing),
            recorder: Recorder {
                links: Links::default(),
                rules: Arc::new(Rules {
                    usual_capacity: 1,
                    horizon_days: 21,
                    ..rules().as_ref().clone()
                }),
                texts: Arc::new(Texts::new()),
                ids: Arc::new(Counting(AtomicU64::new(1))),
            },
            gateway: None,
        };
        let booked = done(&runtime, &mut hands, app.book(book()));
        assert!(booked.is_ok(), "{:?}", booked.err());
        let link = done(&runtime, &mut hands, app.link(OrderId(1))).expect("a link");
        let (stop, stopping) = watch::channel(false);
        let access = Access::Open("접수".into());
        Self {
            routes: http::router(app, access, Door::Street, stopping),
            hands,
            runtime,
            link,
            answers: 0,
            _stop: stop,
            _folder: folder,
        }
    }
}

fn book() -> Book {
    let day = date(2026, 11, 30);
    let customer = app::customer(Some("홍길동"), Some("01012345678"), Some("1980-01-31"), Some("m"), day);
    Book {
        customer: customer.expect("a customer"),
        package: PackageCode::parse("basic").expect("a package"),
        agreed: None,
        when: When::Earliest(None),
        tender: app::tender(Some("cash"), None, None).expect("cash"),
        hold_only: false,
        rehearse: false,
        key: None,
    }
}

/// Drives what waits for the store, and does the store's work whenever it waits.
fn done<F: Future>(runtime: &Runtime, hands: &mut Hands, work: F) -> F::Output {
    let mut work = pin!(work);
    runtime.block_on(poll_fn(|cx| {
        loop {
            if let Poll::Ready(output) = work.as_mut().poll(cx) {
                return Poll::Ready(output);
            }
            match hands.take() {
                Some(piece) => hands.perform(piece),
                None => return Poll::Pending,
            }
        }
    }))
}
