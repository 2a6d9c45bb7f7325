//! What comes back to the kiosk. An answer for a customer who has gone is nobody's.

use super::ask::{Ask, Asked, Own, Reply, Wants};
use super::state::{State, Step};
use crate::app::{Answer, AppError, OrderView, Outcome};
use crate::domain::money::Won;
use crate::domain::order::OrderStatus;
use crate::domain::refusal::Refusal;
use crate::domain::sms::won_words;
use crate::tui::effect::Do;
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::screen::unread;

impl State {
    pub(super) fn hear(&mut self, reply: Reply, scene: &Scene) -> Wants {
        match reply {
            Reply::Offers(Ok(offers)) => {
                let price = self.packages.see(offers);
                let choosing = matches!(self.step, Step::When | Step::Who | Step::Review);
                if let Some(price) = price.filter(|_| choosing) {
                    self.notice = Some((Tone::Warn, price_changed(price, scene)));
                }
            }
            Reply::Calendar(Ok(seen)) => {
                if let Some(slot) = self.calendar.see(seen)
                    && matches!(self.step, Step::When | Step::Moving | Step::Who | Step::Review)
                {
                    let filled = scene.say("error", "slot_full", &[("slot", &scene.words.slot(slot))]);
                    if matches!(self.step, Step::Who | Step::Review) {
                        self.go(Step::When);
                    }
                    self.notice = Some((Tone::Warn, filled));
                }
            }
            Reply::Offers(Err(error)) | Reply::Calendar(Err(error)) => return vec![unread(scene, &error)],
            Reply::For(customer, asked, answer) if customer == self.customer => {
                self.waiting = false;
                return self.answered(asked, *answer, scene);
            }
            Reply::Proven(customer, proven) if customer == self.customer => {
                self.waiting = false;
                self.proven(proven, scene);
            }
            Reply::Order(customer, result) if customer == self.customer && !self.waiting => match *result {
                Ok(order) => self.follow(order, scene),
                Err(error) => return self.refused(&error, scene),
            },
            Reply::Moved(customer, result) if customer == self.customer => {
                self.waiting = false;
                match *result {
                    Ok(order) => {
                        self.order = Some(Box::new(order));
                        self.go(Step::Own);
                        self.notice = Some((Tone::Good, scene.get("say", "rescheduled")));
                    }
                    Err(error) => return self.refused(&error, scene),
                }
            }
            Reply::For(..) | Reply::Proven(..) | Reply::Order(..) | Reply::Moved(..) => {}
        }
        Vec::new()
    }

    fn refuse(&mut self, error: &AppError, scene: &Scene) {
        let words = match error {
            AppError::Refused(Refusal::PriceChanged { price }) => price_changed(*price, scene),
            other => scene.words.app_error(other, &scene.rules.timezone),
        };
        self.notice = Some((Tone::Bad, words));
    }

    /// Refused, and the calendar read again: what was chosen is perhaps no longer there.
    fn refused(&mut self, error: &AppError, scene: &Scene) -> Wants {
        if self.step == Step::Review {
            let full = matches!(error, AppError::Refused(Refusal::SlotFull { .. }));
            self.go(if full { Step::When } else { Step::Review });
        }
        self.refuse(error, scene);
        vec![Do::Look(Ask::Offers), Do::Look(Ask::Calendar(self.calendar.again(scene)))]
    }

    fn answered(&mut self, asked: Asked, answer: Result<Answer, AppError>, scene: &Scene) -> Wants {
        let answer = match answer {
            Ok(answer) => answer,
            Err(AppError::Rehearsed(rehearsal)) => {
                self.go(Step::Cancelling);
                self.refund = rehearsal.refund.unwrap_or(Won::ZERO);
                return Vec::new();
            }
            Err(AppError::Refused(refusal @ Refusal::HoldRanOut { .. })) => {
                self.lost_place(scene.words.refusal(&refusal, &scene.rules.timezone));
                return self.look(scene);
            }
            Err(error) => return self.refused(&error, scene),
        };
        match (asked, &answer.outcome) {
            (Asked::Hold, _) => {
                self.order = Some(Box::new(answer.order));
                self.go(Step::Pay);
            }
            (Asked::Pay, Outcome::PaymentUnavailable { .. }) => self.trouble = Some(answer.outcome),
            (Asked::Pay, Outcome::Declined { .. }) => {
                self.lost_place(scene.get("error", "payment_declined"));
                return self.look(scene);
            }
            (Asked::Cancel | Asked::Refund, _) if self.step == Step::Pay => {
                self.forget(scene);
                return self.look(scene);
            }
            (Asked::Pay, _) => {
                self.order = Some(Box::new(answer.order));
                self.go(Step::Done);
            }
            (Asked::Cancel | Asked::Refund, _) => {
                self.order = Some(Box::new(answer.order));
                self.go(Step::Own);
            }
        }
        Vec::new()
    }

    fn proven(&mut self, proven: Result<Option<Box<OrderView>>, AppError>, scene: &Scene) {
        match proven {
            Ok(Some(order)) => {
                self.proofs.right();
                self.code.clear();
                self.last_four.clear();
                self.order = Some(order);
                self.go(Step::Own);
            }
            Ok(None) => {
                self.proofs.wrong(scene.now);
                self.last_four.clear();
                self.notice = Some((Tone::Bad, scene.get("kiosk", "not_proven")));
            }
            Err(error) => self.refuse(&error, scene),
        }
    }

    /// The booking as it stands now.
    fn follow(&mut self, order: OrderView, scene: &Scene) {
        let status = order.status();
        if self.step == Step::Pay && matches!(status, Some(OrderStatus::Expired | OrderStatus::Cancelled)) {
            self.lost_place(scene.get("kiosk", "place_gone"));
            return;
        }
        self.order = Some(Box::new(order));
        if self.step == Step::Pay && status != Some(OrderStatus::Held) {
            self.go(Step::Done);
        }
    }

    /// The place is somebody else's to take again; what was chosen and typed is kept.
    pub(super) fn lost_place(&mut self, why: String) {
        self.order = None;
        self.trouble = None;
        self.go(Step::Review);
        self.notice = Some((Tone::Bad, why));
    }

    /// The customer has finished, or has gone: not even their language stays.
    pub(super) fn farewell(&mut self, scene: &Scene) -> Wants {
        self.forget(scene);
        let read = self.look(scene);
        std::iter::once(Do::Afresh).chain(read).collect()
    }

    /// The answer got lost. Whatever was asked for may have happened, and the customer can't look into it alone.
    pub(super) fn in_doubt(&mut self, ask: &Ask, scene: &Scene) -> Wants {
        let Ask::For(customer, own) = ask else { return Vec::new() };
        if *customer != self.customer {
            return Vec::new();
        }
        self.waiting = false;
        let key = match own {
            Own::Pay(_) => "payment_in_doubt",
            Own::Prove(..) | Own::Again(_) | Own::Refund(_) => "not_answered",
            Own::Hold(_) | Own::Cancel(_) | Own::Move(..) => "in_doubt",
        };
        self.notice = Some((Tone::Bad, scene.get("kiosk", key)));
        self.look(scene)
    }

    /// What is shown, read again.
    pub(super) fn look(&self, scene: &Scene) -> Wants {
        let mut wants = vec![Do::Look(Ask::Offers), Do::Look(Ask::Calendar(self.calendar.again(scene)))];
        if let Some(order) = self.own().filter(|_| !self.waiting) {
            wants.push(Do::Look(Ask::For(self.customer, Own::Again(order))));
        }
        wants
    }
}

fn price_changed(price: Won, scene: &Scene) -> String {
    let price = won_words(price, scene.words.lang);
    scene.say("kiosk", "price_changed", &[("price", &price)])
}
