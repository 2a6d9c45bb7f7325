//! The sample's own clock and chance: the clock stands at the act that is going on, and chance comes out
//! of the seed.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};

use crate::app::ports::{Clock, IdSource};

/// A clock that is set by hand.
pub struct SampleClock(AtomicI64);

impl SampleClock {
    /// A clock that stands there.
    pub fn at(at: Timestamp) -> Self {
        Self(AtomicI64::new(at.as_millisecond()))
    }

    /// Sets it.
    pub fn set(&self, at: Timestamp) {
        self.0.store(at.as_millisecond(), Ordering::Relaxed);
    }
}

impl Clock for SampleClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::Relaxed)).unwrap_or_default()
    }
}

/// Identities that sort by the sample's time and are the same in every run of one seed.
pub struct SampleIds {
    clock: Arc<SampleClock>,
    dice: Mutex<Xoshiro256PlusPlus>,
}

impl SampleIds {
    /// The identities of a seed.
    pub fn new(seed: u64, clock: Arc<SampleClock>) -> Self {
        // Not the numbers that the plan draws.
        let dice = Mutex::new(Xoshiro256PlusPlus::seed_from_u64(!seed));
        Self { clock, dice }
    }
}

impl IdSource for SampleIds {
    fn key(&self) -> String {
        let mut random = [0; 10];
        self.dice
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill_bytes(&mut random);
        let now = self.clock.now().as_millisecond().unsigned_abs();
        uuid::Builder::from_unix_timestamp_millis(now, &random)
            .into_uuid()
            .to_string()
    }

    fn random(&self) -> u64 {
        self.dice.lock().unwrap_or_else(PoisonError::into_inner).next_u64()
    }
}
