//! Guessing made slow: after three wrong tries each further one has to wait, twice as long every time.

use jiff::{SignedDuration, Timestamp};

/// Tries that are free.
const FREE: u32 = 3;
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(10);
/// Twice as long up to this many times: some five minutes.
const MOST_DOUBLINGS: u32 = 5;

/// Wrong tries in a row.
#[derive(Debug, Clone, Copy, Default)]
pub struct Guard {
    wrong: u32,
    closed_until: Option<Timestamp>,
}

impl Guard {
    /// Until when no try is taken.
    pub fn closed(&self, now: Timestamp) -> Option<Timestamp> {
        self.closed_until.filter(|until| *until > now)
    }

    pub fn wrong(&mut self, now: Timestamp) {
        self.wrong = self.wrong.saturating_add(1);
        if let Some(more) = self.wrong.checked_sub(FREE) {
            let wait = FIRST_WAIT * (1 << more.min(MOST_DOUBLINGS));
            self.closed_until = now.checked_add(wait).ok();
        }
    }

    pub const fn right(&mut self) {
        self.wrong = 0;
        self.closed_until = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_third_wrong_try_closes_and_a_right_one_opens() {
        let now = Timestamp::UNIX_EPOCH;
        let mut guard = Guard::default();
        guard.wrong(now);
        guard.wrong(now);
        assert_eq!(guard.closed(now), None);
        guard.wrong(now);
        assert_eq!(guard.closed(now), Some(now + SignedDuration::from_secs(10)));
        guard.wrong(now);
        assert_eq!(guard.closed(now), Some(now + SignedDuration::from_secs(20)));
        assert_eq!(guard.closed(now + SignedDuration::from_secs(20)), None);
        guard.right();
        guard.wrong(now);
        assert_eq!(guard.closed(now), None);
    }
}
