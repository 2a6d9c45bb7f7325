//! The days of the calendar: which are open, why the others are not, and how full each half-hour is.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::rules::Rules;
use crate::domain::calendar::{SlotTime, open_day};
use crate::domain::refusal::ClosedBecause;
use crate::domain::slot::{CapacityRule, Occupancy, capacity_at};
use crate::store::sql::Sql;
use crate::store::{StoreError, slots};

/// A day of the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    pub date: Date,
    /// Why nobody new is received; who is booked already may still come.
    pub closed: Option<ClosedBecause>,
    /// The half-hours of arrival, by time; none on a closed day.
    pub slots: Vec<Occupancy>,
    /// What is booked all the same: on a day that was closed later, at a time outside the hours.
    pub beside: Vec<Occupancy>,
}

/// Days and their closures over a span, read once.
pub struct Calendar<'a> {
    rules: &'a Rules,
    closures: Vec<(Date, String)>,
}

impl<'a> Calendar<'a> {
    /// The closures from `from` to `to`.
    ///
    /// # Errors
    /// Only the store's.
    pub fn read(sql: &mut dyn Sql, rules: &'a Rules, from: Date, to: Date) -> Result<Self, StoreError> {
        let closures = slots::closures(sql, from, to)?;
        Ok(Self { rules, closures })
    }

    /// Why a day is closed; none when it is open.
    pub fn closed(&self, date: Date) -> Option<ClosedBecause> {
        if let Some((_, reason)) = self.closures.iter().find(|(closed, _)| *closed == date) {
            return Some(ClosedBecause::Closure(reason.clone()));
        }
        open_day(&self.rules.opening, &self.rules.holidays, date)
            .err()
            .map(ClosedBecause::Calendar)
    }
}

/// The days from `from` to `to`, past ones and begun slots too.
///
/// # Errors
/// Only the store's.
pub fn between(sql: &mut dyn Sql, rules: &Rules, from: Date, to: Date, now: Timestamp) -> Result<Vec<Day>, StoreError> {
    let calendar = Calendar::read(sql, rules, from, to)?;
    let known = slots::occupancy(sql, from, to, now)?;
    let set = slots::rules(sql)?;
    let mut days = Vec::new();
    let mut date = from;
    while date <= to {
        let closed = calendar.closed(date);
        let times = match closed {
            None => rules.opening.slots_on(date),
            Some(_) => Vec::new(),
        };
        let slots: Vec<Occupancy> = times
            .into_iter()
            .map(|time| occupancy_of(SlotTime { date, time }, &known, &set, rules.usual_capacity))
            .collect();
        let first = known.partition_point(|place| place.slot.date < date);
        let beside = known.iter().skip(first).take_while(|place| place.slot.date == date);
        let beside = beside
            .filter(|place| place.taken > 0 && !slots.iter().any(|slot| slot.slot == place.slot))
            .copied()
            .collect();
        days.push(Day {
            date,
            closed,
            slots,
            beside,
        });
        date = date.saturating_add(1.day());
    }
    Ok(days)
}

fn occupancy_of(slot: SlotTime, known: &[Occupancy], set: &[CapacityRule], usual: i64) -> Occupancy {
    match known.binary_search_by_key(&slot, |occupancy| occupancy.slot) {
        Ok(n) => known[n],
        Err(_) => Occupancy {
            slot,
            capacity: capacity_at(slot, set, usual),
            taken: 0,
        },
    }
}
