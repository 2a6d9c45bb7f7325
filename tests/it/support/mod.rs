//! What the tests stand on: a private PostgreSQL server, the real binary in a home of its own, and the
//! program's sources as text.

pub mod binary;
pub mod centre;
pub mod counter;
pub mod fleet;
pub mod gateways;
pub mod load;
pub mod populate;
pub mod postgres;
mod postgres_guard;
mod postgres_programs;
pub mod running;
pub mod sources;
pub mod strace;
pub mod terminal;
