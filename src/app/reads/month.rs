//! A month as the calendar shows it: open or closed and why, and how full.

use jiff::civil::Date;

use crate::app::days::{self, Day};
use crate::app::{App, AppError, Rules};
use crate::domain::refusal::ClosedBecause;

/// A day of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthDay {
    pub date: Date,
    /// Why nobody new is received.
    pub closed: Option<ClosedBecause>,
    /// Over, or further ahead than can be booked.
    pub out_of_reach: bool,
    pub capacity: i64,
    pub taken: i64,
    /// Places that can be booked now: none of a slot that has begun, of a closed day or one out of reach.
    pub free: i64,
}

impl App {
    /// The days of the month that `date` lies in.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn month(&self, date: Date) -> Result<Vec<MonthDay>, AppError> {
        let (rules, now) = (self.recorder.rules.clone(), self.clock.now());
        self.store
            .read(move |sql| {
                let days = days::between(sql, &rules, date.first_of_month(), date.last_of_month(), now)?;
                Ok(days.into_iter().map(|day| MonthDay::of(day, &rules, now)).collect())
            })
            .await
    }
}

impl MonthDay {
    /// A calendar's day, seen at `now`.
    pub fn of(day: Day, rules: &Rules, now: jiff::Timestamp) -> Self {
        let out_of_reach = day.date < rules.today(now) || day.date > rules.last_day(now);
        let free = day.slots.iter().filter(|place| !rules.has_begun(place.slot, now));
        Self {
            date: day.date,
            out_of_reach,
            capacity: day.slots.iter().map(|place| place.capacity).sum(),
            taken: day.slots.iter().chain(&day.beside).map(|place| place.taken).sum(),
            free: if out_of_reach {
                0
            } else {
                free.map(|place| place.free()).sum()
            },
            closed: day.closed,
        }
    }
}
