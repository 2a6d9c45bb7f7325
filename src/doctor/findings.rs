//! What a rule finds, kept small: a database in which everything is wrong must not fill the memory, or
//! the screen, of whoever asks.

use super::{Check, Detail, Said};
use crate::store::StoreError;
use crate::store::sql::{Row, Value};

/// How many offenders are named; the rest are counted.
const NAMED: usize = 5;

/// The offenders against one rule.
#[derive(Debug, Default)]
pub struct Findings {
    named: Vec<Said>,
    count: u64,
}

impl Findings {
    /// One more offender.
    pub fn add(&mut self, offender: impl FnOnce() -> Said) {
        if self.named.len() < NAMED {
            self.named.push(offender());
        }
        self.count += 1;
    }

    /// Takes damage for a finding and lets the rule go on; any other fault ends the examination.
    ///
    /// # Errors
    /// Whatever is not [`StoreError::Corrupt`].
    pub fn survive<T>(&mut self, outcome: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
        match outcome {
            Ok(value) => Ok(Some(value)),
            Err(StoreError::Corrupt(why)) => {
                self.add(|| Said::new("damaged", &[&why]));
                Ok(None)
            }
            Err(other) => Err(other),
        }
    }

    /// The verdict. `all` is what was looked at, where it can be counted.
    pub fn check(self, name: &'static str, all: impl Into<Option<Said>>) -> Check {
        Check {
            name,
            ok: self.count == 0,
            detail: Detail {
                all: all.into(),
                named: self.named,
                count: self.count,
            },
        }
    }
}

/// The sentence `key` about a row, its columns in the holes.
pub fn about(key: &'static str, row: &Row) -> Said {
    let value = |value: &Value| match value {
        Value::Null => "-".to_owned(),
        Value::Int(n) => n.to_string(),
        Value::Text(text) => text.to_string(),
    };
    Said {
        key,
        values: row.0.iter().map(value).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn orders() -> Said {
        Said::new("rows_orders", &[&9])
    }

    #[test]
    fn the_first_few_are_named_and_the_rest_counted() {
        let mut found = Findings::default();
        for order in 1..=7 {
            found.add(|| Said::new("no_events", &[&order]));
        }
        let check = found.check("rule", orders());
        assert!(!check.ok);
        assert_eq!((check.detail.count, check.detail.named.len()), (7, NAMED));
        assert_eq!(check.detail.named[0], Said::new("no_events", &[&1]));
    }

    #[test]
    fn nothing_found_says_what_was_counted() {
        let check = Findings::default().check("rule", orders());
        assert!(check.ok);
        assert_eq!(check.detail.all, Some(orders()));
    }

    #[test]
    fn damage_is_a_finding_and_an_outage_is_not() {
        let mut found = Findings::default();
        assert_eq!(
            found.survive::<()>(Err(StoreError::Corrupt("column 3".into()))),
            Ok(None)
        );
        assert_eq!(found.survive::<()>(Err(StoreError::Busy)), Err(StoreError::Busy));
        let check = found.check("rule", orders());
        assert_eq!(check.detail.named, [Said::new("damaged", &[&"column 3"])]);
    }

    #[test]
    fn columns_stand_in_the_holes() {
        let row = Row(vec![Value::Int(17), Value::Null, Value::from("paid")]);
        assert_eq!(about("paid_wrong", &row).values, ["17", "-", "paid"]);
    }
}
