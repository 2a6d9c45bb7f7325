//! What the next calls do, in order, before any rate is asked: a fault that must strike exactly the
//! second call cannot be left to chance.

use std::collections::VecDeque;
use std::str::FromStr;

use serde::de::value::Error as WordError;
use serde::de::{DeserializeOwned, IntoDeserializer};
use serde::{Deserialize, Serialize};

use crate::domain::text::excerpt;

/// So many calls with one fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step<F> {
    /// What strikes; `none` for a call that goes well whatever the rates are.
    pub fault: F,
    /// How many calls, 1 unless said.
    #[serde(default = "once")]
    pub times: u32,
}

const fn once() -> u32 {
    1
}

/// The steps that are left. JSON: `[{"fault":"hang","times":2},{"fault":"none"}]`;
/// on the command line: `hang:2,none`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Script<F>(VecDeque<Step<F>>);

impl<F> Default for Script<F> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}

impl<F: Copy> Script<F> {
    /// Adds `times` calls with `fault` at the end.
    pub fn push(&mut self, fault: F, times: u32) {
        self.0.push_back(Step { fault, times });
    }

    /// The fault of the call that comes now; `None` when the script is over.
    pub fn take(&mut self) -> Option<F> {
        while let Some(step) = self.0.front_mut() {
            if step.times > 0 {
                step.times -= 1;
                let fault = step.fault;
                if step.times == 0 {
                    self.0.pop_front();
                }
                return Some(fault);
            }
            self.0.pop_front();
        }
        None
    }
}

/// Why a script on the command line is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScriptRefused {
    /// A fault this kind of call does not know; the sentence lists those it does.
    #[error("{0}")]
    Fault(String),
    /// The part after the colon is no count.
    #[error("{0:?}: a number of calls is expected after the colon, as in hang:2")]
    Times(String),
}

impl<F: Copy + DeserializeOwned> FromStr for Script<F> {
    type Err = ScriptRefused;

    fn from_str(text: &str) -> Result<Self, ScriptRefused> {
        let mut script = Self::default();
        for step in text.split(',') {
            let (word, times) = match step.split_once(':') {
                Some((word, times)) => match times.trim().parse() {
                    Ok(times) => (word, times),
                    Err(_) => return Err(ScriptRefused::Times(excerpt(step))),
                },
                None => (step, 1),
            };
            let word: serde::de::value::StrDeserializer<'_, WordError> = word.trim().into_deserializer();
            let fault = F::deserialize(word).map_err(|e| ScriptRefused::Fault(e.to_string()))?;
            script.push(fault, times);
        }
        Ok(script)
    }
}

#[cfg(test)]
mod tests {
    use super::super::fault::TextFault;
    use super::*;

    #[test]
    fn steps_are_used_up_in_order() {
        let mut script: Script<TextFault> = "hang:2, none,busy:0,fail".parse().unwrap();
        let taken: Vec<_> = std::iter::from_fn(|| script.take()).collect();
        assert_eq!(
            taken,
            [TextFault::Hang, TextFault::Hang, TextFault::None, TextFault::Fail]
        );
        assert_eq!(script, Script::default());
    }

    #[test]
    fn unknown_faults_and_counts_are_refused_in_words() {
        let refusal = |text: &str| text.parse::<Script<TextFault>>().unwrap_err().to_string();
        assert!(refusal("decline").contains("unknown variant `decline`"));
        assert!(refusal("decline").contains("`reject`"));
        assert!(refusal("hang:x").contains("hang:2"));
    }
}
