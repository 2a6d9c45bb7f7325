//! Not built yet.

use ratatui::layout::Rect;

use crate::app::App;
use crate::tui::bindings::Binding;
use crate::tui::canvas::Canvas;
use crate::tui::effect::Do;
use crate::tui::key::Key;
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::screen::{Screen, Wants};

/// The screen's state.
#[derive(Debug, Default)]
pub struct State {}

#[derive(Debug, Clone, Copy)]
pub enum Act {
    Refresh,
}

#[derive(Debug, Clone)]
pub enum Ask {
    Nothing,
}

#[derive(Debug)]
pub enum Reply {
    Nothing,
}

/// Answers a question of this screen.
pub async fn answer(_app: &App, ask: Ask) -> Reply {
    match ask {
        Ask::Nothing => Reply::Nothing,
    }
}

const KEYS: &[Binding<Act>] = &[Binding::foot(&[Key::char('r')], Act::Refresh, "refresh")];

impl Screen for State {
    type Act = Act;
    type Ask = Ask;
    type Reply = Reply;
    const WORDS: &'static str = "dashboard";

    fn bindings(&self) -> Vec<&'static [Binding<Act>]> {
        vec![KEYS]
    }

    fn shown(&mut self, _scene: &Scene) -> Wants<Self> {
        vec![Do::Look(Ask::Nothing)]
    }

    fn act(&mut self, act: Act, scene: &Scene) -> Wants<Self> {
        match act {
            Act::Refresh => self.shown(scene),
        }
    }

    fn reply(&mut self, reply: Reply, _scene: &Scene) -> Wants<Self> {
        match reply {
            Reply::Nothing => Vec::new(),
        }
    }

    fn view(&self, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
        let title = scene.get(Self::WORDS, "title");
        let inner = canvas.panel(area, &title, true);
        canvas.lines(inner, &title, Tone::Dim);
    }
}
