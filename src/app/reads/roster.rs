//! The day sheet, half-hour by half-hour.

use jiff::civil::Date;

use crate::app::{App, AppError, days};
use crate::domain::refusal::ClosedBecause;
use crate::domain::slot::Occupancy;
use crate::store::roster::{self, Visitor};

/// Who is expected on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    pub date: Date,
    /// Why nobody new is received.
    pub closed: Option<ClosedBecause>,
    /// By time; also those outside the hours, if somebody is booked there.
    pub slots: Vec<RosterSlot>,
}

/// A half-hour of arrival.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterSlot {
    pub place: Occupancy,
    /// By name.
    pub visitors: Vec<Visitor>,
}

impl App {
    /// The roster of a day, past or coming.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn roster(&self, date: Date) -> Result<Roster, AppError> {
        let (rules, now) = (self.recorder.rules.clone(), self.clock.now());
        self.store
            .read(move |sql| {
                let visitors = roster::of_day(sql, date, now)?;
                let mut days = days::between(sql, &rules, date, date, now)?;
                let Some(day) = days.pop() else {
                    return Err(AppError::Bug("a day that is none".into()));
                };
                let mut slots: Vec<RosterSlot> = day
                    .slots
                    .into_iter()
                    .chain(day.beside)
                    .map(|place| RosterSlot {
                        place,
                        visitors: Vec::new(),
                    })
                    .collect();
                slots.sort_by_key(|slot| slot.place.slot);
                for visitor in visitors {
                    if let Ok(n) = slots.binary_search_by_key(&visitor.order.slot, |slot| slot.place.slot) {
                        slots[n].visitors.push(visitor);
                    }
                }
                Ok(Roster {
                    date,
                    closed: day.closed,
                    slots,
                })
            })
            .await
    }
}
