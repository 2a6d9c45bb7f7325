//! Booking for a health-checkup centre. `docs/architecture.md` is the map of this house.

pub mod app;
pub mod assets;
pub mod cli;
pub mod clock;
pub mod config;
pub mod doctor;
pub mod domain;
pub mod gateway;
pub mod http;
pub mod metrics;
pub mod mypage;
pub mod pulse;
pub mod run;
pub mod sample;
pub mod store;
pub mod tui;
pub mod words;
pub mod worker;
