//! When: the month as a heat map, and the half-hours of the chosen day.

use ratatui::layout::{Constraint, Layout, Rect};

use super::super::state::{Focus, State, UnderWay};
use crate::domain::calendar::DayClosed;
use crate::domain::refusal::ClosedBecause;
use crate::tui::canvas::{Canvas, Spot};
use crate::tui::key::Key;
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::text;
use crate::tui::widgets::{month, slots};

/// Rows of the month with its frame: six weeks, the weekdays, the day in words.
const MONTH: u16 = 16;
/// The same with a blank row below each week.
const TALL_MONTH: u16 = 22;
/// Columns inside the panel of half-hours at 80 columns.
const NARROW: u16 = 35;
/// Columns of the month where there is room for half-hours beside it.
const WIDE_MONTH: u16 = 44;

/// The half-hours below the month.
pub(super) fn narrow(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let [above, below] = Layout::vertical([Constraint::Length(MONTH), Constraint::Fill(1)]).areas(area);
    days(state, scene, above, canvas);
    half_hours(state, scene, below, canvas);
}

/// The half-hours beside the month, and below it the days on which the centre is closed.
pub(super) fn wide(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let [left, right] = Layout::horizontal([Constraint::Length(WIDE_MONTH), Constraint::Fill(1)]).areas(area);
    let height = if area.height > TALL_MONTH { TALL_MONTH } else { MONTH };
    let [above, below] = Layout::vertical([Constraint::Length(height), Constraint::Fill(1)]).areas(left);
    days(state, scene, above, canvas);
    closed_days(state, scene, below, canvas);
    half_hours(state, scene, right, canvas);
}

fn days(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let title = state.calendar.day().map_or_else(String::new, |day| {
        let (year, month) = (day.year().to_string(), day.month().to_string());
        scene.say("calendar", "month", &[("year", &year), ("month", &month)])
    });
    let focused = state.focus == Focus::Days;
    let inner = canvas.panel(area, &title, focused);
    arrows(area, canvas);
    let month = month::Month {
        days: state.calendar.days(),
        selected: state.calendar.day(),
        focused,
        zone: "day",
    };
    let last = Rect {
        x: inner.x + 1,
        y: inner.bottom().saturating_sub(1),
        width: inner.width.saturating_sub(1),
        height: 1,
    };
    let days = Rect {
        height: inner.height.saturating_sub(1),
        ..inner
    };
    month::view(scene, month, days, canvas);
    if let Some(day) = state.calendar.month_day() {
        canvas.pieces(last, &month::in_words(scene, day));
    }
}

/// Holidays and closures of the month by name; the day of the week on which it never opens is no news.
fn closed_days(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let inner = canvas.panel(area, &scene.get("calendar", "closed_days"), false);
    let weekly = ClosedBecause::Calendar(DayClosed::Weekday);
    let closed = state.calendar.days().iter().filter(|day| day.closed.as_ref().is_some_and(|why| *why != weekly));
    for (y, day) in (inner.y..inner.bottom()).zip(closed) {
        let line = Rect {
            x: inner.x + 1,
            y,
            width: inner.width.saturating_sub(1),
            height: 1,
        };
        canvas.pieces(line, &month::in_words(scene, day));
    }
}

/// The ways to the months beside, for the mouse.
fn arrows(area: Rect, canvas: &mut Canvas<'_, '_>) {
    for (n, words) in [" < ", " > "].into_iter().enumerate() {
        let x = area.right().saturating_sub(8) + 3 * u16::try_from(n).unwrap_or(0);
        canvas.put(x, area.y, words, 3, Tone::Accent);
        canvas.spot(Rect::new(x, area.y, 3, 1), Spot::Item("month", n));
    }
}

/// Half-hours in a row.
pub fn slot_columns(scene: &Scene) -> usize {
    if scene.is_wide() { 1 } else { slots::columns(NARROW) }
}

fn half_hours(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let title = match state.calendar.slot() {
        Some(slot) => scene.words.slot(slot),
        None => state.calendar.day().map_or_else(String::new, |day| scene.words.day(day)),
    };
    let focused = state.focus == Focus::Slots;
    let inner = canvas.panel(area, &title, focused);
    let places = state.calendar.slots();
    let rows = Rect {
        height: inner.height.saturating_sub(1),
        ..inner
    };
    if places.is_empty() {
        canvas.lines(rows, &scene.get("calendar", "no_slots"), Tone::Dim);
    }
    let slots = slots::Slots {
        places,
        selected: state.calendar.slot(),
        columns: slot_columns(scene),
        focused,
        zone: "slot",
    };
    slots::view(scene, slots, rows, canvas);
    let y = inner.bottom().saturating_sub(1);
    if state.under_way == Some(UnderWay::Holding) {
        canvas.put(inner.x + 1, y, &scene.get("booking", "holding"), inner.width, Tone::Warn);
    } else if focused && state.calendar.slot().is_some() {
        let words = format!("[ Enter {} ]", scene.get("booking", "hold"));
        let end = canvas.put(inner.x + 1, y, &words, inner.width, Tone::Accent);
        let width = u16::try_from(text::width(&words)).unwrap_or(0).min(end - inner.x);
        canvas.spot(Rect::new(inner.x + 1, y, width, 1), Spot::Press(Key::ENTER));
    }
}
