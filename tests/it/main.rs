//! The one integration binary: everything here drives the program from the outside.
//!
//! One binary instead of one per file, because each would link the whole program again and start
//! a PostgreSQL server of its own (0.9 s on two cores).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test ends by panicking, and the fixtures say why"
)]

mod architecture;
mod cli;
mod deploy;
mod doctor;
mod faults;
mod fixture;
mod fuzz;
mod http;
mod migrations;
mod populated;
mod sample;
mod simulation;
mod state_machines;
mod store_conformance;
mod support;
mod tui;
