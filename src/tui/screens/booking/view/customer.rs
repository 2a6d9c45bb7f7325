//! Who comes: the search, those whom it finds, and the form.

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::super::state::{Focus, Stage, State};
use crate::domain::customer::Customer;
use crate::tui::canvas::{Canvas, Spot};
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::text;
use crate::tui::visit::form::Entry;
use crate::tui::widgets::{list, sexes};

/// Columns of the labels.
const LABEL: u16 = 11;

pub(super) fn view(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let focused = matches!(state.focus, Focus::Search | Focus::Entry(_));
    let title = scene.get("booking", if state.walk_in { "walk_in" } else { "customer" });
    let inner = canvas.panel(area, &title, focused);
    let inner = Rect {
        x: inner.x + 1,
        width: inner.width.saturating_sub(2),
        ..inner
    };
    let line = |row: u16| Rect {
        y: inner.y + row,
        height: 1,
        ..inner
    };
    search(state, scene, line(0), canvas);
    if state.focus == Focus::Search && state.search.wanted().is_some() {
        let below = Rect {
            y: inner.y + 1,
            height: inner.height.saturating_sub(1),
            ..inner
        };
        found(state, scene, below, canvas);
        return;
    }
    for (row, entry) in (1..).zip(Entry::ALL) {
        self::entry(state, scene, entry, line(row), canvas);
    }
    let below = Rect {
        y: inner.y + 6,
        height: inner.height.saturating_sub(6),
        ..inner
    };
    let (tone, words) = hint(state, scene);
    canvas.lines(below, &words, tone);
}

fn search(state: &State, scene: &Scene, line: Rect, canvas: &mut Canvas<'_, '_>) {
    if !matches!(state.stage, Stage::Composing) {
        return;
    }
    let focused = state.focus == Focus::Search;
    let tone = if focused { Tone::Title } else { Tone::Dim };
    canvas.put(line.x, line.y, &scene.get("booking", "search"), LABEL, tone);
    state.search.field.view(rest(line), focused, canvas);
    if state.search.field.is_empty() {
        let x = line.x + LABEL + 1;
        let room = line.right().saturating_sub(x);
        canvas.put(x, line.y, &scene.get("booking", "search_hint"), room, Tone::Dim);
    }
    canvas.spot(line, Spot::Item("search", 0));
}

/// What is left of a line behind its label.
const fn rest(line: Rect) -> Rect {
    Rect {
        x: line.x + LABEL,
        width: line.width.saturating_sub(LABEL),
        ..line
    }
}

fn found(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let found = state.search.found();
    if found.is_empty() {
        let words = match state.search.is_answered() {
            true => scene.get("booking", "nobody"),
            false if scene.unread => scene.reading(),
            false => scene.get("booking", "searching"),
        };
        canvas.lines(area, &words, Tone::Dim);
        return;
    }
    let rows = list::Rows {
        count: found.len(),
        selected: state.search.selected,
        focused: true,
    };
    let more = scene.look.more();
    let selected = state.search.selected;
    list::view(canvas, area, rows, |n| Spot::Item("found", n), |n, width| {
        let mark = if n == selected { scene.look.glyph("▸", ">") } else { " " };
        let known = &found[n].customer;
        let name = usize::from(width).saturating_sub(29).max(6);
        let row: Vec<(Tone, Cow<'_, str>)> = vec![
            (Tone::Plain, mark.into()),
            (Tone::Strong, text::left(known.name.as_str(), name, more).into()),
            (Tone::Plain, format!(" {}", particulars(known, scene)).into()),
        ];
        row
    });
}

/// What tells two of a name apart: telephone, birth, sex.
fn particulars(customer: &Customer, scene: &Scene) -> String {
    let phone = customer.phone.as_ref().map(ToString::to_string).unwrap_or_default();
    let birth = customer.birth.map(|birth| birth.date().to_string()).unwrap_or_default();
    let sex = customer.sex.map(|sex| scene.get("sex", sex.code())).unwrap_or_default();
    format!("{phone:<13} {birth:<10} {sex}")
}

fn entry(state: &State, scene: &Scene, entry: Entry, line: Rect, canvas: &mut Canvas<'_, '_>) {
    let focused = state.focus == Focus::Entry(entry);
    let wrong = !focused && state.form.typed_fault(entry, scene.today()).is_some();
    let tone = match (focused, wrong) {
        (true, _) => Tone::Title,
        (false, true) => Tone::Bad,
        (false, false) => Tone::Dim,
    };
    let mark = if wrong { "!" } else { "" };
    let label = format!("{}{mark}", scene.get("form", entry.name()));
    canvas.put(line.x, line.y, &label, LABEL, tone);
    let rest = rest(line);
    let left = if focused { None } else { state.form.left(entry, scene.today()) };
    match left.as_ref().or(state.form.field(entry)) {
        Some(field) => {
            field.view(rest, focused, canvas);
            let n = Entry::ALL.iter().position(|other| *other == entry).unwrap_or(0);
            canvas.spot(line, Spot::Item("entry", n));
        }
        None => sexes::view(state.form.sex, focused, false, scene, rest, canvas),
    }
}

/// The most important thing to say about the customer now.
fn hint(state: &State, scene: &Scene) -> (Tone, String) {
    if let Some((tone, words)) = &state.notice {
        return (*tone, words.clone());
    }
    let today = scene.today();
    let others = Entry::ALL.into_iter().filter(|entry| state.focus != Focus::Entry(*entry));
    let fault = others.filter_map(|entry| state.form.typed_fault(entry, today)).next();
    match fault {
        Some(fault) => (Tone::Bad, scene.words.invalid(&fault)),
        None if !state.form.is_empty() && state.form.field(Entry::Phone).is_some_and(|f| f.is_empty()) => {
            (Tone::Dim, scene.get("booking", "no_texts"))
        }
        None => (Tone::Dim, String::new()),
    }
}
