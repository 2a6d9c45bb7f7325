//! Where and when: which slots there are, how many places are free, which one is meant.

use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};

use super::days::{self, Calendar};
use super::rules::Rules;
use super::{App, AppError};
use crate::domain::calendar::{DayClosed, SlotTime};
use crate::domain::refusal::{ClosedBecause, Refusal};
use crate::domain::slot::Occupancy;
use crate::store::StoreError;
use crate::store::sql::Sql;

/// When the customer wants to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// The earliest free place from today on; at this time of day if one is given.
    Earliest(Option<Time>),
    /// The earliest free place of a day.
    OnDay(Date),
    At(SlotTime),
}

impl App {
    /// Every slot from `from` to `to` that has not begun, with its places.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn slots(&self, from: Date, to: Date) -> Result<Vec<Occupancy>, AppError> {
        let (rules, now) = (self.recorder.rules.clone(), self.clock.now());
        self.store
            .read(move |sql| Ok(between(sql, &rules, from, to, now)?))
            .await
    }

    /// The three free slots closest to one that is full, the closest first.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn nearest(&self, slot: SlotTime) -> Result<Vec<SlotTime>, AppError> {
        let (rules, now) = (self.recorder.rules.clone(), self.clock.now());
        Ok(self.store.read(move |sql| nearest(sql, &rules, slot, now)).await?)
    }
}

/// Every slot from `from` to `to` that has not begun, with its places.
///
/// # Errors
/// Only the store's.
pub fn between(
    sql: &mut dyn Sql,
    rules: &Rules,
    from: Date,
    to: Date,
    now: Timestamp,
) -> Result<Vec<Occupancy>, StoreError> {
    let from = from.max(rules.today(now));
    let to = to.min(rules.last_day(now));
    Ok(days::between(sql, rules, from, to, now)?
        .into_iter()
        .flat_map(|day| day.slots)
        .filter(|place| !rules.has_begun(place.slot, now))
        .collect())
}

/// The slot that is meant. Only that it exists and lies ahead is checked, not that a place is free:
/// that is decided when the place is taken.
///
/// # Errors
/// [`Refusal`]: past, too far ahead, closed, outside the hours, or nothing free at all.
pub fn choose(sql: &mut dyn Sql, rules: &Rules, when: When, now: Timestamp) -> Result<SlotTime, AppError> {
    let today = rules.today(now);
    match when {
        When::Earliest(time) => earliest(sql, rules, time, now),
        When::OnDay(date) => {
            check_day(sql, rules, date, now)?;
            let places = between(sql, rules, date, date, now)?;
            match places.iter().find(|place| place.free() > 0).or(places.first()) {
                Some(place) => Ok(place.slot),
                None => {
                    let time = rules.opening.slots_on(date).last().copied().unwrap_or_default();
                    Err(Refusal::PastDate {
                        slot: SlotTime { date, time },
                    }
                    .into())
                }
            }
        }
        When::At(slot) => {
            if slot.date < today {
                return Err(Refusal::PastDate { slot }.into());
            }
            check_day(sql, rules, slot.date, now)?;
            if !rules.opening.slots_on(slot.date).contains(&slot.time) {
                let nearest = nearest(sql, rules, slot, now)?;
                return Err(Refusal::OutsideHours { slot, nearest }.into());
            }
            if rules.has_begun(slot, now) {
                return Err(Refusal::PastDate { slot }.into());
            }
            Ok(slot)
        }
    }
}

fn check_day(sql: &mut dyn Sql, rules: &Rules, date: Date, now: Timestamp) -> Result<(), AppError> {
    let (today, last) = (rules.today(now), rules.last_day(now));
    if date < today {
        let slot = SlotTime {
            date,
            time: Time::midnight(),
        };
        return Err(Refusal::PastDate { slot }.into());
    }
    if date > last {
        return Err(Refusal::TooFarAhead { date, last }.into());
    }
    let horizon = date.saturating_add(30.days());
    let calendar = Calendar::read(sql, rules, date, horizon)?;
    let Some(because) = calendar.closed(date) else {
        return Ok(());
    };
    if matches!(because, ClosedBecause::Calendar(DayClosed::OutOfData)) {
        return Err(Refusal::TooFarAhead { date, last }.into());
    }
    let next_open = date
        .series(1.day())
        .skip(1)
        .take(30)
        .find(|day| calendar.closed(*day).is_none());
    Err(Refusal::ClosedDay {
        date,
        because,
        next_open,
    }
    .into())
}

fn earliest(sql: &mut dyn Sql, rules: &Rules, time: Option<Time>, now: Timestamp) -> Result<SlotTime, AppError> {
    let last = rules.last_day(now);
    let mut from = rules.today(now);
    while from <= last {
        let to = from.saturating_add(13.days()).min(last);
        let free = between(sql, rules, from, to, now)?
            .into_iter()
            .find(|place| place.free() > 0 && time.is_none_or(|time| place.slot.time == time));
        if let Some(place) = free {
            return Ok(place.slot);
        }
        from = to.saturating_add(1.day());
    }
    Err(Refusal::NothingFree { until: last }.into())
}

/// The three free slots closest to `wanted`, the closest first.
///
/// # Errors
/// Only the store's.
pub fn nearest(
    sql: &mut dyn Sql,
    rules: &Rules,
    wanted: SlotTime,
    now: Timestamp,
) -> Result<Vec<SlotTime>, StoreError> {
    let (from, to) = (
        wanted.date.saturating_sub(7.days()),
        wanted.date.saturating_add(30.days()),
    );
    let centre = wanted.date.to_datetime(wanted.time);
    let mut free: Vec<SlotTime> = between(sql, rules, from, to, now)?
        .into_iter()
        .filter(|place| place.free() > 0 && place.slot != wanted)
        .map(|place| place.slot)
        .collect();
    free.sort_by_key(|slot| {
        let away = slot.date.to_datetime(slot.time).duration_since(centre).abs();
        (away, *slot)
    });
    free.truncate(3);
    Ok(free)
}
