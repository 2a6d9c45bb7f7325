//! What must hold at every instant, asked of one order's rows and of the gateways' own ledger, by other
//! means than the program and its doctor: plain comparisons of plain rows.

mod log;
mod messages;
mod money;
mod progress;

use super::ledger::Ledger;
use super::moves::Moves;
use super::rows::Whole;

/// A rule that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    pub rule: &'static str,
    pub detail: String,
}

impl Broken {
    pub fn new(rule: &'static str, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self { rule, detail }
    }
}

/// Says what is wrong unless `holds`.
pub fn must(rule: &'static str, holds: bool, detail: impl FnOnce() -> String) -> Result<(), Broken> {
    if holds {
        Ok(())
    } else {
        Err(Broken::new(rule, detail()))
    }
}

/// Every rule about one order.
pub fn order(whole: &Whole, ledger: &Ledger, moves: &mut Moves, now: i64) -> Result<(), Broken> {
    log::order(whole, moves)?;
    log::page(whole)?;
    messages::order(whole, ledger, now)?;
    money::payment_first(whole)?;
    money::order(whole, ledger)?;
    progress::order(whole, now)
}
