//! What the tests stand on.

#[allow(dead_code, reason = "shared with tests that stop and start the server")]
pub mod postgres;
mod postgres_guard;
mod postgres_programs;
