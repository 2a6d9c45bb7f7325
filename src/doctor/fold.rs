//! An order from its events alone, and where a row differs from it.

use std::fmt::Display;

use super::Said;
use crate::domain::ids::OrderId;
use crate::domain::order::Order;
use crate::domain::recorded::Recorded;

/// The order that its events make; none without events. `Err` says which event is not legal.
pub fn fold(id: OrderId, events: &[&Recorded]) -> Result<Option<Order>, Said> {
    let mut order: Option<Order> = None;
    for recorded in events {
        let next = match &order {
            None => Order::place(id, &recorded.event, recorded.at),
            Some(order) => order.apply(&recorded.event),
        };
        let next = next.map_err(|illegal| {
            let values: [&dyn Display; 4] = [&id, &recorded.seq, &illegal.event, &illegal.from];
            Said::new("event_illegal", &values)
        })?;
        if next.status != recorded.status {
            let (seq, said, led) = (recorded.seq, recorded.status, next.status);
            return Err(Said::new("event_led_elsewhere", &[&id, &seq, &said, &led]));
        }
        order = Some(next);
    }
    Ok(order)
}

/// The fields that differ, by name only: their values may be personal.
pub fn differences(row: &Order, folded: &Order) -> Vec<&'static str> {
    [
        ("code", row.code == folded.code),
        ("seq", row.seq == folded.seq),
        ("status", row.status == folded.status),
        ("package", row.package == folded.package),
        ("slot", row.slot == folded.slot),
        ("price", row.price == folded.price),
        ("customer", row.customer == folded.customer),
        ("created_at", row.created_at == folded.created_at),
        ("hold_expires_at", row.hold_expires_at == folded.hold_expires_at),
        ("keeps_place", row.keeps_place == folded.keeps_place),
        ("payment_id", row.payment == folded.payment),
        ("reservation_id", row.reservation == folded.reservation),
        ("ending", row.ending == folded.ending),
    ]
    .into_iter()
    .filter(|(_, same)| !same)
    .map(|(name, _)| name)
    .collect()
}
