//! What screens want is done here as far as the terminal can do it, and handed on where it can't.

use std::collections::VecDeque;

use jiff::Timestamp;

use super::Outside;
use super::effect::{Do, Ticket};
use super::look::Tone;
use super::modal::Modal;
use super::model::{Model, Shown};
use super::place::{Place, Tab};
use super::scene::Role;
use super::screens::{Act, AnyWants, Ask, my_page, open, walk_in};
use crate::words::Words;

impl Model {
    /// Does what concerns the terminal and hands the rest on. `from` is the screen that wants it, if it is
    /// not the one in front: a reply can find its screen in the background.
    pub(super) fn perform(&mut self, from: Option<u64>, wants: AnyWants) -> Vec<Outside> {
        let mut outside = Vec::new();
        let mut queue: VecDeque<(Option<u64>, Do<Act, Ask>)> = wants.into_iter().map(|want| (from, want)).collect();
        while let Some((from, want)) = queue.pop_front() {
            let more = match want {
                Do::Look(ask) => {
                    outside.extend(self.ticket(from, ask, true));
                    Vec::new()
                }
                Do::Ask(ask) => {
                    outside.extend(self.ticket(from, ask, false));
                    Vec::new()
                }
                Do::Go(place) => self.go(place),
                Do::Back => self.back(),
                Do::Open(modal) => {
                    self.modals.push(modal);
                    Vec::new()
                }
                Do::Close => {
                    self.modals.pop();
                    Vec::new()
                }
                Do::Toast(tone, text) => {
                    self.toasts.add(tone, text, self.scene.now);
                    Vec::new()
                }
                // Nobody's reading: an answer to a change that brought the news.
                Do::Unread(why) => {
                    self.toasts.add(Tone::Bad, why, self.scene.now);
                    Vec::new()
                }
                Do::Speak(lang) => {
                    self.scene.words = Words::new(lang);
                    Vec::new()
                }
                Do::Afresh => {
                    self.modals.clear();
                    self.toasts.clear();
                    self.scene.words = Words::new(self.scene.first_lang);
                    Vec::new()
                }
                Do::Copy(text) => alone(Outside::Copy(text), &mut outside),
                Do::Save { name, text } => alone(Outside::Save { name, text }, &mut outside),
                Do::Suspend => alone(Outside::Suspend, &mut outside),
                Do::Redraw => alone(Outside::Redraw, &mut outside),
                Do::Quit => alone(Outside::Quit, &mut outside),
            };
            queue.extend(more.into_iter().map(|want| (None, want)));
        }
        outside
    }

    fn ticket(&mut self, from: Option<u64>, ask: Ask, look: bool) -> Option<Outside> {
        let screen = from.or_else(|| Some(self.front()?.number))?;
        let number = self.number();
        let look = look.then(|| ask.kind());
        if let Some(kind) = look {
            self.looks.insert((screen, kind), number);
        }
        self.waiting += 1;
        Some(Outside::Answer(Ticket { screen, number, look }, ask))
    }

    fn go(&mut self, place: Place) -> AnyWants {
        match place {
            Place::Role(role) => {
                self.scene.role = role;
                self.over.clear();
                self.tabs.clear();
                let mut wants = self.go(Place::Tab(Tab::home(role)));
                if role == Role::Customer {
                    // Neither what the desk was told nor what it copied is for who comes to the kiosk.
                    wants.extend([Do::Afresh, Do::Copy(String::new())]);
                }
                return wants;
            }
            Place::WalkIn => {
                let mut wants = self.go(Place::Tab(Tab::Booking));
                wants.extend(self.with_front(|shown, scene| shown.screen.act(walk_in(), scene)));
                return wants;
            }
            Place::Tab(tab) => {
                self.over.clear();
                self.tab = tab;
                if !self.tabs.contains_key(&tab) {
                    let number = self.number();
                    self.tabs.insert(tab, Shown::new(number, open(tab)));
                }
            }
            Place::MyPage(order) => {
                let number = self.number();
                self.over.push(Shown::new(number, my_page(order)));
            }
        }
        self.with_front(|shown, scene| shown.screen.shown(scene))
    }

    fn back(&mut self) -> AnyWants {
        if self.toasts.clear() {
            return Vec::new();
        }
        let Some(top) = self.over.last() else {
            return Vec::new();
        };
        if top.screen.unsaved() {
            let question = self.scene.get("everywhere", "leave_unsaved");
            return vec![Do::Open(Modal::leave(question, &self.scene))];
        }
        self.leave()
    }

    /// Takes the topmost screen away, whatever was typed there.
    pub(super) fn leave(&mut self) -> AnyWants {
        self.over.pop();
        self.with_front(|shown, scene| shown.screen.shown(scene))
    }

    /// When the screen has to be drawn again though nothing happens.
    pub fn wakes(&self) -> Option<Timestamp> {
        let screen = self.front().and_then(|shown| shown.screen.wakes(&self.scene));
        [screen, self.toasts.next(), Some(next_minute(self.scene.now))]
            .into_iter()
            .flatten()
            .min()
    }
}

/// The clock in the header shows minutes.
fn next_minute(now: Timestamp) -> Timestamp {
    let second = now.as_second();
    Timestamp::from_second(second - second.rem_euclid(60) + 60).unwrap_or(Timestamp::MAX)
}

fn alone(effect: Outside, outside: &mut Vec<Outside>) -> AnyWants {
    outside.push(effect);
    Vec::new()
}
