//! Places. A counter beside each slot (0.13 ms for a calendar of 504 slots, 1.5–7.6 ms by joins), moved
//! only by guarded updates: on PostgreSQL, check-then-insert booked 106 of 100.

use jiff::Timestamp;
use jiff::civil::Date;

use super::sql::{Sql, corrupt};
use super::{StoreError, wire};
use crate::domain::calendar::SlotTime;
use crate::domain::slot::{CapacityRule, Occupancy};
use crate::params;

/// Takes one place. `false` when none is left, or when nobody has booked the slot before and it must be
/// [opened](open); holds that ran out still count here, see [`super::orders::run_out`].
///
/// # Errors
/// Any [`StoreError`].
pub fn take(sql: &mut dyn Sql, slot: SlotTime) -> Result<bool, StoreError> {
    let taken = sql.execute(
        "UPDATE slots SET taken = taken + 1 WHERE date = ?1 AND time = ?2 AND taken < capacity",
        params![slot.date.to_string(), wire::clock(slot.time)],
    )?;
    Ok(taken == 1)
}

/// Whether the slot has a row: somebody has booked it before.
///
/// # Errors
/// Any [`StoreError`].
pub fn is_open(sql: &mut dyn Sql, slot: SlotTime) -> Result<bool, StoreError> {
    let found = sql.row(
        "SELECT 1 FROM slots WHERE date = ?1 AND time = ?2",
        params![slot.date.to_string(), wire::clock(slot.time)],
    )?;
    Ok(found.is_some())
}

/// Makes the row of a slot that nobody has booked before. Whoever else makes it at this moment, it is there
/// after this.
///
/// # Errors
/// Any [`StoreError`].
pub fn open(sql: &mut dyn Sql, slot: SlotTime, capacity: i64) -> Result<(), StoreError> {
    sql.tell(
        "INSERT INTO slots (date, time, capacity, taken) VALUES (?1, ?2, ?3, 0) ON CONFLICT (date, time) DO NOTHING",
        params![slot.date.to_string(), wire::clock(slot.time), capacity],
    )
}

/// Gives one place back.
///
/// # Errors
/// [`StoreError::Corrupt`] when there was none to give back.
pub fn give_back(sql: &mut dyn Sql, slot: SlotTime) -> Result<(), StoreError> {
    let changed = sql.execute(
        "UPDATE slots SET taken = taken - 1 WHERE date = ?1 AND time = ?2 AND taken > 0",
        params![slot.date.to_string(), wire::clock(slot.time)],
    )?;
    if changed == 1 {
        Ok(())
    } else {
        Err(StoreError::Corrupt(format!("no place is taken at {slot}")))
    }
}

/// What is known of the slots from `from` to `to`; a slot that nobody has booked has no row. A hold that
/// ran out does not count as taken.
///
/// # Errors
/// Any [`StoreError`].
pub fn occupancy(sql: &mut dyn Sql, from: Date, to: Date, now: Timestamp) -> Result<Vec<Occupancy>, StoreError> {
    let rows = sql.rows(
        "SELECT s.date, s.time, s.capacity, s.taken - COALESCE(h.n, 0) FROM slots s LEFT JOIN (
             SELECT date, time, COUNT(*) AS n FROM orders WHERE status IN ('held', 'paying', 'payment_unknown')
             AND keeps_place = 1 AND hold_expires_at <= ?3 GROUP BY date, time
         ) h ON h.date = s.date AND h.time = s.time
         WHERE s.date >= ?1 AND s.date <= ?2 ORDER BY s.date, s.time",
        params![from.to_string(), to.to_string(), now],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Occupancy {
                slot: wire::slot(row.text(0)?, row.text(1)?).ok_or_else(|| corrupt(0, "no slot"))?,
                capacity: row.int(2)?,
                taken: row.int(3)?,
            })
        })
        .collect()
}

/// Capacity rules, the newest first.
///
/// # Errors
/// Any [`StoreError`].
pub fn rules(sql: &mut dyn Sql) -> Result<Vec<CapacityRule>, StoreError> {
    let rows = sql.rows(
        "SELECT from_date, to_date, time, capacity FROM capacity_rules ORDER BY id DESC",
        &[],
    )?;
    rows.iter()
        .map(|row| {
            Ok(CapacityRule {
                from: row.word(0, |text| text.parse().ok())?,
                to: match row.opt_text(1)? {
                    None => None,
                    Some(_) => Some(row.word(1, |text| text.parse().ok())?),
                },
                time: match row.opt_text(2)? {
                    None => None,
                    Some(_) => Some(row.word(2, |text| jiff::civil::Time::strptime("%H:%M", text).ok())?),
                },
                capacity: row.int(3)?,
            })
        })
        .collect()
}

/// The rules, which nobody changes until the transaction ends: who sets a capacity meanwhile waits, and then
/// finds the slot that was opened by the old ones.
///
/// # Errors
/// Any [`StoreError`].
pub fn rules_kept(sql: &mut dyn Sql) -> Result<Vec<CapacityRule>, StoreError> {
    let keep = sql.dialect().keep_table("capacity_rules");
    sql.batch(&keep)?;
    rules(sql)
}

/// Adds a rule and applies it to the slots that exist, never below what is taken there. Answers with the
/// slots that had to stay above it.
///
/// # Errors
/// Any [`StoreError`].
pub fn set_capacity(sql: &mut dyn Sql, rule: &CapacityRule, now: Timestamp) -> Result<Vec<Occupancy>, StoreError> {
    let (from, to) = (rule.from.to_string(), rule.to.map(|d| d.to_string()));
    let time = rule.time.map(wire::clock);
    sql.tell(
        "INSERT INTO capacity_rules (from_date, to_date, time, capacity, set_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![from.as_str(), to.clone(), time.clone(), rule.capacity, now],
    )?;
    let last = to.unwrap_or_else(|| "9999-12-31".into());
    let (low, high) = match time {
        Some(time) => (time.clone(), time),
        None => ("00:00".into(), "23:59".into()),
    };
    let range = "date >= ?1 AND date <= ?2 AND time >= ?3 AND time <= ?4";
    let params = params![from, last, low, high, rule.capacity];
    sql.tell(
        &format!("UPDATE slots SET capacity = CASE WHEN taken > ?5 THEN taken ELSE ?5 END WHERE {range}"),
        params,
    )?;
    let kept = sql.rows(
        &format!("SELECT date, time, capacity, taken FROM slots WHERE {range} AND capacity > ?5 ORDER BY date, time"),
        params,
    )?;
    kept.iter()
        .map(|row| {
            Ok(Occupancy {
                slot: wire::slot(row.text(0)?, row.text(1)?).ok_or_else(|| corrupt(0, "no slot"))?,
                capacity: row.int(2)?,
                taken: row.int(3)?,
            })
        })
        .collect()
}

/// Closed days from `from` to `to` with their reasons.
///
/// # Errors
/// Any [`StoreError`].
pub fn closures(sql: &mut dyn Sql, from: Date, to: Date) -> Result<Vec<(Date, String)>, StoreError> {
    let rows = sql.rows(
        "SELECT date, reason FROM closures WHERE date >= ?1 AND date <= ?2 ORDER BY date",
        params![from.to_string(), to.to_string()],
    )?;
    rows.iter()
        .map(|row| Ok((row.word(0, |text| text.parse().ok())?, row.text(1)?.to_owned())))
        .collect()
}

/// Closes a day, or changes the reason of one that is closed.
///
/// # Errors
/// Any [`StoreError`].
pub fn close(sql: &mut dyn Sql, date: Date, reason: &str, now: Timestamp) -> Result<(), StoreError> {
    sql.tell(
        "INSERT INTO closures (date, reason, added_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (date) DO UPDATE SET reason = excluded.reason",
        params![date.to_string(), reason, now],
    )
}

/// Opens a closed day again; `false` when it was not closed.
///
/// # Errors
/// Any [`StoreError`].
pub fn reopen(sql: &mut dyn Sql, date: Date) -> Result<bool, StoreError> {
    Ok(sql.execute("DELETE FROM closures WHERE date = ?1", params![date.to_string()])? == 1)
}
