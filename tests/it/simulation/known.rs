//! What people remember, and what the simulation has seen of the orders.

use std::collections::BTreeMap;

use healthcenter::app::Book;

use super::dice::Dice;

/// The memory of a life.
#[derive(Default)]
pub struct Known {
    /// Every booking that was ever asked for.
    pub asked: Vec<Book>,
    pub statuses: BTreeMap<i64, String>,
    /// The newest event that anybody was told of, by order.
    pub acknowledged: BTreeMap<i64, i64>,
    /// The latest event of each order whose text a gateway has accepted in its turn.
    pub accepted: BTreeMap<i64, i64>,
}

impl Known {
    /// Some order, mostly one in such a status.
    pub fn order(&self, dice: &mut Dice, statuses: &[&str]) -> i64 {
        let fitting = self.some(statuses);
        if fitting.is_empty() || dice.one_in(6) {
            return i64::try_from(dice.below(self.statuses.len() + 1)).unwrap() + 1;
        }
        dice.pick(&fitting)
    }

    /// Every order in such a status.
    pub fn some(&self, statuses: &[&str]) -> Vec<i64> {
        let fitting = self
            .statuses
            .iter()
            .filter(|(_, status)| statuses.contains(&status.as_str()));
        fitting.map(|(id, _)| *id).collect()
    }
}
