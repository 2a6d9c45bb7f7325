//! What a rule finds, kept small: a database in which everything is wrong must not fill the memory, or
//! the screen, of whoever asks.

use super::Check;
use crate::store::StoreError;
use crate::store::sql::{Row, Value};

/// How many offenders are named; the rest are counted.
const NAMED: usize = 5;

/// The offenders against one rule.
#[derive(Debug, Default)]
pub struct Findings {
    named: Vec<String>,
    count: u64,
}

impl Findings {
    /// One more offender, as `order 17: …`.
    pub fn add(&mut self, offender: impl FnOnce() -> String) {
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
                self.add(|| format!("damaged: {why}"));
                Ok(None)
            }
            Err(other) => Err(other),
        }
    }

    /// The verdict. `counted` is what was looked at, as `1204 orders`.
    pub fn check(self, name: &'static str, counted: String) -> Check {
        let more = self.count - self.named.len() as u64;
        let detail = match (self.count, more) {
            (0, _) => counted,
            (count, 0) => format!("{count} of {counted}: {}", self.named.join("; ")),
            (count, more) => format!("{count} of {counted}: {}; and {more} more", self.named.join("; ")),
        };
        Check {
            name,
            ok: self.count == 0,
            detail,
        }
    }
}

/// A sentence with `{0}`, `{1}`, … replaced by the columns of a row.
pub fn fill(sentence: &str, row: &Row) -> String {
    let mut filled = sentence.to_owned();
    for (column, value) in row.0.iter().enumerate() {
        let value = match value {
            Value::Null => "nothing".to_owned(),
            Value::Int(n) => n.to_string(),
            Value::Text(text) => text.to_string(),
        };
        filled = filled.replace(&format!("{{{column}}}"), &value);
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_few_are_named_and_the_rest_counted() {
        let mut found = Findings::default();
        for order in 1..=7 {
            found.add(|| format!("order {order}: is odd"));
        }
        let check = found.check("rule", "9 orders".into());
        assert!(!check.ok);
        assert!(
            check.detail.starts_with("7 of 9 orders: order 1: is odd; order 2"),
            "{}",
            check.detail
        );
        assert!(
            check.detail.ends_with("order 5: is odd; and 2 more"),
            "{}",
            check.detail
        );
    }

    #[test]
    fn nothing_found_says_what_was_counted() {
        let check = Findings::default().check("rule", "9 orders".into());
        assert!(check.ok);
        assert_eq!(check.detail, "9 orders");
    }

    #[test]
    fn damage_is_a_finding_and_an_outage_is_not() {
        let mut found = Findings::default();
        assert_eq!(
            found.survive::<()>(Err(StoreError::Corrupt("column 3".into()))),
            Ok(None)
        );
        assert_eq!(found.survive::<()>(Err(StoreError::Busy)), Err(StoreError::Busy));
        let check = found.check("rule", "9 orders".into());
        assert_eq!(check.detail, "1 of 9 orders: damaged: column 3");
    }

    #[test]
    fn columns_are_filled_in() {
        let row = Row(vec![Value::Int(17), Value::Null, Value::from("paid")]);
        assert_eq!(fill("order {0}: is {2}, by {1}", &row), "order 17: is paid, by nothing");
    }
}
