//! Money: what goes back never exceeds what came in, nothing is kept that nobody owes, and no key can
//! move it twice. A refund counts from the moment it is owed, not from its approval.

use super::rule::{Fault, Rule};

/// Every rule of this group.
pub const RULES: &[Rule] = &[REFUNDS, ONE_LIVE_CHARGE, MONEY_KEPT, PAYMENTS, KEYS];

const REFUNDS: Rule = Rule {
    name: "refunds-within-charges",
    table: "payments",
    faults: &[
        Fault {
            says: "refund_over_charges",
            rows: "SELECT order_id,
                       CAST(SUM(CASE WHEN direction = 'refund' THEN amount ELSE 0 END) AS BIGINT),
                       CAST(SUM(CASE WHEN direction = 'charge' AND status = 'approved' THEN amount ELSE 0 END) AS BIGINT)
                   FROM payments WHERE status IN ('started', 'unknown', 'approved') GROUP BY order_id
                   HAVING SUM(CASE WHEN direction = 'refund' THEN amount ELSE 0 END)
                       > SUM(CASE WHEN direction = 'charge' AND status = 'approved' THEN amount ELSE 0 END)
                   ORDER BY order_id",
        },
        Fault {
            says: "refund_over_charge",
            rows: "SELECT c.order_id, c.id, CAST(SUM(r.amount) AS BIGINT), c.amount
                   FROM payments r JOIN payments c ON c.id = r.refund_of
                   WHERE r.direction = 'refund' AND r.status IN ('started', 'unknown', 'approved')
                   GROUP BY c.order_id, c.id, c.amount HAVING SUM(r.amount) > c.amount ORDER BY c.order_id, c.id",
        },
        Fault {
            says: "refund_of_nothing",
            rows: "SELECT r.order_id, r.id, r.refund_of FROM payments r WHERE r.direction = 'refund' AND NOT EXISTS (
                       SELECT 1 FROM payments c WHERE c.id = r.refund_of AND c.order_id = r.order_id
                           AND c.direction = 'charge' AND c.status = 'approved') ORDER BY r.order_id, r.id",
        },
    ],
};

const ONE_LIVE_CHARGE: Rule = Rule {
    name: "one-live-charge",
    table: "payments",
    faults: &[Fault {
        says: "several_charges",
        rows: "SELECT c.order_id, COUNT(*) FROM payments c WHERE c.direction = 'charge' AND c.status = 'approved'
                   AND NOT EXISTS (SELECT 1 FROM payments r WHERE r.order_id = c.order_id AND r.refund_of = c.id
                       AND r.direction = 'refund' AND r.status IN ('started', 'unknown', 'approved'))
               GROUP BY c.order_id HAVING COUNT(*) > 1 ORDER BY c.order_id",
    }],
};

const MONEY_KEPT: Rule = Rule {
    name: "money-kept",
    table: "orders",
    faults: &[
        Fault {
            says: "money_stuck",
            rows:
                "SELECT o.id, o.status, c.id FROM orders o JOIN payments c ON c.order_id = o.id
                   WHERE o.status IN ('held', 'paying', 'payment_unknown', 'expired', 'declined', 'refund_pending')
                       AND c.direction = 'charge' AND c.status = 'approved'
                       AND NOT EXISTS (SELECT 1 FROM payments r WHERE r.order_id = o.id AND r.refund_of = c.id
                           AND r.direction = 'refund' AND r.status IN ('started', 'unknown', 'approved')) ORDER BY o.id",
        },
        Fault {
            says: "money_goes_back",
            rows: "SELECT o.id, o.status, r.refund_of FROM orders o JOIN payments r ON r.order_id = o.id
                   WHERE o.status IN ('paid', 'requested', 'confirmed', 'completed', 'no_show')
                       AND r.refund_of = o.payment_id AND r.direction = 'refund'
                       AND r.status IN ('started', 'unknown', 'approved') ORDER BY o.id",
        },
    ],
};

const PAYMENTS: Rule = Rule {
    name: "payments",
    table: "payments",
    faults: &[
        Fault {
            says: "payment_status_wrong",
            rows: "SELECT order_id, id, direction, status FROM payments WHERE NOT (
                       (direction = 'charge' AND status IN ('started', 'unknown', 'approved', 'declined', 'released'))
                       OR (direction = 'refund' AND status IN ('started', 'unknown', 'approved'))
                   ) ORDER BY order_id, id",
        },
        Fault {
            says: "payment_without_time",
            rows: "SELECT order_id, id, status FROM payments
                   WHERE status IN ('approved', 'declined', 'released') AND settled_at IS NULL ORDER BY order_id, id",
        },
        Fault {
            says: "payment_still_due",
            rows: "SELECT order_id, id, status FROM payments
                   WHERE status IN ('approved', 'declined') AND due_at IS NOT NULL ORDER BY order_id, id",
        },
    ],
};

/// The tables forbid it by their indexes. COALESCE keeps the engines from asking an index here too: one that
/// has come apart would only confirm itself.
const KEYS: Rule = Rule {
    name: "keys",
    table: "payments",
    faults: &[
        Fault {
            says: "payments_share_key",
            rows: "SELECT MIN(order_id), COUNT(*) FROM payments GROUP BY COALESCE(key, '') HAVING COUNT(*) > 1
                       OR COALESCE(key, '') = '' ORDER BY 1",
        },
        Fault {
            says: "messages_share_key",
            rows: "SELECT MIN(order_id), COUNT(*) FROM outbox GROUP BY COALESCE(id, '') HAVING COUNT(*) > 1
                       OR COALESCE(id, '') = '' ORDER BY 1",
        },
        Fault {
            says: "orders_share_code",
            rows: "SELECT MIN(id), COUNT(*) FROM orders GROUP BY COALESCE(code, '') HAVING COUNT(*) > 1 ORDER BY 1",
        },
        Fault {
            says: "several_answers",
            rows: "SELECT MIN(order_id), COUNT(*) FROM idempotency GROUP BY COALESCE(key, '') HAVING COUNT(*) > 1
                   ORDER BY 1",
        },
    ],
};
