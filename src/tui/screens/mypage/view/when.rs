//! Where the visit can go: the month with its free places above the half-hours of the chosen day.

use ratatui::layout::{Constraint, Layout, Rect};

use super::super::moving::COLUMNS;
use crate::tui::canvas::{Canvas, Spot};
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::visit::calendar::Calendar;
use crate::tui::widgets::{month, slots};

/// Rows of the month with its frame: the weekdays, six weeks, the day in words.
const MONTH: u16 = 16;
/// The same with a blank row below each week.
const TALL_MONTH: u16 = 22;

pub fn view(calendar: &Calendar, at_slots: bool, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let height = if area.height > TALL_MONTH + 8 { TALL_MONTH } else { MONTH };
    let [above, below] = Layout::vertical([Constraint::Length(height), Constraint::Fill(1)]).areas(area);
    days(calendar, !at_slots, scene, above, canvas);
    half_hours(calendar, at_slots, scene, below, canvas);
}

fn days(calendar: &Calendar, focused: bool, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let title = calendar.day().map_or_else(String::new, |day| {
        let (year, month) = (day.year().to_string(), day.month().to_string());
        scene.say("calendar", "month", &[("year", &year), ("month", &month)])
    });
    let inner = canvas.panel(area, &title, focused);
    // The ways to the months beside, for the mouse.
    for (n, words) in [" < ", " > "].into_iter().enumerate() {
        let x = area.right().saturating_sub(8) + 3 * u16::try_from(n).unwrap_or(0);
        canvas.put(x, area.y, words, 3, Tone::Accent);
        canvas.spot(Rect::new(x, area.y, 3, 1), Spot::Item("month", n));
    }
    let [days, words] = Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(inner);
    let shown = month::Month {
        days: calendar.days(),
        selected: calendar.day(),
        focused,
        zone: "day",
    };
    month::view(scene, shown, days, canvas);
    if let Some(day) = calendar.month_day() {
        let words = Rect {
            x: words.x + 1,
            width: words.width.saturating_sub(1),
            ..words
        };
        canvas.pieces(words, &month::in_words(scene, day));
    }
}

fn half_hours(calendar: &Calendar, focused: bool, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let title = match calendar.slot() {
        Some(slot) => scene.words.slot(slot),
        None => calendar.day().map_or_else(String::new, |day| scene.words.day(day)),
    };
    let inner = canvas.panel(area, &title, focused);
    if calendar.slots().is_empty() {
        canvas.lines(inner, &scene.get("calendar", "no_slots"), Tone::Dim);
    }
    let shown = slots::Slots {
        places: calendar.slots(),
        selected: calendar.slot(),
        columns: COLUMNS,
        focused,
        zone: "slot",
    };
    slots::view(scene, shown, inner, canvas);
}
