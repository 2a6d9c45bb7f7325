//! Moving a visit: the new place is taken before the old one is free, the payment stays.

use super::asked::{Asked, unchanged};
use super::places::{self, When};
use super::view::OrderView;
use super::{App, AppError, locked};
use crate::domain::event::Event;
use crate::domain::refusal::{Action, Refusal};
use crate::store::sql::Sql;

impl App {
    /// Moves an order to another slot. The status stays: a confirmed visit is confirmed on its new day.
    ///
    /// # Errors
    /// [`Refusal`] by the calendar, by a full slot, or because the visit can't be moved any more.
    pub async fn reschedule(&self, order: impl Into<Asked>, when: When, by: String) -> Result<OrderView, AppError> {
        let (app, asked) = (self.clone(), order.into());
        let moved = self
            .store
            .write(move |sql| app.reschedule_in(sql, &asked, when, &by))
            .await;
        match moved {
            Err(AppError::Refused(Refusal::SlotFull { slot, .. })) => Err(self.slot_full(slot).await?.into()),
            other => other,
        }
    }

    fn reschedule_in(&self, sql: &mut dyn Sql, asked: &Asked, when: When, by: &str) -> Result<OrderView, AppError> {
        let now = self.clock.now();
        let order = locked::order(sql, &asked.order)?;
        unchanged(&order, asked.seen.as_deref())?;
        let to = places::choose(sql, &self.recorder.rules, when, now)?;
        let rescheduled = Event::OrderRescheduled {
            from: order.slot,
            to,
            by: by.to_owned(),
        };
        if order.apply(&rescheduled).is_err() || order.hold_ran_out(now) {
            return Err(self.wrong_status(sql, Action::Reschedule, &order)?.into());
        }
        if to == order.slot {
            return Err(Refusal::SameSlot { slot: to }.into());
        }
        let order = self.recorder.record(sql, &order, &[rescheduled], now)?;
        Ok(OrderView::of(&order))
    }
}
