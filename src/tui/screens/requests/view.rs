//! The list and, beside it, what is selected.

use std::borrow::Cow;

use ratatui::layout::{Constraint, Layout, Rect};

use super::details;
use super::state::State;
use crate::domain::order::Order;
use crate::store::pages::Sort;
use crate::tui::canvas::{Canvas, Spot};
use crate::tui::key::Key;
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::text;
use crate::tui::widgets::list::{self, Rows};
use crate::tui::widgets::order;

/// A click on a row selects it, on the selected one opens it.
pub const ROW: &str = "requests";
/// A click on the mark before a row.
pub const MARK: &str = "marks";

/// Cells of the mark before a row.
const MARK_CELLS: u16 = 2;

/// Draws the queue.
pub fn view(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let beside = if scene.is_wide() { 50 } else { 34 };
    let [left, right] = Layout::horizontal([Constraint::Fill(1), Constraint::Length(beside)]).areas(area);
    let inner = canvas.panel(left, &title(state, scene), true);
    let [narrow, search, rows] =
        Layout::vertical([Constraint::Length(1), Constraint::Length(1), Constraint::Fill(1)]).areas(inner);
    narrowing(state, scene, narrow, canvas);
    state.search.view(search, &scene.get("requests", "search_hint"), canvas);
    if state.window.is_empty() {
        let words = match (state.total, state.is_narrowed()) {
            (None, _) => scene.reading(),
            (Some(_), true) => scene.get("requests", "none_found"),
            (Some(_), false) => scene.get("requests", "none"),
        };
        canvas.lines(rows, &words, Tone::Dim);
    } else {
        list_of(state, scene, rows, canvas);
    }
    let inner = canvas.panel(right, &scene.get("requests", "details"), false);
    match state.window.current() {
        Some(order) => details::view(order, state.details_shown(), scene, inner, canvas),
        None => {
            canvas.lines(inner, &scene.get("requests", "none_selected"), Tone::Dim);
        }
    }
}

fn title(state: &State, scene: &Scene) -> String {
    let mut title = scene.get("requests", "title");
    if let Some(total) = state.total {
        title += &format!(" {}", scene.say("requests", "count", &[("count", &total.to_string())]));
    }
    if !state.marks.is_empty() {
        let count = state.marks.len().to_string();
        title += &format!(" · {}", scene.say("requests", "marked", &[("count", &count)]));
    }
    title
}

/// The order and the filters, each with its key, each to be clicked.
fn narrowing(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let sort = match state.sort {
        Sort::Visit => "by_visit",
        Sort::Newest => "by_newest",
    };
    let package = match &state.package {
        None => scene.get("requests", "any_package"),
        Some(code) => order::package(scene, code),
    };
    let visits = match state.visits {
        None => scene.get("requests", "any_day"),
        Some((from, to)) if from == to => scene.words.day(from),
        Some((from, to)) => format!("{}~{}", short_day(from), short_day(to)),
    };
    let chips = [
        ('s', scene.get("requests", sort), false),
        ('p', package, state.package.is_some()),
        ('d', visits, state.visits.is_some()),
    ];
    let mut x = area.x;
    for (key, words, narrows) in chips {
        let tone = if narrows { Tone::Strong } else { Tone::Plain };
        let pieces: [(Tone, Cow<'_, str>); 3] = [
            (Tone::Accent, format!("{key} ").into()),
            (tone, words.into()),
            (Tone::Plain, "  ".into()),
        ];
        let room = Rect {
            x,
            width: area.right().saturating_sub(x),
            ..area
        };
        let end = canvas.pieces(room, &pieces);
        canvas.spot(Rect::new(x, area.y, end.saturating_sub(x), 1), Spot::Press(Key::char(key)));
        x = end;
    }
}

fn list_of(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let orders = state.window.rows();
    let rows = Rows {
        count: orders.len(),
        selected: state.window.selected(),
        focused: !state.search.typing(),
    };
    list::view(canvas, area, rows, |n| Spot::Item(ROW, n), |n, width| row(state, &orders[n], width, scene));
    let top = list::top(rows.count, rows.selected, usize::from(area.height));
    for (y, n) in (area.y..area.bottom()).zip(top..rows.count) {
        canvas.spot(Rect::new(area.x, y, MARK_CELLS, 1), Spot::Item(MARK, n));
    }
}

fn row<'a>(state: &State, request: &Order, width: u16, scene: &Scene) -> list::Row<'a> {
    let more = scene.look.more();
    let marked = state.marks.contains_key(&request.id);
    let mark = if marked { scene.look.glyph("◆ ", "* ") } else { "  " };
    let mut pieces: list::Row<'a> = vec![
        (Tone::Accent, mark.into()),
        (Tone::Plain, text::left(&order::visit(scene, request.slot), order::visit_cells(scene), more).into()),
        (Tone::Strong, text::left(request.customer.name.as_str(), 10, more).into()),
        (Tone::Plain, " ".into()),
    ];
    let package = order::package(scene, &request.package);
    let room = usize::from(width).saturating_sub(order::visit_cells(scene) + 13);
    if scene.is_wide() {
        pieces.push((Tone::Plain, text::left(&package, room.saturating_sub(12), more).into()));
        pieces.push((Tone::Dim, format!(" {}", request.code).into()));
    } else {
        pieces.push((Tone::Plain, text::left(&package, room, more).into()));
    }
    pieces
}

fn short_day(date: jiff::civil::Date) -> String {
    format!("{}/{}", date.month(), date.day())
}
