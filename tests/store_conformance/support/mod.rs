//! What the tests stand on.

pub mod postgres;
mod postgres_guard;
mod postgres_programs;
