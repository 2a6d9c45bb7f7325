//! The kiosk, drawn: what is asked at the top, the answers as large buttons at the bottom.

mod find;
mod own;
mod visit;

use ratatui::layout::{Constraint, Layout, Rect};

use super::state::{Button, State, Step, Target};
use crate::domain::lang::Lang;
use crate::tui::canvas::{Canvas, Spot};
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::text;
use crate::tui::visit::form::Entry;
use crate::tui::widgets::countdown;
use crate::tui::widgets::keyboard::Keys;

/// Columns of the labels.
const LABEL: u16 = 24;

/// Rows of a button.
const BUTTON: u16 = 3;

pub(super) fn view(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let said = said(state, scene);
    let cells = usize::from(area.width.saturating_sub(4));
    let rows = said.as_ref().map_or(1, |(_, words)| text::wrap(words, cells).len());
    let [head, body, foot, last] = Layout::vertical([
        Constraint::Length(1 + u16::try_from(rows.clamp(1, 2)).unwrap_or(1)),
        Constraint::Fill(1),
        Constraint::Length(BUTTON),
        Constraint::Length(1),
    ])
    .areas(area);
    let question = Rect {
        x: head.x + 2,
        width: head.width.saturating_sub(4),
        ..head
    };
    canvas.put(question.x, question.y, &question_of(state, scene), question.width, Tone::Title);
    if let Some((tone, words)) = said {
        let below = Rect {
            y: question.y + 1,
            height: question.height.saturating_sub(1),
            ..question
        };
        canvas.lines(below, &words, tone);
    }
    let body = Rect {
        x: body.x + 2,
        width: body.width.saturating_sub(4),
        ..body
    };
    match state.step {
        Step::Home => home(state, scene, body, canvas),
        Step::Package => visit::packages(state, scene, body, canvas),
        Step::When | Step::Moving => visit::when(state, scene, body, canvas),
        Step::Who => visit::who(state, scene, body, canvas),
        Step::Review => visit::review(state, scene, body, canvas),
        Step::Find | Step::Staff => find::view(state, scene, body, canvas),
        Step::Pay | Step::Done | Step::Own | Step::Cancelling => own::view(state, scene, body, canvas),
    }
    if state.step != Step::Home {
        buttons(state, scene, foot, canvas);
    }
    if let Some(left) = state.warned_of(scene).and_then(|at| countdown::left(at, scene.now)) {
        let words = scene.say("kiosk", "forgets", &[("left", &left)]);
        canvas.put(last.x + 2, last.y, &words, last.width.saturating_sub(2), Tone::Warn);
    }
}

fn question_of(state: &State, scene: &Scene) -> String {
    match state.step {
        Step::Home => scene.say("kiosk", "welcome", &[("centre", &scene.rules.centre_name)]),
        Step::Package => scene.get("kiosk", "which_package"),
        Step::When => scene.get("kiosk", "which_time"),
        Step::Who => scene.get("kiosk", "who"),
        Step::Review => scene.get("kiosk", "is_it_right"),
        Step::Pay => scene.get("kiosk", "how_to_pay"),
        Step::Done => scene.get("kiosk", "done"),
        Step::Find => scene.get("kiosk", "which_booking"),
        Step::Own => scene.get("kiosk", "own"),
        Step::Moving => scene.get("kiosk", "move_where"),
        Step::Cancelling => scene.get("kiosk", "cancel_question"),
        Step::Staff => scene.get("kiosk", "pin"),
    }
}

/// What is under way, what went wrong, or how long tries are closed.
fn said(state: &State, scene: &Scene) -> Option<(Tone, String)> {
    if state.waiting {
        return Some((Tone::Warn, scene.get("kiosk", "a_moment")));
    }
    let closed = match state.step {
        Step::Find => state.proofs.closed(scene.now),
        Step::Staff => state.pins.closed(scene.now),
        _ => None,
    };
    if let Some(left) = closed.and_then(|until| countdown::left(until, scene.now)) {
        return Some((Tone::Bad, scene.say("kiosk", "closed", &[("left", &left)])));
    }
    state.notice.clone()
}

/// The two things that can be done here, and the way out for who works here.
fn home(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let [above, below, _, staff] = Layout::vertical([
        Constraint::Max(11),
        Constraint::Max(11),
        Constraint::Fill(1),
        Constraint::Length(BUTTON),
    ])
    .areas(area);
    button(state, scene, (0, Button::Book), above, canvas);
    button(state, scene, (1, Button::Find), below, canvas);
    let width = 16.min(staff.width);
    let corner = Rect {
        x: staff.right().saturating_sub(width),
        width,
        ..staff
    };
    button(state, scene, (2, Button::Staff), corner, canvas);
}

/// The step's buttons side by side.
fn buttons(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let targets = state.targets(scene);
    let buttons: Vec<(usize, Button)> = targets
        .iter()
        .enumerate()
        .filter_map(|(n, target)| match target {
            Target::Button(button) => Some((n, *button)),
            _ => None,
        })
        .collect();
    let area = Rect {
        x: area.x + 2,
        width: area.width.saturating_sub(4),
        ..area
    };
    let cells = Layout::horizontal(buttons.iter().map(|_| Constraint::Fill(1))).spacing(1).split(area);
    for (place, cell) in buttons.into_iter().zip(cells.iter()) {
        button(state, scene, place, *cell, canvas);
    }
}

fn button(state: &State, scene: &Scene, (n, button): (usize, Button), area: Rect, canvas: &mut Canvas<'_, '_>) {
    let focused = state.at == n;
    let inner = canvas.panel(area, "", focused);
    let words = scene.get("kiosk", button.name());
    let mark = if focused { scene.look.glyph("▸ ", "> ") } else { "" };
    let words = format!("{mark}{words}");
    let width = u16::try_from(text::width(&words)).unwrap_or(0).min(inner.width);
    let x = inner.x + (inner.width - width) / 2;
    if focused {
        canvas.tint(inner, Tone::Selected);
    }
    let tone = if focused { Tone::Selected } else { Tone::Strong };
    canvas.put(x, inner.y + inner.height / 2, &words, width, tone);
    canvas.spot(area, Spot::Item("target", n));
}

/// A line to type into with its label; answers with the rows it took.
fn line(label: &str, state: &State, scene: &Scene, target: Target, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let at = state.targets(scene).iter().position(|other| *other == target);
    let focused = at == Some(state.at);
    let tone = if focused { Tone::Title } else { Tone::Plain };
    canvas.put(area.x, area.y, label, LABEL, tone);
    let rest = Rect {
        x: area.x + LABEL,
        width: area.width.saturating_sub(LABEL).min(40),
        height: 1,
        ..area
    };
    let left = match target {
        Target::Entry(entry) if !focused => state.form.left(entry, scene.today()),
        _ => None,
    };
    let field = match target {
        Target::Entry(entry) => left.as_ref().or(state.form.field(entry)),
        Target::Code => Some(&state.code),
        Target::LastFour => Some(&state.last_four),
        Target::Pin => Some(&state.pin),
        Target::Packages | Target::Days | Target::Slots | Target::Button(_) => None,
    };
    if let Some(field) = field {
        field.view(rest, focused, canvas);
    }
    if let Some(at) = at {
        canvas.spot(Rect { height: 2, ..area }, Spot::Item("target", at));
    }
}

/// The keys that a line is typed with.
pub(super) fn keys_for(target: Target, scene: &Scene) -> Option<Keys> {
    Some(match target {
        Target::Entry(Entry::Name) if scene.words.lang == Lang::Ko => Keys::Hangul,
        Target::Entry(Entry::Name) => Keys::Latin,
        Target::Code => Keys::Code,
        Target::Entry(Entry::Phone | Entry::Birth) | Target::LastFour | Target::Pin => Keys::Digits,
        Target::Entry(Entry::Sex) | Target::Packages | Target::Days | Target::Slots | Target::Button(_) => return None,
    })
}
