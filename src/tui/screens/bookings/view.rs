//! The list, and beside it or below it what the selected row has no room for.

use jiff::Timestamp;
use ratatui::layout::{Constraint, Layout, Rect};

use super::State;
use crate::domain::order::{Order, OrderStatus};
use crate::store::pages::Sort;
use crate::tui::canvas::{Canvas, Spot};
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::text;
use crate::tui::widgets::{countdown, list, order, timeline};

/// Columns of the detail where it stands beside the list.
const BESIDE: u16 = 40;
/// Rows of the detail where it stands below the list.
const BELOW: u16 = 2;

/// Rows that a page goes on by: one stays in sight.
pub fn page(scene: &Scene) -> isize {
    isize::try_from(rows(scene)).unwrap_or(1).saturating_sub(1).max(1)
}

/// Rows of the list on a screen of that size.
fn rows(scene: &Scene) -> u16 {
    let rest = if scene.is_wide() { 6 } else { 6 + BELOW };
    scene.size.1.saturating_sub(rest)
}

/// When the next second of a hold that can be seen is over.
pub fn wakes(state: &State, scene: &Scene) -> Option<Timestamp> {
    let all = state.window.rows();
    let height = usize::from(rows(scene));
    let top = list::top(all.len(), state.window.selected(), height);
    let holds = all.iter().skip(top).take(height).filter_map(|order| order::hold(order, scene));
    let retry = state.retry.map(|(_, at)| at);
    holds.chain(retry).filter_map(|until| countdown::next(until, scene.now)).min()
}

pub fn view(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let title = scene.get("bookings", "title");
    let title = match state.total {
        Some(total) => format!("{title}: {}", scene.say("bookings", "total", &[("n", &total.to_string())])),
        None => title,
    };
    let list_area = if scene.is_wide() {
        let [list, beside] = Layout::horizontal([Constraint::Fill(1), Constraint::Length(BESIDE)]).areas(area);
        let inner = canvas.panel(beside, &scene.get("bookings", "selected"), false);
        detail(state, scene, inner, canvas);
        list
    } else {
        area
    };
    let inner = canvas.panel(list_area, &title, !state.search.typing());
    let below = if scene.is_wide() { 0 } else { BELOW };
    let [search, head, body, foot] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Fill(1),
        Constraint::Length(below),
    ])
    .areas(inner);
    narrowing(state, scene, search, canvas);
    header(scene, head, canvas);
    orders(state, scene, body, canvas);
    if below > 0
        && let Some(order) = state.window.current()
    {
        canvas.put(foot.x + 1, foot.y, &facts(scene, order), foot.width - 1, Tone::Dim);
        let (tone, words) = standing(state, scene, order);
        canvas.put(foot.x + 1, foot.y + 1, &words, foot.width - 1, tone);
    }
}

/// What is searched for and what is left out, each of them clickable.
fn narrowing(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let say = |key: &str| scene.get("bookings", key);
    let [search, rest] = Layout::horizontal([Constraint::Length(27), Constraint::Fill(1)]).areas(area);
    state.search.view(search, &say("hint"), canvas);
    let status = state.filter.status.map_or_else(|| say("all"), |status| scene.get("status", status.code()));
    let days = match state.filter.visits {
        None => say("all"),
        Some((from, to)) if from == to => scene.words.day(from),
        Some((from, to)) => format!("{}~{}", scene.words.day(from), scene.words.day(to)),
    };
    let sort = match state.filter.sort {
        Sort::Newest => say("newest"),
        Sort::Visit => say("by_visit"),
    };
    let tone = |narrowed: bool| if narrowed { Tone::Accent } else { Tone::Dim };
    let mut x = rest.x + 2;
    for (zone, tone, words) in [
        ("status", tone(state.filter.status.is_some()), format!("{} {status}", say("label_status"))),
        ("days", tone(state.filter.visits.is_some()), format!("{} {days}", say("label_days"))),
        ("sort", Tone::Dim, sort),
    ] {
        let end = canvas.put(x, rest.y, &words, rest.right().saturating_sub(x), tone);
        canvas.spot(Rect::new(x, rest.y, end - x, 1), Spot::Item(zone, 0));
        x = end + 2;
    }
}

/// Cells of the columns: visit, name, phone, package, status.
fn columns(width: u16) -> [usize; 5] {
    let (visit, phone, status) = (order::VISIT, 13, 17);
    let rest = usize::from(width).saturating_sub(visit + phone + status + 5);
    let name = (rest / 2).clamp(8, 11);
    [visit, name, phone, rest.saturating_sub(name), status]
}

/// A row's cells, each with the blank before it.
fn line(scene: &Scene, width: u16, cells: [&str; 5]) -> [String; 5] {
    let widths = columns(width);
    std::array::from_fn(|n| format!(" {}", text::left(cells[n], widths[n], scene.look.more())))
}

fn header(scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let label = |key: &str| scene.get("label", key);
    let words = [label("visit"), label("name"), label("phone"), label("package"), label("status")];
    let line = line(scene, area.width, words.each_ref().map(String::as_str));
    canvas.put(area.x, area.y, &line.concat(), area.width, Tone::Dim);
}

fn orders(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    if state.window.is_empty() {
        let words = match (state.total, state.is_narrowed()) {
            (None, _) => scene.reading(),
            (Some(_), true) => scene.get("bookings", "none_found"),
            (Some(_), false) => scene.get("bookings", "none"),
        };
        let room = Rect { x: area.x + 1, width: area.width - 2, ..area };
        canvas.lines(room, &words, Tone::Dim);
        return;
    }
    let rows = list::Rows {
        count: state.window.rows().len(),
        selected: state.window.selected(),
        focused: !state.search.typing(),
    };
    list::view(canvas, area, rows, |n| Spot::Item("rows", n), |n, width| {
        row(scene, &state.window.rows()[n], width)
    });
}

fn row(scene: &Scene, order: &Order, width: u16) -> list::Row<'static> {
    let status = order::status(scene, order);
    let visit = order::visit(scene, order.slot);
    let package = order::package(scene, &order.package);
    let phone = order::phone(&order.customer);
    let cells = [&visit, order.customer.name.as_str(), &phone, &package, &status];
    let [visit, name, phone, package, status] = line(scene, width, cells);
    let faded = order.status.is_active() || order.status == OrderStatus::Completed;
    let tone = if faded { Tone::Plain } else { Tone::Dim };
    vec![
        (tone, visit.into()),
        (tone, name.into()),
        (tone, phone.into()),
        (Tone::Dim, package.into()),
        (order::tone(order.status), status.into()),
    ]
}

fn facts(scene: &Scene, order: &Order) -> String {
    let person = order::person(scene, &order.customer, scene.today());
    [
        order.code.to_string(),
        format!("{} {person}", order.customer.name.as_str()),
        order::won(scene, order.price),
        order::package(scene, &order.package),
    ]
    .join("  ")
}

/// What the selected booking waits for.
fn standing(state: &State, scene: &Scene, order: &Order) -> (Tone, String) {
    let retry = state.retry.filter(|(id, _)| *id == order.id);
    if let Some(unpaid) = order::unpaid(scene, order, retry.map(|(_, at)| at)) {
        return unpaid;
    }
    let booked = scene.words.instant(order.created_at, &scene.rules.timezone);
    (Tone::Dim, scene.say("bookings", "booked_at", &[("at", &booked)]))
}

/// Beside the list: the booking and its history.
fn detail(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let Some(order) = state.window.current() else {
        return;
    };
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let (tone, standing) = standing(state, scene, order);
    let lines = [
        (Tone::Title, order.code.to_string()),
        (order::tone(order.status), order::status(scene, order)),
        (Tone::Plain, String::new()),
        (Tone::Strong, format!("{}  {}", order.customer.name.as_str(), order::person(scene, &order.customer, scene.today()))),
        (Tone::Plain, order::phone(&order.customer)),
        (Tone::Plain, String::new()),
        (Tone::Strong, order::visit(scene, order.slot)),
        (Tone::Plain, order::package(scene, &order.package)),
        (Tone::Plain, order::won(scene, order.price)),
        (tone, standing),
    ];
    let mut y = area.y;
    for (tone, words) in &lines {
        let rest = Rect {
            y,
            height: area.bottom().saturating_sub(y),
            ..area
        };
        y += canvas.lines(rest, words, *tone).max(1);
    }
    y += 1;
    let history = state.detail.as_ref().filter(|page| page.id == order.id.0);
    for row in history.map(|page| timeline::rows(page, scene, usize::from(area.width))).unwrap_or_default() {
        if y >= area.bottom() {
            break;
        }
        canvas.pieces(Rect { y, height: 1, ..area }, &row);
        y += 1;
    }
}
