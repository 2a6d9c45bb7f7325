//! The terminal at a million orders: how soon it stands, how soon a key is on the screen, what it costs to
//! leave it open; beside a minimal ratatui program in the same pseudo terminal. A worker and a port on the same file.

use std::path::Path;
use std::time::{Duration, Instant};

use portable_pty::CommandBuilder;

use super::booking::minimal;
use super::idle::used;
use super::memory::{self, memory};
use super::support::binary::Healthcenter;
use super::support::populate::{Population, populate};
use super::support::terminal::InTerminal;
use super::table::{Table, median, ms};

const STARTS: usize = 15;
const KEYS: usize = 300;
const SIZE: (u16, u16) = (200, 60);

/// Adds first frame, key to screen, idle share and memory.
pub fn measure(table: &mut Table) {
    let orders = super::count("FIGURES_SCREEN_ORDERS", 1_000_000);
    let seconds = u64::try_from(super::count("FIGURES_IDLE_SECONDS", 30)).expect("seconds");
    let program = Healthcenter::new().lang("ko");
    let database = program.home().join("screens.db");
    let program = program.database(&database);
    assert_eq!(program.run(["orders", "--limit", "1"]).code, 0);
    populate(&database, Population { orders, unsent: 0 });

    let minimal = minimal("minimal_screen");
    // In turn, so that the machine's moods fall on both alike.
    let (mut ours, mut least) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        least.push(first_frame(start_minimal(&minimal), "ready"));
        ours.push(first_frame(screens(&program), "Ctrl-P"));
    }
    let (ours, least) = (median(&ours), median(&least));
    let detail = format!("{ours:.1} ms and {least:.1} ms at {orders} orders, medians of {STARTS}");
    table.ratio(
        "first frame / minimal ratatui",
        ours / least,
        "at most 3",
        ours <= 3.0 * least,
        &detail,
    );

    // The desk opens with the cursor in a field; Esc leaves it, and is Alt with whatever follows at once.
    let mut list = screens(&program);
    list.wait_for("Ctrl-P");
    list.keys("\x1b");
    list.wait_for("/ 고객 찾기");
    let (our_keys, our_terminal) = keys(list, "2", "010-");
    let (least_keys, _) = keys(start_minimal(&minimal), "", "ready");
    let (ours, least) = (percentile(&our_keys, 99), percentile(&least_keys, 99));
    let detail = format!(
        "p99 {ours:.2} ms and {least:.2} ms, p50 {:.2} and {:.2}, {KEYS} keys",
        median(&our_keys),
        median(&least_keys)
    );
    table.ratio(
        "key to screen, p99 / minimal ratatui",
        ours / least,
        "at most 4",
        ours <= 4.0 * least,
        &detail,
    );

    let megabytes = memory(our_terminal.pid(), "VmRSS");
    table.figure(
        "memory of the screens (MB)",
        &format!("{megabytes:.0}"),
        "at most 40",
        megabytes <= 40.0,
        "resident, after the keys",
    );

    our_terminal.rest(Duration::from_secs(2));
    let before = used(our_terminal.pid());
    let drawn = our_terminal.bytes();
    our_terminal.rest(Duration::from_secs(seconds));
    let share = 100.0 * (used(our_terminal.pid()) - before).as_secs_f64() / seconds as f64;
    let detail = format!(
        "over {seconds} s with a worker of its own, {} bytes drawn",
        our_terminal.bytes() - drawn
    );
    table.figure(
        "idle screens (% of a core)",
        &format!("{share:.3}"),
        "below 0.1",
        share < 0.1,
        &detail,
    );

    drop(our_terminal);
    memory::measure(table, &database, orders);
}

fn screens(program: &Healthcenter) -> InTerminal {
    program.in_terminal_sized(["tui", "--role", "desk"], SIZE)
}

fn start_minimal(program: &Path) -> InTerminal {
    let mut command = CommandBuilder::new(program);
    command.args(["200"]);
    command.env("TERM", "xterm-256color");
    InTerminal::start_sized(command, SIZE)
}

fn first_frame(terminal: InTerminal, shows: &str) -> f64 {
    terminal.wait_for(shows);
    ms(terminal.since_start())
}

/// From each key to the first byte that it draws.
fn keys(mut terminal: InTerminal, open: &str, shows: &str) -> (Vec<f64>, InTerminal) {
    terminal.keys(open);
    terminal.wait_for(shows);
    terminal.rest(Duration::from_secs(1));
    let waits = (0..KEYS)
        .map(|_| {
            let (before, pressed) = (terminal.bytes(), Instant::now());
            terminal.keys("j");
            let wait = ms(terminal.wait_drawn(before).duration_since(pressed));
            terminal.rest(Duration::from_millis(3));
            wait
        })
        .collect();
    (waits, terminal)
}

fn percentile(values: &[f64], nth: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[(sorted.len() * nth / 100).min(sorted.len() - 1)]
}
