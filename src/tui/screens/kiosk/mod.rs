//! The kiosk: one customer books, or looks at what they have booked, with large buttons and a keyboard on
//! the screen. It shows nothing of anybody else, forgets who has gone, and is left with the PIN only.

mod acts;
mod ask;
mod guard;
mod keys;
mod replies;
mod state;
mod view;

use jiff::Timestamp;
use ratatui::layout::Rect;

pub use ask::{Ask, Reply, answer};
pub use keys::Act;
pub use state::State;

use crate::app::Outcome;
use crate::domain::refusal::Refusal;
use crate::domain::sex::Sex;
use crate::tui::bindings::Binding;
use crate::tui::canvas::Canvas;
use crate::tui::key::Key;
use crate::tui::scene::Scene;
use crate::tui::screen::{Screen, Wants};
use crate::tui::visit::form::Entry;
use crate::tui::widgets::countdown;
use state::{Step, Target};

impl State {
    fn select(&mut self, target: Target, scene: &Scene) {
        if let Some(at) = self.targets(scene).iter().position(|other| *other == target) {
            self.at = at;
        }
    }

    /// Until when the place of an unpaid booking is kept.
    fn kept_until(&self) -> Option<Timestamp> {
        let order = self.order.as_ref().filter(|_| self.step == Step::Pay)?;
        order.hold_expires_at.as_deref()?.parse().ok()
    }

    fn next_try(&self) -> Option<Timestamp> {
        match self.trouble {
            Some(Outcome::PaymentUnavailable { retry_at }) => retry_at,
            _ => None,
        }
    }
}

impl Screen for State {
    type Act = Act;
    type Ask = Ask;
    type Reply = Reply;
    const WORDS: &'static str = "kiosk";

    fn bindings(&self) -> Vec<&'static [Binding<Act>]> {
        keys::tables(self)
    }

    fn shown(&mut self, scene: &Scene) -> Wants<Self> {
        self.look(scene)
    }

    fn act(&mut self, act: Act, scene: &Scene) -> Wants<Self> {
        self.carry_out(act, scene)
    }

    fn reply(&mut self, reply: Reply, scene: &Scene) -> Wants<Self> {
        self.hear(reply, scene)
    }

    fn lost(&mut self, ask: Ask, scene: &Scene) -> Wants<Self> {
        self.in_doubt(&ask, scene)
    }

    fn typing(&self) -> bool {
        match self.step {
            Step::Who => self.at < 3,
            Step::Find => self.at < 2,
            Step::Staff => self.at == 0,
            _ => false,
        }
    }

    fn typed(&mut self, key: Key, scene: &Scene) -> Wants<Self> {
        self.touched = scene.now;
        if let Some(field) = self.target(scene).and_then(|target| self.field_mut(target)) {
            field.key(key);
        }
        Vec::new()
    }

    fn pasted(&mut self, text: &str, scene: &Scene) -> Wants<Self> {
        self.touched = scene.now;
        if let Some(field) = self.target(scene).and_then(|target| self.field_mut(target)) {
            field.paste(text);
        }
        Vec::new()
    }

    fn clicked(&mut self, zone: &'static str, item: usize, scene: &Scene) -> Wants<Self> {
        self.touched = scene.now;
        match zone {
            "target" => {
                let Some(target) = self.targets(scene).get(item).copied() else {
                    return Vec::new();
                };
                self.at = item;
                if let Target::Button(button) = target {
                    return self.press(button, scene);
                }
            }
            "package" => {
                self.select(Target::Packages, scene);
                self.packages.choose(item);
            }
            "day" => {
                self.select(Target::Days, scene);
                let first = self.calendar.days().first().map(|day| day.date);
                let day = first.and_then(|first| first.with().day(i8::try_from(item).ok()?).build().ok());
                return day.map_or_else(Vec::new, |day| acts::look_at(self.calendar.go(day, scene)));
            }
            "month" => return self.carry_out(Act::Month(if item == 0 { -1 } else { 1 }), scene),
            "slot" => {
                self.select(Target::Slots, scene);
                self.calendar.choose_slot(item);
            }
            "sex" => {
                self.select(Target::Entry(Entry::Sex), scene);
                self.form.sex = Some(if item == 0 { Sex::Male } else { Sex::Female });
            }
            "keyboard" => {
                if let Some(target) = self.target(scene)
                    && let Some(keys) = view::keys_for(target, scene)
                    && let Some(field) = self.field_mut(target)
                {
                    keys.press(item, field);
                }
            }
            _ => {}
        }
        Vec::new()
    }

    fn tick(&mut self, scene: &Scene) -> Wants<Self> {
        if self.forgets_at(scene).is_some_and(|at| at <= scene.now) {
            return self.farewell(scene);
        }
        if let Some(at) = self.kept_until().filter(|at| *at <= scene.now && !self.waiting) {
            let why = scene.words.refusal(&Refusal::HoldRanOut { at }, &scene.rules.timezone);
            self.lost_place(why);
            return self.look(scene);
        }
        Vec::new()
    }

    fn wakes(&self, scene: &Scene) -> Option<Timestamp> {
        let forgets = self.forgets_at(scene)?;
        let warns = forgets.checked_sub(state::WARNING).ok().filter(|at| *at > scene.now);
        let warned = self.warned_of(scene);
        let counts = [
            warned,
            self.kept_until(),
            self.next_try(),
            self.proofs.closed(scene.now).filter(|_| self.step == Step::Find),
            self.pins.closed(scene.now).filter(|_| self.step == Step::Staff),
        ];
        let seconds = counts.into_iter().flatten().filter_map(|end| countdown::next(end, scene.now));
        seconds.chain(warns).chain([forgets]).min()
    }

    fn view(&self, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
        view::view(self, scene, area, canvas);
    }
}
