//! The root: it routes, and does what concerns the terminal itself. No screen's business is done here.

use jiff::Timestamp;

use super::Outside;
use super::bindings::{self, Binding, Hint};
use super::canvas::Spot;
use super::effect::{Do, Ticket};
use super::everywhere::{EVERYWHERE, Everywhere, KIOSK};
use super::key::Key;
use super::look::Tone;
use super::modal::{Modal, Step};
use super::model::{Model, Shown};
use super::msg::Msg;
use super::place::{Place, Tab};
use super::scene::{Role, Scene};
use super::screens::{Act, AnyWants, Ask, Reply};
use super::{screen, text};

impl Model {
    /// Opens the first screen.
    pub fn begin(&mut self, now: Timestamp) -> Vec<Outside> {
        self.scene.now = now;
        let tab = Tab::home(self.scene.role);
        self.perform(None, vec![Do::Go(Place::Tab(tab))])
    }

    /// Takes one message at `now`, and answers with what the world has to do.
    pub fn update(&mut self, msg: Msg, now: Timestamp) -> Vec<Outside> {
        self.scene.now = now;
        self.toasts.expire(now);
        let from = match &msg {
            Msg::Reply(ticket, _) | Msg::Lost(ticket, _) => Some(ticket.screen),
            _ => None,
        };
        let wants = self.route(msg);
        let outside = self.perform(from, wants);
        self.scene.unread = self.front().is_some_and(|shown| !shown.unread.is_empty());
        outside
    }

    fn route(&mut self, msg: Msg) -> AnyWants {
        match msg {
            Msg::Key(key) => self.key(key),
            Msg::Paste(text) => self.paste(&text),
            Msg::Click { column, row } => self.click(column, row),
            Msg::Wheel { column, row, down } => self.wheel(column, row, down),
            Msg::Resize { columns, rows } => {
                self.scene.size = (columns, rows);
                Vec::new()
            }
            Msg::Reply(ticket, reply) => {
                self.waiting = self.waiting.saturating_sub(1);
                self.reply(ticket, *reply)
            }
            Msg::Lost(ticket, ask) => {
                self.waiting = self.waiting.saturating_sub(1);
                self.lost(ticket, *ask)
            }
            Msg::Saved(Ok(name)) => vec![Do::Toast(
                Tone::Good,
                self.scene.say("everywhere", "saved", &[("file", &name)]),
            )],
            Msg::Saved(Err(why)) => vec![Do::Toast(
                Tone::Bad,
                self.scene.say("everywhere", "not_saved", &[("why", &why)]),
            )],
            Msg::Changed => self.with_front(|shown, scene| shown.screen.changed(scene)),
            Msg::Reached(true) => {
                self.away = None;
                self.with_front(|shown, scene| shown.screen.changed(scene))
            }
            Msg::Reached(false) => {
                self.away.get_or_insert(self.scene.now);
                Vec::new()
            }
            Msg::Tick => self.with_front(|shown, scene| shown.screen.tick(scene)),
            Msg::End => vec![Do::Quit],
            Msg::Stop => vec![Do::Suspend],
        }
    }

    pub(super) fn with_front(&mut self, work: impl FnOnce(&mut Shown, &Scene) -> AnyWants) -> AnyWants {
        let scene = self.scene.clone();
        self.front_mut().map_or_else(Vec::new, |shown| work(shown, &scene))
    }

    fn key(&mut self, key: Key) -> AnyWants {
        // At the kiosk nothing but the PIN leaves.
        if key == Key::ctrl('c') && self.scene.role != Role::Customer {
            return self.everywhere(Everywhere::QuitNow);
        }
        if let Some(modal) = self.modals.last_mut() {
            let step = modal.key(key, &self.scene);
            return self.modal_step(step);
        }
        if let Some(wants) = self
            .front_mut_with_scene()
            .and_then(|(shown, scene)| shown.screen.key(key, &scene))
        {
            return wants;
        }
        match bindings::find(&[self.everywhere_table()], key) {
            Some(act) => self.everywhere(act),
            None => Vec::new(),
        }
    }

    fn front_mut_with_scene(&mut self) -> Option<(&mut Shown, Scene)> {
        let scene = self.scene.clone();
        self.front_mut().map(|shown| (shown, scene))
    }

    /// The keys that work everywhere, for who is at the terminal.
    pub fn everywhere_table(&self) -> &'static [Binding<Everywhere>] {
        if self.scene.role == Role::Customer {
            KIOSK
        } else {
            EVERYWHERE
        }
    }

    fn everywhere(&mut self, act: Everywhere) -> AnyWants {
        match act {
            Everywhere::Help => vec![Do::Open(Modal::help(self.hints(), &self.scene))],
            Everywhere::Palette => vec![Do::Open(Modal::palette(self.hints()))],
            Everywhere::Quit => {
                let question = self.scene.get("everywhere", "quit_question");
                vec![Do::Open(Modal::quit(question, &self.scene))]
            }
            Everywhere::QuitNow => {
                if self.unsaved() && !self.modals.iter().any(Modal::is_quit) {
                    let question = self.scene.get("everywhere", "quit_unsaved");
                    vec![Do::Open(Modal::quit(question, &self.scene))]
                } else {
                    vec![Do::Quit]
                }
            }
            Everywhere::Back => vec![Do::Back],
            Everywhere::Language => vec![Do::Speak(self.scene.words.lang.other())],
            Everywhere::Theme => {
                self.scene.look.theme = self.scene.look.theme.next();
                Vec::new()
            }
            Everywhere::Glyphs => {
                self.scene.look.glyphs = self.scene.look.glyphs.next();
                Vec::new()
            }
            Everywhere::Log => vec![Do::Open(Modal::log(&self.scene))],
            Everywhere::Suspend => vec![Do::Suspend],
            Everywhere::Redraw => {
                let read = self.with_front(|shown, scene| shown.screen.shown(scene));
                std::iter::once(Do::Redraw).chain(read).collect()
            }
            Everywhere::Tab(tab) => vec![Do::Go(Place::Tab(tab))],
        }
    }

    /// Every key that does something now, the screen's first.
    pub fn hints(&self) -> Vec<Hint> {
        let mut hints = self
            .front()
            .map_or_else(Vec::new, |shown| shown.screen.hints(&self.scene));
        let general = bindings::hints(&[self.everywhere_table()], |name| self.scene.get("everywhere", name));
        for hint in general {
            if !hints.iter().any(|own| own.keys.contains(&hint.key)) {
                hints.push(hint);
            }
        }
        hints
    }

    fn unsaved(&self) -> bool {
        self.over
            .iter()
            .chain(self.tabs.values())
            .any(|shown| shown.screen.unsaved())
    }

    fn paste(&mut self, pasted: &str) -> AnyWants {
        let line = text::plain(&crate::domain::text::clean(&pasted.replace(['\n', '\r', '\t'], " ")));
        if let Some(modal) = self.modals.last_mut() {
            modal.paste(&line);
            return Vec::new();
        }
        self.with_front(|shown, scene| shown.screen.pasted(&line, scene))
    }

    fn click(&mut self, column: u16, row: u16) -> AnyWants {
        let Some(spot) = self.spots.at(column, row).cloned() else {
            return Vec::new();
        };
        match spot {
            Spot::Cover => Vec::new(),
            Spot::Around => {
                let step = self.modals.last().map_or(Step::Stay, Modal::click_around);
                self.modal_step(step)
            }
            Spot::Modal(item) => match self.modals.last_mut() {
                Some(modal) => {
                    let step = modal.click(item, &self.scene);
                    self.modal_step(step)
                }
                None => Vec::new(),
            },
            Spot::Press(key) => self.press(key),
            Spot::Item(..) => self.with_front(|shown, scene| shown.screen.clicked(&spot, scene)),
        }
    }

    fn wheel(&mut self, column: u16, row: u16, down: bool) -> AnyWants {
        if self.modals.is_empty()
            && let Some(Spot::Item(zone, _)) = self.spots.at(column, row).cloned()
            && let Some(wants) = self
                .front_mut_with_scene()
                .and_then(|(shown, scene)| shown.screen.wheeled(zone, down, &scene))
        {
            return wants;
        }
        self.key(if down { Key::DOWN } else { Key::UP })
    }

    /// Presses a key on somebody's behalf: what it means as a shortcut, even where characters are typed.
    fn press(&mut self, key: Key) -> AnyWants {
        if let Some(wants) = self
            .front_mut_with_scene()
            .and_then(|(shown, scene)| shown.screen.shortcut(key, &scene))
        {
            return wants;
        }
        match bindings::find(&[self.everywhere_table()], key) {
            Some(act) => self.everywhere(act),
            None => Vec::new(),
        }
    }

    fn modal_step(&mut self, step: Step<Act>) -> AnyWants {
        match step {
            Step::Stay => Vec::new(),
            Step::Close => vec![Do::Close],
            Step::Then(act) => {
                self.modals.pop();
                self.act(act)
            }
            Step::Press(key) => {
                self.modals.pop();
                self.press(key)
            }
            Step::Leave => {
                self.modals.pop();
                self.leave()
            }
            Step::Quit => vec![Do::Quit],
        }
    }

    fn act(&mut self, act: Act) -> AnyWants {
        self.with_front(|shown, scene| shown.screen.act(act, scene))
    }

    fn reply(&mut self, ticket: Ticket, reply: Reply) -> AnyWants {
        if self.is_overtaken(ticket) {
            return Vec::new();
        }
        let scene = self.scene.clone();
        let Some(shown) = self.numbered(ticket.screen) else {
            return Vec::new();
        };
        let mut wants = shown.screen.reply(reply, &scene);
        if let Some(kind) = ticket.look {
            shown.unread.remove(&kind);
            let unread = wants.extract_if(.., |want| matches!(want, Do::Unread(_)));
            shown.unread.extend(unread.filter_map(|want| match want {
                Do::Unread(why) => Some((kind, why)),
                _ => None,
            }));
        }
        wants
    }

    /// Of a reading nothing is known, and it can be tried again. Of a change it is not known whether it was
    /// made: the screen says so, and looks.
    fn lost(&mut self, ticket: Ticket, ask: Ask) -> AnyWants {
        if self.is_overtaken(ticket) {
            return Vec::new();
        }
        let scene = self.scene.clone();
        let Some(shown) = self.numbered(ticket.screen) else {
            return vec![screen::in_doubt(&scene)];
        };
        match ticket.look {
            Some(kind) => {
                shown.unread.insert(kind, scene.get("everywhere", "lost_reading"));
                Vec::new()
            }
            None => shown.screen.lost(ask, &scene),
        }
    }

    fn is_overtaken(&self, ticket: Ticket) -> bool {
        let newest = ticket.look.and_then(|kind| self.looks.get(&(ticket.screen, kind)));
        newest.is_some_and(|newest| *newest > ticket.number)
    }
}
