//! Two columns: the booking, and what happened to it. Where there is room, the code to scan and a third
//! column; while the visit is moved, the calendar in the last one.

mod facts;

use std::borrow::Cow;

use ratatui::layout::{Constraint, Layout, Rect};

use super::State;
use super::ask::Story;
use super::moving::{COLUMNS, Moving};
use crate::tui::canvas::{Canvas, Spot};
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::text;
use crate::tui::visit::when;
use crate::tui::widgets::{list, order, timeline};

/// Columns of the last column: seven days of a month fit.
const LAST: u16 = 39;
/// Columns of the booking in front of two others.
const FIRST: u16 = 40;
/// Other bookings that are seen at once.
const OTHERS: usize = 4;

pub fn view(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let Some(story) = &state.story else {
        let inner = canvas.panel(area, &scene.get("mypage", "title"), true);
        canvas.lines(inner, &scene.reading(), Tone::Dim);
        return;
    };
    let [rest, last] = Layout::horizontal([Constraint::Fill(1), Constraint::Length(LAST)]).areas(area);
    if scene.is_wide() {
        let [first, middle] = Layout::horizontal([Constraint::Length(FIRST), Constraint::Fill(1)]).areas(rest);
        facts::view(state, story, scene, first, canvas);
        history(state, story, scene, middle, canvas);
        match &state.moving {
            Some(moving) => whither(moving, scene, last, canvas),
            None => {
                let [above, below] = with_others(story, last, last.height / 2);
                facts::preparation(story, scene, above, canvas);
                others(state, story, scene, below, canvas);
            }
        }
        return;
    }
    facts::view(state, story, scene, rest, canvas);
    match &state.moving {
        Some(moving) => whither(moving, scene, last, canvas),
        None => {
            let [above, below] = with_others(story, last, rows_of_others(story));
            history(state, story, scene, above, canvas);
            others(state, story, scene, below, canvas);
        }
    }
}

/// Where the visit can go: the month with its free places above the half-hours of the chosen day.
fn whither(moving: &Moving, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let height = when::month_rows(area.height, 8);
    let [above, below] = Layout::vertical([Constraint::Length(height), Constraint::Fill(1)]).areas(area);
    when::days(&moving.calendar, !moving.at_slots(), scene, above, canvas);
    when::half_hours(&moving.calendar, (COLUMNS, 0), moving.at_slots(), scene, below, canvas);
}

/// Rows of the other bookings with their frame; none when there are none.
fn rows_of_others(story: &Story) -> u16 {
    match story.others.len().min(OTHERS) {
        0 => 0,
        rows => u16::try_from(rows).unwrap_or(0) + 2,
    }
}

fn with_others(story: &Story, area: Rect, height: u16) -> [Rect; 2] {
    let height = if story.others.is_empty() { 0 } else { height };
    Layout::vertical([Constraint::Fill(1), Constraint::Length(height)]).areas(area)
}

/// Rows of the timeline that its panel has no room for.
pub fn hidden(story: &Story, scene: &Scene) -> usize {
    let others = if scene.is_wide() { 0 } else { rows_of_others(story) };
    // The bars above and below the body, and the frame.
    let height = scene.size.1.saturating_sub(4 + others);
    timeline::rows(&story.page, scene, usize::MAX).len().saturating_sub(usize::from(height))
}

/// What happened, and what is still to come; the end of it unless one has scrolled up.
fn history(state: &State, story: &Story, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let inner = canvas.panel(area, &scene.get("mypage", "history"), false);
    let rows = timeline::rows(&story.page, scene, usize::from(inner.width.saturating_sub(1)));
    let over = rows.len().saturating_sub(usize::from(inner.height));
    let top = over.saturating_sub(state.below);
    for (y, row) in (inner.y..inner.bottom()).zip(rows.iter().skip(top)) {
        let line = Rect {
            x: inner.x + 1,
            y,
            width: inner.width.saturating_sub(1),
            height: 1,
        };
        canvas.pieces(line, row);
    }
    canvas.spot(inner, Spot::Item("timeline", 0));
}

/// The other bookings of the telephone.
fn others(state: &State, story: &Story, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    if story.others.is_empty() {
        return;
    }
    let n = story.others.len().to_string();
    let inner = canvas.panel(area, &scene.say("mypage", "others", &[("n", &n)]), state.moving.is_none());
    let rows = list::Rows {
        count: story.others.len(),
        selected: state.other,
        focused: state.moving.is_none(),
    };
    list::view(canvas, inner, rows, |n| Spot::Item("other", n), |n, width| {
        let order = &story.others[n];
        let mark = if n == state.other { scene.look.glyph("▸", ">") } else { " " };
        let status = order::status(scene, order);
        let visit = text::left(&order::visit(scene, order.slot), order::VISIT, scene.look.more());
        let room = usize::from(width).saturating_sub(order::VISIT + text::width(&status) + 3);
        let package = text::left(&order::package(scene, &order.package), room, scene.look.more());
        let row: Vec<(Tone, Cow<'_, str>)> = vec![
            (Tone::Plain, format!("{mark}{visit} ").into()),
            (Tone::Dim, package.into()),
            (order::tone(order.status), format!(" {status}").into()),
        ];
        row
    });
}
