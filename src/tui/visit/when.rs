//! When, drawn: the month as a heat map, and the half-hours of the chosen day. The desk, the kiosk and the
//! move of a visit show the same two panels.

use ratatui::layout::{Constraint, Layout, Rect};

use super::calendar::Calendar;
use crate::tui::canvas::{Canvas, Spot};
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::widgets::{month, slots};

/// Rows of the month with its frame: the weekdays, six weeks, the day in words.
const MONTH: u16 = 16;
/// The same with a blank row below each week.
const TALL_MONTH: u16 = 22;

/// Rows of the month, with `spared` rows of `height` left for what stands below it.
pub const fn month_rows(height: u16, spared: u16) -> u16 {
    if height > TALL_MONTH + spared {
        TALL_MONTH
    } else {
        MONTH
    }
}

/// The month with the ways to its neighbours, and the chosen day in words.
pub fn days(calendar: &Calendar, focused: bool, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let title = calendar.day().map_or_else(String::new, |day| {
        let (year, month) = (day.year().to_string(), day.month().to_string());
        scene.say("calendar", "month", &[("year", &year), ("month", &month)])
    });
    let inner = canvas.panel(area, &title, focused);
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

/// The half-hours of the chosen day, `columns` in a row; the last `spared` rows of the panel stay empty.
/// Answers with the room inside.
pub fn half_hours(
    calendar: &Calendar,
    (columns, spared): (usize, u16),
    focused: bool,
    scene: &Scene,
    area: Rect,
    canvas: &mut Canvas<'_, '_>,
) -> Rect {
    let title = match calendar.slot() {
        Some(slot) => scene.words.slot(slot),
        None => calendar.day().map_or_else(String::new, |day| scene.words.day(day)),
    };
    let inner = canvas.panel(area, &title, focused);
    let rows = Rect {
        height: inner.height.saturating_sub(spared),
        ..inner
    };
    if calendar.slots().is_empty() {
        let words = Rect {
            x: rows.x + 1,
            width: rows.width.saturating_sub(1),
            ..rows
        };
        canvas.lines(words, &scene.get("calendar", "no_slots"), Tone::Dim);
    }
    let shown = slots::Slots {
        places: calendar.slots(),
        selected: calendar.slot(),
        columns,
        focused,
        zone: "slot",
    };
    slots::view(scene, shown, rows, canvas);
    inner
}
