//! When: the month and the half-hours of the chosen day, one below the other or side by side.

use ratatui::layout::{Constraint, Layout, Rect};

use super::super::state::{Focus, State, UnderWay};
use crate::domain::calendar::DayClosed;
use crate::domain::refusal::ClosedBecause;
use crate::tui::canvas::{Canvas, Spot};
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::visit::when;
use crate::tui::widgets::{month, slots};

/// Columns inside the panel of half-hours at 80 columns.
const NARROW: u16 = 35;
/// Columns of the month where there is room for half-hours beside it.
const WIDE_MONTH: u16 = 44;

/// The half-hours below the month.
pub(super) fn narrow(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let [above, below] = Layout::vertical([Constraint::Length(when::month_rows(0, 0)), Constraint::Fill(1)]).areas(area);
    when::days(&state.calendar, state.focus == Focus::Days, scene, above, canvas);
    half_hours(state, scene, below, canvas);
}

/// The half-hours beside the month, and below it the days on which the centre is closed.
pub(super) fn wide(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let [left, right] = Layout::horizontal([Constraint::Length(WIDE_MONTH), Constraint::Fill(1)]).areas(area);
    let height = when::month_rows(area.height, 0);
    let [above, below] = Layout::vertical([Constraint::Length(height), Constraint::Fill(1)]).areas(left);
    when::days(&state.calendar, state.focus == Focus::Days, scene, above, canvas);
    closed_days(state, scene, below, canvas);
    half_hours(state, scene, right, canvas);
}

/// Holidays and closures of the month by name; the day of the week on which it never opens is no news.
fn closed_days(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let inner = canvas.panel(area, &scene.get("calendar", "closed_days"), false);
    let weekly = ClosedBecause::Calendar(DayClosed::Weekday);
    let closed = state.calendar.days().iter().filter(|day| day.closed.as_ref().is_some_and(|why| *why != weekly));
    let mut line = Rect {
        x: inner.x + 1,
        width: inner.width.saturating_sub(1),
        height: inner.height.min(1),
        ..inner
    };
    for day in closed.take(usize::from(inner.height)) {
        canvas.pieces(line, &month::in_words(scene, day));
        line.y += 1;
    }
    if line.y == inner.y && !state.calendar.days().is_empty() {
        canvas.lines(line, &scene.get("calendar", "no_closed_days"), Tone::Dim);
    }
}

/// Half-hours in a row.
pub fn slot_columns(scene: &Scene) -> usize {
    if scene.is_wide() { 1 } else { slots::columns(NARROW) }
}

fn half_hours(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let focused = state.focus == Focus::Slots;
    let inner = when::half_hours(&state.calendar, (slot_columns(scene), 1), focused, scene, area, canvas);
    let y = inner.bottom().saturating_sub(1);
    if state.under_way == Some(UnderWay::Holding) {
        canvas.put(inner.x + 1, y, &scene.get("booking", "holding"), inner.width, Tone::Warn);
    } else if state.calendar.slot().is_some() && (focused || state.form.customer(scene.today()).is_ok()) {
        // Enter does it from here only, the mouse from wherever the keyboard is.
        let hold = scene.get("booking", "hold");
        let words = if focused { format!("[ Enter {hold} ]") } else { format!("[ {hold} ]") };
        let end = canvas.put(inner.x + 1, y, &words, inner.width, Tone::Accent);
        canvas.spot(Rect::new(inner.x + 1, y, end - inner.x - 1, 1), Spot::Item("hold", 0));
    }
}
