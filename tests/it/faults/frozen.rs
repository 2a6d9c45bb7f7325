//! Whoever is frozen holds on to what it has, and its machine goes on acknowledging for it: a server that says
//! nothing, a desk in the middle of its commit. Nobody waits for them for ever: everybody else is told so in
//! time, and goes on when they do.

use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::cli::centre::{Centre, booking, customer};
use crate::cli::worker::until;
use crate::http::port::Port;
use crate::support::postgres::TestPostgres;
use crate::support::running::Running;
use crate::support::strace::{self, Watch, under_strace};

/// Until somebody has heard that the server is silent, and until all goes on after it.
const SOON: Duration = Duration::from_secs(30);

#[test]
fn a_server_that_is_frozen_is_said_not_to_answer() {
    let server = TestPostgres::private();
    let centre = Centre::at(server.url());
    let port = Port::of(&centre, "--no-auth --no-worker");
    port.post("/orders", order(1)).is(201);
    let frozen = Frozen::all_of(&server);
    let began = Instant::now();
    let desk = centre.spawn(&booking("--json"));
    port.post("/orders", order(2)).problem(503, "store_unavailable");
    let shown = desk.finish();
    assert_eq!(
        (shown.code, shown.error().0.as_str()),
        (7, "store_unavailable"),
        "{shown:#?}"
    );
    assert!(began.elapsed() < SOON, "told after {:?}", began.elapsed());
    drop(frozen);
    let began = Instant::now();
    until(|| port.post("/orders", order(3)).status == 201);
    assert!(began.elapsed() < SOON, "back after {:?}", began.elapsed());
    centre.json("doctor");
    assert_eq!(port.running.term().code, 0);
}

/// Stopped between its turn to write and its transaction, as a process at any moment can be.
#[test]
fn a_desk_that_is_frozen_in_the_queue_holds_up_nobody_for_long() {
    let centre = Centre::sqlite().set("store.wait_ms", 60_000);
    centre.book("");
    let held = ["queue", "turn"].map(|name| std::fs::File::open(format!("{}-{name}", centre.database())).unwrap());
    for file in &held {
        file.lock().unwrap();
    }
    let began = Instant::now();
    assert_eq!(centre.book(&customer(2))["status"], "paid");
    assert!(began.elapsed() < SOON, "booked after {:?}", began.elapsed());
    centre.json("doctor");
}

#[test]
fn a_desk_that_is_frozen_in_its_commit_is_said_to_keep_the_database_busy() {
    if !strace::works() {
        return;
    }
    let centre = Centre::sqlite().set("store.wait_ms", 300);
    centre.book("");
    let log = centre.program().home().join("strace.log");
    let line = booking(&format!("{} --json", customer(1)));
    let watch = Watch {
        files: vec![format!("{}-wal", centre.database()).into()],
        calls: "fsync".into(),
        inject: Some("fsync:signal=STOP:when=2".into()),
        bytes: false,
    };
    let command = centre.program().command(line.split_whitespace());
    let desk = Running::start(under_strace(&command, &watch, &log));
    let said = || std::fs::read_to_string(&log).unwrap_or_default();
    until(|| said().contains("stopped by SIGSTOP"));
    let refused = centre.refused(&booking(&customer(2)), 7, "store_busy");
    assert!(refused.contains("Another program"), "{refused}");
    assert_eq!(
        centre.json("mypage 1")["mypages"][0]["status"],
        "paid",
        "reading goes on"
    );
    let thread = said().split_whitespace().next().and_then(|pid| pid.parse().ok());
    signal(thread.expect("a process"), Signal::CONT);
    let ended = desk.finish();
    assert_eq!(
        (ended.code, ended.json()["order"]["status"].as_str()),
        (0, Some("paid")),
        "{ended:#?}"
    );
    assert_eq!(centre.book(&customer(2))["id"], 3);
    centre.json("doctor");
}

fn order(n: usize) -> Value {
    json!({ "orderType": "basic", "name": "홍길동", "phone": format!("010{:08}", 50_000_000 + n) })
}

/// All processes of a server, which go on when this is dropped.
struct Frozen(Vec<i32>);

impl Frozen {
    fn all_of(server: &TestPostgres) -> Self {
        let first = server.pid();
        signal(first, Signal::STOP);
        let children = std::fs::read_to_string(format!("/proc/{first}/task/{first}/children")).expect("its children");
        let all = children.split_whitespace().map(|pid| pid.parse().expect("a number"));
        let all: Vec<i32> = std::iter::once(first).chain(all).collect();
        all.iter().for_each(|pid| signal(*pid, Signal::STOP));
        Self(all)
    }
}

impl Drop for Frozen {
    fn drop(&mut self) {
        self.0.iter().for_each(|pid| signal(*pid, Signal::CONT));
    }
}

fn signal(pid: i32, signal: Signal) {
    kill_process(Pid::from_raw(pid).expect("a process"), signal).expect("it lives");
}
