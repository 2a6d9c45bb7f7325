//! What the keys do. Enter always goes on to what comes next, so that a known caller is booked by it alone.

use super::ask::{Ask, Wants};
use super::keys::Act;
use crate::tui::visit::receipt;
use super::state::{Focus, Stage, State, UnderWay};
use crate::app::Cancel;
use crate::domain::ids::OrderId;
use crate::domain::phone::Phone;
use crate::app::reads::Known;
use crate::store::orders::OrderRef;
use crate::tui::effect::Do;
use crate::tui::look::Tone;
use crate::tui::modal::Modal;
use crate::tui::scene::Scene;
use crate::tui::visit::calendar::Sought;
use crate::tui::visit::form::Entry;
use crate::tui::visit::hold::hold;
use crate::tui::visit::packages::particulars;
use crate::tui::visit::till::Till;

/// From top to bottom and from left to right, as Tab goes.
const ROUND: [Focus; 8] = [
    Focus::Search,
    Focus::Entry(Entry::Name),
    Focus::Entry(Entry::Phone),
    Focus::Entry(Entry::Birth),
    Focus::Entry(Entry::Sex),
    Focus::Packages,
    Focus::Days,
    Focus::Slots,
];

impl State {
    pub(super) fn carry_out(&mut self, act: Act, scene: &Scene) -> Wants {
        let harmless = matches!(act, Act::Copy | Act::Particulars | Act::Refresh | Act::Stay);
        if self.under_way.is_some() && !harmless {
            return Vec::new();
        }
        match act {
            Act::Enter => return self.enter(scene),
            Act::Back => return self.back(scene),
            Act::Next => self.go_round(1),
            Act::Previous => self.go_round(ROUND.len() - 1),
            Act::Move(right, down) => return self.step(isize::from(right), isize::from(down), scene),
            Act::Page(by) => return self.page(i64::from(by), scene),
            Act::First => return self.step(isize::MIN / 2, 0, scene),
            Act::Last => return self.step(isize::MAX / 2, 0, scene),
            Act::Find => {
                if !matches!(self.stage, Stage::Composing) {
                    self.forget();
                }
                self.focus = Focus::Search;
                return self.look(scene);
            }
            Act::Today => return look_at(self.calendar.go(scene.today(), scene)),
            Act::Earliest => return look_at(self.calendar.earliest(scene)),
            Act::Particulars => return self.particulars(scene),
            Act::TurnSex => self.form.turn_sex(),
            Act::Sex(sex) => self.form.sex = Some(sex),
            Act::Refresh => return self.look(scene),
            Act::Copy => return self.copy(scene),
            Act::Save => {
                let Some(order) = self.order() else { return Vec::new() };
                let (name, text) = receipt::file(scene, order, self.packages.offers(), self.link());
                return vec![Do::Save { name, text }];
            }
            Act::Another if self.is_begun() => {
                let question = scene.get("booking", "another_question");
                return vec![Do::Open(Modal::confirm(question, Vec::new(), Act::Forget, scene))];
            }
            Act::Another | Act::Forget => return self.next_customer(scene),
            Act::Take(slot) => {
                self.focus = Focus::Slots;
                return look_at(self.calendar.take(slot, scene));
            }
            Act::PayLater => {
                let kept = self.till().map(|till| scene.words.hold_until(&till.order, &scene.rules.timezone));
                let words = scene.say("booking", "kept", &[("until", &kept.unwrap_or_default())]);
                let mut wants = self.next_customer(scene);
                wants.push(Do::Toast(Tone::Warn, words));
                return wants;
            }
            Act::Release => return self.release(scene),
            Act::WalkIn => return self.walk_in(scene),
            Act::Stay => {}
        }
        Vec::new()
    }

    /// What is typed already stays: it may be the very one who stands at the desk.
    fn walk_in(&mut self, scene: &Scene) -> Wants {
        match self.stage {
            Stage::Paying(_) => return vec![Do::Toast(Tone::Warn, scene.get("booking", "pay_first"))],
            Stage::Done(_) => self.forget(),
            Stage::Composing => {}
        }
        self.walk_in = true;
        self.focus = Focus::Search;
        look_at(self.calendar.next_today(scene))
    }

    /// Everything that is shown, read again; what is chosen and typed stays.
    pub(super) fn look(&self, scene: &Scene) -> Wants {
        let mut wants = vec![Do::Look(Ask::Offers), Do::Look(Ask::Calendar(self.calendar.again(scene)))];
        if let Some(text) = self.search.wanted() {
            wants.push(Do::Look(Ask::Customers(text)));
        }
        if let Some(order) = self.order() {
            wants.push(Do::Look(Ask::Order(OrderRef::Id(OrderId(order.id)))));
        }
        if self.key.is_none() {
            wants.push(Do::Look(Ask::Key));
        }
        wants
    }

    fn next_customer(&mut self, scene: &Scene) -> Wants {
        self.forget();
        self.look(scene)
    }

    fn go_round(&mut self, by: usize) {
        if let Stage::Paying(till) = &self.stage {
            let to_proof = self.focus == Focus::Methods && till.proof().is_some();
            self.focus = if to_proof { Focus::Proof } else { Focus::Methods };
            return;
        }
        let at = ROUND.iter().position(|focus| *focus == self.focus).unwrap_or(0);
        self.focus = ROUND[(at + by) % ROUND.len()];
    }

    fn enter(&mut self, scene: &Scene) -> Wants {
        match self.focus {
            Focus::Search => self.take_found(scene),
            Focus::Entry(_) => {
                self.go_round(1);
                Vec::new()
            }
            Focus::Packages | Focus::Days => {
                self.focus = Focus::Slots;
                Vec::new()
            }
            Focus::Slots => self.hold(scene),
            Focus::Methods => {
                if self.till().is_some_and(Till::wants_proof) {
                    self.focus = Focus::Proof;
                    return Vec::new();
                }
                self.pay(scene)
            }
            Focus::Proof => self.pay(scene),
            Focus::Receipt => self.next_customer(scene),
        }
    }

    /// The one who is selected, or somebody new with what was typed as a beginning.
    pub(super) fn take_found(&mut self, scene: &Scene) -> Wants {
        if !self.search.is_answered() {
            self.search.hurried = true;
            return Vec::new();
        }
        self.search.hurried = false;
        match self.search.current().cloned() {
            Some(known) => self.take(&known, scene),
            None => self.begin_new(),
        }
        Vec::new()
    }

    fn take(&mut self, known: &Known, scene: &Scene) {
        self.form.fill(&known.customer);
        self.packages.want(&known.package);
        self.search.clear();
        self.notice = None;
        self.focus = match self.form.gap(scene.today()) {
            Some(entry) => Focus::Entry(entry),
            None => Focus::Packages,
        };
    }

    fn begin_new(&mut self) {
        self.focus = Focus::Entry(Entry::Name);
        let Some(typed) = self.search.wanted() else { return };
        let digits = typed.chars().all(|c| c.is_ascii_digit() || c == '-');
        let entry = if Phone::parse(&typed).is_ok() { Entry::Phone } else { Entry::Name };
        if entry == Entry::Phone || !(digits || crate::domain::hangul::is_initials(&typed)) {
            if let Some(field) = self.form.field_mut(entry) {
                field.set(&typed);
            }
            if entry == Entry::Name {
                self.focus = Focus::Entry(Entry::Phone);
            }
        }
        self.search.clear();
    }

    fn hold(&mut self, scene: &Scene) -> Wants {
        self.notice = None;
        let customer = match self.form.customer(scene.today()) {
            Ok(customer) => customer,
            Err((entry, fault)) => {
                self.focus = Focus::Entry(entry);
                return vec![Do::Toast(Tone::Bad, scene.words.invalid(&fault))];
            }
        };
        let (Some(package), Some(slot)) = (self.packages.current(), self.calendar.slot()) else {
            return vec![Do::Toast(Tone::Bad, scene.get("booking", "no_slot"))];
        };
        let book = hold(customer, package, slot, self.key.clone());
        self.under_way = Some(UnderWay::Holding);
        vec![Do::Ask(Ask::Hold(Box::new(book)))]
    }

    fn pay(&mut self, scene: &Scene) -> Wants {
        let Stage::Paying(till) = &self.stage else { return Vec::new() };
        match till.pay() {
            Ok(pay) => {
                self.under_way = Some(UnderWay::Paying);
                vec![Do::Ask(Ask::Pay(pay))]
            }
            Err(fault) => vec![Do::Toast(Tone::Bad, scene.words.invalid(&fault))],
        }
    }

    fn release(&mut self, scene: &Scene) -> Wants {
        let Stage::Paying(till) = &self.stage else { return Vec::new() };
        let cancel = Cancel {
            asked: OrderRef::Id(OrderId(till.order.id)).into(),
            reason: None,
            by: scene.by.clone(),
            rehearse: false,
        };
        self.under_way = Some(UnderWay::Releasing);
        vec![Do::Ask(Ask::Release(Box::new(cancel)))]
    }

    fn back(&mut self, scene: &Scene) -> Wants {
        match self.focus {
            Focus::Search if !self.search.field.is_empty() => self.search.clear(),
            Focus::Search | Focus::Entry(_) => self.focus = Focus::Packages,
            Focus::Methods => {
                let until = self.till().map(|till| scene.words.hold_until(&till.order, &scene.rules.timezone));
                let later = scene.say("booking", "choose_later", &[("until", &until.unwrap_or_default())]);
                let choices = vec![
                    (scene.get("booking", "choose_stay"), Act::Stay),
                    (later, Act::PayLater),
                    (scene.get("booking", "choose_release"), Act::Release),
                ];
                return vec![Do::Open(Modal::choose(scene.get("booking", "later_question"), choices))];
            }
            Focus::Packages | Focus::Days | Focus::Slots | Focus::Proof | Focus::Receipt => {}
        }
        Vec::new()
    }

    fn step(&mut self, right: isize, down: isize, scene: &Scene) -> Wants {
        let by = right.saturating_add(down);
        match self.focus {
            Focus::Search => self.search.step(by),
            Focus::Packages => self.packages.step(by),
            Focus::Methods => {
                if let Some(till) = self.till_mut() {
                    till.step(by);
                }
            }
            Focus::Slots => {
                let row = isize::try_from(super::view::slot_columns(scene)).unwrap_or(1);
                self.calendar.step_slot(right.saturating_add(down.saturating_mul(row)));
            }
            Focus::Days => {
                let days = i64::try_from(right.saturating_add(down.saturating_mul(7))).unwrap_or(0);
                let sought = match days {
                    -7..=7 => self.calendar.step_days(days, scene),
                    ..-7 => self.calendar.go(self.calendar.again(scene).month.first_of_month(), scene),
                    _ => self.calendar.go(self.calendar.again(scene).month.last_of_month(), scene),
                };
                return look_at(sought);
            }
            Focus::Entry(_) | Focus::Proof | Focus::Receipt => {}
        }
        Vec::new()
    }

    fn page(&mut self, by: i64, scene: &Scene) -> Wants {
        look_at(match self.focus {
            Focus::Slots => self.calendar.step_days(by, scene),
            _ => self.calendar.step_months(by, scene),
        })
    }

    fn copy(&self, scene: &Scene) -> Wants {
        let Some(order) = self.order() else { return Vec::new() };
        let words = scene.say("booking", "copied", &[("code", &order.code)]);
        vec![Do::Copy(order.code.clone()), Do::Toast(Tone::Good, words)]
    }

    fn particulars(&self, scene: &Scene) -> Wants {
        let booked = self.order().map(|order| order.package.as_str());
        let mut packages = self.packages.offers().iter().map(|offer| &offer.package);
        let package = match booked {
            Some(code) => packages.find(|package| package.code.as_str() == code),
            None => self.packages.current(),
        };
        let Some(package) = package else { return Vec::new() };
        let lang = scene.words.lang;
        let lines = particulars(&scene.rules.catalogue, package, lang);
        vec![Do::Open(Modal::text(package.name.get(lang).to_owned(), lines))]
    }
}

fn look_at(sought: Sought) -> Wants {
    vec![Do::Look(Ask::Calendar(sought))]
}
