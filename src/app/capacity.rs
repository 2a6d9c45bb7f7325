//! The centre's settings that live in the database: places a slot, and days it is closed.

use jiff::ToSpan;
use jiff::civil::{Date, Time};

use super::view::OrderView;
use super::{App, AppError};
use crate::domain::calendar::SlotTime;
use crate::domain::event::Event;
use crate::domain::order::OrderStatus;
use crate::domain::reason::Reason;
use crate::domain::refusal::Refusal;
use crate::domain::slot::{CapacityRule, Occupancy};
use crate::store::{orders, slots};

/// Orders that one command looks at: more than any day or any ten minutes have.
const AT_MOST: i64 = 10_000;

/// What setting a capacity came to.
#[derive(Debug, Clone)]
pub struct CapacitySet {
    pub rule: CapacityRule,
    /// Slots that keep more places because they are booked.
    pub kept: Vec<Occupancy>,
}

impl App {
    /// Sets the places of the slots that a rule covers, never below what is booked. A hold that ran out is
    /// no booking.
    ///
    /// # Errors
    /// [`Refusal::OutsideHours`] for a half-hour that no day has, [`Refusal::PastDate`] when all of it is over.
    pub async fn set_capacity(&self, rule: CapacityRule) -> Result<CapacitySet, AppError> {
        self.lies_ahead(rule.to.unwrap_or(Date::MAX))?;
        if let Some(time) = rule.time {
            let opening = &self.recorder.rules.opening;
            let mut week = rule.from.series(1.day()).take(7);
            if !week.any(|day| opening.slots_on(day).contains(&time)) {
                let (slot, nearest) = (SlotTime { date: rule.from, time }, Vec::new());
                return Err(Refusal::OutsideHours { slot, nearest }.into());
            }
        }
        let (app, applied) = (self.clone(), rule.clone());
        let kept = self
            .store
            .write(move |sql| -> Result<_, AppError> {
                let now = app.clock.now();
                for held in orders::run_out(sql, None, now, AT_MOST)? {
                    app.recorder.record(sql, &held, &[Event::HoldExpired], now)?;
                }
                Ok(slots::set_capacity(sql, &applied, now)?)
            })
            .await?;
        Ok(CapacitySet { rule, kept })
    }

    fn lies_ahead(&self, last: Date) -> Result<(), Refusal> {
        if last >= self.recorder.rules.today(self.clock.now()) {
            return Ok(());
        }
        let time = Time::midnight();
        Err(Refusal::PastDate {
            slot: SlotTime { date: last, time },
        })
    }

    /// Closes a day for new bookings, and answers with those it already has: they stay until somebody
    /// moves or rejects them.
    ///
    /// # Errors
    /// [`Refusal::PastDate`].
    pub async fn close(&self, date: Date, reason: Option<Reason>) -> Result<Vec<OrderView>, AppError> {
        self.lies_ahead(date)?;
        let now = self.clock.now();
        let reason = reason.map_or_else(String::new, |reason| reason.as_str().to_owned());
        let hit = self
            .store
            .write(move |sql| {
                slots::close(sql, date, &reason, now)?;
                let filter = orders::Filter {
                    date: Some(date),
                    limit: AT_MOST,
                    ..orders::Filter::default()
                };
                orders::list(sql, &filter)
            })
            .await?;
        Ok(hit
            .iter()
            .filter(|order| order.status.is_active() && order.status != OrderStatus::Expired)
            .map(OrderView::of)
            .collect())
    }

    /// Opens a closed day again; `false` when it was not closed.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn reopen(&self, date: Date) -> Result<bool, AppError> {
        Ok(self.store.write(move |sql| slots::reopen(sql, date)).await?)
    }
}
