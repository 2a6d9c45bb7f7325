//! What keys and clicks do at the kiosk.

use secrecy::ExposeSecret;
use subtle::ConstantTimeEq;

use super::ask::{Ask, Own, Wants};
use super::keys::Act;
use super::state::{Button, State, Step, Target};
use crate::app::{Cancel, Pay, Tender};
use crate::domain::ids::OrderId;
use crate::domain::payment::Method;
use crate::store::orders::OrderRef;
use crate::tui::effect::Do;
use crate::tui::look::Tone;
use crate::tui::place::Place;
use crate::tui::scene::{Role, Scene};
use crate::tui::visit::calendar::Sought;
use crate::tui::visit::form::Entry;
use crate::tui::visit::hold::hold;

/// Who does what is done here, for the record.
const BY: &str = "kiosk";

impl State {
    pub(super) fn carry_out(&mut self, act: Act, scene: &Scene) -> Wants {
        self.touched = scene.now;
        if matches!(act, Act::Language) {
            return vec![Do::Speak(scene.words.lang.other())];
        }
        if self.waiting {
            return Vec::new();
        }
        let targets = self.targets(scene);
        let count = targets.len().max(1);
        match act {
            Act::Enter => return self.enter(scene),
            Act::Next => self.at = (self.at + 1) % count,
            Act::Previous => self.at = (self.at + count - 1) % count,
            Act::Move(right, down) => return self.step(right, down, scene),
            Act::Month(by) => return look_at(self.calendar.step_months(i64::from(by), scene)),
            Act::Back => return self.press(Button::Back, scene),
            Act::Staff => return self.press(Button::Staff, scene),
            Act::Language => {}
        }
        Vec::new()
    }

    fn enter(&mut self, scene: &Scene) -> Wants {
        match self.target(scene) {
            Some(Target::Button(button)) => self.press(button, scene),
            Some(Target::Entry(Entry::Sex)) if self.form.sex.is_none() => {
                self.form.turn_sex();
                Vec::new()
            }
            Some(Target::Slots) => self.press(if self.step == Step::When { Button::Next } else { Button::Move }, scene),
            Some(Target::LastFour) => self.press(Button::LookUp, scene),
            Some(Target::Pin) => self.press(Button::Leave, scene),
            Some(Target::Packages) => self.press(Button::Next, scene),
            Some(Target::Days | Target::Entry(_) | Target::Code) | None => {
                self.at += 1;
                Vec::new()
            }
        }
    }

    /// Within a list or a calendar; elsewhere from target to target.
    fn step(&mut self, right: i8, down: i8, scene: &Scene) -> Wants {
        let (by, weeks) = (isize::from(right) + isize::from(down), i64::from(right) + 7 * i64::from(down));
        match self.target(scene) {
            Some(Target::Packages) => self.packages.step(by),
            Some(Target::Slots) => self.calendar.step_slot(by),
            Some(Target::Days) => return look_at(self.calendar.step_days(weeks, scene)),
            Some(Target::Entry(Entry::Sex)) if right != 0 => self.form.turn_sex(),
            _ => {
                let last = self.targets(scene).len().saturating_sub(1);
                self.at = self.at.saturating_add_signed(by).min(last);
            }
        }
        Vec::new()
    }

    pub(super) fn press(&mut self, button: Button, scene: &Scene) -> Wants {
        self.touched = scene.now;
        if self.waiting {
            return Vec::new();
        }
        match button {
            Button::Book => self.go(Step::Package),
            Button::Find => self.go(Step::Find),
            Button::Staff => self.go(Step::Staff),
            Button::Home if matches!(self.step, Step::Done | Step::Own) => return self.farewell(scene),
            Button::Home => self.forget(scene),
            Button::Next => return self.next(scene),
            Button::Back | Button::Keep => self.back(scene),
            Button::Hold => return self.hold(scene),
            Button::PayCard => return self.pay(),
            Button::PayAtDesk => self.go(Step::Done),
            Button::Release | Button::CancelNow => return self.cancel(false),
            Button::Cancel => return self.cancel(true),
            Button::LookUp => return self.look_up(scene),
            Button::Reschedule => {
                self.go(Step::Moving);
                return look_at(self.calendar.earliest(scene));
            }
            Button::Move => return self.move_visit(),
            Button::Leave => return self.leave(scene),
        }
        Vec::new()
    }

    fn next(&mut self, scene: &Scene) -> Wants {
        match self.step {
            Step::Package => {
                self.go(Step::When);
                return look_at(self.calendar.again(scene));
            }
            Step::When if self.calendar.slot().is_some() => self.go(Step::Who),
            Step::Who => match self.form.customer(scene.today()) {
                Ok(_) => self.go(Step::Review),
                Err((entry, fault)) => {
                    self.at = Entry::ALL.iter().position(|other| *other == entry).unwrap_or(0);
                    self.notice = Some((Tone::Bad, scene.words.invalid(&fault)));
                }
            },
            _ => {}
        }
        Vec::new()
    }

    fn back(&mut self, scene: &Scene) {
        match self.step {
            Step::When => self.go(Step::Package),
            Step::Who => self.go(Step::When),
            Step::Review => self.go(Step::Who),
            Step::Moving | Step::Cancelling => self.go(Step::Own),
            // A kept place is given back or paid, never just left.
            Step::Pay => {}
            Step::Home | Step::Package | Step::Done | Step::Find | Step::Own | Step::Staff => self.forget(scene),
        }
    }

    fn ask(&mut self, own: Own) -> Wants {
        self.waiting = true;
        self.notice = None;
        vec![Do::Ask(Ask::For(self.customer, own))]
    }

    fn hold(&mut self, scene: &Scene) -> Wants {
        let (Ok(customer), Some(package), Some(slot)) = (
            self.form.customer(scene.today()),
            self.packages.current(),
            self.calendar.slot(),
        ) else {
            return Vec::new();
        };
        let book = hold(customer, package, slot, None);
        self.ask(Own::Hold(Box::new(book)))
    }

    /// The order that is shown.
    pub(super) fn own(&self) -> Option<OrderRef> {
        self.order.as_ref().map(|order| OrderRef::Id(OrderId(order.id)))
    }

    pub(super) fn pay(&mut self) -> Wants {
        let Some(order) = self.own() else { return Vec::new() };
        let tender = Tender {
            method: Some(Method::Card),
            ..Tender::default()
        };
        self.ask(Own::Pay(Pay {
            asked: order.into(),
            tender,
        }))
    }

    fn cancel(&mut self, rehearse: bool) -> Wants {
        let Some(order) = self.own() else { return Vec::new() };
        let cancel = Box::new(Cancel {
            asked: order.into(),
            reason: None,
            by: BY.to_owned(),
            rehearse,
        });
        self.ask(if rehearse { Own::Refund(cancel) } else { Own::Cancel(cancel) })
    }

    fn move_visit(&mut self) -> Wants {
        match (self.own(), self.calendar.slot()) {
            (Some(order), Some(slot)) => self.ask(Own::Move(order, slot, BY.to_owned())),
            _ => Vec::new(),
        }
    }

    fn look_up(&mut self, scene: &Scene) -> Wants {
        if self.proofs.closed(scene.now).is_some() {
            return Vec::new();
        }
        let (code, last_four) = (self.code.text().to_owned(), self.last_four.text().to_owned());
        self.ask(Own::Prove(code, last_four))
    }

    /// Out of the kiosk, for who knows the PIN.
    fn leave(&mut self, scene: &Scene) -> Wants {
        if self.pins.closed(scene.now).is_some() {
            return Vec::new();
        }
        let right = scene.kiosk_pin.as_ref().is_some_and(|pin| {
            let (typed, pin) = (self.pin.text().as_bytes(), pin.expose_secret().as_bytes());
            bool::from(typed.ct_eq(pin))
        });
        self.pin.clear();
        if right {
            self.pins.right();
            return vec![Do::Go(Place::Role(Role::Nobody))];
        }
        self.pins.wrong(scene.now);
        self.notice = Some((Tone::Bad, scene.get("kiosk", "wrong_pin")));
        Vec::new()
    }
}

pub(super) fn look_at(sought: Sought) -> Wants {
    vec![Do::Look(Ask::Calendar(sought))]
}
