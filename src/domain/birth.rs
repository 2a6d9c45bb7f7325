//! The date of birth, which tells two customers of one name apart and decides who is due.
//!
//! Asked for a birth date, some customers give their resident registration number, which begins
//! with one; that is refused by name, so the desk knows what must not be written down.

use jiff::civil::Date;
use thiserror::Error;

use super::{digits, identity};

/// A day from 1900-01-01 to the day it was entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BirthDate(Date);

/// Why a text is not a date of birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BirthFault {
    #[error("a date of birth is written YYYY-MM-DD or YYYYMMDD")]
    Shape,
    #[error("there is no such day")]
    NoSuchDay,
    #[error("a date of birth cannot be in the future")]
    Future,
    #[error("a date of birth cannot be before 1900")]
    TooLongAgo,
    #[error("this is a resident registration number, which is never stored: enter YYYY-MM-DD")]
    ResidentNumber,
}

impl BirthDate {
    /// Reads `YYYY-MM-DD` or `YYYYMMDD`; `today` is the last day allowed.
    pub fn parse(text: &str, today: Date) -> Result<BirthDate, BirthFault> {
        if identity::has_resident_number(text) {
            return Err(BirthFault::ResidentNumber);
        }
        let (year, month, day) = fields(&digits::fold(text.trim())).ok_or(BirthFault::Shape)?;
        if year < 1900 {
            return Err(BirthFault::TooLongAgo);
        }
        let date = Date::new(year, month, day).map_err(|_| BirthFault::NoSuchDay)?;
        if date > today {
            return Err(BirthFault::Future);
        }
        Ok(BirthDate(date))
    }

    /// A date that was checked when it was entered, as read back from the store.
    pub fn from_date(date: Date) -> BirthDate {
        BirthDate(date)
    }

    /// The day itself.
    pub fn date(self) -> Date {
        self.0
    }
}

/// Year, month and day of `YYYY-MM-DD` or `YYYYMMDD`.
fn fields(text: &str) -> Option<(i16, i8, i8)> {
    let bytes = text.as_bytes();
    let compact = match bytes.len() {
        8 => text.to_owned(),
        10 if bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-') => text.replace('-', ""),
        _ => return None,
    };
    if compact.len() != 8 || !compact.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let year = compact.get(0..4)?.parse().ok()?;
    let month = compact.get(4..6)?.parse().ok()?;
    let day = compact.get(6..8)?.parse().ok()?;
    Some((year, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    const TODAY: Date = date(2026, 12, 1);

    #[test]
    fn both_writings_are_read() {
        for text in ["1990-01-31", "19900131", " 1990-01-31 ", "１９９００１３１"] {
            let birth = BirthDate::parse(text, TODAY).unwrap();
            assert_eq!(birth.date(), date(1990, 1, 31), "{text}");
        }
    }

    #[test]
    fn the_bounds_are_allowed() {
        for text in ["1900-01-01", "2026-12-01", "2024-02-29"] {
            assert!(BirthDate::parse(text, TODAY).is_ok(), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_birth_date_is_refused() {
        for (text, fault) in [
            ("", BirthFault::Shape),
            ("900131", BirthFault::Shape),
            ("1990-1-31", BirthFault::Shape),
            ("1990/01/31", BirthFault::Shape),
            ("1990-0131", BirthFault::Shape),
            ("31-01-1990", BirthFault::Shape),
            ("1990-01-3a", BirthFault::Shape),
            ("-990-01-31", BirthFault::Shape),
            ("+9900131", BirthFault::Shape),
            ("1990년 1월", BirthFault::Shape),
            ("1990-02-30", BirthFault::NoSuchDay),
            ("1990-13-01", BirthFault::NoSuchDay),
            ("2023-02-29", BirthFault::NoSuchDay),
            ("1990-00-10", BirthFault::NoSuchDay),
            ("2026-12-02", BirthFault::Future),
            ("9999-12-31", BirthFault::Future),
            ("1899-12-31", BirthFault::TooLongAgo),
            ("0000-00-00", BirthFault::TooLongAgo),
            ("900131-1234567", BirthFault::ResidentNumber),
            ("9001311234567", BirthFault::ResidentNumber),
        ] {
            assert_eq!(BirthDate::parse(text, TODAY), Err(fault), "{text}");
        }
    }

    proptest! {
        #[test]
        fn parsing_never_panics(text in any::<String>()) {
            let _ = BirthDate::parse(&text, TODAY);
        }

        #[test]
        fn digits_and_hyphens_never_panic(text in "[0-9-]{7,11}") {
            if let Ok(birth) = BirthDate::parse(&text, TODAY) {
                prop_assert_eq!(BirthDate::parse(&birth.date().to_string(), TODAY), Ok(birth));
            }
        }
    }
}
