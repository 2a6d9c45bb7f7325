//! Cancelling: what would be given back is said first, and what was said is what is done. A booking that
//! has changed in between is not cancelled on the old terms.

use super::{Act, Ask, State};
use crate::app::{self, Answer, AppError, Asked, Cancel, Outcome};
use crate::domain::money::Won;
use crate::domain::order::OrderStatus;
use crate::domain::payment::Method;
use crate::domain::reason::Reason;
use crate::domain::refusal::{Action, Refusal};
use crate::store::orders::OrderRef;
use crate::tui::effect::Do;
use crate::tui::look::Tone;
use crate::tui::modal::{Modal, Prompt};
use crate::tui::scene::Scene;
use crate::tui::screen::{Wants, refused};
use crate::tui::widgets::field::Field;
use crate::tui::widgets::order;

/// Letters of a reason that can be typed.
const REASON: usize = 200;

impl State {
    /// Asks what would be given back.
    pub(super) fn rehearse(&mut self, scene: &Scene) -> Wants<Self> {
        let Some(order) = self.booked() else { return Vec::new() };
        // Cancelling twice is no fault to the use case; here it is a question that has no point.
        if matches!(order.status, OrderStatus::Cancelled | OrderStatus::RefundPending) {
            return vec![refused(scene, &Refusal::from((Action::Cancel, order.status)).into())];
        }
        self.refund = Some((order.seq, Won::ZERO));
        self.asked(None, true, scene, Ask::Refund)
    }

    /// Says what would be given back, and asks whether it is meant.
    pub(super) fn rehearsed(&mut self, rehearsed: Result<Answer, AppError>, scene: &Scene) -> Wants<Self> {
        let refund = match rehearsed {
            Err(AppError::Rehearsed(rehearsal)) => rehearsal.refund.unwrap_or(Won::ZERO),
            Err(error) => return vec![refused(scene, &error), self.look()],
            Ok(_) => return vec![self.look()],
        };
        let (Some(order), Some((_, due))) = (self.story.as_ref().map(|story| &story.order), &mut self.refund) else {
            return Vec::new();
        };
        *due = refund;
        let mut details = order::summary(scene, order);
        let price = order::won(scene, order.price);
        details.push(if refund == Won::ZERO {
            scene.get("mypage", "nothing_back")
        } else {
            let refund = order::won(scene, refund);
            scene.say("mypage", "gives_back", &[("price", &price), ("refund", &refund)])
        });
        let question = scene.get("mypage", "cancel_question");
        vec![Do::Open(Modal::confirm(question, details, Act::CancelYes, scene))]
    }

    /// Asks why; there need not be a reason.
    pub(super) fn why(scene: &Scene) -> Wants<Self> {
        let question = scene.get("mypage", "cancel_reason");
        let note = scene.get("mypage", "cancel_note");
        let prompt = Prompt::new(question, Field::new(REASON), Act::CancelNow).with_details(vec![note]);
        vec![Do::Open(Modal::Prompt(prompt))]
    }

    pub(super) fn cancel(&mut self, reason: &str, scene: &Scene) -> Wants<Self> {
        let reason = reason.trim();
        if reason.is_empty() {
            return self.asked(None, false, scene, Ask::Cancel);
        }
        match app::reason(reason) {
            Ok(reason) => self.asked(Some(reason), false, scene, Ask::Cancel),
            Err(invalid) => vec![Do::Toast(Tone::Bad, scene.words.invalid(&invalid))],
        }
    }

    fn asked(
        &self,
        reason: Option<Reason>,
        rehearse: bool,
        scene: &Scene,
        ask: fn(Box<Cancel>) -> Ask,
    ) -> Wants<Self> {
        let (Some(order), Some((seen, _))) = (self.booked(), self.refund) else {
            return Vec::new();
        };
        let asked = Asked {
            order: OrderRef::Id(order.id),
            seen: Some(vec![seen]),
            key: None,
        };
        let by = scene.by.clone();
        vec![Do::Ask(ask(Box::new(Cancel { asked, reason, by, rehearse })))]
    }

    pub(super) fn cancelled(&mut self, cancelled: &Result<Answer, AppError>, scene: &Scene) -> Wants<Self> {
        let refund = self.refund.take().map_or(Won::ZERO, |(_, refund)| refund);
        let said = match cancelled {
            Ok(answer) if answer.outcome == Outcome::Done && refund == Won::ZERO => {
                Do::Toast(Tone::Good, scene.get("mypage", "cancelled"))
            }
            Ok(answer) if answer.outcome == Outcome::Done => {
                let method = self.story.as_ref().and_then(|story| Method::parse(story.page.pay_method.as_deref()?));
                match method.and_then(|method| order::by_hand(scene, method, refund)) {
                    Some(left) => Do::Toast(Tone::Warn, format!("{} {left}", scene.get("mypage", "cancelled"))),
                    None => {
                        let refund = order::won(scene, refund);
                        Do::Toast(Tone::Good, scene.say("mypage", "cancelled_refunded", &[("refund", &refund)]))
                    }
                }
            }
            Ok(answer) => {
                let words = scene.words.outcome(&answer.outcome, &answer.order, &scene.rules.timezone);
                Do::Toast(Tone::Warn, words.unwrap_or_default())
            }
            Err(error) => refused(scene, error),
        };
        vec![said, self.look()]
    }
}
