//! Rest: everybody finishes, the gateways are well, and what must hold once nothing is left to do does.

use super::actors;
use super::gateways::Mood;
use super::life::Life;
use super::rows::all;
use super::rules::{Broken, must};

/// Steps within which everybody finds rest.
const LONG: u64 = 3_000;
const WEEK: i64 = 7 * 86_400_000;

impl Life {
    /// Everybody finishes what they are at, the gateways are well, and workers go on until nothing is left
    /// to do at any time.
    pub async fn settle_down(&mut self) -> Result<(), Broken> {
        self.mood = Mood::Fine;
        self.finish().await?;
        let began = self.steps;
        while self.steps - began < LONG {
            let worker = actors::idle(&self.house.workers[0]);
            self.fibres.push(worker);
            self.finish().await?;
            if !self.ghosts.is_empty() {
                self.ghost()?;
                continue;
            }
            let Some(next) = self.due.take() else {
                return self.quiet();
            };
            let wait = next.as_millisecond() - self.house.now().as_millisecond();
            must("idle", wait < WEEK, || format!("nothing to do until {next}"))?;
            self.pass(wait.max(100));
        }
        Err(Broken::new("idle", "the workers find no end"))
    }

    /// Runs everybody to the end.
    async fn finish(&mut self) -> Result<(), Broken> {
        while let Some(last) = self.fibres.len().checked_sub(1) {
            let fibre = &mut self.fibres[last];
            if let Some(piece) = fibre.pieces.pop_front() {
                self.house.hands.perform(piece);
            } else if let Some(call) = fibre.calls.pop() {
                self.answer_well(call)?;
            } else {
                must("awake", fibre.wake_up().await, || {
                    format!("{} waits for nothing", fibre.name)
                })?;
            }
            self.steps += 1;
            self.resume(last).await?;
            self.judge()?;
        }
        Ok(())
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
