//! The only room that speaks SQL. One text for two engines; see `sql` for how.
//!
//! Everything that changes goes through [`Store::write`], in one transaction with its events and their
//! outbox rows. Nothing in here knows the network.

pub mod backlog;
pub mod backup;
pub mod breakers;
mod changes;
pub mod engine;
mod error;
pub mod events;
pub mod figures;
mod handle;
mod hands;
pub mod idempotency;
pub mod inbox;
mod job;
pub mod known;
pub mod landmarks;
mod lane;
pub mod messages;
mod migrate;
pub mod mypages;
pub mod orders;
pub mod outbox;
pub mod packages;
pub mod pages;
pub mod payments;
mod place;
mod postgres;
mod queue;
pub mod reservations;
pub mod roster;
pub mod search;
pub mod secrets;
pub mod sending;
pub mod slots;
pub mod sql;
mod sqlite;
pub mod tally;
pub mod tokens;
mod transactions;
mod turn;
pub mod unsettled;
mod url;
pub mod wire;

pub use error::StoreError;
pub use handle::{Options, Store};
pub use hands::{Hands, Piece};
pub use migrate::version as schema_version;
pub use url::DatabaseUrl;
