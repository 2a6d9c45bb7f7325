//! The store's promises, each kept on both engines: the same case runs on SQLite and on PostgreSQL.
//!
//! A port with two drivers is worth what its one suite asks of both; what only one of them was asked has
//! drifted apart in every project that had two suites.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test ends by panicking, and the fixtures say why"
)]

mod again;
mod backups;
mod bookings;
mod place;
mod support;

mod delivery;
mod finding;
mod handle;
mod lost;
mod open;
mod places;
mod sql;
