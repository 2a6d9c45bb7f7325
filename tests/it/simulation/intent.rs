//! What must be written down before anybody outside hears of it, and in which order texts go out: asked at
//! the moment of the call, and of its arrival.

use super::life::Life;
use super::line::{Call, Request};
use super::rules::{Broken, must};

impl Life {
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
}
