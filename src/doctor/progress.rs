//! Progress: whatever is not final has a next step, soon, and somebody whose step it is.
//!
//! A step that is planned and not taken is no fault of the data: the worker may have been down for a
//! minute, or be on its way up. From a quarter of an hour on, which no saga may sit, it is reported as
//! what it is: no worker runs. Texts are left out, since a centre may have no SMS gateway at all, and one
//! that is down holds them for as long as it is.

use jiff::{SignedDuration, Timestamp};

use super::rule::{Fault, Rule};
use super::{Check, Detail, Said};
use crate::params;
use crate::store::StoreError;
use crate::store::sql::Sql;

/// No saga sits longer than this. In the queries it is 900,000 ms.
const LATE: SignedDuration = SignedDuration::from_mins(15);

/// Every rule of this group that SQL alone can judge.
pub const RULES: &[Rule] = &[NEXT_STEP, PASSED_ON, INBOX, LEASES];

const NEXT_STEP: Rule = Rule {
    name: "next-step",
    table: "orders",
    faults: &[
        Fault {
            says: "no_payment_in_doubt",
            rows: "SELECT o.id, o.status, o.payment_id FROM orders o WHERE o.status IN ('paying', 'payment_unknown')
                       AND NOT EXISTS (SELECT 1 FROM payments p WHERE p.id = o.payment_id AND p.order_id = o.id
                           AND p.direction = 'charge' AND p.status IN ('started', 'unknown')) ORDER BY o.id",
        },
        Fault {
            says: "payment_unattended",
            rows: "SELECT order_id, id, status FROM payments WHERE status IN ('started', 'unknown')
                       AND (due_at IS NULL OR due_at - 900000 > ?1) ORDER BY order_id, id",
        },
        Fault {
            says: "passed_on_late",
            rows: "SELECT o.id FROM inbox i JOIN orders o ON o.id = i.order_id
                   WHERE i.consumer = 'reservations' AND o.status = 'paid' AND i.due_at - 900000 > ?1 ORDER BY o.id",
        },
    ],
};

/// CROSS JOIN, since SQLite keeps to its order: left to itself it went through all that waits for each paid
/// order, 22 s where both were 4,000.
const PASSED_ON: Rule = Rule {
    name: "paid-is-passed-on",
    table: "orders",
    faults: &[Fault {
        says: "not_passed_on",
        rows: "SELECT o.id FROM orders o WHERE o.status = 'paid' AND NOT EXISTS (
                   SELECT 1 FROM events e CROSS JOIN inbox i WHERE e.order_id = o.id AND e.event = 'PaymentApproved'
                       AND i.consumer = 'reservations' AND i.event_id = e.id) ORDER BY o.id",
    }],
};

const INBOX: Rule = Rule {
    name: "inbox",
    table: "inbox",
    faults: &[
        Fault {
            says: "waiting_without_event",
            rows: "SELECT i.order_id, i.event_id, i.consumer FROM inbox i WHERE NOT EXISTS (
                       SELECT 1 FROM events e WHERE e.id = i.event_id AND e.order_id = i.order_id)
                   ORDER BY i.order_id, i.event_id",
        },
        Fault {
            says: "waiting_for_nobody",
            rows: "SELECT i.order_id, i.event_id, i.consumer, e.event FROM inbox i JOIN events e ON e.id = i.event_id
                   WHERE NOT (i.consumer = 'mypage' OR (i.consumer = 'reservations' AND e.event = 'PaymentApproved'))
                   ORDER BY i.order_id, i.event_id",
        },
        Fault {
            says: "not_projected",
            rows: "SELECT e.order_id, e.seq FROM orders o LEFT JOIN mypages m ON m.order_id = o.id
                   JOIN events e ON e.order_id = o.id AND e.seq > COALESCE(m.seq, 0)
                   WHERE o.seq > COALESCE(m.seq, 0)
                       AND NOT EXISTS (SELECT 1 FROM inbox i WHERE i.consumer = 'mypage' AND i.event_id = e.id)
                   ORDER BY e.order_id, e.seq",
        },
    ],
};

const LEASES: Rule = Rule {
    name: "leases",
    table: "payments",
    faults: &[
        Fault {
            says: "payment_lease",
            rows: "SELECT order_id, id FROM payments
                   WHERE (lease_until IS NOT NULL AND COALESCE(lease_owner, '') = '')
                       OR (lease_owner IS NOT NULL AND (lease_until IS NULL OR due_at IS NULL))
                       OR lease_until - 900000 > ?1 ORDER BY order_id, id",
        },
        Fault {
            says: "message_lease",
            rows: "SELECT order_id, seq FROM outbox
                   WHERE (lease_until IS NOT NULL AND COALESCE(lease_owner, '') = '')
                       OR (lease_owner IS NOT NULL AND (lease_until IS NULL OR status <> 'pending'))
                       OR lease_until - 900000 > ?1 ORDER BY order_id, seq",
        },
    ],
};

/// What a worker should long have done.
const OVERDUE: [(&str, &str); 3] = [
    (
        "overdue_payments",
        "SELECT COUNT(*), MIN(due_at) FROM payments WHERE due_at <= ?1 AND (lease_until IS NULL OR lease_until <= ?1)",
    ),
    (
        "overdue_events",
        "SELECT COUNT(*), MIN(due_at) FROM inbox WHERE due_at <= ?1",
    ),
    (
        "overdue_holds",
        "SELECT COUNT(*), MIN(hold_expires_at) FROM orders
         WHERE status IN ('held', 'paying', 'payment_unknown') AND keeps_place = 1 AND hold_expires_at <= ?1",
    ),
];

/// Whether somebody does the work.
///
/// # Errors
/// When the store can't be read.
pub fn worker(sql: &mut dyn Sql, now: Timestamp) -> Result<Check, StoreError> {
    let named = match overdue(sql, now) {
        Ok(overdue) => overdue,
        Err(StoreError::Corrupt(why)) => vec![Said::new("damaged", &[&why])],
        Err(other) => return Err(other),
    };
    let ok = named.is_empty();
    Ok(Check {
        name: "worker",
        ok,
        detail: Detail {
            all: ok.then(|| Said::new("nothing_overdue", &[])),
            count: named.len() as u64,
            named,
        },
    })
}

fn overdue(sql: &mut dyn Sql, now: Timestamp) -> Result<Vec<Said>, StoreError> {
    let mut overdue = Vec::new();
    for (key, text) in OVERDUE {
        let Some(row) = sql.row(text, params![now - LATE])? else {
            continue;
        };
        if let (count @ 1.., Some(since)) = (row.int(0)?, row.opt_at(1)?) {
            overdue.push(Said::new(key, &[&count, &since]));
        }
    }
    Ok(overdue)
}
