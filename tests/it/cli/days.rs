//! Days to book: tests run on any day of the year, so none of them names a date of its own.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::Value;

use super::centre::Centre;

/// Today in the centre's time zone.
#[expect(
    clippy::disallowed_methods,
    reason = "the program under test reads the real clock too"
)]
pub fn today() -> Date {
    TimeZone::get("Asia/Seoul")
        .unwrap()
        .to_datetime(Timestamp::now())
        .date()
}

/// The first such weekday that is not today.
pub fn coming(weekday: Weekday) -> Date {
    today().nth_weekday(1, weekday).unwrap()
}

/// The next Christmas Day that is not today, always a public holiday.
pub fn christmas() -> Date {
    let day = Date::new(today().year(), 12, 25).unwrap();
    if day > today() {
        day
    } else {
        day.saturating_add(1.year())
    }
}

impl Centre {
    /// Half-hours from tomorrow on, as `slots` shows them.
    pub fn slots(&self) -> Vec<Value> {
        let from = today().tomorrow().unwrap();
        let slots = self.json(&format!("slots --from {from}"));
        slots["slots"].as_array().unwrap().clone()
    }

    /// The first open days from tomorrow on, at most eight.
    pub fn open_days(&self) -> Vec<String> {
        let mut days: Vec<String> = self.slots().iter().map(|slot| text(&slot["date"])).collect();
        days.dedup();
        days.truncate(8);
        days
    }

    /// The first of them that is no Saturday, which has hours of its own.
    pub fn open_weekday(&self) -> String {
        let saturday = coming(Weekday::Saturday).to_string();
        self.open_days()
            .into_iter()
            .find(|day| *day != saturday)
            .expect("a weekday")
    }

    /// How many places are free in a half-hour.
    pub fn free(&self, date: &str, time: &str) -> i64 {
        let slots = self.json(&format!("slots --from {date} --to {date}"));
        let slots = slots["slots"].as_array().unwrap();
        let slot = slots.iter().find(|slot| slot["time"] == time).expect("a half-hour");
        slot["free"].as_i64().unwrap()
    }
}

/// The text of a JSON string.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}
