//! The centre's side: taking a paid order over, confirming it, rejecting it, and the day of the visit.

use std::sync::Arc;

use jiff::Timestamp;

use super::asked::{Asked, Taken, unchanged};
use super::cancel::charge_of;
use super::view::{Answer, OrderView};
use super::{App, AppError, locked, refund};
use crate::domain::calendar::SlotTime;
use crate::domain::event::Event;
use crate::domain::ids::OrderId;
use crate::domain::order::{Order, OrderStatus};
use crate::domain::reason::Reason;
use crate::domain::refusal::{Action, Refusal};
use crate::domain::reservation::ReservationStatus;
use crate::store::orders::OrderRef;
use crate::store::sql::Sql;
use crate::store::{StoreError, reservations};

impl App {
    /// Passes a paid order on to the centre: the reservation policy's command. An order that is no longer
    /// waiting for it is left alone.
    ///
    /// # Errors
    /// Only the store's.
    pub fn request_reservation(&self, sql: &mut dyn Sql, order: OrderId, now: Timestamp) -> Result<(), AppError> {
        let order = locked::order(sql, &OrderRef::Id(order))?;
        if order.status != OrderStatus::Paid {
            return Ok(());
        }
        let reservation = reservations::request(sql, order.id, now)?;
        self.recorder
            .record(sql, &order, &[Event::ReservationRequested { reservation }], now)?;
        Ok(())
    }

    /// Passes an order that is paid on to the centre now, instead of when a worker comes by: somebody decides
    /// about it already.
    ///
    /// # Errors
    /// [`Refusal::OrderNotFound`].
    pub async fn take_over(&self, order: OrderId) -> Result<(), AppError> {
        let (app, now) = (self.clone(), self.clock.now());
        self.store
            .write(move |sql| app.request_reservation(sql, order, now))
            .await
    }

    /// Confirms a request.
    ///
    /// # Errors
    /// [`Refusal::WrongStatus`], with who was faster.
    pub async fn confirm(&self, order: impl Into<Asked>, by: String) -> Result<OrderView, AppError> {
        let (app, asked) = (self.clone(), order.into());
        self.store.write(move |sql| app.confirm_in(sql, &asked, &by)).await
    }

    fn confirm_in(&self, sql: &mut dyn Sql, asked: &Asked, by: &str) -> Result<OrderView, AppError> {
        let now = self.clock.now();
        let (order, keyed) = match asked.take(sql, self.recorder.ids.as_ref(), "confirm", &[], now)? {
            Taken::Again(view) => return Ok(*view),
            Taken::Order(order, keyed) => (*order, keyed),
        };
        let (OrderStatus::Requested, Some(reservation)) = (order.status, order.reservation) else {
            return Err(self.wrong_status(sql, Action::Confirm, &order)?.into());
        };
        reservations::decide(sql, reservation, ReservationStatus::Confirmed, by, now)?;
        let confirmed = Event::ReservationConfirmed {
            reservation,
            by: by.to_owned(),
        };
        let view = OrderView::of(&self.recorder.record(sql, &order, &[confirmed], now)?);
        if let Some(keyed) = keyed {
            keyed.answer(sql, &view)?;
        }
        Ok(view)
    }

    /// Rejects a request; all of the price goes back.
    ///
    /// # Errors
    /// [`Refusal::WrongStatus`], with who was faster.
    pub async fn reject(&self, order: impl Into<Asked>, reason: Reason, by: String) -> Result<Answer, AppError> {
        let (app, asked) = (self.clone(), order.into());
        let order = self
            .store
            .write(move |sql| app.reject_in(sql, &asked, &reason, &by))
            .await?;
        self.refund_of(order).await
    }

    fn reject_in(&self, sql: &mut dyn Sql, asked: &Asked, reason: &Reason, by: &str) -> Result<Order, AppError> {
        let now = self.clock.now();
        let order = locked::order(sql, &asked.order)?;
        unchanged(&order, asked.seen.as_deref())?;
        let (OrderStatus::Requested, Some(reservation)) = (order.status, order.reservation) else {
            return Err(self.wrong_status(sql, Action::Reject, &order)?.into());
        };
        let charge = charge_of(sql, &order)?
            .ok_or_else(|| StoreError::Corrupt(format!("order {} is requested and not paid", order.id)))?;
        reservations::decide(sql, reservation, ReservationStatus::Rejected, by, now)?;
        let rejected = Event::ReservationRejected {
            reservation,
            by: by.to_owned(),
            reason: reason.as_str().to_owned(),
            refund: order.price,
        };
        let order = self
            .recorder
            .record(sql, &order, std::slice::from_ref(&rejected), now)?;
        refund::owe(sql, &order, &rejected, now)?;
        let due = order.price;
        self.give_back(sql, order, &charge, due, now)
    }

    /// The customer is at the desk, or was: a check-in that was forgotten can be made up for. Not before the
    /// day of the visit, though: who comes on another day is moved there first, so that the place is counted
    /// where they are.
    ///
    /// # Errors
    /// [`Refusal::WrongStatus`] unless the visit is confirmed; [`Refusal::TooEarly`] before its day.
    pub async fn check_in(&self, order: OrderRef, by: String) -> Result<OrderView, AppError> {
        let rules = Arc::clone(&self.recorder.rules);
        let has_come = move |slot: SlotTime, now| slot.date <= rules.today(now);
        self.visit(order, Action::CheckIn, Event::CheckedIn { by }, has_come)
            .await
    }

    /// The customer did not come.
    ///
    /// # Errors
    /// [`Refusal::WrongStatus`] unless the visit is confirmed; [`Refusal::TooEarly`] before its time.
    pub async fn no_show(&self, order: OrderRef, by: String) -> Result<OrderView, AppError> {
        let rules = Arc::clone(&self.recorder.rules);
        let has_come = move |slot, now| rules.has_begun(slot, now);
        self.visit(order, Action::NoShow, Event::NoShow { by }, has_come).await
    }

    async fn visit(
        &self,
        order: OrderRef,
        action: Action,
        event: Event,
        has_come: impl Fn(SlotTime, Timestamp) -> bool + Send + 'static,
    ) -> Result<OrderView, AppError> {
        let app = self.clone();
        self.store
            .write(move |sql| {
                let (order, now) = (locked::order(sql, &order)?, app.clock.now());
                if order.apply(&event).is_err() {
                    return Err(app.wrong_status(sql, action, &order)?.into());
                }
                if !has_come(order.slot, now) {
                    let slot = order.slot;
                    return Err(Refusal::TooEarly { action, slot }.into());
                }
                let order = app.recorder.record(sql, &order, std::slice::from_ref(&event), now)?;
                Ok(OrderView::of(&order))
            })
            .await
    }
}
