//! A slot's capacity: how many arrivals a half-hour admits, and the rules an admin sets for it.

use jiff::civil::{Date, Time};

use super::calendar::SlotTime;

/// "From then on, until then, at that time of day: so many places." The newest rule that fits wins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CapacityRule {
    pub from: Date,
    /// The last day; for ever when none.
    pub to: Option<Date>,
    /// One half-hour; all of them when none.
    pub time: Option<Time>,
    pub capacity: i64,
}

impl CapacityRule {
    fn fits(&self, slot: SlotTime) -> bool {
        self.from <= slot.date
            && self.to.is_none_or(|to| slot.date <= to)
            && self.time.is_none_or(|time| time == slot.time)
    }
}

/// The capacity of `slot` by `rules`, the newest first, or the centre's usual one.
pub fn capacity_at(slot: SlotTime, rules: &[CapacityRule], usual: i64) -> i64 {
    rules
        .iter()
        .find(|rule| rule.fits(slot))
        .map_or(usual, |rule| rule.capacity)
}

/// How full a slot is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occupancy {
    pub slot: SlotTime,
    pub capacity: i64,
    pub taken: i64,
}

impl Occupancy {
    /// Places that can still be had.
    pub fn free(&self) -> i64 {
        (self.capacity - self.taken).max(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    #[test]
    fn the_newest_rule_that_fits_wins() {
        let rule = |from, to, time, capacity| CapacityRule {
            from,
            to,
            time,
            capacity,
        };
        let half_past_eight = time(8, 30, 0, 0);
        let rules = [
            rule(date(2026, 12, 24), Some(date(2026, 12, 24)), None, 2),
            rule(date(2026, 12, 1), None, Some(half_past_eight), 6),
        ];
        let at = |day, time| {
            capacity_at(
                SlotTime {
                    date: date(2026, 12, day),
                    time,
                },
                &rules,
                4,
            )
        };
        assert_eq!(at(24, half_past_eight), 2);
        assert_eq!(at(1, half_past_eight), 6);
        assert_eq!(at(1, time(9, 0, 0, 0)), 4);
        assert_eq!(at(25, time(9, 0, 0, 0)), 4);
    }
}
