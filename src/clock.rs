//! The real clock and the real chance: the one place where time and randomness come into the program.

use jiff::Timestamp;

use crate::app::ports::{Clock, IdSource};

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the port's one real side")]
    fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        // What is stored are milliseconds: an instant must not change by being stored.
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }
}

/// The machine's chance.
pub struct RandomIds;

impl IdSource for RandomIds {
    #[expect(clippy::disallowed_methods, reason = "this is the port's one real side")]
    fn key(&self) -> String {
        uuid::Uuid::now_v7().to_string()
    }

    fn random(&self) -> u64 {
        rand::random()
    }
}
