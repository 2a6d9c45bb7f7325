//! Belonging: no row is about an order that does not exist.
//!
//! Foreign keys forbid it for most tables, where they are on: a connection of another program to the same
//! SQLite file has them off unless it says otherwise.

use super::rule::{Fault, Rule};

/// Every rule of this group.
pub const RULES: &[Rule] = &[Rule {
    name: "rows-belong",
    table: "orders",
    faults: &[
        Fault {
            says: "no_order_for_events",
            rows: "SELECT e.order_id, COUNT(*) FROM events e
                   WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.id = e.order_id) GROUP BY e.order_id ORDER BY 1",
        },
        Fault {
            says: "no_order_for_payments",
            rows: "SELECT p.order_id, COUNT(*) FROM payments p
                   WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.id = p.order_id) GROUP BY p.order_id ORDER BY 1",
        },
        Fault {
            says: "no_order_for_reservation",
            rows: "SELECT r.order_id FROM reservations r
                   WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.id = r.order_id) ORDER BY 1",
        },
        Fault {
            says: "no_order_for_cancellation",
            rows: "SELECT c.order_id FROM cancellations c
                   WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.id = c.order_id) ORDER BY 1",
        },
        Fault {
            says: "no_order_for_mypage",
            rows: "SELECT m.order_id FROM mypages m
                   WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.id = m.order_id) ORDER BY 1",
        },
        Fault {
            says: "no_order_for_request",
            rows: "SELECT i.order_id FROM idempotency i
                   WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.id = i.order_id) ORDER BY 1",
        },
    ],
}];
