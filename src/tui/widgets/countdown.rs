//! The time that is left, and when it has to be drawn anew: once a second, and only while it is seen.

use jiff::{SignedDuration, Timestamp};

/// Whole seconds that are left, the begun one included.
fn seconds(until: Timestamp, now: Timestamp) -> Option<i64> {
    let left = until.duration_since(now).as_millis();
    i64::try_from(left)
        .ok()
        .filter(|left| *left > 0)
        .map(|left| (left + 999) / 1000)
}

/// `9:41`. None when it is over.
pub fn left(until: Timestamp, now: Timestamp) -> Option<String> {
    let seconds = seconds(until, now)?;
    Some(format!("{}:{:02}", seconds / 60, seconds % 60))
}

/// When [`left`] says something else. None when it is over.
pub fn next(until: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let after = SignedDuration::from_secs(seconds(until, now)? - 1);
    until.checked_sub(after).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_counts_down_a_second_at_a_time_to_nothing() {
        let now = Timestamp::from_millisecond(1_000_300).unwrap();
        let until = Timestamp::from_millisecond(1_062_000).unwrap();
        assert_eq!(left(until, now).unwrap(), "1:02");
        let then = next(until, now).unwrap();
        assert!(then > now);
        assert_eq!(left(until, then).unwrap(), "1:01");
        assert_eq!((left(until, until), next(until, until)), (None, None));
    }
}
