//! Days on which nobody new is received, and who is booked there all the same.

use ratatui::layout::{Constraint, Layout, Rect};

use super::keys::Act;
use super::state::{CLOSURES, State};
use crate::app::OrderView;
use crate::tui::canvas::{Canvas, Spot};
use crate::tui::look::Tone;
use crate::tui::modal::Modal;
use crate::tui::scene::Scene;
use crate::tui::text;
use crate::tui::widgets::list::{self, Rows};

/// A click on a row selects it.
pub const ROW: &str = "closures";
/// A click on a booking opens it.
pub const HIT: &str = "hits";

/// Bookings that a question names; the rest is a number.
const NAMED: usize = 8;

/// Draws days and bookings.
pub fn view(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let beside = if scene.is_wide() { 60 } else { 42 };
    let [left, right] = Layout::horizontal([Constraint::Fill(1), Constraint::Length(beside)]).areas(area);
    let inner = state.panel(left, "closures", scene, canvas);
    let days = state.closed_days(scene);
    if days.is_empty() && state.closures.is_some() {
        let key = if state.search.is_empty() { "no_closures" } else { "none_found" };
        canvas.lines(inner, &scene.get("centre", key), Tone::Dim);
    }
    let rows = Rows {
        count: days.len(),
        selected: state.selected[CLOSURES],
        focused: !state.search.typing(),
    };
    list::view(canvas, inner, rows, |n| Spot::Item(ROW, n), |n, width| {
        let tone = if days[n].holiday { Tone::Dim } else { Tone::Strong };
        vec![(tone, text::cut(&days[n].words(scene), usize::from(width), scene.look.more()).into())]
    });
    let inner = canvas.panel(right, &scene.get("centre", "booked_there"), false);
    let Some(day) = days.get(state.selected[CLOSURES]) else { return };
    let Some((_, hits)) = state.hits.as_ref().filter(|(date, _)| *date == day.date) else {
        return;
    };
    if hits.is_empty() {
        canvas.lines(inner, &scene.get("centre", "nobody_booked"), Tone::Good);
        return;
    }
    let count = hits.len().to_string();
    let used = canvas.lines(inner, &scene.say("centre", "hit_count", &[("count", &count)]), Tone::Warn);
    for (y, (n, hit)) in (inner.y + used + 1..inner.bottom()).zip(hits.iter().enumerate()) {
        canvas.put(inner.x, y, &line(hit, scene), inner.width, Tone::Plain);
        canvas.spot(Rect { y, height: 1, ..inner }, Spot::Item(HIT, n));
    }
}

/// A booking in one line.
fn line(order: &OrderView, scene: &Scene) -> String {
    let more = scene.look.more();
    let name = text::left(&order.name, 10, more);
    let status = scene.get("status", &order.status);
    format!("{} {name} {} {status}", order.time, order.code)
}

/// The bookings to choose one to open.
pub fn choose(hits: &[OrderView], scene: &Scene) -> Modal<Act> {
    let choices = hits.iter().map(|hit| (line(hit, scene), Act::Open(hit.id)));
    Modal::choose(scene.get("centre", "booked_there"), choices.take(15).collect())
}

/// What closing a day hits, in the lines of a question.
pub fn warning(hits: &[OrderView], scene: &Scene) -> Vec<String> {
    let Some(rest) = hits.len().checked_sub(1) else {
        return vec![scene.get("centre", "nobody_booked")];
    };
    let mut lines = vec![scene.say("centre", "hit_count", &[("count", &(rest + 1).to_string())])];
    lines.extend(hits.iter().take(NAMED).map(|hit| line(hit, scene)));
    if hits.len() > NAMED {
        lines.push(scene.say("centre", "and_more", &[("count", &(hits.len() - NAMED).to_string())]));
    }
    lines
}
