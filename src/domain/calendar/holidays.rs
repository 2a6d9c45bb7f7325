//! The public holidays, read from one line a day.
//!
//! Lunar dates, elections and temporary holidays make a rule for them longer than the data: about
//! twenty lines a year, which the centre can extend on the day a new one is decreed.

use std::collections::BTreeMap;

use jiff::civil::Date;
use thiserror::Error;

use crate::domain::lang::Words;

/// Days with their names; the years that occur are taken to be complete.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Holidays(BTreeMap<Date, Words>);

/// Why the holiday data was refused; lines count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum HolidayFault {
    #[error("line {line}: a holiday is written `2026-12-25  성탄절 | Christmas Day`")]
    Shape { line: usize },
    #[error("line {line}: there is no such day")]
    NoSuchDay { line: usize },
    #[error("line {line}: this day stands there twice")]
    Twice { line: usize },
}

impl Holidays {
    /// Reads `date  Korean name | English name`, a line each; empty lines and lines that begin
    /// with `#` are left out.
    pub fn parse(text: &str) -> Result<Holidays, HolidayFault> {
        let mut days = BTreeMap::new();
        for (line, content) in (1..).zip(text.trim_start_matches('\u{FEFF}').lines()) {
            let content = content.trim();
            if content.is_empty() || content.starts_with('#') {
                continue;
            }
            let ([year, month, day], words) = split(content).ok_or(HolidayFault::Shape { line })?;
            let narrow = |n| i8::try_from(n).unwrap_or(i8::MAX);
            let day = Date::new(year, narrow(month), narrow(day)).map_err(|_| HolidayFault::NoSuchDay { line })?;
            if days.insert(day, words).is_some() {
                return Err(HolidayFault::Twice { line });
            }
        }
        Ok(Holidays(days))
    }

    /// The name of the holiday, if the day is one.
    pub fn name_on(&self, date: Date) -> Option<&Words> {
        self.0.get(&date)
    }

    /// Whether the data knows the year of the day.
    pub fn covers(&self, date: Date) -> bool {
        let (first, last) = (date.first_of_year(), date.last_of_year());
        self.0.range(first..=last).next().is_some()
    }

    /// All days with their names, the earliest first.
    pub fn iter(&self) -> impl Iterator<Item = (Date, &Words)> {
        self.0.iter().map(|(date, words)| (*date, words))
    }
}

/// The numbers of the day, which has the shape `dddd-dd-dd`, and the two names of one line.
fn split(line: &str) -> Option<([i16; 3], Words)> {
    let (day, names) = line.split_once(char::is_whitespace)?;
    let (ko, en) = names.split_once('|')?;
    let (ko, en) = (ko.trim(), en.trim());
    let shaped = day.len() == 10
        && day.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !shaped || ko.is_empty() || en.is_empty() {
        return None;
    }
    let number = |digits: std::ops::Range<usize>| day.get(digits)?.parse().ok();
    Some(([number(0..4)?, number(5..7)?, number(8..10)?], Words::new(ko, en)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lang::Lang;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn lines_are_read_with_both_names() {
        let text = "# comment\n\n2026-12-25  성탄절 | Christmas Day\r\n2024-01-01  신정 | New Year's Day";
        let holidays = Holidays::parse(text).unwrap();
        let christmas = holidays.name_on(date(2026, 12, 25)).unwrap();
        assert_eq!(christmas.get(Lang::Ko), "성탄절");
        assert_eq!(christmas.get(Lang::En), "Christmas Day");
        assert_eq!(holidays.name_on(date(2026, 12, 24)), None);
        assert_eq!(holidays.iter().count(), 2);
    }

    #[test]
    fn only_the_years_of_the_data_are_covered() {
        let holidays = Holidays::parse("2024-06-06  현충일 | Memorial Day\n2026-06-06  현충일 | Memorial Day").unwrap();
        for (day, covered) in [
            (date(2023, 12, 31), false),
            (date(2024, 1, 1), true),
            (date(2024, 12, 31), true),
            (date(2025, 6, 6), false),
            (date(2026, 12, 31), true),
            (date(2027, 1, 1), false),
        ] {
            assert_eq!(holidays.covers(day), covered, "{day}");
        }
        assert!(!Holidays::default().covers(date(2026, 1, 1)));
    }

    #[test]
    fn a_bad_line_is_named() {
        for (text, fault) in [
            ("2026-12-25", HolidayFault::Shape { line: 1 }),
            ("\n2026-12-25 성탄절", HolidayFault::Shape { line: 2 }),
            ("2026-12-25 | Christmas", HolidayFault::Shape { line: 1 }),
            ("2026-1-1 신정 | New Year", HolidayFault::Shape { line: 1 }),
            ("20261225T1 가 | a", HolidayFault::Shape { line: 1 }),
            ("2026-02-30 가 | a", HolidayFault::NoSuchDay { line: 1 }),
            ("2026-02-01 가 | a\n2026-02-01 나 | b", HolidayFault::Twice { line: 2 }),
        ] {
            assert_eq!(Holidays::parse(text), Err(fault), "{text}");
        }
    }

    proptest! {
        #[test]
        fn parsing_never_panics(text in any::<String>()) {
            let _ = Holidays::parse(&text);
        }
    }
}
