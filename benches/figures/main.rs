//! Every figure that is promised, in one run, ratios first: this machine and any other drift twofold
//! within minutes, so that only what was measured side by side says anything.
//!
//!     cargo bench --bench figures [-- port booking fairness drain reads growth silence idle screens siege rolling size]
//!
//! `FIGURES_ORDERS` (100,000), `FIGURES_PAIRS` (100), `FIGURES_MESSAGES` (10,000), `FIGURES_SIEGE_SECONDS` (60),
//! `FIGURES_SCREEN_ORDERS` (1,000,000) and `FIGURES_IDLE_SECONDS` (30) set the counts;
//! `FIGURES_COLD_BUILD=1` builds the program from nothing as well.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a bench that can't measure ends by panicking, as tests do"
)]

mod booking;
mod commits;
mod crowd;
mod drain;
mod fairness;
mod growth;
mod idle;
mod memory;
mod peer;
mod port;
mod raw;
mod reads;
mod rows;
mod screens;
mod silence;
mod size;
#[path = "../../tests/it/support/mod.rs"]
#[allow(dead_code, reason = "shared with the tests, which use the rest")]
mod support;
mod table;

use table::Table;

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let mut table = Table::default();
    type Figure = fn(&mut Table);
    let figures: [(&str, Figure); 13] = [
        ("commits", commits::measure),
        ("booking", booking::measure),
        ("fairness", fairness::measure),
        ("drain", drain::measure),
        ("reads", reads::measure),
        ("growth", growth::measure),
        ("port", port::measure),
        ("silence", silence::measure),
        ("idle", idle::measure),
        ("screens", screens::measure),
        ("siege", crowd::siege),
        ("rolling", crowd::rolling),
        ("size", size::measure),
    ];
    for (name, measure) in figures {
        if asked.is_empty() || asked.iter().any(|word| word == name) {
            measure(&mut table);
        }
    }
    table.print();
}

/// The number in an environment variable, or the usual one.
fn count(name: &str, usual: i64) -> i64 {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name}: {text} is no number")),
        Err(_) => usual,
    }
}
