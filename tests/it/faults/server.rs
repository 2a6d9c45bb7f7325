//! A PostgreSQL server in trouble: its backends are killed, it is stopped at once and started again, and the
//! cable to it is pulled. What was acknowledged is there afterwards, everybody works again by themselves within
//! half a minute, and until then the desk says what is going on.
//!
//! In full: `PROOF_KILLED_BACKENDS=200` and `PROOF_STOPS=10`.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

use super::count;
use crate::cli::centre::{Centre, booking, customer};
use crate::cli::worker::until;
use crate::http::port::{Port, new_client, reply};
use crate::support::postgres::TestPostgres;

/// Every session but this one.
const KILL: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()";

/// After a fault is over.
const RECOVERY: Duration = Duration::from_secs(30);

/// Repeats what fails until it succeeds; how long that took.
fn recovers(mut succeeds: impl FnMut() -> bool) -> Duration {
    let began = Instant::now();
    while !succeeds() {
        assert!(began.elapsed() < RECOVERY, "it does not recover");
    }
    began.elapsed()
}

#[test]
fn backends_are_killed_while_everybody_works() {
    let kills = count("PROOF_KILLED_BACKENDS", 15);
    let centre = Centre::postgres().with_texts().set("booking.slot_capacity", 100_000);
    let port = Port::of(&centre, "--no-auth");
    let worker = centre.spawn("worker --json");
    let screens = centre.program().in_terminal(["--lang", "en", "tui"]);
    screens.wait_for("Who is at this screen?");
    let (over, keys) = (AtomicBool::new(false), AtomicUsize::new(0));
    let (booked, unlike) = (Mutex::new(BTreeSet::new()), Mutex::new(Vec::new()));
    let (client, place) = (new_client(), format!("{}/orders", port.url));
    let customer_at_the_port = || {
        while !over.load(Ordering::Relaxed) {
            let n = keys.fetch_add(1, Ordering::Relaxed);
            let key = format!("key-{n}");
            let phone = format!("010{:08}", 50_000_000 + n);
            let order = json!({ "orderType": "basic", "name": "홍길동", "phone": phone });
            recovers(|| {
                let call = client.post(&place).header("Idempotency-Key", &key);
                let reply = reply(call.json(&order));
                match reply.status {
                    201 => booked.lock().unwrap().insert(reply.header("location").to_owned()),
                    503 => false,
                    _ => {
                        unlike.lock().unwrap().push(format!("{reply:?}"));
                        true
                    }
                }
            });
        }
    };
    let caller_at_the_desk = || {
        while !over.load(Ordering::Relaxed) {
            let n = keys.fetch_add(1, Ordering::Relaxed);
            let line = booking(&format!("{} --idempotency-key key-{n} --json", customer(n)));
            recovers(|| {
                let shown = centre.run(&line);
                if shown.code == 0 {
                    return booked
                        .lock()
                        .unwrap()
                        .insert(format!("/{}", shown.json()["order"]["id"]));
                }
                let (code, said) = shown.error();
                if shown.code != 7 || said.is_empty() || !code.starts_with("store_") {
                    unlike.lock().unwrap().push(format!("{shown:?}"));
                }
                false
            });
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(customer_at_the_port);
        }
        scope.spawn(caller_at_the_desk);
        let done = || booked.lock().unwrap().len();
        for _ in 0..kills {
            let before = done();
            centre.sql(KILL);
            until(|| done() > before + 1);
        }
        over.store(true, Ordering::Relaxed);
    });
    assert_eq!(
        unlike.into_inner().unwrap(),
        [""; 0],
        "nothing but a store in trouble was told of"
    );
    let booked = booked.into_inner().unwrap();
    let number = |place: &String| place.rsplit('/').next().unwrap().parse::<i64>().unwrap();
    let ids: BTreeSet<i64> = booked.iter().map(number).collect();
    let found = centre.sql("SELECT id FROM orders ORDER BY id");
    let found: BTreeSet<i64> = found.iter().map(|row| row[0].parse().unwrap()).collect();
    assert_eq!(ids, found, "each key is one order, and each is there");
    screens.wait_for(&format!("{} wait for the centre", ids.len()));
    drop(screens);
    assert_eq!((port.running.term().code, worker.term().code), (0, 0));
    // What a worker had in its hands when its connection was killed is leased for half a minute.
    centre.sql("UPDATE outbox SET lease_until = 1 WHERE lease_until IS NOT NULL");
    centre.work();
    let texts = centre.accepted();
    assert_eq!((texts.texts.len(), texts.totals.conflicts), (3 * ids.len(), 0));
    centre.json("doctor");
    eprintln!(
        "{kills} times all backends killed, {} orders, {} texts",
        ids.len(),
        texts.texts.len()
    );
}

#[test]
fn a_server_that_is_stopped_at_once_is_missed_by_everybody_and_found_again() {
    let server = TestPostgres::private();
    let centre = Centre::at(server.url())
        .with_texts()
        .set("booking.slot_capacity", 1_000);
    let port = Port::of(&centre, "--no-auth --no-worker");
    let worker = centre.spawn("worker --json");
    let screens = centre.program().in_terminal(["--lang", "en", "tui", "--no-worker"]);
    screens.wait_for("Who is at this screen?");
    let mut longest = Duration::ZERO;
    for stop in 0..count("PROOF_STOPS", 1) {
        let said = centre.book(&customer(stop));
        server.stop_immediately();
        screens.wait_for("No answer from the database since");
        let order = json!({ "orderType": "basic" });
        let sentence = port.post("/orders", order.clone()).problem(503, "store_unavailable");
        assert!(sentence.contains("데이터베이스에 연결할 수 없습니다"), "{sentence}");
        until(|| port.get("/readyz").status == 503);
        centre.refused(&booking(&customer(900)), 7, "store_unavailable");
        server.start_again();
        let mut took = recovers(|| port.post("/orders", order.clone()).status == 201);
        took += recovers(|| port.get("/readyz").status == 200);
        took += recovers(|| centre.status(&said) == "requested");
        screens.wait_for("all commands");
        screens.wait_for(&format!("{} wait for the centre", 2 * (stop + 1)));
        longest = longest.max(took);
    }
    drop(screens);
    assert_eq!((port.running.term().code, worker.term().code), (0, 0));
    centre.work();
    centre.json("doctor");
    eprintln!("everybody works again {longest:?} after the server's start at most");
}
