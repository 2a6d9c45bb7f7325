//! What a long past costs: bookings, looks at mypages, texts and cold commands at ten thousand orders and at a hundred
//! times as many. Both centres in turn, so that a busy moment meets both; `reads` asks what the screens ask.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use healthcenter::store::{DatabaseUrl, Options, Store};
use tokio::runtime::Runtime;

use super::booking::{booked, cold, looked, ours_command, prepare};
use super::commits::{self, rate};
use super::count;
use super::drain::practice;
use super::memory::said;
use super::port::{asked, request, store_reads};
use super::support::binary::Healthcenter;
use super::support::counter::Slot;
use super::table::{Table, median, ms};

/// Orders in the young centre.
const FEW: i64 = 10_000;
const CALLERS: u64 = 64;
/// Turns of each centre.
const TURNS: usize = 5;

struct Centre {
    path: PathBuf,
    slot: Slot,
    orders: i64,
    /// Its home goes with it.
    program: Healthcenter,
}

impl Centre {
    fn of(orders: i64, sms: &str) -> Self {
        let program = Healthcenter::new()
            .database("past.db")
            .env("HEALTHCENTER_SMS__KIND", "http")
            .env("HEALTHCENTER_SMS__BASE_URL", sms)
            .env("HEALTHCENTER_SMS__SENDER", "0212345678");
        let path = program.home().join("past.db");
        Self {
            slot: prepare(&program, &path, orders),
            path,
            orders,
            program,
        }
    }
}

/// Adds a ratio for each: the cost in the old centre beside that in the young one.
pub fn measure(table: &mut Table) {
    let many = count("FIGURES_ORDERS", 1_000_000);
    let pairs = count("FIGURES_PAIRS", 100);
    let time = Duration::from_secs(count("FIGURES_SECONDS", 5).unsigned_abs()) / 4;
    let (home, texts) = (Healthcenter::new(), count("FIGURES_MESSAGES", 10_000).min(FEW));
    let (_gateway, url) = practice(&home);
    let centres = [Centre::of(FEW, &url), Centre::of(many, &url)];

    // First of all: what is booked below waits with texts of its own.
    let [few, lots] = in_turn(&centres, TURNS, |centre, turn| drained(centre, texts, turn));
    add(table, "texts after a long past", few, lots, "a second", few / lots);

    type Asked = fn(&Centre, i64) -> Command;
    let commands: [(&str, Asked); 2] = [
        ("book, cold, after a long past", |centre, n| {
            let phone = format!("010{:08}", 80_000_000 + n);
            ours_command(&centre.path, &booked(&phone, &centre.slot))
        }),
        ("mypage, cold, after a long past", |centre, n| {
            ours_command(&centre.path, &looked(n * 7_919 % centre.orders + 1))
        }),
    ];
    for (name, command) in commands {
        let one = |centre: &Centre, n: usize| ms(cold(&mut command(centre, n as i64)));
        let [few, lots] = in_turn(&centres, pairs.unsigned_abs() as usize, one);
        add(table, name, few, lots, "ms", lots / few);
    }

    let runtime = Runtime::new().expect("a runtime");
    let open =
        |centre: &Centre| Store::open(DatabaseUrl::Sqlite(centre.path.clone()), Options::default()).expect("a store");
    let books = centres
        .each_ref()
        .map(|centre| commits::ours(open(centre), vec![centre.slot.clone()]));
    let [few, lots] = in_turn(&books, TURNS, |books, _| {
        runtime.block_on(rate(CALLERS, time, books.clone()))
    });
    add(table, "bookings after a long past", few, lots, "a second", few / lots);
    let look = |centre: &Centre, _| runtime.block_on(store_reads(&centre.path, time, centre.orders.unsigned_abs()));
    let [few, lots] = in_turn(&centres, TURNS, look);
    add(
        table,
        "looks at mypages after a long past",
        few,
        lots,
        "a second",
        few / lots,
    );

    let [few, lots] = in_turn(&centres, TURNS, |centre, _| over_http(centre, &runtime, time));
    add(
        table,
        "mypages over HTTP after a long past",
        few,
        lots,
        "a second",
        few / lots,
    );
}

/// Good answers a second of a port of its own.
fn over_http(centre: &Centre, runtime: &Runtime, time: Duration) -> f64 {
    let serve = ["serve", "--listen", "127.0.0.1:0", "--no-auth", "--no-worker", "--json"];
    let (mut serve, orders) = (centre.program.spawn(serve), centre.orders.unsigned_abs());
    let url = said(&mut serve, "serve", "url");
    let port = url.trim_start_matches("http://").parse().expect("an address");
    let look = move |n: u64| request("GET", &format!("/mypages/{}", n * 7_919 % orders + 1), "");
    let rate = runtime.block_on(asked(port, time, look));
    assert_eq!(serve.term().code, 0);
    rate
}

/// Texts a second of a worker: the first ones of the oldest orders, which wait again under new keys.
fn drained(centre: &Centre, texts: i64, turn: usize) -> f64 {
    const AGAIN: &str = "UPDATE outbox SET id = printf('%d-%d-%d', ?2, ?3, event_id), status = 'pending', attempts = 0,
             gateway_id = NULL, settled_at = NULL, at = unixepoch() * 1000, due_at = unixepoch() * 1000
         WHERE seq = 1 AND order_id <= ?1";
    let db = rusqlite::Connection::open(&centre.path).expect("the database");
    let again = db.execute(AGAIN, rusqlite::params![texts, centre.orders, turn as i64]);
    assert_eq!(again.map(|n| n as i64), Ok(texts));
    db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
        .expect("a checkpoint");
    drop(db);
    let began = Instant::now();
    let done = centre.program.run(["worker", "--until-idle", "--json"]);
    assert_eq!(done.code, 0, "{done:#?}");
    texts as f64 / began.elapsed().as_secs_f64()
}

/// The median of each.
fn in_turn<T>(both: &[T; 2], turns: usize, mut one: impl FnMut(&T, usize) -> f64) -> [f64; 2] {
    let mut taken = [Vec::new(), Vec::new()];
    // The first turn warms the caches of both.
    for turn in 0..=turns {
        for (of, taken) in both.iter().zip(&mut taken) {
            let value = one(of, turn);
            if turn > 0 {
                taken.push(value);
            }
        }
    }
    taken.map(|taken| median(&taken))
}

fn add(table: &mut Table, name: &str, few: f64, lots: f64, unit: &str, ratio: f64) {
    let detail = format!("{lots:.2} {unit}, in a young centre of {FEW} orders {few:.2}");
    table.ratio(name, ratio, "at most 1.25", ratio <= 1.25, &detail);
}
