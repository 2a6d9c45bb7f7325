//! Booking: one screen, keyboard first. On the left who comes and for what, on the right when; once the
//! place is kept, the payment and then the receipt stand where the calendar was.

mod acts;
mod ask;
mod keys;
mod replies;
mod search;
mod state;
mod view;

use jiff::Timestamp;
use ratatui::layout::Rect;

pub use ask::{Ask, Reply, answer};
pub use keys::Act;
pub use state::State;

use crate::tui::bindings::Binding;
use crate::tui::canvas::Canvas;
use crate::tui::effect::Do;
use crate::tui::key::Key;
use crate::tui::scene::Scene;
use crate::tui::screen::{Screen, Wants};
use crate::tui::visit::form::Entry;
use crate::tui::visit::till::Till;
use crate::tui::widgets::field::Field;
use crate::domain::sex::Sex;
use state::{Focus, Stage};

impl State {
    /// The line that is being typed into.
    fn field_mut(&mut self) -> Option<&mut Field> {
        match self.focus {
            Focus::Search => Some(&mut self.search.field),
            Focus::Entry(entry) => self.form.field_mut(entry),
            Focus::Proof => self.till_mut().and_then(Till::proof_mut),
            Focus::Packages | Focus::Days | Focus::Slots | Focus::Methods | Focus::Receipt => None,
        }
    }

    /// The field has changed: a search goes out with every letter.
    fn edited(&mut self) -> Wants<Self> {
        match self.search.wanted() {
            Some(text) if self.focus == Focus::Search => {
                self.search.hurried = false;
                vec![Do::Look(Ask::Customers(text))]
            }
            _ => Vec::new(),
        }
    }
}

impl Screen for State {
    type Act = Act;
    type Ask = Ask;
    type Reply = Reply;
    const WORDS: &'static str = "booking";

    fn bindings(&self) -> Vec<&'static [Binding<Act>]> {
        keys::tables(self)
    }

    fn shown(&mut self, scene: &Scene) -> Wants<Self> {
        let mut wants = self.run_out(scene);
        wants.extend(self.look(scene));
        wants
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
        match self.focus {
            Focus::Search | Focus::Proof => true,
            Focus::Entry(entry) => entry != Entry::Sex,
            Focus::Packages | Focus::Days | Focus::Slots | Focus::Methods | Focus::Receipt => false,
        }
    }

    fn typed(&mut self, key: Key, _scene: &Scene) -> Wants<Self> {
        // The key that leads to the search, pressed once more by habit.
        if self.focus == Focus::Search && key == Key::char('/') {
            return Vec::new();
        }
        let changed = self.field_mut().is_some_and(|field| field.key(key));
        if changed { self.edited() } else { Vec::new() }
    }

    fn pasted(&mut self, text: &str, _scene: &Scene) -> Wants<Self> {
        let changed = self.field_mut().is_some_and(|field| field.paste(text));
        if changed { self.edited() } else { Vec::new() }
    }

    fn clicked(&mut self, zone: &'static str, item: usize, scene: &Scene) -> Wants<Self> {
        match (zone, &mut self.stage) {
            ("method", Stage::Paying(till)) => {
                let again = till.chosen() == item;
                till.choose(item);
                self.focus = Focus::Methods;
                return if again { self.carry_out(Act::Enter, scene) } else { Vec::new() };
            }
            ("proof", Stage::Paying(_)) => self.focus = Focus::Proof,
            ("search", Stage::Composing) => self.focus = Focus::Search,
            ("found", Stage::Composing) => {
                self.search.selected = item;
                return self.take_found(scene);
            }
            ("entry", Stage::Composing) => {
                if let Some(entry) = Entry::ALL.get(item) {
                    self.focus = Focus::Entry(*entry);
                }
            }
            ("sex", Stage::Composing) => {
                self.focus = Focus::Entry(Entry::Sex);
                self.form.sex = Some(if item == 0 { Sex::Male } else { Sex::Female });
            }
            ("package", Stage::Composing) => {
                self.focus = Focus::Packages;
                self.packages.choose(item);
            }
            ("month", Stage::Composing) => {
                self.focus = Focus::Days;
                return self.carry_out(Act::Page(if item == 0 { -1 } else { 1 }), scene);
            }
            ("day", Stage::Composing) => {
                self.focus = Focus::Days;
                let first = self.calendar.days().first().map(|day| day.date);
                let day = first.and_then(|first| first.with().day(i8::try_from(item).ok()?).build().ok());
                let sought = day.map(|day| self.calendar.go(day, scene));
                return sought.map_or_else(Vec::new, |sought| vec![Do::Look(Ask::Calendar(sought))]);
            }
            ("slot", Stage::Composing) => {
                self.focus = Focus::Slots;
                self.calendar.choose_slot(item);
            }
            ("hold", Stage::Composing) => {
                self.focus = Focus::Slots;
                return self.carry_out(Act::Enter, scene);
            }
            _ => {}
        }
        Vec::new()
    }

    fn tick(&mut self, scene: &Scene) -> Wants<Self> {
        self.run_out(scene)
    }

    fn wakes(&self, scene: &Scene) -> Option<Timestamp> {
        self.till()?.next_second(scene.now)
    }

    fn unsaved(&self) -> bool {
        self.is_begun()
    }

    fn view(&self, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
        view::view(self, scene, area, canvas);
    }
}
