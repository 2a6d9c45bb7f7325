//! Counting what a screen shows as "1000+": the count ends where nobody reads on, so that it costs the
//! same at ten thousand rows and at a million.

use std::fmt;

use super::StoreError;
use super::sql::{Sql, Value};

/// How many there are, as far as was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Tally {
    pub n: i64,
    /// There are more than that.
    pub more: bool,
}

impl Tally {
    /// Whether there is nothing.
    pub const fn is_empty(self) -> bool {
        self.n == 0
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}{}", self.n, if self.more { "+" } else { "" });
        f.pad(&text)
    }
}

/// Counts the rows of `FROM …` (what follows the word FROM) up to `limit`.
///
/// # Errors
/// Any [`StoreError`].
pub fn count(sql: &mut dyn Sql, from: &str, params: &[Value<'_>], limit: i64) -> Result<Tally, StoreError> {
    let text = format!(
        "SELECT COUNT(*) FROM (SELECT 1 AS one FROM {from} LIMIT {}) AS counted",
        limit + 1
    );
    let found = sql.number(&text, params)?;
    Ok(Tally {
        n: found.min(limit),
        more: found > limit,
    })
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn a_count_that_stopped_says_so() {
        let tally = |n, more| Tally { n, more }.to_string();
        assert_eq!((tally(0, false), tally(1000, true)), ("0".into(), "1000+".into()));
        assert_eq!(format!("{:>6}", Tally { n: 12, more: false }), "    12");
    }
}
