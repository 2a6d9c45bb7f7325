//! Which days the centre is open, and at which times people may arrive.
//!
//! Dates and times are civil values of the centre's time zone, so nothing here depends on a clock.
//! A day beyond the holiday data (2024–2030) counts as closed: taking a booking for a day that
//! turns out to be Seollal costs more than refusing one years ahead.

mod holidays;
mod hours;
mod slot;

use jiff::civil::Date;
use thiserror::Error;

use super::lang::Words;

pub use holidays::{HolidayFault, Holidays};
pub use hours::{DayHours, HoursFault, OpeningHours, parse_hours};
pub use slot::{SlotTime, weekday_word};

/// Why nobody is examined on a day.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DayClosed {
    #[error("the centre is closed on that day of the week")]
    Weekday,
    #[error("the centre is closed on public holidays: {en}", en = .0.en)]
    Holiday(Words),
    #[error("the public holidays of that year are not known yet")]
    OutOfData,
}

/// Whether the centre is open on a day, by its hours and by the public holidays.
pub fn open_day(hours: &OpeningHours, holidays: &Holidays, date: Date) -> Result<(), DayClosed> {
    if hours.on(date.weekday()).is_none() {
        return Err(DayClosed::Weekday);
    }
    if let Some(name) = holidays.name_on(date) {
        return Err(DayClosed::Holiday(name.clone()));
    }
    if !holidays.covers(date) {
        return Err(DayClosed::OutOfData);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_is_closed_for_one_of_three_reasons() {
        let hours = OpeningHours::default();
        let holidays = Holidays::parse("2026-12-25  성탄절 | Christmas Day\n").unwrap();
        let open = |day| open_day(&hours, &holidays, day);
        assert_eq!(open(date(2026, 12, 1)), Ok(()));
        assert_eq!(open(date(2026, 12, 5)), Ok(()), "Saturday");
        assert_eq!(open(date(2026, 12, 6)), Err(DayClosed::Weekday));
        assert_eq!(
            open(date(2026, 12, 25)),
            Err(DayClosed::Holiday(Words::new("성탄절", "Christmas Day")))
        );
        assert_eq!(open(date(2027, 1, 4)), Err(DayClosed::OutOfData));
        assert_eq!(
            open(date(2026, 12, 25)).unwrap_err().to_string(),
            "the centre is closed on public holidays: Christmas Day"
        );
    }
}
