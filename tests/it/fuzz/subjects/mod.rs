//! What is asked of everything that comes from outside, a subject a file. Each takes bytes as chance or a
//! fuzzer makes them, and panics when a promise to a user is broken; `fuzz/` calls the same functions.
//!
//! They call the library and open no sockets, so that ten million tries take minutes.

pub mod config;
pub mod csv;
pub mod events;
pub mod gateways;
pub mod requests;
pub mod screens;
pub mod texts;
pub mod values;

mod port;
mod said;
