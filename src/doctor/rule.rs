//! A rule as data: its name, what it counts, and for each way to break it the rows that do.
//!
//! One text for both engines, as in the store. A query answers with offenders only, so that a healthy
//! database of a million orders hands over nothing.

use jiff::Timestamp;

use super::findings::{Findings, about};
use super::{Check, Said};
use crate::params;
use crate::store::StoreError;
use crate::store::sql::Sql;

/// A rule that SQL alone can judge.
pub struct Rule {
    pub name: &'static str,
    /// The table whose rows are counted.
    pub table: &'static str,
    pub faults: &'static [Fault],
}

/// One way to break a rule.
pub struct Fault {
    /// The offender in words: a key of `[doctor]`, whose holes are the columns of its row. Never a name or a
    /// phone number.
    pub says: &'static str,
    /// The rows that are wrong; `?1` is now.
    pub rows: &'static str,
}

impl Rule {
    /// Looks at every row.
    ///
    /// # Errors
    /// When the store can't be read; a damaged row is a finding.
    pub fn check(&self, sql: &mut dyn Sql, now: Timestamp) -> Result<Check, StoreError> {
        let mut found = Findings::default();
        for fault in self.faults {
            let outcome = rows(sql, fault.rows, now, &mut found, fault.says);
            found.survive(outcome)?;
        }
        let counted = counted(sql, self.table, &mut found)?;
        Ok(found.check(self.name, counted))
    }
}

fn rows(
    sql: &mut dyn Sql,
    text: &str,
    now: Timestamp,
    found: &mut Findings,
    says: &'static str,
) -> Result<(), StoreError> {
    let params = if text.contains("?1") { params![now] } else { &[] };
    sql.each(text, params, &mut |row| {
        found.add(|| about(says, &row));
        Ok(())
    })
}

/// The rows of a table in words; none where they can't be counted.
///
/// # Errors
/// When the store can't be read.
pub fn counted(sql: &mut dyn Sql, table: &str, found: &mut Findings) -> Result<Option<Said>, StoreError> {
    let count = sql.number(&format!("SELECT COUNT(*) FROM {table}"), &[]);
    let key = match table {
        "slots" => "rows_slots",
        "events" => "rows_events",
        "outbox" => "rows_outbox",
        "inbox" => "rows_inbox",
        "payments" => "rows_payments",
        "reservations" => "rows_reservations",
        "cancellations" => "rows_cancellations",
        "mypages" => "rows_mypages",
        _ => "rows_orders",
    };
    Ok(found.survive(count)?.map(|count| Said::new(key, &[&count])))
}
