//! What a worker costs that has nothing to do, and how soon it sees a booking all the same.

use std::time::{Duration, Instant};

use super::support::binary::Healthcenter;
use super::support::counter::{booking, order, slot_ahead};
use super::support::postgres::postgres_url;
use super::table::{Table, median, ms};

const BOOKINGS: usize = 20;

/// Adds both, for each engine.
pub fn measure(table: &mut Table) {
    let seconds = u64::try_from(super::count("FIGURES_IDLE_SECONDS", 30)).expect("seconds");
    for (engine, database) in [("SQLite", "idle.db".to_owned()), ("PostgreSQL", postgres_url())] {
        let program = Healthcenter::new()
            .database(&database)
            .env("HEALTHCENTER_BOOKING__SLOT_CAPACITY", "1000");
        let slot = slot_ahead(&program);
        let mut worker = program.spawn(["worker"]);
        worker.wait_line("worker runs");
        assert!(!worker.ends_within(Duration::from_secs(1)));
        let before = used(worker.pid());
        assert!(!worker.ends_within(Duration::from_secs(seconds)));
        let share = 100.0 * (used(worker.pid()) - before).as_secs_f64() / seconds as f64;
        let (name, detail) = (
            format!("idle worker, {engine} (% of a core)"),
            format!("over {seconds} s"),
        );
        table.figure(&name, &format!("{share:.3}"), "below 0.1", share < 0.1, &detail);

        let waits: Vec<f64> = (0..BOOKINGS)
            .map(|n| reaction(&program, booking(n, &slot, &[])))
            .collect();
        let longest = waits.iter().copied().fold(0.0, f64::max);
        let detail = format!(
            "longest of {BOOKINGS}, median {:.0} ms, the looks' own time among it",
            median(&waits)
        );
        let name = format!("a booking is passed on, {engine} (ms)");
        table.figure(
            &name,
            &format!("{longest:.0}"),
            "at most 250",
            longest <= 250.0,
            &detail,
        );
    }
}

/// From the end of a booking until the centre has it.
fn reaction(program: &Healthcenter, booking: Vec<String>) -> f64 {
    let booked = program.run(booking).json();
    let began = Instant::now();
    let id = order(&booked)["id"].to_string();
    while program.run(["mypage", &id, "--json"]).json()["mypages"][0]["status"] == "paid" {}
    ms(began.elapsed())
}

/// Time on a processor, of all threads, to the nanosecond.
pub fn used(pid: u32) -> Duration {
    let threads = std::fs::read_dir(format!("/proc/{pid}/task")).expect("a running process");
    let of = |path: std::path::PathBuf| {
        let line = std::fs::read_to_string(path.join("schedstat")).unwrap_or_default();
        line.split(' ').next().and_then(|spent| spent.parse().ok()).unwrap_or(0)
    };
    Duration::from_nanos(threads.map(|thread| of(thread.expect("a thread").path())).sum())
}
