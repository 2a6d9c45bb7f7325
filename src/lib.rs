//! Booking for a health-checkup centre. `docs/architecture.md` is the map of this house.

pub mod app;
pub mod assets;
pub mod doctor;
pub mod domain;
pub mod gateway;
pub mod mypage;
pub mod store;
pub mod worker;
