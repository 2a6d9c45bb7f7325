//! Durable bookings a second through the use case, on both engines, beside callers who write the same rows as
//! durably with nothing around them. Taken in turn, so that the machine's moods fall on both alike.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use healthcenter::app::{self, Book, Tender};
use healthcenter::domain::package::PackageCode;
use healthcenter::store::{DatabaseUrl, Options, Store};
use tokio::runtime::Runtime;

use super::count;
use super::raw::{CONNECTIONS, Raw};
use super::support::binary::Healthcenter;
use super::support::centre;
use super::support::counter::Slot;
use super::support::populate::{Population, populate};
use super::support::postgres::postgres_url;
use super::table::{Table, median};

const CALLERS: [u64; 4] = [1, 16, 64, 256];
/// Turns of each.
const TURNS: usize = 3;

/// One booking of the `n`th customer, who waits until it is durable.
pub type Booked = Arc<dyn Fn(u64) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// Adds a ratio for each engine and number of callers.
pub fn measure(table: &mut Table) {
    let time = Duration::from_secs(count("FIGURES_SECONDS", 5).unsigned_abs()) / 2;
    let orders = count("FIGURES_ORDERS", 100_000);
    let runtime = Runtime::new().expect("a runtime");
    for engine in ["SQLite", "PostgreSQL"] {
        let (ours, slots) = database(engine, "ours.db", orders);
        let (theirs, _) = database(engine, "theirs.db", orders);
        let options = Options {
            connections: CONNECTIONS,
            ..Options::default()
        };
        let store = Store::open(ours.1.clone(), options).expect("a store");
        let ours_books = self::ours(store, slots.clone());
        let raw = Arc::new(Raw::open(&theirs.1, &slots));
        let least: Booked = Arc::new(move |n| {
            let (raw, slot) = (Arc::clone(&raw), of(&slots, n));
            Box::pin(async move { raw.book(n, slot).await })
        });
        for callers in CALLERS {
            let (mut mine, mut other) = (Vec::new(), Vec::new());
            for _ in 0..TURNS {
                other.push(runtime.block_on(rate(callers, time, Arc::clone(&least))));
                mine.push(runtime.block_on(rate(callers, time, Arc::clone(&ours_books))));
            }
            let (mine, other) = (median(&mine), median(&other));
            let ratio = mine / other;
            let detail = format!("{mine:.0}/s and {other:.0}/s, medians of {TURNS}");
            let name = format!("bookings, {engine}, {callers} callers / raw commits");
            table.ratio(&name, ratio, "at least 0.8", ratio >= 0.8, &detail);
        }
    }
}

/// A database with slots for all, and a past where one can be written.
fn database(engine: &str, name: &str, orders: i64) -> ((Healthcenter, DatabaseUrl), Vec<Slot>) {
    let program = Healthcenter::new();
    let (program, url) = if engine == "SQLite" {
        let path = program.home().join(name);
        (program.database(&path), DatabaseUrl::Sqlite(path))
    } else {
        let url = postgres_url();
        (program.database(&url), DatabaseUrl::Postgres(url))
    };
    let shown = program.run(["slots", "--json"]).json();
    let slots: Vec<Slot> = shown["slots"]
        .as_array()
        .expect("slots")
        .iter()
        .skip(24)
        .map(|slot| {
            let text = |name: &str| slot[name].as_str().expect("text").to_owned();
            (text("date"), text("time"))
        })
        .collect();
    if let DatabaseUrl::Sqlite(path) = &url {
        populate(path, Population { orders, unsent: 0 });
    }
    let (first, last) = (&slots[0].0, &slots[slots.len() - 1].0);
    let set = program.run(["capacity", "set", "100000", "--from", first, "--to", last, "--json"]);
    assert_eq!(set.code, 0, "{set:#?}");
    ((program, url), slots)
}

/// The use case, paid at the desk, over the slots in turn.
pub fn ours(store: Store, slots: Vec<Slot>) -> Booked {
    let app = centre::app(store);
    let today = app.recorder.rules.today(app.clock.now());
    let package = PackageCode::parse("basic").expect("a code");
    Arc::new(move |n| {
        let phone = format!("010{:08}", 10_000_000 + n);
        let (date, time) = of(&slots, n);
        let book = Book {
            customer: app::customer(Some("홍길동"), Some(&phone), None, None, today).expect("a customer"),
            package: package.clone(),
            agreed: None,
            when: app::when(Some(&date), Some(&time)).expect("a slot"),
            tender: Tender::default(),
            hold_only: false,
            rehearse: false,
            key: None,
        };
        let app = app.clone();
        Box::pin(async move {
            app.book(book).await.expect("a booking");
        })
    })
}

fn of(slots: &[Slot], n: u64) -> Slot {
    slots[usize::try_from(n).expect("a small number") % slots.len()].clone()
}

/// Bookings a second of so many callers, who book one after the other.
pub async fn rate(callers: u64, time: Duration, book: Booked) -> f64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let began = Instant::now();
    let callers: Vec<_> = (0..callers)
        .map(|_| {
            let book = Arc::clone(&book);
            tokio::spawn(async move {
                let mut booked = 0u64;
                while began.elapsed() < time {
                    book(NEXT.fetch_add(1, Ordering::Relaxed)).await;
                    booked += 1;
                }
                booked
            })
        })
        .collect();
    let mut booked = 0;
    for caller in callers {
        booked += caller.await.expect("a caller");
    }
    booked as f64 / began.elapsed().as_secs_f64()
}
