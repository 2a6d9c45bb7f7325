//! The outside of the program: every command as a script or a receptionist runs it, against a real
//! database, with practice gateways that do what real ones do on their bad days.
//!
//! What is asserted is what is printed, the exit code, and the gateways' own books. What the store
//! decides runs on both engines, because an engine is a different set of locks.

/// Runs each test once on SQLite and once on PostgreSQL.
macro_rules! on_both {
    ($($(#[$meta:meta])* fn $name:ident($centre:ident) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            use super::*;

            fn check($centre: Centre) $body

            #[test]
            fn sqlite() {
                check(Centre::sqlite());
            }

            #[test]
            fn postgres() {
                check(Centre::postgres());
            }
        }
    )+};
}
pub(crate) use on_both;

mod booking;
mod breaker;
mod calendar;
pub mod centre;
mod days;
mod decisions;
mod demo;
mod desk;
mod doubt;
mod holds;
mod keys;
mod lists;
mod messages;
mod mypage;
mod outages;
mod packages;
mod payment;
mod privacy;
mod refunds;
mod refusals;
mod settings;
mod sql;
mod store_trouble;
mod values;
pub mod worker;
