//! The hours of arrival for each day of the week, in steps of half an hour.
//!
//! Mornings only, because people come fasting: by default Monday to Friday 07:30 to 11:30,
//! Saturday 08:00 to 12:00, Sunday closed.

use jiff::civil::{Date, Time, Weekday, time};
use thiserror::Error;

/// The first arrival, and the end, at which nobody arrives any more.
pub type DayHours = (Time, Time);

/// The half hour between two arrivals, in minutes.
const STEP: i16 = 30;

/// Why opening hours were refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum HoursFault {
    #[error("opening hours are written 07:30-11:30, or closed")]
    Shape,
    #[error("there is no such time of day")]
    NoSuchTime,
    #[error("opening hours begin and end on the hour or half past")]
    NotHalfHour,
    #[error("opening hours end after they begin")]
    Backwards,
}

/// The hours of each day of the week; a day without hours is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpeningHours([Option<DayHours>; 7]);

impl Default for OpeningHours {
    fn default() -> OpeningHours {
        let weekday = Some((time(7, 30, 0, 0), time(11, 30, 0, 0)));
        let saturday = Some((time(8, 0, 0, 0), time(12, 0, 0, 0)));
        OpeningHours([weekday, weekday, weekday, weekday, weekday, saturday, None])
    }
}

impl OpeningHours {
    /// Seven days on which the centre is closed, to be opened with [`OpeningHours::with`].
    pub fn closed() -> OpeningHours {
        OpeningHours([None; 7])
    }

    /// The same hours with another day of the week; hours come from [`parse_hours`].
    #[must_use]
    pub fn with(mut self, weekday: Weekday, hours: Option<DayHours>) -> OpeningHours {
        if let Some(day) = self.0.get_mut(index(weekday)) {
            *day = hours;
        }
        self
    }

    /// The hours of a day of the week; `None` when closed.
    pub fn on(&self, weekday: Weekday) -> Option<DayHours> {
        self.0.get(index(weekday)).copied().flatten()
    }

    /// The times of arrival on a date by its day of the week; holidays are not looked at.
    pub fn slots_on(&self, date: Date) -> Vec<Time> {
        let Some((first, end)) = self.on(date.weekday()) else {
            return Vec::new();
        };
        (minutes(first)..minutes(end))
            .step_by(usize::from(STEP.unsigned_abs()))
            .filter_map(at_minutes)
            .collect()
    }
}

/// Reads `07:30-11:30` (a `~` between the two will do); `closed` and `휴무` are no hours.
pub fn parse_hours(text: &str) -> Result<Option<DayHours>, HoursFault> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("closed") || text == "휴무" {
        return Ok(None);
    }
    let (first, end) = text.split_once(['-', '~']).ok_or(HoursFault::Shape)?;
    let (first, end) = (clock(first.trim())?, clock(end.trim())?);
    if first.minute() % 30 != 0 || end.minute() % 30 != 0 {
        return Err(HoursFault::NotHalfHour);
    }
    if end <= first {
        return Err(HoursFault::Backwards);
    }
    Ok(Some((first, end)))
}

/// Reads `HH:MM`.
fn clock(text: &str) -> Result<Time, HoursFault> {
    let (hour, minute) = text.split_once(':').ok_or(HoursFault::Shape)?;
    let number = |part: &str| {
        let shaped = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        shaped.then(|| part.parse::<i8>().ok()).flatten()
    };
    let (Some(hour), Some(minute)) = (number(hour), number(minute)) else {
        return Err(HoursFault::Shape);
    };
    Time::new(hour, minute, 0, 0).map_err(|_| HoursFault::NoSuchTime)
}

fn index(weekday: Weekday) -> usize {
    usize::from(weekday.to_monday_zero_offset().unsigned_abs())
}

fn minutes(time: Time) -> i16 {
    i16::from(time.hour()) * 60 + i16::from(time.minute())
}

fn at_minutes(minutes: i16) -> Option<Time> {
    let hour = i8::try_from(minutes / 60).ok()?;
    let minute = i8::try_from(minutes % 60).ok()?;
    Time::new(hour, minute, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn shown(slots: Vec<Time>) -> Vec<String> {
        slots
            .iter()
            .map(|t| format!("{:02}:{:02}", t.hour(), t.minute()))
            .collect()
    }

    #[test]
    fn mornings_have_eight_arrivals() {
        let hours = OpeningHours::default();
        assert_eq!(
            shown(hours.slots_on(date(2026, 12, 1))),
            ["07:30", "08:00", "08:30", "09:00", "09:30", "10:00", "10:30", "11:00"]
        );
        let saturday = shown(hours.slots_on(date(2026, 12, 5)));
        assert_eq!(saturday.first().unwrap(), "08:00");
        assert_eq!(saturday.last().unwrap(), "11:30");
        assert_eq!(hours.slots_on(date(2026, 12, 6)), []);
    }

    #[test]
    fn one_day_can_be_changed() {
        let hours = OpeningHours::closed().with(Weekday::Sunday, parse_hours("09:00-10:00").unwrap());
        assert_eq!(shown(hours.slots_on(date(2026, 12, 6))), ["09:00", "09:30"]);
        assert_eq!(hours.slots_on(date(2026, 12, 7)), []);
    }

    #[test]
    fn hours_are_read() {
        let morning = Ok(Some((time(7, 30, 0, 0), time(11, 30, 0, 0))));
        for text in ["07:30-11:30", " 07:30 - 11:30 ", "07:30~11:30"] {
            assert_eq!(parse_hours(text), morning, "{text}");
        }
        assert_eq!(parse_hours("closed"), Ok(None));
        assert_eq!(parse_hours("휴무"), Ok(None));
    }

    #[test]
    fn bad_hours_are_refused() {
        for (text, fault) in [
            ("", HoursFault::Shape),
            ("07:30", HoursFault::Shape),
            ("7:30-11:30", HoursFault::Shape),
            ("07:30-11:30-12:00", HoursFault::Shape),
            ("07-11", HoursFault::Shape),
            ("+7:30-11:30", HoursFault::Shape),
            ("07:30-24:00", HoursFault::NoSuchTime),
            ("07:60-11:30", HoursFault::NoSuchTime),
            ("07:15-11:30", HoursFault::NotHalfHour),
            ("11:30-07:30", HoursFault::Backwards),
            ("07:30-07:30", HoursFault::Backwards),
        ] {
            assert_eq!(parse_hours(text), Err(fault), "{text}");
        }
    }

    proptest! {
        #[test]
        fn parsing_never_panics(text in any::<String>()) {
            let _ = parse_hours(&text);
        }

        #[test]
        fn arrivals_stay_within_the_hours(first in 0i8..47, length in 1i8..20) {
            let end = (first + length).min(47);
            let at = |half: i8| format!("{:02}:{:02}", half / 2, half % 2 * 30);
            let day = parse_hours(&format!("{}-{}", at(first), at(end))).unwrap();
            let slots = OpeningHours::closed()
                .with(Weekday::Tuesday, day)
                .slots_on(date(2026, 12, 1));
            prop_assert_eq!(slots.len(), usize::try_from(end - first).unwrap());
            let (open, close) = day.unwrap();
            prop_assert!(slots.iter().all(|slot| *slot >= open && *slot < close));
        }
    }
}
