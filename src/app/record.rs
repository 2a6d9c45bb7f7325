//! The one way to change an order: events in, and with them in the same transaction the order's row, its
//! place, the log, the outbox with the text that goes out, and what the consumers have to do.

use std::sync::Arc;

use jiff::Timestamp;

use super::links::Links;
use super::ports::IdSource;
use super::rules::Rules;
use super::telling::Texts;
use super::{AppError, telling};
use crate::domain::event::Event;
use crate::domain::ids::OrderId;
use crate::domain::order::Order;
use crate::domain::policy;
use crate::domain::refusal::Refusal;
use crate::domain::{message, slot};
use crate::store::inbox::{self, Consumer};
use crate::store::sql::Sql;
use crate::store::{StoreError, events, orders, outbox, slots};

/// Writes events down.
#[derive(Clone)]
pub struct Recorder {
    pub rules: Arc<Rules>,
    pub texts: Arc<Texts>,
    pub ids: Arc<dyn IdSource>,
    pub links: Links,
}

impl Recorder {
    /// The order that `placed` makes, with its number. `unpaid`: it stays so for now, and the customer is
    /// told until when to pay.
    ///
    /// # Errors
    /// [`Refusal::SlotFull`] when no place is left.
    pub fn place(&self, sql: &mut dyn Sql, placed: &Event, unpaid: bool, now: Timestamp) -> Result<Order, AppError> {
        let mut order = Order::place(OrderId(0), placed, now)?;
        order.id = orders::insert(sql, &order)?;
        self.write(sql, &order, placed, unpaid, now)?;
        self.move_place(sql, None, &order, now)?;
        Ok(order)
    }

    /// The order after `events`.
    ///
    /// # Errors
    /// [`Refusal::SlotFull`] when it needs a place and none is left, [`AppError::Bug`] for an event that is not legal.
    pub fn record(
        &self,
        sql: &mut dyn Sql,
        before: &Order,
        events: &[Event],
        now: Timestamp,
    ) -> Result<Order, AppError> {
        let mut order = before.clone();
        for event in events {
            order = order.apply(event)?;
            self.write(sql, &order, event, true, now)?;
        }
        orders::update(sql, before.seq, &order)?;
        self.move_place(sql, Some(before), &order, now)?;
        Ok(order)
    }

    fn write(
        &self,
        sql: &mut dyn Sql,
        after: &Order,
        event: &Event,
        unpaid: bool,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let recorded = events::append(sql, after, event, now)?;
        let link = self.links.in_text(sql, after.id)?;
        let telling = telling::tell(&self.texts, &self.rules, after, &recorded, unpaid, link);
        outbox::add(sql, &self.ids.key(), &recorded, telling)?;
        outbox::suppress(
            sql,
            after.id,
            recorded.seq,
            message::superseded_by(event.name(), recorded.seq),
            now,
        )?;
        let all = [Consumer::MyPage, Consumer::Reservations];
        let concerned = if policy::react(event).is_some() {
            &all[..]
        } else {
            &all[..1]
        };
        inbox::put(sql, concerned, recorded.id, after.id, now)
    }

    /// Last, because on PostgreSQL the row of a popular slot is what everybody waits for.
    fn move_place(
        &self,
        sql: &mut dyn Sql,
        before: Option<&Order>,
        after: &Order,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let had = before.filter(|order| order.keeps_place).map(|order| order.slot);
        let needs = after.keeps_place.then_some(after.slot);
        if had == needs {
            return Ok(());
        }
        if let Some(slot) = had {
            slots::give_back(sql, slot)?;
        }
        let Some(wanted) = needs else { return Ok(()) };
        if slots::take(sql, wanted)? {
            return Ok(());
        }
        if !slots::is_open(sql, wanted)? {
            let capacity = slot::capacity_at(wanted, &slots::rules_kept(sql)?, self.rules.usual_capacity);
            slots::open(sql, wanted, capacity)?;
            if slots::take(sql, wanted)? {
                return Ok(());
            }
        }
        // Full by the counter. A hold that has run out blocks nobody: expire those of this slot and try again.
        for held in orders::run_out(sql, Some(wanted), now, 100)? {
            self.record(sql, &held, &[Event::HoldExpired], now)?;
        }
        if slots::take(sql, wanted)? {
            return Ok(());
        }
        Err(Refusal::SlotFull {
            slot: wanted,
            nearest: Vec::new(),
        }
        .into())
    }
}
