//! The dated half-hour of arrival, and the names of the days of the week.

use std::fmt;

use jiff::civil::{Date, Time, Weekday};

use crate::domain::lang::Lang;

/// A day and a time of arrival in the centre's time zone; earlier slots compare as less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SlotTime {
    pub date: Date,
    pub time: Time,
}

impl SlotTime {
    /// A slot as given; whether the centre is open then is not looked at.
    pub fn new(date: Date, time: Time) -> SlotTime {
        SlotTime { date, time }
    }
}

impl fmt::Display for SlotTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute) = (self.time.hour(), self.time.minute());
        f.pad(&format!("{} {hour:02}:{minute:02}", self.date))
    }
}

/// The day of the week in one syllable or three letters: `월`, `Mon`.
pub fn weekday_word(weekday: Weekday, lang: Lang) -> &'static str {
    let (ko, en) = match weekday {
        Weekday::Monday => ("월", "Mon"),
        Weekday::Tuesday => ("화", "Tue"),
        Weekday::Wednesday => ("수", "Wed"),
        Weekday::Thursday => ("목", "Thu"),
        Weekday::Friday => ("금", "Fri"),
        Weekday::Saturday => ("토", "Sat"),
        Weekday::Sunday => ("일", "Sun"),
    };
    match lang {
        Lang::Ko => ko,
        Lang::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    #[test]
    fn a_slot_is_shown_to_the_minute_and_sorts_by_time() {
        let slot = SlotTime::new(date(2026, 12, 1), time(8, 30, 0, 0));
        assert_eq!(slot.to_string(), "2026-12-01 08:30");
        assert_eq!(format!("{slot:>18}"), "  2026-12-01 08:30");
        assert!(slot < SlotTime::new(date(2026, 12, 1), time(9, 0, 0, 0)));
        assert!(slot < SlotTime::new(date(2026, 12, 2), time(7, 30, 0, 0)));
    }

    #[test]
    fn days_of_the_week_are_named_in_both_languages() {
        let week: Vec<Weekday> = (1..=7)
            .map(|offset| Weekday::from_monday_one_offset(offset).unwrap())
            .collect();
        let named = |lang| -> Vec<&str> { week.iter().map(|d| weekday_word(*d, lang)).collect() };
        assert_eq!(named(Lang::Ko).concat(), "월화수목금토일");
        assert_eq!(named(Lang::En).join(" "), "Mon Tue Wed Thu Fri Sat Sun");
    }
}
