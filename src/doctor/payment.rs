//! Payment first: nothing reaches the centre unpaid, and nothing ends before the money is back.
//!
//! An order's own charge is the one its row names. A charge beside it (a card call that arrived after
//! the customer had paid in cash) goes back by itself and leaves the order as it is, so for that one a
//! refund under way is enough.

use super::rule::{Fault, Rule};

/// Every rule of this group.
pub const RULES: &[Rule] = &[
    PAYMENT_FIRST,
    REFUND_BEFORE_END,
    REFUND_PENDING,
    RESERVATIONS,
    CANCELLATIONS,
];

const PAYMENT_FIRST: Rule = Rule {
    name: "payment-first",
    table: "orders",
    faults: &[
        Fault {
            says: "reserved_unpaid",
            rows: "SELECT o.id, o.price FROM reservations r JOIN orders o ON o.id = r.order_id
                   WHERE NOT EXISTS (SELECT 1 FROM payments p WHERE p.order_id = o.id AND p.direction = 'charge'
                       AND p.status = 'approved' AND p.amount = o.price) ORDER BY o.id",
        },
        Fault {
            says: "paid_wrong",
            rows: "SELECT o.id, o.status, o.payment_id FROM orders o
                   WHERE o.status IN ('paid', 'requested', 'confirmed', 'completed', 'no_show')
                       AND NOT EXISTS (SELECT 1 FROM payments p WHERE p.id = o.payment_id AND p.order_id = o.id
                           AND p.direction = 'charge' AND p.status = 'approved' AND p.amount = o.price) ORDER BY o.id",
        },
    ],
};

const REFUND_BEFORE_END: Rule = Rule {
    name: "refund-before-end",
    table: "orders",
    faults: &[
        Fault {
            says: "ended_unrefunded",
            rows: "SELECT o.id, o.status, p.id FROM orders o JOIN payments p ON p.id = o.payment_id
                   WHERE o.status IN ('cancelled', 'rejected') AND p.direction = 'charge' AND p.status = 'approved'
                       AND NOT EXISTS (SELECT 1 FROM payments r WHERE r.order_id = o.id AND r.refund_of = p.id
                           AND r.direction = 'refund' AND r.status = 'approved') ORDER BY o.id",
        },
        Fault {
            says: "ended_unowed",
            rows:
                "SELECT o.id, o.status, p.id FROM orders o JOIN payments p ON p.order_id = o.id
                   WHERE o.status IN ('cancelled', 'rejected') AND p.direction = 'charge' AND p.status = 'approved'
                       AND (o.payment_id IS NULL OR p.id <> o.payment_id)
                       AND NOT EXISTS (SELECT 1 FROM payments r WHERE r.order_id = o.id AND r.refund_of = p.id
                           AND r.direction = 'refund' AND r.status IN ('started', 'unknown', 'approved')) ORDER BY o.id",
        },
        Fault {
            says: "ended_in_doubt",
            rows: "SELECT o.id, o.status, p.id FROM orders o JOIN payments p ON p.order_id = o.id
                   WHERE o.status IN ('cancelled', 'rejected') AND p.direction = 'charge'
                       AND p.status IN ('started', 'unknown') ORDER BY o.id",
        },
    ],
};

const REFUND_PENDING: Rule = Rule {
    name: "refund-pending",
    table: "orders",
    faults: &[Fault {
        says: "pending_for_nothing",
        rows: "SELECT o.id FROM orders o WHERE o.status = 'refund_pending' AND NOT EXISTS (
                   SELECT 1 FROM payments p WHERE p.order_id = o.id AND p.status IN ('started', 'unknown')) ORDER BY o.id",
    }],
};

const RESERVATIONS: Rule = Rule {
    name: "reservations",
    table: "reservations",
    faults: &[
        Fault {
            says: "reservation_disagrees",
            rows: "SELECT o.id, o.status, r.status FROM reservations r JOIN orders o ON o.id = r.order_id WHERE NOT (
                       (r.status = 'requested' AND o.status = 'requested')
                       OR (r.status = 'confirmed' AND o.status IN ('confirmed', 'completed', 'no_show'))
                       OR (r.status = 'rejected' AND o.status IN ('refund_pending', 'rejected')
                           AND COALESCE(o.ending, '') = 'rejected')
                       OR (r.status = 'cancelled' AND o.status IN ('refund_pending', 'cancelled')
                           AND COALESCE(o.ending, '') = 'cancelled')
                   ) ORDER BY o.id",
        },
        Fault {
            says: "reservation_other",
            rows: "SELECT o.id, o.reservation_id, r.id FROM orders o LEFT JOIN reservations r ON r.order_id = o.id
                   WHERE COALESCE(o.reservation_id, 0) <> COALESCE(r.id, 0) ORDER BY o.id",
        },
        Fault {
            says: "no_reservation",
            rows: "SELECT o.id, o.status FROM orders o WHERE o.status IN ('requested', 'confirmed', 'completed', 'no_show')
                       AND NOT EXISTS (SELECT 1 FROM reservations r WHERE r.order_id = o.id) ORDER BY o.id",
        },
    ],
};

const CANCELLATIONS: Rule = Rule {
    name: "cancellations",
    table: "cancellations",
    faults: &[
        Fault {
            says: "no_cancellation",
            rows: "SELECT o.id, o.status FROM orders o WHERE o.status IN ('refund_pending', 'cancelled', 'rejected')
                       AND NOT EXISTS (SELECT 1 FROM cancellations c WHERE c.order_id = o.id) ORDER BY o.id",
        },
        Fault {
            says: "cancellation_disagrees",
            rows: "SELECT o.id, o.status, c.status FROM cancellations c JOIN orders o ON o.id = c.order_id WHERE NOT (
                       (o.status = 'refund_pending' AND c.status = 'owed')
                       OR (o.status IN ('cancelled', 'rejected') AND c.status = 'settled')
                   ) ORDER BY o.id",
        },
    ],
};
