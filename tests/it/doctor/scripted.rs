//! Gateways that do as the test says, and otherwise what a good gateway does.
//!
//! The payment gateway keeps its own truth by key, apart from what it answers, because most of what can
//! go wrong with money is a difference between the two.

use std::collections::{HashMap, VecDeque};
use std::future::{pending, ready};
use std::sync::Mutex;

use healthcenter::app::ports::{
    Answering, Charge, ChargeAnswer, LookUpAnswer, PaymentGateway, Refund, RefundAnswer, SendAnswer, SmsGateway, Text,
};
use healthcenter::domain::ids::OrderId;
use healthcenter::domain::money::Won;
use healthcenter::domain::why::Why;
use jiff::SignedDuration;
use tokio::sync::Notify;

/// What happens to one charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    Approve,
    Decline,
    /// Refused for load; nothing is charged.
    Busy,
    /// Charged, and the answer is lost.
    AnswerLost,
    /// Not charged yet, and the answer is lost; [`Payments::catch_up`] charges it after all.
    CallLost,
    /// As `CallLost`, and the caller never hears anything at all.
    Silence,
}

/// A payment gateway under script. What is not scripted is approved, truthful and refunded.
#[derive(Default)]
pub struct Payments {
    turns: Mutex<VecDeque<Turn>>,
    refunds: Mutex<VecDeque<RefundAnswer>>,
    /// While set, no look-up gets an answer.
    dark: Mutex<bool>,
    truth: Mutex<HashMap<String, LookUpAnswer>>,
    late: Mutex<Vec<String>>,
    /// Told when a call goes silent.
    pub silent: Notify,
}

impl Payments {
    /// What the next charges come to.
    pub fn next(&self, turns: &[Turn]) {
        self.turns.lock().unwrap().extend(turns);
    }

    /// What the next refunds come to.
    pub fn next_refunds(&self, answers: &[RefundAnswer]) {
        self.refunds.lock().unwrap().extend(answers.iter().cloned());
    }

    /// Whether look-ups stay without an answer.
    pub fn dark(&self, dark: bool) {
        *self.dark.lock().unwrap() = dark;
    }

    /// The calls that got lost arrive after all.
    pub fn catch_up(&self) {
        for key in self.late.lock().unwrap().drain(..) {
            self.approve(&key);
        }
    }

    /// The calls that got lost never arrive.
    pub fn lose(&self) {
        self.late.lock().unwrap().clear();
    }

    /// What was scripted and not called for is off.
    pub fn forget(&self) {
        self.turns.lock().unwrap().clear();
    }

    fn approve(&self, key: &str) -> String {
        let reference = format!("p-{key}");
        let approved = LookUpAnswer::Approved {
            reference: reference.clone(),
        };
        self.truth.lock().unwrap().insert(key.to_owned(), approved);
        reference
    }
}

impl PaymentGateway for Payments {
    fn charge(&self, charge: Charge) -> Answering<'_, ChargeAnswer> {
        let turn = self.turns.lock().unwrap().pop_front().unwrap_or(Turn::Approve);
        let unknown = || ChargeAnswer::Unknown {
            reason: Why::NoAnswer.of("operation timed out"),
        };
        let answer = match turn {
            Turn::Approve => ChargeAnswer::Approved {
                reference: self.approve(&charge.key),
            },
            Turn::Decline => {
                let reason = "not enough money".to_owned();
                let declined = LookUpAnswer::Declined { reason: reason.clone() };
                self.truth.lock().unwrap().insert(charge.key, declined);
                ChargeAnswer::Declined { reason }
            }
            Turn::Busy => ChargeAnswer::Busy {
                reason: Why::Busy.of(503),
            },
            Turn::AnswerLost => {
                self.approve(&charge.key);
                unknown()
            }
            Turn::CallLost | Turn::Silence => {
                self.late.lock().unwrap().push(charge.key);
                if turn == Turn::Silence {
                    self.silent.notify_one();
                    return Box::pin(pending());
                }
                unknown()
            }
        };
        Box::pin(ready(answer))
    }

    fn look_up(&self, key: String, _: OrderId, _: Won) -> Answering<'_, LookUpAnswer> {
        let answer = if *self.dark.lock().unwrap() {
            LookUpAnswer::Unknown {
                reason: Why::NoAnswer.of("operation timed out"),
            }
        } else {
            let truth = self.truth.lock().unwrap();
            truth.get(&key).cloned().unwrap_or(LookUpAnswer::NeverCharged)
        };
        Box::pin(ready(answer))
    }

    fn refund(&self, _: Refund) -> Answering<'_, RefundAnswer> {
        let answer = self.refunds.lock().unwrap().pop_front();
        Box::pin(ready(answer.unwrap_or(RefundAnswer::Refunded)))
    }

    fn deadline(&self) -> SignedDuration {
        SignedDuration::from_millis(610)
    }
}

/// An SMS gateway under script. What is not scripted is accepted.
#[derive(Default)]
pub struct Texts {
    answers: Mutex<VecDeque<SendAnswer>>,
    /// What it was given, in order.
    pub seen: Mutex<Vec<Text>>,
}

impl Texts {
    /// What the next texts come to.
    pub fn next(&self, answers: &[SendAnswer]) {
        self.answers.lock().unwrap().extend(answers.iter().cloned());
    }
}

impl SmsGateway for Texts {
    fn send(&self, text: Text) -> Answering<'_, SendAnswer> {
        let accepted = SendAnswer::Accepted {
            gateway_id: format!("m-{}", text.key),
        };
        self.seen.lock().unwrap().push(text);
        let answer = self.answers.lock().unwrap().pop_front();
        Box::pin(ready(answer.unwrap_or(accepted)))
    }

    fn deadline(&self) -> SignedDuration {
        SignedDuration::from_secs(3)
    }
}
