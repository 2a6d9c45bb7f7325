//! Six panels: what was booked, how far it came, when it is full, what is sold, how the texts do, what is
//! still free.

use std::borrow::Cow;

use ratatui::layout::{Constraint, Layout, Rect};

use super::ask::{Coming, Figures};
use super::{bookings, load};
use crate::app::reads::{Delivery, Funnel, PackageShare};
use crate::tui::canvas::Canvas;
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::text;
use crate::tui::widgets::{age, bar, heat, order};

/// An unsent text as old as this is a fault, not a delay.
const LONG: jiff::SignedDuration = jiff::SignedDuration::from_mins(10);

/// Draws all of it, `selected` being one of the days.
pub fn view(figures: &Figures, selected: usize, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let statistics = &figures.statistics;
    let right = if scene.is_wide() { 52 } else { 36 };
    let high = if scene.is_wide() { 15 } else { 8 };
    let [left, right] = Layout::horizontal([Constraint::Fill(1), Constraint::Length(right)]).areas(area);
    let [made, full] = Layout::vertical([Constraint::Length(high), Constraint::Fill(1)]).areas(left);
    let packages = u16::try_from(statistics.packages.len().clamp(2, 5)).unwrap_or(5) + 2;
    let [funnel, mix, texts, free] = Layout::vertical([
        Constraint::Length(6),
        Constraint::Length(packages),
        Constraint::Length(5),
        Constraint::Fill(1),
    ])
    .areas(right);
    let panel = |canvas: &mut Canvas<'_, '_>, area: Rect, key: &str, focused: bool| {
        let inner = canvas.panel(area, &scene.get("dashboard", key), focused);
        Rect {
            x: inner.x + 1,
            width: inner.width.saturating_sub(2),
            ..inner
        }
    };
    let inner = panel(canvas, made, "bookings", true);
    bookings::view(&statistics.bookings, selected, scene, inner, canvas);
    let inner = panel(canvas, full, "load", false);
    load::view(&statistics.load, scene, inner, canvas);
    let inner = panel(canvas, funnel, "funnel", false);
    funnel_of(statistics.funnel, scene, inner, canvas);
    let inner = panel(canvas, mix, "packages", false);
    shares(&statistics.packages, scene, inner, canvas);
    let inner = panel(canvas, texts, "texts", false);
    texts_of(statistics.delivery, scene, inner, canvas);
    let inner = panel(canvas, free, "coming", false);
    coming(&figures.coming, scene, inner, canvas);
}

/// A name, a number, a share in percent and its bar.
fn line(canvas: &mut Canvas<'_, '_>, area: Rect, name: &str, n: i64, whole: i64, tone: Tone) {
    let more = canvas.look.more();
    let percent = (n * 100).checked_div(whole).unwrap_or(0);
    let name = text::left(name, if area.width > 40 { 20 } else { 14 }, more);
    let numbers = format!("{}{} ", text::right(&n.to_string(), 6, more), text::right(&format!("{percent}%"), 5, more));
    let x = canvas.put(area.x, area.y, &name, area.width, Tone::Plain);
    let x = canvas.put(x, area.y, &numbers, area.right().saturating_sub(x), Tone::Strong);
    let rest = Rect {
        x,
        width: area.right().saturating_sub(x),
        ..area
    };
    bar::view(canvas, rest, n, whole, tone);
}

fn rows(area: Rect) -> impl Iterator<Item = Rect> {
    (area.y..area.bottom()).map(move |y| Rect { y, height: 1, ..area })
}

fn funnel_of(funnel: Funnel, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let steps = [
        ("ordered", funnel.ordered),
        ("paid", funnel.paid),
        ("confirmed", funnel.confirmed),
        ("attended", funnel.attended),
    ];
    for (area, (key, n)) in rows(area).zip(steps) {
        line(canvas, area, &scene.get("dashboard", key), n, funnel.ordered, Tone::Accent);
    }
}

fn shares(packages: &[PackageShare], scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let all = packages.iter().map(|share| share.bookings).sum();
    if packages.is_empty() {
        canvas.lines(area, &scene.get("dashboard", "nothing_sold"), Tone::Dim);
    }
    for (area, share) in rows(area).zip(packages) {
        let name = order::package(scene, &share.package);
        line(canvas, area, &name, share.bookings, all, Tone::Good);
    }
}

fn texts_of(delivery: Delivery, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let (sent, waiting) = (delivery.sent_today, delivery.pending);
    let oldest = match delivery.oldest_unsent {
        None => (Tone::Good, scene.get("dashboard", "all_sent")),
        Some(at) => {
            let waits = scene.now.duration_since(at);
            let tone = if waits > LONG { Tone::Bad } else { Tone::Warn };
            let age = age::words(waits, scene);
            (tone, scene.say("dashboard", "oldest", &[("age", &age)]))
        }
    };
    let (buried, suppressed) = (delivery.buried.to_string(), delivery.suppressed.to_string());
    let say = |key: &str, n: &str| scene.say("dashboard", key, &[("count", n)]);
    let buried_tone = if delivery.buried.is_empty() { Tone::Dim } else { Tone::Bad };
    let lines: [Vec<(Tone, Cow<'_, str>)>; 2] = [
        vec![(oldest.0, oldest.1.into())],
        vec![
            (buried_tone, say("buried", &buried).into()),
            (Tone::Dim, format!(" · {}", say("suppressed", &suppressed)).into()),
        ],
    ];
    let mut places = rows(area);
    if let Some(area) = places.next() {
        let name = format!("{} / {}", say("sent", &sent.to_string()), say("waiting", &waiting.to_string()));
        let x = canvas.put(area.x, area.y, &format!("{name} "), area.width, Tone::Plain);
        let rest = Rect {
            x,
            width: area.right().saturating_sub(x),
            ..area
        };
        bar::view(canvas, rest, sent.n, sent.n + waiting.n, Tone::Good);
    }
    for (area, pieces) in places.zip(lines) {
        canvas.pieces(area, &pieces);
    }
}

/// A day a cell: its date, and its free places of all.
fn coming(days: &[Coming], scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    const WIDE: u16 = 16;
    let across = (area.width / WIDE).max(1);
    let mut places = rows(area).flat_map(|row| {
        (0..across).map(move |n| Rect {
            x: row.x + n * WIDE,
            width: WIDE - 1,
            ..row
        })
    });
    if days.is_empty() {
        canvas.lines(area, &scene.get("dashboard", "none_coming"), Tone::Dim);
    }
    let more = scene.look.more();
    for (day, place) in days.iter().zip(&mut places) {
        let date = text::left(&scene.words.day(day.date), 10, more);
        let x = canvas.put(place.x, place.y, &date, place.width, Tone::Plain);
        let free = text::right(&day.free.to_string(), 4, more);
        let level = heat::level(day.capacity - day.free, day.capacity);
        canvas.put(x, place.y, &free, place.right().saturating_sub(x), Tone::Heat(level));
    }
}
