//! What an examination says, as data: the sentences are in `assets/i18n/doctor.*`, and whoever asked has
//! a language of their own.

use std::fmt;

/// A sentence by its key in `[doctor]`, and what stands in its holes `{0}`, `{1}`, …
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub key: &'static str,
    /// Never a name or a phone number.
    pub values: Vec<String>,
}

/// What was looked at, and the offenders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// Of so many rows; none where nothing is counted.
    pub all: Option<Said>,
    /// The first few.
    pub named: Vec<Said>,
    /// All of them.
    pub count: u64,
}

impl Said {
    pub fn new(key: &'static str, values: &[&dyn fmt::Display]) -> Self {
        Self {
            key,
            values: values.iter().map(ToString::to_string).collect(),
        }
    }
}

/// For logs and tests: keys and values, in no language.
impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", self.key, self.values.join(", "))
    }
}

impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = self.all.iter().chain(&self.named);
        let said: Vec<String> = said.map(ToString::to_string).collect();
        write!(f, "{} of {}", self.count, said.join("; "))
    }
}
