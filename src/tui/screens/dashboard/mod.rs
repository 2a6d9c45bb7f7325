//! The figures: how the centre does, each number beside its picture. They are read again when somebody
//! changes something, at most once a second: four weeks of bookings are more than a list's page.

mod ask;
mod bookings;
mod load;
mod view;

use jiff::{SignedDuration, Timestamp};
use ratatui::layout::Rect;

use crate::tui::bindings::Binding;
use crate::tui::canvas::Canvas;
use crate::tui::effect::Do;
use crate::tui::key::Key;
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::screen::{Screen, Wants, unread};

use ask::Figures;

pub use ask::{Ask, Reply, answer};

/// Between two readings.
const PAUSE: SignedDuration = SignedDuration::from_secs(1);

/// The screen's state.
#[derive(Debug, Default)]
pub struct State {
    figures: Option<Box<Figures>>,
    /// How many days before the last one the selected day lies.
    back: usize,
    /// When they were read last.
    read_at: Option<Timestamp>,
    /// Somebody has changed something since.
    stale: bool,
}

/// What the keys mean.
#[derive(Debug, Clone, Copy)]
pub enum Act {
    Refresh,
    Earlier,
    Later,
    Today,
}

const KEYS: &[Binding<Act>] = &[
    Binding::foot(&[Key::LEFT, Key::char('h'), Key::UP, Key::char('k')], Act::Earlier, "earlier"),
    Binding::foot(&[Key::RIGHT, Key::char('l'), Key::DOWN, Key::char('j')], Act::Later, "later"),
    Binding::foot(&[Key::char('t')], Act::Today, "today"),
    Binding::foot(&[Key::char('r')], Act::Refresh, "refresh"),
];

impl Screen for State {
    type Act = Act;
    type Ask = Ask;
    type Reply = Reply;
    const WORDS: &'static str = "dashboard";

    fn bindings(&self) -> Vec<&'static [Binding<Act>]> {
        vec![KEYS]
    }

    fn shown(&mut self, scene: &Scene) -> Wants<Self> {
        self.read_at = Some(scene.now);
        self.stale = false;
        vec![Do::Look(Ask::Figures(scene.today()))]
    }

    fn changed(&mut self, scene: &Scene) -> Wants<Self> {
        self.stale = true;
        self.tick(scene)
    }

    fn tick(&mut self, scene: &Scene) -> Wants<Self> {
        match self.due() {
            Some(due) if due <= scene.now => self.shown(scene),
            _ => Vec::new(),
        }
    }

    fn wakes(&self, _scene: &Scene) -> Option<Timestamp> {
        self.due()
    }

    fn act(&mut self, act: Act, scene: &Scene) -> Wants<Self> {
        match act {
            Act::Refresh => return self.shown(scene),
            Act::Earlier => self.back = (self.back + 1).min(self.last()),
            Act::Later => self.back = self.back.saturating_sub(1),
            Act::Today => self.back = 0,
        }
        Vec::new()
    }

    fn clicked(&mut self, zone: &'static str, item: usize, _scene: &Scene) -> Wants<Self> {
        if zone == bookings::ZONE {
            self.back = self.last().saturating_sub(item);
        }
        Vec::new()
    }

    fn reply(&mut self, reply: Reply, scene: &Scene) -> Wants<Self> {
        match reply {
            Reply::Figures(Ok(figures)) => {
                self.figures = Some(figures);
                Vec::new()
            }
            Reply::Figures(Err(error)) => vec![unread(scene, &error)],
        }
    }

    fn view(&self, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
        match &self.figures {
            Some(figures) => view::view(figures, self.last().saturating_sub(self.back), scene, area, canvas),
            None => {
                let inner = canvas.panel(area, &scene.get(Self::WORDS, "title"), true);
                canvas.lines(inner, &scene.reading(), Tone::Dim);
            }
        }
    }
}

impl State {
    fn due(&self) -> Option<Timestamp> {
        let read_at = self.read_at.filter(|_| self.stale)?;
        read_at.checked_add(PAUSE).ok()
    }

    /// The number of the last day.
    fn last(&self) -> usize {
        let days = self.figures.as_ref().map_or(0, |figures| figures.statistics.bookings.len());
        days.saturating_sub(1)
    }
}
