//! Progress: whatever is not final has a next step, soon, and somebody whose step it is.
//!
//! A step that is planned and not taken is no fault of the data: the worker may have been down for a
//! minute, or be on its way up. From a quarter of an hour on, which no saga may sit, it is reported as
//! what it is: no worker runs. Texts are left out, since a centre may have no SMS gateway at all, and one
//! that is down holds them for as long as it is.

use jiff::{SignedDuration, Timestamp};

use super::Check;
use super::rule::{Fault, Rule};
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
            says: "order {0}: is {1}, and its payment {2} is not in doubt",
            rows: "SELECT o.id, o.status, o.payment_id FROM orders o WHERE o.status IN ('paying', 'payment_unknown')
                       AND NOT EXISTS (SELECT 1 FROM payments p WHERE p.id = o.payment_id AND p.order_id = o.id
                           AND p.direction = 'charge' AND p.status IN ('started', 'unknown')) ORDER BY o.id",
        },
        Fault {
            says: "order {0}: payment {1} is {2}, and nobody is to look at it within 15 min",
            rows: "SELECT order_id, id, status FROM payments WHERE status IN ('started', 'unknown')
                       AND (due_at IS NULL OR due_at - 900000 > ?1) ORDER BY order_id, id",
        },
        Fault {
            says: "order {0}: is paid, and is not to be passed on within 15 min",
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
        says: "order {0}: is paid, and nothing passes it on to the centre",
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
            says: "order {0}: event {1} waits for {2}, and there is no such event",
            rows: "SELECT i.order_id, i.event_id, i.consumer FROM inbox i WHERE NOT EXISTS (
                       SELECT 1 FROM events e WHERE e.id = i.event_id AND e.order_id = i.order_id)
                   ORDER BY i.order_id, i.event_id",
        },
        Fault {
            says: "order {0}: {3} waits for {2}, which has no use for it",
            rows: "SELECT i.order_id, i.event_id, i.consumer, e.event FROM inbox i JOIN events e ON e.id = i.event_id
                   WHERE NOT (i.consumer = 'mypage' OR (i.consumer = 'reservations' AND e.event = 'PaymentApproved'))
                   ORDER BY i.order_id, i.event_id",
        },
        Fault {
            says: "order {0}: event {1} is neither in its mypage nor waiting to be",
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
            says: "order {0}: payment {1} is leased to nobody, for nothing, or for longer than 15 min",
            rows: "SELECT order_id, id FROM payments
                   WHERE (lease_until IS NOT NULL AND COALESCE(lease_owner, '') = '')
                       OR (lease_owner IS NOT NULL AND (lease_until IS NULL OR due_at IS NULL))
                       OR lease_until - 900000 > ?1 ORDER BY order_id, id",
        },
        Fault {
            says: "order {0}: message {1} is leased to nobody, for nothing, or for longer than 15 min",
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
        "payments",
        "SELECT COUNT(*), MIN(due_at) FROM payments WHERE due_at <= ?1 AND (lease_until IS NULL OR lease_until <= ?1)",
    ),
    ("events", "SELECT COUNT(*), MIN(due_at) FROM inbox WHERE due_at <= ?1"),
    (
        "holds",
        "SELECT COUNT(*), MIN(hold_expires_at) FROM orders
         WHERE status IN ('held', 'paying', 'payment_unknown') AND keeps_place = 1 AND hold_expires_at <= ?1",
    ),
];

/// Whether somebody does the work.
///
/// # Errors
/// When the store can't be read.
pub fn worker(sql: &mut dyn Sql, now: Timestamp) -> Result<Check, StoreError> {
    let (ok, detail) = match overdue(sql, now) {
        Ok(None) => (true, "nothing is overdue by more than 15 min".to_owned()),
        Ok(Some(overdue)) => (false, overdue),
        Err(StoreError::Corrupt(why)) => (false, format!("damaged: {why}")),
        Err(other) => return Err(other),
    };
    Ok(Check {
        name: "worker",
        ok,
        detail,
    })
}

fn overdue(sql: &mut dyn Sql, now: Timestamp) -> Result<Option<String>, StoreError> {
    let (mut overdue, mut oldest) = (Vec::new(), now);
    for (what, text) in OVERDUE {
        let Some(row) = sql.row(text, params![now - LATE])? else {
            continue;
        };
        if let (count @ 1.., Some(since)) = (row.int(0)?, row.opt_at(1)?) {
            overdue.push(format!("{count} {what}"));
            oldest = oldest.min(since);
        }
    }
    let list = overdue.join(", ");
    Ok((!overdue.is_empty()).then(|| format!("no worker seems to run: {list} are overdue, the oldest since {oldest}")))
}
