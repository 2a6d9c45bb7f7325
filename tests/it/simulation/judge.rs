//! The rules, asked after every step of what the step has touched, and the doctor's own, all of them, now
//! and then.

use healthcenter::doctor;
use healthcenter::store::StoreError;
use rusqlite::Connection;

use super::life::Life;
use super::rows::{Whole, all};
use super::rules::{self, Broken, must};
use super::touched::{self, Touched};

/// Every so many steps the doctor comes by.
const DOCTOR: u64 = 100;

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
        let (store, now) = (self.house.workers[0].app.store.clone(), self.house.now());
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
        ill.map_or(Ok(()), |check| Err(Broken::new(check.name, check.detail.to_string())))
    }

    /// The newest status that the log has of an order at one of its events.
    pub(super) fn status_at(&self, order: i64, seq: i64) -> Option<String> {
        let events = "SELECT seq, status FROM events WHERE order_id = ?1";
        let events: Vec<(i64, String)> = all(&self.house.eyes, events, order, |row| Ok((row.get(0)?, row.get(1)?)));
        events.into_iter().find(|(n, _)| *n == seq).map(|(_, status)| status)
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
