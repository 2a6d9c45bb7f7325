//! A cold `book` with desk payment on a full database, beside the least that its rows can cost. Taken in
//! pairs, each program first every other time, on two copies of one file.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::count;
use super::support::binary::Healthcenter;
use super::support::counter::{Slot, set_capacity, slot_ahead};
use super::support::populate::{Population, populate};
use super::table::{Table, median, ms};

/// Adds the ratio.
pub fn measure(table: &mut Table) {
    let (orders, pairs) = (count("FIGURES_ORDERS", 100_000), count("FIGURES_PAIRS", 100));
    let program = Healthcenter::new().database("ours.db");
    let (ours, theirs) = (program.home().join("ours.db"), program.home().join("theirs.db"));
    let slot = prepare(&program, &ours, orders);
    std::fs::copy(&ours, &theirs).expect("a copy");
    let minimal = minimal("minimal_book");

    let (mut booked, mut least, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for pair in 0..pairs + 5 {
        let phone = format!("010{:08}", 90_000_000 + pair);
        let book = || cold(&mut ours_command(&ours, &phone, &slot));
        let floor = || cold(Command::new(&minimal).arg(&theirs).args([&phone, &slot.0, &slot.1]));
        let (mine, other) = if pair % 2 == 0 {
            let mine = book();
            (mine, floor())
        } else {
            let other = floor();
            (book(), other)
        };
        // The first pairs warm the caches of both.
        if pair >= 5 {
            booked.push(ms(mine));
            least.push(ms(other));
            ratios.push(ms(mine) / ms(other));
        }
    }
    let ratio = median(&booked) / median(&least);
    let detail = format!(
        "book {:.2} ms, minimal {:.2} ms, {orders} orders, {pairs} pairs, median of ratios {:.2}",
        median(&booked),
        median(&least),
        median(&ratios)
    );
    table.ratio(
        "book, cold, beside the minimal program",
        ratio,
        "at most 1.3",
        ratio <= 1.3,
        &detail,
    );
}

/// A database with a past, and a slot with room for all.
fn prepare(program: &Healthcenter, path: &Path, orders: i64) -> Slot {
    let slot = slot_ahead(program);
    populate(path, Population { orders, unsent: 0 });
    set_capacity(program, &slot, 100_000);
    let rebuilt = program.run(["mypage", "rebuild", "--json"]);
    assert_eq!(rebuilt.code, 0, "{rebuilt:#?}");
    slot
}

fn ours_command(database: &Path, phone: &str, (date, time): &Slot) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_healthcenter"));
    command.env_clear().arg("--database").arg(database).args([
        "book",
        "--json",
        "--name",
        "홍길동",
        "--phone",
        phone,
        "--birth",
        "1980-01-31",
        "--sex",
        "m",
        "--package",
        "basic",
        "--date",
        date,
        "--time",
        time,
        "--pay",
        "cash",
    ]);
    command
}

/// From the start of the process to its end.
fn cold(command: &mut Command) -> Duration {
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let began = Instant::now();
    let status = command.status().expect("a process");
    let took = began.elapsed();
    assert!(status.success(), "{command:?}: {status}");
    took
}

/// Builds a minimal program the way this bench was built, and says where it is.
pub fn minimal(name: &str) -> PathBuf {
    let built = Command::new(env!("CARGO"))
        .args([
            "bench",
            "--no-run",
            "--locked",
            "--bench",
            name,
            "--message-format=json",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo");
    let text = String::from_utf8_lossy(&built.stdout).into_owned();
    let mut messages = text
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let found = messages.find_map(|message| {
        let ours = message["target"]["name"] == name;
        message["executable"].as_str().filter(|_| ours).map(PathBuf::from)
    });
    found.expect("the minimal program")
}
