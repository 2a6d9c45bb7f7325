//! The steps of a booking at the kiosk: for what, when, who, and whether all that is right.

use std::borrow::Cow;

use ratatui::layout::{Constraint, Layout, Rect};

use super::super::state::{State, Target};
use super::{LABEL, keys_for, line};
use crate::domain::sms::won_words;
use crate::tui::canvas::{Canvas, Spot};
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::text;
use crate::tui::visit::form::Entry;
use crate::tui::visit::packages::particulars;
use crate::tui::visit::when;
use crate::tui::widgets::{keyboard, list, sexes};

/// Columns of the month.
const MONTH: u16 = 44;

pub(super) fn packages(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let offers = state.packages.offers();
    let count = u16::try_from(offers.len()).unwrap_or(u16::MAX);
    let [above, below] = Layout::vertical([Constraint::Length(count), Constraint::Fill(1)]).spacing(1).areas(area);
    let lang = scene.words.lang;
    let rows = list::Rows {
        count: offers.len(),
        selected: state.packages.chosen(),
        focused: state.target(scene) == Some(Target::Packages),
    };
    let chosen = state.packages.chosen();
    list::view(canvas, above, rows, |n| Spot::Item("package", n), |n, width| {
        let package = &offers[n].package;
        let price = won_words(package.price, lang);
        let name = usize::from(width).saturating_sub(text::width(&price) + 4);
        let mark = if n == chosen { scene.look.glyph("▸ ", "> ") } else { "  " };
        let row: Vec<(Tone, Cow<'_, str>)> = vec![
            (Tone::Strong, mark.into()),
            (Tone::Strong, text::left(package.name.get(lang), name, scene.look.more()).into()),
            (Tone::Plain, format!(" {price}").into()),
        ];
        row
    });
    if let Some(package) = state.packages.current() {
        let lines = particulars(&scene.rules.catalogue, package, lang).join("\n");
        let exams: Vec<&str> = lines.lines().take_while(|line| !line.is_empty()).collect();
        let used = canvas.lines(below, &exams.join(", "), Tone::Dim);
        let rest = Rect {
            y: below.y + used,
            height: below.height.saturating_sub(used),
            ..below
        };
        let preparation: Vec<&str> = lines.lines().skip(exams.len() + 1).collect();
        canvas.lines(rest, &preparation.join("\n"), Tone::Plain);
    }
}

pub(super) fn when(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let [left, right] = Layout::horizontal([Constraint::Length(MONTH), Constraint::Fill(1)]).areas(area);
    let target = state.target(scene);
    when::days(&state.calendar, target == Some(Target::Days), scene, left, canvas);
    when::half_hours(&state.calendar, (1, 0), target == Some(Target::Slots), scene, right, canvas);
}

pub(super) fn who(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let at = |row: u16| Rect {
        y: area.y + 2 * row,
        height: 1,
        ..area
    };
    for (row, entry) in (0..).zip(Entry::ALL) {
        let label = scene.get("form", entry.name());
        line(&label, state, scene, Target::Entry(entry), at(row), canvas);
    }
    let behind = Rect {
        x: area.x + LABEL,
        width: area.width.saturating_sub(LABEL),
        ..at(3)
    };
    let focused = state.target(scene) == Some(Target::Entry(Entry::Sex));
    sexes::view(state.form.sex, focused, true, scene, behind, canvas);
    let keyboard = Rect {
        y: area.y + 8,
        height: area.height.saturating_sub(8),
        ..area
    };
    if let Some(keys) = state.target(scene).and_then(|target| keys_for(target, scene)) {
        keyboard::view(keys, "keyboard", keyboard, canvas);
    }
}

/// Everything once more before it is booked.
pub(super) fn review(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let lang = scene.words.lang;
    let text = |entry| state.form.written(entry, scene.today()).unwrap_or_default();
    let package = state.packages.current();
    let lines = [
        ("label", "package", package.map_or_else(String::new, |package| package.name.get(lang).to_owned())),
        ("label", "price", package.map_or_else(String::new, |package| won_words(package.price, lang))),
        ("label", "visit", state.calendar.slot().map_or_else(String::new, |slot| scene.words.slot(slot))),
        ("label", "name", text(Entry::Name)),
        ("label", "phone", text(Entry::Phone)),
        ("form", "birth", text(Entry::Birth)),
    ];
    for (row, (section, label, value)) in (0..).zip(lines) {
        let y = area.y + 2 * row;
        canvas.put(area.x, y, &scene.get(section, label), 14, Tone::Dim);
        canvas.put(area.x + 15, y, &value, area.width.saturating_sub(15), Tone::Strong);
    }
}
