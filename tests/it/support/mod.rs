//! What the tests stand on: a private PostgreSQL server, and the real binary in a home of its own.

pub mod binary;
pub mod counter;
pub mod gateways;
pub mod populate;
pub mod postgres;
mod postgres_guard;
mod postgres_programs;
pub mod running;
