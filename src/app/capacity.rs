//! The centre's settings that live in the database: places a slot, and days it is closed.

use jiff::civil::Date;

use super::view::OrderView;
use super::{App, AppError};
use crate::domain::order::OrderStatus;
use crate::domain::reason::Reason;
use crate::domain::slot::{CapacityRule, Occupancy};
use crate::store::{orders, slots};

/// What setting a capacity came to.
#[derive(Debug, Clone)]
pub struct CapacitySet {
    pub rule: CapacityRule,
    /// Slots that keep more places because they are booked.
    pub kept: Vec<Occupancy>,
}

impl App {
    /// Sets the places of the slots that a rule covers, never below what is booked.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn set_capacity(&self, rule: CapacityRule) -> Result<CapacitySet, AppError> {
        let now = self.clock.now();
        let applied = rule.clone();
        let kept = self
            .store
            .write(move |sql| slots::set_capacity(sql, &applied, now))
            .await?;
        Ok(CapacitySet { rule, kept })
    }

    /// Closes a day for new bookings, and answers with those it already has: they stay until somebody
    /// moves or rejects them.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn close(&self, date: Date, reason: Option<Reason>) -> Result<Vec<OrderView>, AppError> {
        let now = self.clock.now();
        let reason = reason.map_or_else(String::new, |reason| reason.as_str().to_owned());
        let hit = self
            .store
            .write(move |sql| {
                slots::close(sql, date, &reason, now)?;
                let filter = orders::Filter {
                    date: Some(date),
                    limit: 10_000,
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
