//! Messages: one for each event and none besides, in order, with something to say.
//!
//! A message that somebody took up again after it was buried (`retried_at`) has left its place in the
//! order by that person's own decision: what was sent meanwhile is no fault. Nor is a clock that was put
//! back, or two machines whose clocks differ: instants less than a minute apart say nothing about an order.

use super::rule::{Fault, Rule};

/// Every rule of this group that SQL alone can judge.
pub const RULES: &[Rule] = &[ONE_TO_ONE, IN_ORDER, TEXTS];

const ONE_TO_ONE: Rule = Rule {
    name: "event-outbox",
    table: "events",
    faults: &[
        Fault {
            says: "event_without_message",
            rows: "SELECT e.order_id, e.seq FROM events e
                   WHERE NOT EXISTS (SELECT 1 FROM outbox m WHERE m.event_id = e.id) ORDER BY e.order_id, e.seq",
        },
        Fault {
            says: "message_without_event",
            rows: "SELECT m.order_id, m.seq FROM outbox m
                   WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.id = m.event_id) ORDER BY m.order_id, m.seq",
        },
        Fault {
            says: "several_messages",
            rows: "SELECT MIN(order_id), MIN(seq), COUNT(*) FROM outbox GROUP BY event_id HAVING COUNT(*) > 1 ORDER BY 1, 2",
        },
        Fault {
            says: "message_disagrees",
            rows: "SELECT m.order_id, m.seq FROM outbox m JOIN events e ON e.id = m.event_id
                   WHERE m.order_id <> e.order_id OR m.seq <> e.seq OR m.event <> e.event OR m.at <> e.at
                   ORDER BY m.order_id, m.seq",
        },
    ],
};

const IN_ORDER: Rule = Rule {
    name: "messages-in-order",
    table: "outbox",
    faults: &[
        Fault {
            says: "sent_before_waiting",
            rows: "SELECT s.order_id, s.seq, p.seq FROM outbox p JOIN outbox s ON s.order_id = p.order_id AND s.seq > p.seq
                   WHERE p.status = 'pending' AND p.retried_at IS NULL AND s.status = 'sent' ORDER BY s.order_id, s.seq",
        },
        Fault {
            says: "sent_out_of_order",
            rows: "SELECT order_id, seq FROM (
                       SELECT order_id, seq, settled_at,
                           MAX(CASE WHEN retried_at IS NULL THEN settled_at ELSE 0 END) OVER (
                               PARTITION BY order_id ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                           ) AS earlier
                       FROM outbox WHERE status = 'sent'
                   ) AS accepted WHERE settled_at < earlier - 60000 ORDER BY order_id, seq",
        },
    ],
};

const TEXTS: Rule = Rule {
    name: "messages",
    table: "outbox",
    faults: &[
        Fault {
            says: "message_empty",
            rows: "SELECT order_id, seq, status FROM outbox WHERE status IN ('pending', 'sent')
                       AND (COALESCE(text, '') = '' OR COALESCE(recipient, '') = '' OR COALESCE(kind, '') = '')
                   ORDER BY order_id, seq",
        },
        Fault {
            says: "sent_without_trace",
            rows:
                "SELECT order_id, seq FROM outbox WHERE status = 'sent' AND (settled_at IS NULL OR gateway_id IS NULL)
                   ORDER BY order_id, seq",
        },
        Fault {
            says: "message_status_wrong",
            rows: "SELECT order_id, seq, event, status FROM outbox WHERE NOT (
                       status IN ('pending', 'sent', 'buried', 'suppressed')
                       OR (status = 'silent' AND event = 'PaymentStarted')
                   ) ORDER BY order_id, seq",
        },
    ],
};
