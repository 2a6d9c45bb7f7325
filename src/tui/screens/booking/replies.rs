//! What comes back, and what it makes of the visit.

use super::ask::{Ask, Reply, Wants};
use super::keys::Act;
use super::state::{Focus, Stage, State};
use crate::app::{Answer, AppError, OrderView, Outcome};
use crate::domain::calendar::SlotTime;
use crate::domain::ids::OrderId;
use crate::domain::order::OrderStatus;
use crate::domain::refusal::Refusal;
use crate::tui::effect::Do;
use crate::tui::look::Tone;
use crate::tui::modal::Modal;
use crate::tui::scene::Scene;
use crate::tui::screen::{refused, unread};
use crate::tui::visit::till::{Counter, Till};

impl State {
    pub(super) fn hear(&mut self, reply: Reply, scene: &Scene) -> Wants {
        match reply {
            Reply::Offers(Ok(offers)) => {
                let price = self.packages.see(offers).filter(|_| self.order().is_none() && self.is_begun());
                if let Some(price) = price {
                    let words = scene.words.refusal(&Refusal::PriceChanged { price }, &scene.rules.timezone);
                    self.notice = Some((Tone::Warn, words));
                }
            }
            Reply::Calendar(Ok(seen)) => {
                let lost = self.calendar.see(seen).filter(|_| self.order().is_none());
                let today = self.calendar.day() == Some(scene.today());
                if self.walk_in && today && self.calendar.slot().is_none() {
                    self.notice = Some((Tone::Warn, scene.get("booking", "walk_in_none")));
                }
                return lost.map_or_else(Vec::new, |slot| vec![Do::Look(Ask::Nearest(slot))]);
            }
            Reply::Customers(by, Ok(found)) => {
                self.search.see(by, found);
                // Whoever pressed Enter too early is not given one of several.
                if self.search.is_answered() && std::mem::take(&mut self.search.hurried) && self.search.found().len() < 2
                {
                    return self.take_found(scene);
                }
            }
            Reply::Nearest(slot, Ok(nearest)) => return self.filled_up(slot, nearest, scene),
            Reply::Order(result) => match *result {
                Ok(order) if self.order().is_some_and(|shown| shown.id == order.id) && self.under_way.is_none() => {
                    return self.follow(order, scene);
                }
                Ok(_) => {}
                Err(error) => return vec![unread(scene, &error)],
            },
            // One that was tried under meanwhile is not given up.
            Reply::Key(key) => drop(self.key.get_or_insert(key)),
            Reply::Link(order, Ok(link)) => self.link = link.map(|link| (order, link)),
            Reply::Held(key, result) => return self.held(key, *result, scene),
            Reply::Paid(result) => return self.paid(*result, scene),
            Reply::Released(result) => {
                self.under_way = None;
                if let Err(error) = result {
                    return vec![refused(scene, &error)];
                }
                self.back_to_choosing(None, scene);
                let mut wants = self.look(scene);
                wants.push(Do::Toast(Tone::Good, scene.get("booking", "released")));
                return wants;
            }
            Reply::Offers(Err(error))
            | Reply::Calendar(Err(error))
            | Reply::Customers(_, Err(error))
            | Reply::Link(_, Err(error))
            | Reply::Nearest(_, Err(error)) => return vec![unread(scene, &error)],
        }
        Vec::new()
    }

    fn held(&mut self, key: String, result: Result<Answer, AppError>, scene: &Scene) -> Wants {
        self.under_way = None;
        self.key = None;
        match result {
            Ok(answer) => self.follow(answer.order, scene),
            Err(AppError::Refused(Refusal::SlotFull { slot, nearest })) => {
                let mut wants = self.look(scene);
                wants.extend(self.offer(slot, nearest, scene));
                wants
            }
            Err(error) => {
                if matches!(error, AppError::Store(_)) {
                    self.key = Some(key);
                }
                let mut wants = self.look(scene);
                wants.push(refused(scene, &error));
                wants
            }
        }
    }

    /// Whether it was done nobody knows: the same place asked for again under its key is found or kept, and the
    /// order itself shows how it stands.
    pub(super) fn in_doubt(&mut self, ask: &Ask, scene: &Scene) -> Wants {
        let words = match ask {
            Ask::Hold(book) => {
                self.focus = Focus::Slots;
                let key = if book.key.is_some() { "hold_again" } else { "hold_in_doubt" };
                scene.get("booking", key)
            }
            Ask::Pay(_) => scene.get("booking", "payment_in_doubt"),
            _ => scene.get("everywhere", "lost_change"),
        };
        self.under_way = None;
        self.notice = Some((Tone::Bad, words));
        self.look(scene)
    }

    fn paid(&mut self, result: Result<Answer, AppError>, scene: &Scene) -> Wants {
        self.under_way = None;
        match result {
            Ok(answer) => match (&answer.outcome, &mut self.stage) {
                (Outcome::PaymentUnavailable { .. }, Stage::Paying(till)) => {
                    till.tried(answer);
                    self.focus = Focus::Methods;
                    Vec::new()
                }
                (Outcome::Declined { .. }, _) => {
                    let why = scene.words.outcome(&answer.outcome, &answer.order, &scene.rules.timezone);
                    self.lost_place(why.unwrap_or_default(), scene)
                }
                _ => {
                    if let Some(method) = self.till().and_then(Till::method) {
                        self.usual = method;
                    }
                    self.follow(answer.order, scene)
                }
            },
            Err(AppError::Refused(refusal @ Refusal::HoldRanOut { .. })) => {
                self.lost_place(scene.words.refusal(&refusal, &scene.rules.timezone), scene)
            }
            Err(error) => {
                let mut wants = self.look(scene);
                wants.push(refused(scene, &error));
                wants
            }
        }
    }

    /// The order as it stands now, whoever has changed it.
    fn follow(&mut self, order: OrderView, scene: &Scene) -> Wants {
        match order.status() {
            Some(OrderStatus::Held) => {
                match &mut self.stage {
                    Stage::Paying(till) if till.order.id == order.id => till.order = order,
                    _ => {
                        let gateway = scene.gateways.payment;
                        let counter = Counter::Desk { gateway };
                        self.stage = Stage::Paying(Box::new(Till::new(order, counter, self.usual)));
                        self.focus = Focus::Methods;
                    }
                }
                self.run_out(scene)
            }
            Some(OrderStatus::Expired) => self.hold_over(scene),
            Some(OrderStatus::Declined) => self.lost_place(scene.get("error", "payment_declined"), scene),
            Some(OrderStatus::Cancelled) if matches!(self.stage, Stage::Paying(_)) => {
                self.lost_place(scene.get("booking", "cancelled_elsewhere"), scene)
            }
            _ => {
                let link = Do::Look(Ask::Link(OrderId(order.id)));
                self.stage = Stage::Done(Box::new(order));
                self.focus = Focus::Receipt;
                self.notice = None;
                vec![link]
            }
        }
    }

    /// The end of the hold, if it has come: the clock alone brings it, no message does.
    pub(super) fn run_out(&mut self, scene: &Scene) -> Wants {
        let over = self.till().is_some_and(|till| till.ran_out(scene.now));
        if over && self.under_way.is_none() {
            return self.hold_over(scene);
        }
        Vec::new()
    }

    fn hold_over(&mut self, scene: &Scene) -> Wants {
        let at = self.till().and_then(Till::until).unwrap_or(scene.now);
        let why = scene.words.refusal(&Refusal::HoldRanOut { at }, &scene.rules.timezone);
        self.lost_place(why, scene)
    }

    /// Back to choosing, told why; what was typed is kept.
    fn lost_place(&mut self, why: String, scene: &Scene) -> Wants {
        self.back_to_choosing(Some((Tone::Bad, why)), scene);
        self.look(scene)
    }

    /// The chosen half-hour has filled up while one looked. Nobody's keys are taken away for that: only
    /// who was about to take it is asked.
    fn filled_up(&mut self, slot: SlotTime, nearest: Vec<SlotTime>, scene: &Scene) -> Wants {
        if self.focus == Focus::Slots && self.under_way.is_none() {
            return self.offer(slot, nearest, scene);
        }
        let filled = scene.say("error", "slot_full", &[("slot", &scene.words.slot(slot))]);
        self.notice = Some((Tone::Warn, filled));
        Vec::new()
    }

    fn offer(&mut self, slot: SlotTime, nearest: Vec<SlotTime>, scene: &Scene) -> Wants {
        let filled = scene.say("error", "slot_full", &[("slot", &scene.words.slot(slot))]);
        if nearest.is_empty() {
            return vec![Do::Toast(Tone::Bad, filled)];
        }
        let mut choices: Vec<(String, Act)> = nearest
            .into_iter()
            .map(|slot| (scene.words.slot(slot), Act::Take(slot)))
            .collect();
        choices.push((scene.get("booking", "choose_other"), Act::Stay));
        let question = format!("{filled} {}", scene.get("booking", "nearest_question"));
        vec![Do::Open(Modal::choose(question, choices))]
    }
}
