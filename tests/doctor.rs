//! The doctor calls a centre well that lives by its own use cases, whatever its gateways do, and names
//! exactly the broken rule when a hand in the database breaks one.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test ends by panicking, and the fixtures say why"
)]

#[path = "doctor/broken.rs"]
mod broken;
#[path = "doctor/chance.rs"]
mod chance;
#[path = "doctor/life.rs"]
mod life;
#[path = "doctor/taken_back.rs"]
mod taken_back;
#[path = "doctor/wounds.rs"]
mod wounds;

mod support;
