//! The examination: whether what must always hold does, in one snapshot of the centre's own tables.
//!
//! Every path through the program keeps these rules by its own means (guarded updates, one transaction
//! for an event and all that follows from it); here they are asked of the data, by other means, so that a
//! fault in a path, a hand in the database or a failing disk is seen before a customer sees it. That is
//! also why this room, beside the store, writes SQL of its own.
//!
//! A rule says nothing about another: each runs whatever the others found, and damage that one of them
//! meets is its finding. A million orders are walked in pages and counted by the engine, never held.

mod belonging;
mod capacity;
mod detail;
mod findings;
mod fold;
mod log;
mod messages;
mod money;
mod payment;
mod progress;
mod rule;

pub use detail::{Detail, Said};

use jiff::Timestamp;

use crate::store::StoreError;
use crate::store::sql::Sql;

/// The verdict on one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The rule, as `capacity-counter`.
    pub name: &'static str,
    pub ok: bool,
    pub detail: Detail,
}

/// Every rule that needs only our own tables, as of `now`. Run it on one snapshot.
///
/// # Errors
/// When the store can't be read at all; damage to single rows is in the checks.
pub fn rules(sql: &mut dyn Sql, now: Timestamp) -> Result<Vec<Check>, StoreError> {
    let mut checks = capacity::checks(sql, now)?;
    let groups = [payment::RULES, money::RULES, messages::RULES, belonging::RULES];
    for rule in groups.into_iter().flatten() {
        checks.push(rule.check(sql, now)?);
    }
    checks.extend(log::walk(sql)?);
    for rule in progress::RULES {
        checks.push(rule.check(sql, now)?);
    }
    checks.push(progress::worker(sql, now)?);
    Ok(checks)
}
