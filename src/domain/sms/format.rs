//! Dates, times and amounts as they stand in a text: short, and never ambiguous.
//!
//! The year is left out, nobody books that far ahead; the day of the week stays, because it is what
//! people check a date against.

use jiff::civil::{Date, Time};

use crate::domain::{
    calendar::{SlotTime, weekday_word},
    lang::Lang,
    money::Won,
};

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A day: `12/1(화)`, `Tue 1 Dec`.
pub fn date_words(date: Date, lang: Lang) -> String {
    let weekday = weekday_word(date.weekday(), lang);
    let (month, day) = (date.month(), date.day());
    match lang {
        Lang::Ko => format!("{month}/{day}({weekday})"),
        Lang::En => {
            let index = usize::from(month.unsigned_abs()).saturating_sub(1);
            let month = MONTHS.get(index).copied().unwrap_or_default();
            format!("{weekday} {day} {month}")
        }
    }
}

/// A time of day in both languages: `08:30`.
pub fn time_words(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// A day and a time: `12/1(화) 08:30`, `Tue 1 Dec 08:30`.
pub fn slot_words(slot: SlotTime, lang: Lang) -> String {
    format!("{} {}", date_words(slot.date, lang), time_words(slot.time))
}

/// An amount: `50,000원`, `50,000 won`.
pub fn won_words(won: Won, lang: Lang) -> String {
    match lang {
        Lang::Ko => format!("{won}원"),
        Lang::En => format!("{won} won"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    #[test]
    fn slots_are_short_and_name_the_weekday() {
        let slot = SlotTime::new(date(2026, 12, 1), time(8, 30, 0, 0));
        assert_eq!(slot_words(slot, Lang::Ko), "12/1(화) 08:30");
        assert_eq!(slot_words(slot, Lang::En), "Tue 1 Dec 08:30");
        let slot = SlotTime::new(date(2027, 1, 31), time(11, 0, 0, 0));
        assert_eq!(slot_words(slot, Lang::Ko), "1/31(일) 11:00");
        assert_eq!(slot_words(slot, Lang::En), "Sun 31 Jan 11:00");
    }

    #[test]
    fn amounts_carry_their_unit() {
        let won = Won::new(50_000).unwrap();
        assert_eq!(won_words(won, Lang::Ko), "50,000원");
        assert_eq!(won_words(won, Lang::En), "50,000 won");
    }
}
