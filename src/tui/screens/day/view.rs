//! The sheet: a heading a half-hour with its places, a line a visitor, and beside them what the desk wants
//! to know about the one who stands at it.

use ratatui::layout::{Constraint, Layout, Rect};

use super::state::{Line, Progress};
use super::{State, is_expected, sheet};
use crate::app::reads::{Roster, RosterSlot};
use crate::domain::order::OrderStatus;
use crate::store::roster::Visitor;
use crate::tui::canvas::{Canvas, Spot};
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::text;
use crate::tui::widgets::{bar, list, order};

pub const DAYS: &str = "days";
const ROWS: &str = "rows";

/// Columns of the details.
const BESIDE: u16 = 42;

pub fn view(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let area = match (scene.is_wide(), state.current(scene)) {
        (true, Some(visitor)) => {
            let [left, right] = Layout::horizontal([Constraint::Fill(1), Constraint::Length(BESIDE)]).areas(area);
            details(visitor, scene, right, canvas);
            left
        }
        _ => area,
    };
    let inner = canvas.panel(area, &scene.get("day", "title"), !state.search.typing());
    let [head, search, body] =
        Layout::vertical([Constraint::Length(1), Constraint::Length(1), Constraint::Fill(1)]).areas(inner);
    heading(state, scene, head, canvas);
    state.search.view(search, &scene.get("day", "search_hint"), canvas);
    match state.roster(scene) {
        Some(roster) => rows(state, roster, scene, body, canvas),
        None => drop(canvas.put(body.x + 1, body.y + 1, &scene.reading(), body.width - 1, Tone::Dim)),
    }
}

/// The day, the ways to its neighbours, and how far it has come.
fn heading(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let date = state.date(scene);
    let mut x = area.x + 1;
    let day = match date == scene.today() {
        true => scene.say("day", "is_today", &[("day", &scene.words.date(date))]),
        false => scene.words.date(date),
    };
    for (n, words) in [" < ", day.as_str(), " > "].into_iter().enumerate() {
        let tone = if n == 1 { Tone::Strong } else { Tone::Accent };
        let end = canvas.put(x, area.y, words, area.right().saturating_sub(x), tone);
        canvas.spot(Rect::new(x, area.y, end - x, 1), Spot::Item(DAYS, n));
        x = end + 1;
    }
    if let Some(roster) = state.roster(scene) {
        let words = sheet::totals(&Progress::of(roster), scene);
        canvas.put(x + 2, area.y, &words, area.right().saturating_sub(x + 2), Tone::Plain);
    }
}

fn rows(state: &State, roster: &Roster, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    if let Some(because) = &roster.closed {
        let why = scene.say("day", "closed", &[("why", &scene.words.because(because))]);
        canvas.put(area.x + 1, area.y, &why, area.width - 1, Tone::Warn);
    }
    let area = match roster.closed {
        Some(_) => Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area },
        None => area,
    };
    let lines = state.lines(scene);
    if lines.is_empty() {
        let key = if state.search.is_empty() { "nobody" } else { "nobody_found" };
        canvas.put(area.x + 1, area.y + 1, &scene.get("day", key), area.width - 1, Tone::Dim);
        return;
    }
    let current = state.current(scene).map(|visitor| visitor.order.id);
    let chosen = |line: &Line<'_>| matches!(line, Line::Visitor(visitor) if Some(visitor.order.id) == current);
    let at = lines.iter().position(chosen);
    let rows = list::Rows {
        count: lines.len(),
        // With nobody to choose no row is.
        selected: at.unwrap_or(usize::MAX),
        focused: !state.search.typing(),
    };
    list::view(canvas, area, rows, |n| Spot::Item(ROWS, n), |n, width| match lines[n] {
        Line::Slot(slot) => slot_row(slot, scene),
        Line::Visitor(visitor) => visitor_row(visitor, scene, width),
    });
}

fn slot_row(slot: &RosterSlot, scene: &Scene) -> list::Row<'static> {
    let place = &slot.place;
    let full = bar::text(place.taken, place.capacity, 8, scene.look.glyphs);
    vec![
        (Tone::Strong, format!(" {}  ", place.slot.time.strftime("%H:%M")).into()),
        (Tone::Dim, format!("{}/{} {full}", place.taken, place.capacity).into()),
    ]
}

fn mark(status: OrderStatus, scene: &Scene) -> &'static str {
    match status {
        OrderStatus::Completed => scene.look.glyph("✔", "+"),
        OrderStatus::NoShow => scene.look.glyph("✘", "x"),
        status if is_expected(status) => scene.look.glyph("○", "o"),
        _ => "?",
    }
}

fn visitor_row(visitor: &Visitor, scene: &Scene, width: u16) -> list::Row<'static> {
    let (order, more) = (&visitor.order, scene.look.more());
    let status = scene.get("status", order.status.code());
    let rest = usize::from(width).saturating_sub(3 + 13 + 14 + 8 + 16);
    let tone = order::tone(order.status);
    let cell = |words: &str, cells: usize| text::left(words, cells, more) + " ";
    vec![
        (tone, format!("   {} ", mark(order.status, scene)).into()),
        (Tone::Plain, cell(order.customer.name.as_str(), 11).into()),
        (Tone::Plain, cell(&order::phone(&order.customer), 13).into()),
        (Tone::Plain, cell(&order::person(scene, &order.customer, order.slot.date), 6).into()),
        (Tone::Plain, cell(&order::package(scene, &order.package), rest.saturating_sub(1)).into()),
        (tone, text::cut(&status, 16, more).into()),
    ]
}

fn details(visitor: &Visitor, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let inner = canvas.panel(area, &scene.get("day", "details"), false);
    let order = &visitor.order;
    let inner = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let paid = visitor.paid_by.map_or_else(String::new, |method| scene.get("method", method.code()));
    let money = if visitor.is_paid { "paid_by" } else { "unpaid" };
    let mut lines: Vec<(Tone, String)> = order::summary(scene, order)
        .into_iter()
        .map(|line| (Tone::Strong, line))
        .collect();
    lines.push((order::tone(order.status), scene.get("status", order.status.code())));
    let price = order::won(scene, order.price);
    lines.push((Tone::Plain, scene.say("day", money, &[("price", &price), ("method", &paid)])));
    if let Some((by, at)) = &visitor.confirmed {
        let at = scene.words.instant(*at, &scene.rules.timezone);
        lines.push((Tone::Dim, scene.say("day", "confirmed_by", &[("by", by), ("at", &at)])));
    }
    lines.push((Tone::Plain, String::new()));
    if let Some(package) = scene.rules.catalogue.package(&order.package) {
        let preparation = scene.rules.catalogue.preparation(package, scene.words.lang);
        lines.extend(preparation.into_iter().map(|line| (Tone::Plain, format!("- {line}"))));
    }
    let mut room = inner;
    for (tone, line) in lines {
        let used = canvas.lines(room, &line, tone).max(1);
        let used = used.min(room.height);
        room = Rect { y: room.y + used, height: room.height - used, ..room };
    }
}
