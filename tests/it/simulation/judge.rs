//! The rules, asked after every step of what the step has touched; the doctor's own, all of them, now and
//! then; and what must hold once everybody is idle.

use healthcenter::doctor;
use healthcenter::store::StoreError;
use rusqlite::Connection;

use super::life::Life;
use super::line::{Call, Request};
use super::rows::{Whole, all};
use super::rules::{self, Broken, must};
use super::touched::{self, Touched};

/// Every so many steps the doctor comes by.
const DOCTOR: u64 = 40;

impl Life {
    /// Every rule about everything at every instant.
    pub(super) fn judge(&mut self) -> Result<(), Broken> {
        let eyes = &self.house.eyes;
        let mut touched = touched::read(eyes, &mut self.read).unwrap();
        if std::mem::take(&mut self.clock_moved) {
            touched.orders = all(eyes, "SELECT id FROM orders WHERE id > ?1", 0, |row| row.get(0))
                .into_iter()
                .collect();
            touched.slots = slots(eyes).into_iter().collect();
        }
        self.examine(&touched)?;
        if self.steps.is_multiple_of(DOCTOR) {
            self.doctor(&["worker"])?;
        }
        Ok(())
    }

    fn examine(&mut self, touched: &Touched) -> Result<(), Broken> {
        let now = self.house.now().as_millisecond();
        must("nothing-erased", touched.gone.is_empty(), || {
            format!("{:?} lost rows", touched.gone)
        })?;
        for (machine, from, to) in &touched.moves {
            let legal = self.moves.other(machine, from, to);
            must("legal", legal, || format!("a {machine} went from {from} to {to}"))?;
        }
        for id in &touched.orders {
            let whole = Whole::read(&self.house.eyes, *id);
            let Some(whole) = whole else {
                return Err(Broken::new("rows-belong", format!("order {id} is not there")));
            };
            rules::order(&whole, &self.ledger, &mut self.moves, now)?;
            let newest = self.known.acknowledged.get(id).copied().unwrap_or(0);
            must("acknowledged", whole.order.seq >= newest, || {
                format!("order {id}: event {newest} was told of")
            })?;
            if let Some(phone) = &whole.order.phone {
                let orders: i64 = self
                    .house
                    .eyes
                    .prepare_cached("SELECT COUNT(*) FROM orders WHERE phone = ?1")
                    .unwrap()
                    .query_row([phone], |row| row.get(0))
                    .unwrap();
                must("one-request-one-order", orders == 1, || {
                    format!("order {id}: {orders} orders of one request")
                })?;
            }
            self.known.statuses.insert(*id, whole.order.status);
        }
        touched
            .slots
            .iter()
            .try_for_each(|slot| capacity(&self.house.eyes, slot, now))
    }

    /// The doctor's rules, but for some.
    pub(super) fn doctor(&mut self, without: &[&str]) -> Result<(), Broken> {
        let (store, now) = (self.house.app.store.clone(), self.house.now());
        let mut asking = Box::pin(async move {
            store
                .read(move |sql| -> Result<_, StoreError> { doctor::rules(sql, now) })
                .await
        });
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        let _ = asking.as_mut().poll(&mut context);
        while let Some(piece) = self.house.hands.take() {
            self.house.hands.perform(piece);
        }
        let std::task::Poll::Ready(Ok(checks)) = asking.as_mut().poll(&mut context) else {
            return Err(Broken::new("doctor", "does not answer"));
        };
        let ill = checks
            .into_iter()
            .find(|check| !check.ok && !without.contains(&check.name));
        ill.map_or(Ok(()), |check| Err(Broken::new(check.name, check.detail)))
    }

    /// The newest status that the log has of an order at one of its events.
    pub(super) fn status_at(&self, order: i64, seq: i64) -> Option<String> {
        let events = "SELECT seq, status FROM events WHERE order_id = ?1";
        let events: Vec<(i64, String)> = all(&self.house.eyes, events, order, |row| Ok((row.get(0)?, row.get(1)?)));
        events.into_iter().find(|(n, _)| *n == seq).map(|(_, status)| status)
    }

    /// Whoever calls a gateway has written down before what for.
    pub(super) fn may_call(&self, call: &Call) -> Result<(), Broken> {
        let eyes = &self.house.eyes;
        let (sql, key, expected) = match &call.request {
            Request::LookUp { .. } => return Ok(()),
            Request::Charge { key, order, price } => (
                "SELECT order_id || ' ' || amount FROM payments WHERE key = ?1 AND direction = 'charge'",
                key,
                format!("{order} {price}"),
            ),
            Request::Refund { key, reference, amount } => (
                "SELECT reference || ' ' || amount FROM payments WHERE key = ?1 AND direction = 'refund'",
                key,
                format!("{reference} {amount}"),
            ),
            Request::Send(text) => (
                "SELECT recipient || ' ' || text FROM outbox WHERE id = ?1",
                &text.key,
                format!("{} {}", text.to, text.text),
            ),
        };
        let found: Result<String, _> = eyes.prepare_cached(sql).unwrap().query_row([key], |row| row.get(0));
        must("intent-first", found.as_ref() == Ok(&expected), || {
            format!("{:?}: the tables have {found:?}", call.request)
        })
    }

    /// A text that a gateway accepts has its turn in its order.
    pub(super) fn in_turn(&mut self, key: &str) -> Result<(), Broken> {
        let sql = "SELECT order_id, seq, status = 'pending' AND retried_at IS NULL FROM outbox WHERE id = ?1";
        let row = self
            .house
            .eyes
            .prepare_cached(sql)
            .unwrap()
            .query_row([key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
        let Ok((order, seq, in_line)): Result<(i64, i64, bool), _> = row else {
            return Err(Broken::new("a-text-has-an-event", format!("{key} is nobody's")));
        };
        if !in_line {
            return Ok(());
        }
        let last = self.known.accepted.entry(order).or_default();
        let before = *last;
        *last = seq.max(before);
        must("in-order", before < seq, || {
            format!("order {order}: text {seq} goes out after {before}")
        })
    }

    /// What must hold once nothing is left to do.
    pub(super) fn quiet(&mut self) -> Result<(), Broken> {
        self.doctor(&[])?;
        let eyes = &self.house.eyes;
        let none = |rule, sql: &str| {
            let some: Vec<String> = all(eyes, sql, 0, |row| row.get(0));
            must(rule, some.is_empty(), || format!("{some:?}"))
        };
        none(
            "q-sent-or-buried",
            "SELECT order_id || ' ' || seq FROM outbox WHERE status = 'pending' AND seq > ?1",
        )?;
        none(
            "q-inbox",
            "SELECT order_id || ' ' || consumer FROM inbox WHERE event_id > ?1",
        )?;
        none(
            "q-settled",
            "SELECT id || ' ' || status FROM orders
             WHERE status IN ('held', 'paying', 'payment_unknown', 'paid', 'refund_pending') AND id > ?1",
        )?;
        none(
            "q-due",
            "SELECT id || ' ' || status FROM payments WHERE due_at IS NOT NULL AND id > ?1",
        )?;
        none(
            "q-mypage",
            "SELECT id || '' FROM orders o WHERE id > ?1 AND NOT EXISTS (
            SELECT 1 FROM mypages m WHERE m.order_id = o.id AND m.seq = o.seq)",
        )?;
        self.books()
    }

    /// Our view of every card payment is the gateway's, and what it keeps is the price of what is kept.
    fn books(&self) -> Result<(), Broken> {
        let eyes = &self.house.eyes;
        let sql = "SELECT key, status, amount, order_id FROM payments WHERE method = 'card' AND direction = 'charge' AND id > ?1";
        let ours: Vec<(String, String, i64, i64)> = all(eyes, sql, 0, |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        });
        for (key, status, amount, order) in &ours {
            let charged = self
                .ledger
                .charges
                .get(key)
                .is_some_and(|c| c.reference.is_some() && c.price == *amount);
            must("q-our-view", charged == (status == "approved"), || {
                format!("order {order}: {key} is {status} here, charged there: {charged}")
            })?;
        }
        let unknown = self
            .ledger
            .charges
            .keys()
            .find(|key| !ours.iter().any(|(ours, ..)| ours == *key));
        must("q-our-view", unknown.is_none(), || {
            format!("nobody here knows {unknown:?}")
        })?;
        let kept = "SELECT COALESCE(SUM(p.amount - COALESCE(
                        (SELECT SUM(r.amount) FROM payments r WHERE r.refund_of = p.id AND r.status = 'approved'), 0)), 0)
                    FROM payments p WHERE p.method = 'card' AND p.direction = 'charge' AND p.status = 'approved' AND p.id > ?1";
        let kept: i64 = all(eyes, kept, 0, |row| row.get::<_, i64>(0)).into_iter().sum();
        let theirs = self.ledger.charges.values().filter(|c| c.reference.is_some());
        let theirs: i64 = theirs.map(|c| c.price - c.back).sum();
        must("q-money", kept == theirs, || {
            format!("{kept} won here, {theirs} at the gateway")
        })
    }
}

fn slots(eyes: &Connection) -> Vec<(String, String)> {
    all(eyes, "SELECT date, time FROM slots WHERE taken >= ?1", 0, |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

/// Nobody beyond the capacity, and the counter counts.
fn capacity(eyes: &Connection, (date, time): &(String, String), now: i64) -> Result<(), Broken> {
    let sql = "SELECT s.capacity, s.taken, COUNT(CASE WHEN o.keeps_place = 1 THEN 1 END),
                   COUNT(CASE WHEN o.status IN ('paid', 'requested', 'confirmed', 'completed', 'no_show') OR (
                       o.status IN ('held', 'paying', 'payment_unknown') AND o.keeps_place = 1 AND o.hold_expires_at > ?3) THEN 1 END)
               FROM slots s LEFT JOIN orders o ON o.date = s.date AND o.time = s.time WHERE s.date = ?1 AND s.time = ?2";
    let row = eyes.prepare_cached(sql).unwrap().query_row((date, time, now), |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    });
    let (capacity, taken, keep, active): (i64, i64, i64, i64) = row.unwrap();
    must("capacity", active <= capacity, || {
        format!("{date} {time}: {active} orders for {capacity} places")
    })?;
    must("capacity-counter", taken == keep, || {
        format!("{date} {time}: {taken} taken, {keep} keep a place")
    })
}
