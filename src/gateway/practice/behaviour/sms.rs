//! The switches of the SMS gateway. A busy one answers 429, as the gateways of the field do.

use std::collections::BTreeSet;

use rand::Rng;
use serde::{Deserialize, Serialize};

use super::{Fate, first_strike};
use crate::gateway::practice::chance::{Delay, Rate};
use crate::gateway::practice::fault::TextFault;
use crate::gateway::practice::script::Script;

/// How the practice SMS gateway behaves. Rates are drawn in the order of [`TextFault`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SmsBehaviour {
    /// Where the generator starts; changing it starts anew.
    pub seed: u64,
    /// Whether texts and calls are kept; totals and keys are in any case.
    pub record: bool,
    /// The bearer secret that calls must carry; none = any call is welcome.
    pub require_secret: Option<String>,
    /// Time before a text is accepted and answered.
    pub delay_ms: Delay,
    /// Connection reset, not accepted.
    pub reset_rate: Rate,
    /// 429 with `Retry-After`, not accepted.
    pub busy_rate: Rate,
    /// Seconds in `Retry-After`.
    pub retry_after: u64,
    /// 500, not accepted.
    pub fail_rate: Rate,
    /// 400, not accepted.
    pub reject_rate: Rate,
    /// Recipients (digits) whose texts are always answered 400.
    pub rejects: BTreeSet<String>,
    /// Accept, then answer 200 with no JSON.
    pub garbage_rate: Rate,
    /// Accept, then never answer.
    pub hang_rate: Rate,
    /// Accept, then reset the connection.
    pub reset_after_rate: Rate,
    /// What the next texts do, whatever the rates.
    pub next_texts: Script<TextFault>,
}

impl SmsBehaviour {
    /// What the text to `to` that comes now meets.
    pub fn text(&mut self, rng: &mut impl Rng, to: &str) -> Fate<TextFault> {
        let delay = self.delay_ms.draw(rng);
        let fault = if self.rejects.contains(to) {
            Some(TextFault::Reject)
        } else {
            self.next_texts.take().or_else(|| {
                first_strike(
                    rng,
                    &[
                        (self.reset_rate, TextFault::Reset),
                        (self.busy_rate, TextFault::Busy),
                        (self.fail_rate, TextFault::Fail),
                        (self.reject_rate, TextFault::Reject),
                        (self.garbage_rate, TextFault::Garbage),
                        (self.hang_rate, TextFault::Hang),
                        (self.reset_after_rate, TextFault::ResetAfter),
                    ],
                )
            })
        };
        Fate {
            fault: fault.unwrap_or(TextFault::None),
            delay,
            busy_status: 429,
            retry_after: self.retry_after,
        }
    }
}

impl Default for SmsBehaviour {
    /// Accepts everything at once. Seed 1, records, `Retry-After` 1 s.
    fn default() -> Self {
        Self {
            seed: 1,
            record: true,
            require_secret: None,
            delay_ms: Delay::default(),
            reset_rate: Rate::NEVER,
            busy_rate: Rate::NEVER,
            retry_after: 1,
            fail_rate: Rate::NEVER,
            reject_rate: Rate::NEVER,
            rejects: BTreeSet::new(),
            garbage_rate: Rate::NEVER,
            hang_rate: Rate::NEVER,
            reset_after_rate: Rate::NEVER,
            next_texts: Script::default(),
        }
    }
}
