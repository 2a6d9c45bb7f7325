//! When: a month with its free places, a day of it, and a half-hour of that day.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::app::reads::MonthDay;
use crate::app::{App, AppError};
use crate::domain::calendar::SlotTime;
use crate::domain::slot::Occupancy;
use crate::tui::scene::Scene;

/// Months that are looked through for a free place.
const AHEAD: usize = 4;

/// What is to be read: a month, and a day of it; without one the first day with a free place from there on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sought {
    pub month: Date,
    pub day: Option<Date>,
}

/// A month and the half-hours of one of its days.
#[derive(Debug)]
pub struct Seen {
    days: Vec<MonthDay>,
    day: Date,
    slots: Vec<Occupancy>,
}

/// Reads what is sought.
///
/// # Errors
/// Only the store's.
pub async fn look(app: &App, sought: Sought) -> Result<Seen, AppError> {
    let mut days = app.month(sought.month).await?;
    let mut day = sought.day.or_else(|| first_free(&days));
    let mut month = sought.month;
    for _ in 1..AHEAD {
        if day.is_some() {
            break;
        }
        month = month.last_of_month().saturating_add(1.day());
        days = app.month(month).await?;
        day = first_free(&days);
    }
    if day.is_none() && month != sought.month {
        days = app.month(sought.month).await?;
    }
    let day = day.unwrap_or(sought.month);
    let slots = app.slots(day, day).await?;
    Ok(Seen { days, day, slots })
}

fn first_free(days: &[MonthDay]) -> Option<Date> {
    days.iter().find(|day| day.free > 0).map(|day| day.date)
}

/// The calendar as last seen, and what is chosen in it.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    days: Vec<MonthDay>,
    day: Option<Date>,
    slots: Vec<Occupancy>,
    slot: Option<SlotTime>,
}

impl Calendar {
    pub fn days(&self) -> &[MonthDay] {
        &self.days
    }

    /// The chosen day.
    pub const fn day(&self) -> Option<Date> {
        self.day
    }

    /// The chosen day in the month, when it has been looked at.
    pub fn month_day(&self) -> Option<&MonthDay> {
        self.days.iter().find(|day| Some(day.date) == self.day)
    }

    /// The half-hours of the chosen day; none until they have been looked at.
    pub fn slots(&self) -> &[Occupancy] {
        let seen = self
            .slots
            .first()
            .is_some_and(|place| Some(place.slot.date) == self.day);
        if seen { &self.slots } else { &[] }
    }

    /// The chosen half-hour, a free one.
    pub fn slot(&self) -> Option<SlotTime> {
        self.slot.filter(|slot| Some(slot.date) == self.day)
    }

    /// What to read to see the same again.
    pub fn again(&self, scene: &Scene) -> Sought {
        Sought {
            month: self.day.unwrap_or_else(|| scene.today()),
            day: self.day,
        }
    }

    /// The day of the earliest free place.
    pub fn earliest(&mut self, scene: &Scene) -> Sought {
        self.slot = None;
        Sought {
            month: scene.today(),
            day: None,
        }
    }

    /// Today, and of today the next free half-hour.
    pub fn next_today(&mut self, scene: &Scene) -> Sought {
        self.slot = None;
        self.go(scene.today(), scene)
    }

    /// Takes in what was read; answers with the chosen half-hour if its last place has gone meanwhile.
    pub fn see(&mut self, seen: Seen) -> Option<SlotTime> {
        let had = self.slot();
        self.days = seen.days;
        self.day = Some(seen.day);
        self.slots = seen.slots;
        let free = |slot: SlotTime| self.slots.iter().any(|place| place.slot == slot && place.free() > 0);
        let lost = had.filter(|slot| slot.date == seen.day && !free(*slot));
        let wanted = self.slot.map(|slot| SlotTime::new(seen.day, slot.time));
        self.slot = wanted.filter(|slot| free(*slot)).or_else(|| self.near(wanted));
        lost
    }

    /// The free half-hour of the day nearest to the one that is wanted.
    fn near(&self, wanted: Option<SlotTime>) -> Option<SlotTime> {
        let free = self.slots.iter().filter(|place| place.free() > 0);
        let away = |slot: SlotTime| wanted.map(|wanted| slot.time.duration_since(wanted.time).abs());
        free.min_by_key(|place| (away(place.slot), place.slot))
            .map(|place| place.slot)
    }

    /// Goes some days on or back, as far as can be booked; what to read then.
    pub fn step_days(&mut self, by: i64, scene: &Scene) -> Sought {
        let from = self.day.unwrap_or_else(|| scene.today());
        self.go(from.saturating_add(by.days()), scene)
    }

    /// The same day some months on or back; what to read then.
    pub fn step_months(&mut self, by: i64, scene: &Scene) -> Sought {
        let from = self.day.unwrap_or_else(|| scene.today());
        self.go(from.saturating_add(by.months()), scene)
    }

    /// Chooses a day, or the nearest that can be booked; what to read then.
    pub fn go(&mut self, day: Date, scene: &Scene) -> Sought {
        let day = day.clamp(scene.today(), scene.rules.last_day(scene.now));
        self.day = Some(day);
        Sought {
            month: day,
            day: Some(day),
        }
    }

    /// Chooses a half-hour of any day; what to read then.
    pub fn take(&mut self, slot: SlotTime, scene: &Scene) -> Sought {
        let sought = self.go(slot.date, scene);
        self.slot = Some(slot);
        sought
    }

    /// Chooses the `n`th half-hour, if it has a free place.
    pub fn choose_slot(&mut self, n: usize) -> bool {
        let free = self
            .slots()
            .get(n)
            .filter(|place| place.free() > 0)
            .map(|place| place.slot);
        if free.is_some() {
            self.slot = free;
        }
        free.is_some()
    }

    /// The free half-hour some rows further on or back.
    pub fn step_slot(&mut self, by: isize) {
        let free: Vec<SlotTime> = self
            .slots()
            .iter()
            .filter(|place| place.free() > 0)
            .map(|place| place.slot)
            .collect();
        let at = free.iter().position(|slot| Some(*slot) == self.slot).unwrap_or(0);
        let to = at.saturating_add_signed(by).min(free.len().saturating_sub(1));
        self.slot = free.get(to).copied().or(self.slot);
    }
}
