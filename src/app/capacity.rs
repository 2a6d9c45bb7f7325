//! The centre's settings that live in the database: places a slot, and days it is closed.

use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};

use super::view::OrderView;
use super::{App, AppError};
use crate::domain::calendar::SlotTime;
use crate::domain::event::Event;
use crate::domain::reason::Reason;
use crate::domain::refusal::Refusal;
use crate::domain::slot::{CapacityRule, Occupancy};
use crate::store::sql::Sql;
use crate::store::{StoreError, orders, roster, slots};

/// Holds that one command looks at: more than any ten minutes have.
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
        self.store
            .write(move |sql| {
                slots::close(sql, date, &reason, now)?;
                Ok(hit(sql, date, now)?)
            })
            .await
    }

    /// The bookings that closing a day would hit; nothing is closed.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn closure_preview(&self, date: Date) -> Result<Vec<OrderView>, AppError> {
        let now = self.clock.now();
        Ok(self.store.read(move |sql| hit(sql, date, now)).await?)
    }

    /// Closed days with their reasons, from `from` to `to`.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn closures(&self, from: Date, to: Date) -> Result<Vec<(Date, String)>, AppError> {
        Ok(self.store.read(move |sql| slots::closures(sql, from, to)).await?)
    }

    /// Capacity rules, the newest first: of those that fit a slot the first holds, without one the usual
    /// capacity of the settings.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn capacity_rules(&self) -> Result<Vec<CapacityRule>, AppError> {
        Ok(self.store.read(slots::rules).await?)
    }

    /// Opens a closed day again; `false` when it was not closed.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn reopen(&self, date: Date) -> Result<bool, AppError> {
        Ok(self.store.write(move |sql| slots::reopen(sql, date)).await?)
    }
}

/// Visits that are still to come on a day.
fn hit(sql: &mut dyn Sql, date: Date, now: Timestamp) -> Result<Vec<OrderView>, StoreError> {
    let visitors = roster::of_day(sql, date, now)?;
    let orders = visitors.iter().map(|visitor| &visitor.order);
    Ok(orders
        .filter(|order| order.status.is_active())
        .map(OrderView::of)
        .collect())
}
