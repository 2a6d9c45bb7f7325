//! A cold `book` with desk payment and a cold `mypage` on a full database, each beside the least that its rows
//! can cost. Taken in pairs, each program first every other time, on two copies of one file.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::count;
use super::support::binary::Healthcenter;
use super::support::counter::{Slot, set_capacity, slot_ahead};
use super::support::populate::{Population, populate};
use super::table::{Table, median, ms};

/// Adds a ratio for a booking and for a look at one.
pub fn measure(table: &mut Table) {
    let (orders, pairs) = (count("FIGURES_ORDERS", 100_000), count("FIGURES_PAIRS", 100));
    let program = Healthcenter::new().database("ours.db");
    let (ours, theirs) = (program.home().join("ours.db"), program.home().join("theirs.db"));
    let slot = prepare(&program, &ours, orders);
    std::fs::copy(&ours, &theirs).expect("a copy");
    let [book, look] = ["minimal_book", "minimal_mypage"].map(minimal);
    let phone = |pair: i64| format!("010{:08}", 90_000_000 + pair);
    let order = |pair: i64| pair * 7_919 % orders + 1;
    let booking = (
        |pair| ours_command(&ours, &booked(&phone(pair), &slot)),
        |pair| least_command(&book, &theirs, &[&phone(pair), &slot.0, &slot.1]),
    );
    let looking = (
        |pair| ours_command(&ours, &looked(order(pair))),
        |pair| least_command(&look, &theirs, &[&order(pair).to_string()]),
    );
    let (mine, least) = in_pairs(pairs, booking.0, booking.1);
    add(table, "book", &mine, &least, orders);
    let (mine, least) = in_pairs(pairs, looking.0, looking.1);
    add(table, "mypage", &mine, &least, orders);
}

/// Milliseconds of each, the one or the other first every other time.
fn in_pairs(pairs: i64, ours: impl Fn(i64) -> Command, least: impl Fn(i64) -> Command) -> (Vec<f64>, Vec<f64>) {
    let (mut mine, mut other) = (Vec::new(), Vec::new());
    for pair in 0..pairs + 5 {
        let (first, second) = if pair % 2 == 0 {
            let first = cold(&mut ours(pair));
            (first, cold(&mut least(pair)))
        } else {
            let second = cold(&mut least(pair));
            (cold(&mut ours(pair)), second)
        };
        // The first pairs warm the caches of both.
        if pair >= 5 {
            mine.push(ms(first));
            other.push(ms(second));
        }
    }
    (mine, other)
}

fn add(table: &mut Table, what: &str, mine: &[f64], least: &[f64], orders: i64) {
    let ratio = median(mine) / median(least);
    let ratios: Vec<f64> = mine.iter().zip(least).map(|(mine, least)| mine / least).collect();
    let detail = format!(
        "{what} {:.2} ms, minimal {:.2} ms, {orders} orders, {} pairs, median of ratios {:.2}",
        median(mine),
        median(least),
        mine.len(),
        median(&ratios)
    );
    let name = format!("{what}, cold, beside the minimal program");
    table.ratio(&name, ratio, "at most 1.3", ratio <= 1.3, &detail);
}

/// A database with a past, and a slot with room for all.
pub fn prepare(program: &Healthcenter, path: &Path, orders: i64) -> Slot {
    let slot = slot_ahead(program);
    populate(path, Population { orders, unsent: 0 });
    set_capacity(program, &slot, 100_000);
    // Ten million mypages take longer than a test may.
    let rebuilt = program.command(["mypage", "rebuild", "--json"]).output();
    assert!(rebuilt.is_ok_and(|rebuilt| rebuilt.status.success()));
    slot
}

/// A booking at the desk, as words of a command.
pub fn booked(phone: &str, (date, time): &Slot) -> Vec<String> {
    let line = [
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
    ];
    line.map(str::to_owned).into()
}

/// A look at an order, as words of a command.
pub fn looked(order: i64) -> Vec<String> {
    ["mypage", &order.to_string(), "--json"].map(str::to_owned).into()
}

/// A command of ours on a database.
pub fn ours_command(database: &Path, arguments: &[String]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_healthcenter"));
    // A shell says where home is; who does not is looked up in the list of users.
    command
        .env_clear()
        .env("HOME", "/")
        .arg("--database")
        .arg(database)
        .args(arguments);
    command
}

fn least_command(program: &Path, database: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.arg(database).args(arguments);
    command
}

/// From the start of the process to its end.
pub fn cold(command: &mut Command) -> Duration {
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
