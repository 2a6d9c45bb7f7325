//! Paying a held booking, the same on every screen: by which method, what belongs to the method, and how
//! it came out.

use std::fmt;

use jiff::Timestamp;

use super::effect::Do;
use super::look::Tone;
use super::modal::Modal;
use super::scene::Scene;
use super::widgets::field::Field;
use super::widgets::order;
use crate::app::{self, Answer, Invalid, Outcome, Pay, Tender};
use crate::domain::money::Won;
use crate::domain::order::{Order, OrderStatus};
use crate::domain::payment::Method;
use crate::domain::refusal::{Action, Refusal};
use crate::store::orders::OrderRef;

/// An answer to one of its questions.
#[derive(Clone)]
pub enum Step {
    Method(Method),
    /// The card's token or the terminal's approval number.
    Detail(String),
}

/// What comes next.
pub enum Next {
    Question(Modal<Step>),
    Pay(Pay),
    Refused(String),
}

impl Next {
    /// The same as what a screen wants.
    pub fn wanted<A: 'static, Q>(self, step: fn(Step) -> A, pay: fn(Pay) -> Q) -> Do<A, Q> {
        match self {
            Self::Question(modal) => Do::Open(modal.map(step)),
            Self::Pay(tendered) => Do::Ask(pay(tendered)),
            Self::Refused(words) => Do::Toast(Tone::Bad, words),
        }
    }
}

/// A payment that is being asked about.
#[derive(Debug, Clone)]
pub struct Paying {
    order: OrderRef,
    method: Option<Method>,
}

impl Paying {
    /// Begins with the question for the method; what costs nothing is paid at once, and only what is still
    /// held is paid at all.
    pub fn begin(order: &Order, scene: &Scene) -> (Self, Next) {
        let paying = Self {
            order: OrderRef::Id(order.id),
            method: None,
        };
        if let Some(refusal) = unpayable(order, scene) {
            let words = scene.words.refusal(&refusal, &scene.rules.timezone);
            return (paying, Next::Refused(words));
        }
        if order.price == Won::ZERO {
            let next = Next::Pay(paying.with(Tender::default()));
            return (paying, next);
        }
        let question = scene.say(
            "paying",
            "method",
            &[
                ("name", order.customer.name.as_str()),
                ("price", &order::won(scene, order.price)),
            ],
        );
        let choices = Method::ALL
            .into_iter()
            .filter(|method| scene.gateways.payment || *method != Method::Card)
            .map(|method| (scene.get("method", method.code()), Step::Method(method)))
            .collect();
        (paying, Next::Question(Modal::choose(question, choices)))
    }

    /// Takes an answer.
    pub fn step(&mut self, step: Step, scene: &Scene) -> Next {
        match step {
            Step::Method(Method::Card) => {
                self.method = Some(Method::Card);
                Next::Question(Modal::prompt(
                    scene.get("paying", "token"),
                    Field::secret(200),
                    Step::Detail,
                ))
            }
            Step::Method(Method::Terminal) => {
                self.method = Some(Method::Terminal);
                Next::Question(Modal::prompt(
                    scene.get("paying", "approval_no"),
                    Field::new(20),
                    Step::Detail,
                ))
            }
            Step::Method(method) => self.tendered(method, None, None, scene),
            Step::Detail(text) => {
                let text = text.trim().to_owned();
                match self.method {
                    Some(Method::Terminal) if text.is_empty() => {
                        Next::Refused(scene.words.invalid(&Invalid::ApprovalNumber))
                    }
                    Some(Method::Terminal) => self.tendered(Method::Terminal, None, Some(text), scene),
                    // Whether a card needs its token is the gateway's to say.
                    _ => self.tendered(Method::Card, Some(text).filter(|text| !text.is_empty()), None, scene),
                }
            }
        }
    }

    fn tendered(&self, method: Method, token: Option<String>, approval_no: Option<String>, scene: &Scene) -> Next {
        match app::tender(Some(method.code()), token, approval_no) {
            Ok(tender) => Next::Pay(self.with(tender)),
            Err(invalid) => Next::Refused(scene.words.invalid(&invalid)),
        }
    }

    fn with(&self, tender: Tender) -> Pay {
        Pay {
            asked: self.order.clone().into(),
            tender,
        }
    }
}

fn unpayable(order: &Order, scene: &Scene) -> Option<Refusal> {
    if order.status != OrderStatus::Held {
        return Some(Refusal::from((Action::Pay, order.status)));
    }
    let at = order.hold_expires_at;
    order.hold_ran_out(scene.now).then_some(Refusal::HoldRanOut { at })
}

/// How a payment came out, in a sentence, and from when it can be tried again if it has to be.
pub fn outcome(answer: &Answer, scene: &Scene) -> (Tone, String, Option<Timestamp>) {
    let say = |key: &str, values: &[(&str, &str)]| scene.say("paying", key, values);
    let name = answer.order.name.as_str();
    match &answer.outcome {
        Outcome::PaymentUnavailable { retry_at } => {
            let until = scene.words.hold_until(&answer.order, &scene.rules.timezone);
            (Tone::Warn, say("busy", &[("name", name), ("until", &until)]), *retry_at)
        }
        Outcome::PaymentUnknown => (Tone::Bad, say("unknown", &[("name", name)]), None),
        Outcome::Done => {
            let price = Won::new(answer.order.price).unwrap_or_default();
            let price = order::won(scene, price);
            (Tone::Good, say("done", &[("name", name), ("price", &price)]), None)
        }
        other @ (Outcome::Declined { .. } | Outcome::SecretRefused | Outcome::RefundPending { .. }) => {
            let words = scene.words.outcome(other, &answer.order, &scene.rules.timezone);
            (Tone::Bad, words.unwrap_or_default(), None)
        }
    }
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What was typed can be a card's token.
        match self {
            Self::Method(method) => write!(f, "Method({})", method.code()),
            Self::Detail(_) => f.write_str("Detail"),
        }
    }
}
