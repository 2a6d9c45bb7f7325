//! The circuit breaker as a value: state in, state out, so that all processes can share one through the
//! database. A short-lived `book` would otherwise always start with a closed one.
//!
//! It opens on 5 failures in a row or on half of the last 20 calls, stays open 5 s doubling to its cap
//! with jitter, then lets one probe through. Refusals by the other side's rules (a declined card) are
//! answers, not failures: the caller does not record them as such.

use jiff::{SignedDuration, Timestamp};

const IN_A_ROW: u32 = 5;
const WINDOW: u32 = 20;
const FIRST_OPEN: SignedDuration = SignedDuration::from_secs(5);
/// A probe that is not heard of again (its process died) is given up after this long.
const PROBE_PATIENCE: SignedDuration = SignedDuration::from_secs(10);

/// The breaker of one gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breaker {
    /// The last 20 calls, a set bit for each failure, the newest lowest.
    pub window: u32,
    pub failures_in_row: u32,
    /// How often it opened since the last good call.
    pub trips: u32,
    /// No call before this instant; none when closed.
    pub open_until: Option<Timestamp>,
    /// A probe is out, and until when it is waited for.
    pub probe_until: Option<Timestamp>,
}

/// Whether a call may go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// Closed: call.
    Call,
    /// Open, but its time is over: call, alone.
    Probe,
    /// Leave the gateway alone until then.
    Refused { retry_at: Timestamp },
}

/// What a call showed about the gateway's health.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    Good,
    Bad,
}

impl Breaker {
    /// Closed, with nothing behind it.
    pub const CLOSED: Self = Self {
        window: 0,
        failures_in_row: 0,
        trips: 0,
        open_until: None,
        probe_until: None,
    };

    /// Nothing to remember: recording a success would change nothing, so no row need be written.
    pub fn is_spotless(&self) -> bool {
        *self == Self::CLOSED
    }

    /// Whether calls are being refused at `now`.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.open_until.is_some_and(|until| now < until)
    }

    /// May a call go out at `now`? The second value is the state to keep.
    pub fn admit(&self, now: Timestamp) -> (Admission, Self) {
        let Some(open_until) = self.open_until else {
            return (Admission::Call, self.clone());
        };
        let waiting_for = self.probe_until.map_or(open_until, |probe| probe.max(open_until));
        if now < waiting_for {
            return (Admission::Refused { retry_at: waiting_for }, self.clone());
        }
        let mut next = self.clone();
        next.probe_until = Some(now + PROBE_PATIENCE);
        (Admission::Probe, next)
    }

    /// The state after a call that was admitted as `admission`. `jitter` is in 0..1; `cap` bounds the open time.
    pub fn record(
        &self,
        admission: Admission,
        health: Health,
        now: Timestamp,
        jitter: f64,
        cap: SignedDuration,
    ) -> Self {
        match (admission, health) {
            (Admission::Refused { .. }, _) => self.clone(),
            (Admission::Probe, Health::Good) => Self::CLOSED,
            (Admission::Probe, Health::Bad) => self.open(now, jitter, cap),
            // Answers that were under way when it opened say nothing new.
            (Admission::Call, _) if self.open_until.is_some() => self.clone(),
            (Admission::Call, Health::Good) => Self {
                window: self.window << 1 & ((1 << WINDOW) - 1),
                failures_in_row: 0,
                ..self.clone()
            },
            (Admission::Call, Health::Bad) => {
                let next = Self {
                    window: (self.window << 1 | 1) & ((1 << WINDOW) - 1),
                    failures_in_row: self.failures_in_row + 1,
                    ..self.clone()
                };
                let half = next.window.count_ones() * 2 >= WINDOW;
                if half || next.failures_in_row >= IN_A_ROW {
                    next.open(now, jitter, cap)
                } else {
                    next
                }
            }
        }
    }

    fn open(&self, now: Timestamp, jitter: f64, cap: SignedDuration) -> Self {
        let doubled = FIRST_OPEN.as_secs_f64() * f64::from(1 << self.trips.min(10));
        // Between 80 % and 100 % of the time, so that many desks do not come back at one instant.
        let open = doubled.min(cap.as_secs_f64()) * (0.8 + 0.2 * jitter.clamp(0.0, 1.0));
        Self {
            window: self.window,
            failures_in_row: self.failures_in_row,
            trips: self.trips.saturating_add(1),
            open_until: Some(now + SignedDuration::from_secs_f64(open)),
            probe_until: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAP: SignedDuration = SignedDuration::from_secs(60);

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn calls(healths: impl IntoIterator<Item = Health>) -> Breaker {
        healths.into_iter().fold(Breaker::CLOSED, |breaker, health| {
            breaker.record(Admission::Call, health, at(0), 1.0, CAP)
        })
    }

    #[test]
    fn opens_on_five_in_a_row_and_not_on_four() {
        assert!(!calls([Health::Bad; 4]).is_open(at(0)));
        let open = calls([Health::Bad; 5]);
        assert_eq!(open.admit(at(4)).0, Admission::Refused { retry_at: at(5) });
    }

    #[test]
    fn opens_on_half_of_the_last_twenty() {
        let alternating = |n| (0..n).map(|i| if i % 2 == 0 { Health::Bad } else { Health::Good });
        assert!(!calls(alternating(18)).is_open(at(0)));
        assert!(calls(alternating(19)).is_open(at(0)));
    }

    #[test]
    fn lets_one_probe_through_and_closes_when_it_succeeds() {
        let (admission, probing) = calls([Health::Bad; 5]).admit(at(5));
        assert_eq!(admission, Admission::Probe);
        assert_eq!(probing.admit(at(6)).0, Admission::Refused { retry_at: at(15) });
        assert_eq!(probing.admit(at(15)).0, Admission::Probe, "a lost probe is given up");
        assert!(probing.record(admission, Health::Good, at(6), 1.0, CAP).is_spotless());
    }

    #[test]
    fn a_failed_probe_doubles_the_wait_up_to_the_cap() {
        let mut breaker = calls([Health::Bad; 5]);
        let mut now = at(0);
        let mut waits = Vec::new();
        for _ in 0..6 {
            let until = breaker.open_until.unwrap();
            waits.push((until - now).as_secs());
            now = until;
            let (admission, probing) = breaker.admit(now);
            breaker = probing.record(admission, Health::Bad, now, 1.0, CAP);
        }
        assert_eq!(waits, [5, 10, 20, 40, 60, 60]);
    }

    #[test]
    fn a_late_failure_does_not_prolong_an_open_breaker() {
        let open = calls([Health::Bad; 5]);
        assert_eq!(open.record(Admission::Call, Health::Bad, at(3), 1.0, CAP), open);
    }
}
