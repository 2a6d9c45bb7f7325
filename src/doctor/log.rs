//! The log: every order is what its events make of it, and so is its mypage.
//!
//! One walk over the orders, 500 at a time, folds each order's events once for all these rules, through
//! the same `Order::apply` and the same projector that wrote the rows. What is wrong with an order is
//! said once: one whose sequence has a gap is not also accused of an illegal step.

use super::findings::Findings;
use super::fold::{differences, fold};
use super::rule::counted;
use super::{Check, Said};
use crate::domain::ids::OrderId;
use crate::domain::message;
use crate::domain::order::Order;
use crate::domain::recorded::Recorded;
use crate::mypage::{self, MyPage};
use crate::store::events::Read;
use crate::store::mypages::Stored;
use crate::store::outbox::Waiting;
use crate::store::sql::Sql;
use crate::store::{StoreError, events, mypages, orders, outbox};

/// Orders held in memory at once; with their events about 1 MB.
const PAGE: i64 = 500;

/// What the walk has found so far, rule by rule.
#[derive(Default)]
struct Walk {
    readable: Findings,
    gapless: Findings,
    legal: Findings,
    row: Findings,
    mypage: Findings,
    superseded: Findings,
}

/// Walks over every order.
///
/// # Errors
/// When the store can't be read.
pub fn walk(sql: &mut dyn Sql) -> Result<Vec<Check>, StoreError> {
    let mut walk = Walk::default();
    let mut after = OrderId(i64::MIN);
    loop {
        let ids = orders::ids_after(sql, after, PAGE)?;
        let (Some(first), Some(last)) = (ids.first(), ids.last()) else {
            break;
        };
        walk.page(sql, &ids, *first, *last)?;
        after = *last;
    }
    let mut count = |table, found: &mut Findings| counted(sql, table, found);
    let events = count("events", &mut walk.readable)?;
    let orders = count("orders", &mut walk.row)?;
    let mypages = count("mypages", &mut walk.mypage)?;
    let messages = count("outbox", &mut walk.superseded)?;
    Ok(vec![
        walk.readable.check("log-readable", events.clone()),
        walk.gapless.check("log-gapless", events.clone()),
        walk.legal.check("log-legal", events),
        walk.row.check("order-row", orders),
        walk.mypage.check("mypage", mypages),
        walk.superseded.check("superseded", messages),
    ])
}

impl Walk {
    fn page(&mut self, sql: &mut dyn Sql, ids: &[OrderId], first: OrderId, last: OrderId) -> Result<(), StoreError> {
        let rows = orders::between(sql, first, last);
        let rows = self.readable.survive(rows)?.unwrap_or_default();
        let log = events::between(sql, first, last);
        let Some(log) = self.readable.survive(log)? else {
            return Ok(());
        };
        let views = mypages::between(sql, first, last);
        let views = self.mypage.survive(views)?.unwrap_or_default();
        let waiting = outbox::waiting(sql, first, last);
        let waiting = self.superseded.survive(waiting)?.unwrap_or_default();
        for id in ids {
            let row = run(&rows, |read| read.id, *id).first().map(|read| &read.order);
            let events = run(&log, |read| read.order, *id);
            let view = run(&views, |(_, stored)| stored.order, *id).first();
            self.order(*id, row, events, view)?;
            self.still_true(run(&waiting, |waiting| waiting.order, *id), events);
        }
        Ok(())
    }

    fn order(
        &mut self,
        id: OrderId,
        row: Option<&Result<Order, StoreError>>,
        log: &[Read],
        view: Option<&(Option<String>, Stored)>,
    ) -> Result<(), StoreError> {
        if let Some(Err(fault)) = row {
            self.readable.add(|| Said::new("order_damaged", &[&id, fault]));
        }
        let mut events = Vec::with_capacity(log.len());
        for Read { seq, event, .. } in log {
            match event {
                Ok(event) => events.push(event),
                Err(fault) => self.readable.add(|| Said::new("event_damaged", &[&id, seq, fault])),
            }
        }
        if events.len() < log.len() {
            return Ok(());
        }
        let gap = (1..).zip(log).find(|(seq, read)| *seq != read.seq);
        if let Some((missing, read)) = gap {
            self.gapless
                .add(|| Said::new("event_misplaced", &[&id, &read.seq, &missing]));
            return Ok(());
        }
        let folded = match fold(id, &events) {
            Ok(Some(folded)) => folded,
            Ok(None) => {
                self.gapless.add(|| Said::new("no_events", &[&id]));
                return Ok(());
            }
            Err(why) => {
                self.legal.add(|| why);
                return Ok(());
            }
        };
        if let Some(Ok(row)) = row
            && *row != folded
        {
            let differ = differences(row, &folded).join(", ");
            self.row.add(|| Said::new("row_disagrees", &[&id, &differ]));
        }
        if let Some((phone, stored)) = view {
            self.view(&events, phone.as_deref(), stored)?;
        }
        Ok(())
    }

    /// The stored view is the fold of the events up to its own sequence, to the byte.
    fn view(&mut self, events: &[&Recorded], phone: Option<&str>, stored: &Stored) -> Result<(), StoreError> {
        let (order, seen) = (stored.order, stored.seq);
        if events.last().is_none_or(|last| last.seq < seen) {
            self.mypage.add(|| Said::new("mypage_ahead", &[&order, &seen]));
            return Ok(());
        }
        let view: Option<MyPage> = events
            .iter()
            .filter(|recorded| recorded.seq <= seen)
            .fold(None, |view, recorded| mypage::fold(view, recorded));
        let made = view.map(|view| mypage::row(view, seen)).transpose()?;
        if !made.is_some_and(|(made_phone, made)| made == *stored && made_phone.as_deref() == phone) {
            self.mypage.add(|| Said::new("mypage_disagrees", &[&order, &seen]));
        }
        Ok(())
    }

    fn still_true(&mut self, waiting: &[Waiting], log: &[Read]) {
        for Waiting { order, seq, event } in waiting {
            let overtaken = log
                .iter()
                .filter(|read| read.seq > *seq)
                .filter_map(|read| read.event.as_ref().ok())
                .find(|later| message::superseded_by(later.event.name(), later.seq).contains(&event.as_str()));
            if let Some(later) = overtaken {
                let by = later.event.name();
                self.superseded
                    .add(|| Said::new("not_superseded", &[order, seq, event, &by]));
            }
        }
    }
}

/// The part of a page that belongs to one order; the page is sorted by order.
fn run<T>(page: &[T], order: impl Fn(&T) -> OrderId, id: OrderId) -> &[T] {
    let start = page.partition_point(|item| order(item) < id);
    let end = page.partition_point(|item| order(item) <= id);
    page.get(start..end).unwrap_or_default()
}
