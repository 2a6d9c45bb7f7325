//! The store's promises, each kept on both engines: the same case runs on SQLite and on PostgreSQL.
//!
//! A port with two drivers is worth what its one suite asks of both; what only one of them was asked has
//! drifted apart in every project that had two suites.

mod again;
mod backups;
mod bookings;
mod changes;
pub mod place;

mod delivery;
mod finding;
mod handle;
mod lost;
mod open;
mod pages;
mod places;
mod plans;
mod screens;
mod sql;
mod told;
mod waiting;
