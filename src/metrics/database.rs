//! What the database knows, at the moment of a scrape. Every question is answered out of an index and
//! stops at a bound, so that a scrape costs the same at a million orders.

use std::sync::atomic::AtomicI64;

use jiff::Timestamp;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use crate::domain::message::MessageStatus;
use crate::domain::order::OrderStatus;
use crate::store::breakers::{self, Gateway};
use crate::store::figures::Moved;
use crate::store::sql::Sql;
use crate::store::{StoreError, figures, messages};

/// Orders that somebody still has to do something for.
const OPEN: [OrderStatus; 6] = [
    OrderStatus::Held,
    OrderStatus::Paying,
    OrderStatus::PaymentUnknown,
    OrderStatus::Paid,
    OrderStatus::Requested,
    OrderStatus::RefundPending,
];

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Orders ever placed.
    placed: i64,
    open: Vec<(OrderStatus, i64)>,
    payments: Vec<Moved>,
    /// Texts that wait, and texts that were given up.
    pending: i64,
    buried: i64,
    oldest_seconds: i64,
    /// Whether calls are refused, for each gateway.
    broken: [(Gateway, bool); 2],
}

/// Reads it all.
///
/// # Errors
/// Any [`StoreError`].
pub fn read(sql: &mut dyn Sql, now: Timestamp) -> Result<Reading, StoreError> {
    let mut open = Vec::with_capacity(OPEN.len());
    for status in OPEN {
        open.push((status, figures::in_status(sql, status)?.n));
    }
    let oldest = messages::oldest_unsent(sql)?;
    let mut broken = [(Gateway::Payment, false), (Gateway::Sms, false)];
    for (gateway, refuses) in &mut broken {
        *refuses = breakers::read(sql, *gateway)?.is_open(now);
    }
    Ok(Reading {
        placed: figures::last_number(sql)?,
        open,
        payments: figures::last_payments(sql)?,
        pending: messages::count(sql, MessageStatus::Pending)?.n,
        buried: messages::count(sql, MessageStatus::Buried)?.n,
        oldest_seconds: oldest.map_or(0, |at| now.duration_since(at).as_secs().max(0)),
        broken,
    })
}

impl Reading {
    pub(super) fn register(&self, registry: &mut Registry) {
        let gauge = |value| {
            let gauge = Gauge::<i64, AtomicI64>::default();
            gauge.set(value);
            gauge
        };
        registry.register(
            "orders_placed",
            "Orders ever placed, as their last number tells",
            ConstCounter::new(self.placed.unsigned_abs()),
        );
        let open = Family::<[(&str, &str); 1], Gauge>::default();
        for (status, count) in &self.open {
            open.get_or_create(&[("status", status.code())]).set(*count);
        }
        registry.register("orders_open", "Orders that wait for somebody, by status", open);
        let payments = Family::<[(&str, String); 3], Gauge>::default();
        for moved in &self.payments {
            let labels = [
                ("direction", moved.direction.clone()),
                ("method", moved.method.clone()),
                ("outcome", moved.status.clone()),
            ];
            payments.get_or_create(&labels).set(moved.n);
        }
        registry.register(
            "payments_latest",
            "The last 1,000 charges and refunds, at the desk or by card",
            payments,
        );
        registry.register(
            "outbox_pending",
            "Texts that wait (counted up to 10,000)",
            gauge(self.pending),
        );
        registry.register("outbox_buried", "Texts that were given up", gauge(self.buried));
        registry.register(
            "outbox_oldest_seconds",
            "Age of the oldest text that waits",
            gauge(self.oldest_seconds),
        );
        let broken = Family::<[(&str, &str); 1], Gauge>::default();
        for (gateway, refuses) in self.broken {
            broken
                .get_or_create(&[("gateway", gateway.code())])
                .set(i64::from(refuses));
        }
        registry.register("breaker_open", "1 while a gateway is left alone", broken);
    }
}
