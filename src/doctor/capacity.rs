//! Places: never more than there are, and none kept by a hold that has run out.
//!
//! The counter beside each slot is what bookings look at, because counting took 4 to 60 times as long;
//! this is where it is compared with the count.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::findings::Findings;
use super::rule::{Fault, Rule, counted};
use super::{Check, Said};
use crate::domain::calendar::SlotTime;
use crate::params;
use crate::store::sql::Sql;
use crate::store::{StoreError, slots, wire};

/// By status, not by `keeps_place`, so that a wrong flag can't hide an overbooked slot.
const CAPACITY: Rule = Rule {
    name: "capacity",
    table: "slots",
    faults: &[Fault {
        says: "slot_overbooked",
        rows: "SELECT o.date, o.time, COUNT(*), COALESCE(MAX(s.capacity), 0) FROM orders o
               LEFT JOIN slots s ON s.date = o.date AND s.time = o.time
               WHERE o.status IN ('paid', 'requested', 'confirmed', 'completed', 'no_show')
                   OR (o.status IN ('held', 'paying', 'payment_unknown') AND o.hold_expires_at > ?1)
               GROUP BY o.date, o.time HAVING COUNT(*) > COALESCE(MAX(s.capacity), 0) ORDER BY o.date, o.time",
    }],
};

const COUNTER: Rule = Rule {
    name: "capacity-counter",
    table: "slots",
    faults: &[
        Fault {
            says: "slot_miscounted",
            rows: "SELECT s.date, s.time, s.taken, COALESCE(o.n, 0) FROM slots s LEFT JOIN (
                       SELECT date, time, COUNT(*) AS n FROM orders WHERE keeps_place = 1 GROUP BY date, time
                   ) o ON o.date = s.date AND o.time = s.time
                   WHERE s.taken <> COALESCE(o.n, 0) ORDER BY s.date, s.time",
        },
        Fault {
            says: "slot_missing",
            rows: "SELECT o.date, o.time, COUNT(*) FROM orders o WHERE o.keeps_place = 1
                       AND NOT EXISTS (SELECT 1 FROM slots s WHERE s.date = o.date AND s.time = o.time)
                   GROUP BY o.date, o.time ORDER BY o.date, o.time",
        },
    ],
};

const KEEPS_PLACE: Rule = Rule {
    name: "keeps-place",
    table: "orders",
    faults: &[Fault {
        says: "keeps_place_wrong",
        rows: "SELECT id, keeps_place, status FROM orders WHERE NOT (
                   (keeps_place = 1 AND status IN ('held', 'paying', 'payment_unknown', 'paid', 'requested', 'confirmed',
                                                   'completed', 'no_show'))
                   OR (keeps_place = 0 AND status IN ('payment_unknown', 'expired', 'declined', 'refund_pending',
                                                      'cancelled', 'rejected'))
               ) ORDER BY id",
    }],
};

/// Every rule about places.
///
/// # Errors
/// When the store can't be read.
pub fn checks(sql: &mut dyn Sql, now: Timestamp) -> Result<Vec<Check>, StoreError> {
    Ok(vec![
        CAPACITY.check(sql, now)?,
        COUNTER.check(sql, now)?,
        KEEPS_PLACE.check(sql, now)?,
        expired_holds(sql, now)?,
    ])
}

/// What the calendar shows as taken, by the store's own query, is what a count by status says: a hold that
/// ran out blocks nobody from that moment on, swept or not.
fn expired_holds(sql: &mut dyn Sql, now: Timestamp) -> Result<Check, StoreError> {
    let mut found = Findings::default();
    let outcome = compare(sql, now, &mut found);
    found.survive(outcome)?;
    let counted = counted(sql, "slots", &mut found)?;
    Ok(found.check("expired-holds", counted))
}

/// Slots are few whatever the orders are: some 3,000 a year.
fn compare(sql: &mut dyn Sql, now: Timestamp, found: &mut Findings) -> Result<(), StoreError> {
    let mut active: BTreeMap<SlotTime, i64> = BTreeMap::new();
    let rows = sql.rows(
        "SELECT date, time, COUNT(*) FROM orders
         WHERE status IN ('paid', 'requested', 'confirmed', 'completed', 'no_show')
             OR (status IN ('held', 'paying', 'payment_unknown') AND keeps_place = 1 AND hold_expires_at > ?1)
         GROUP BY date, time",
        params![now],
    )?;
    for row in &rows {
        if let Some(slot) = wire::slot(row.text(0)?, row.text(1)?) {
            active.insert(slot, row.int(2)?);
        }
    }
    for shown in slots::occupancy(sql, Date::ZERO, Date::MAX, now)? {
        let count = active.get(&shown.slot).copied().unwrap_or(0);
        if shown.taken != count {
            let (date, time) = (shown.slot.date, wire::clock(shown.slot.time));
            found.add(|| Said::new("slot_shown_wrong", &[&date, &time, &shown.taken, &count]));
        }
    }
    Ok(())
}
