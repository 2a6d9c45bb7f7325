//! The booking itself: who, when and what, its money, and how to come prepared.

use ratatui::layout::Rect;

use super::super::State;
use super::super::ask::Story;
use crate::domain::money::Won;
use crate::tui::canvas::{Canvas, Spot};
use crate::tui::key::Key;
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::widgets::order;
use crate::tui::widgets::qr::Qr;

/// Blank cells on either side, and rows between what belongs together.
fn padded(area: Rect) -> Rect {
    Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(2),
        ..area
    }
}

/// What is left of an area below some of its rows.
const fn below(area: Rect, rows: u16) -> Rect {
    Rect {
        y: area.y.saturating_add(rows),
        height: area.height.saturating_sub(rows),
        ..area
    }
}

fn lines(area: Rect, lines: &[(Tone, String)], canvas: &mut Canvas<'_, '_>) -> Rect {
    lines.iter().fold(area, |rest, (tone, words)| {
        let used = canvas.lines(rest, words, *tone).max(1);
        below(rest, used)
    })
}

pub fn view(state: &State, story: &Story, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let inner = padded(canvas.panel(area, &scene.get("mypage", "title"), state.moving.is_none()));
    let booked = &story.order;
    let person = order::person(scene, &booked.customer, scene.today());
    let gap = || (Tone::Plain, String::new());
    let mut facts = vec![
        (Tone::Title, booked.code.to_string()),
        (order::tone(booked.status), order::status(scene, booked)),
        standing(state, story, scene),
        gap(),
        (Tone::Strong, format!("{}  {person}", booked.customer.name.as_str())),
        (Tone::Plain, order::phone(&booked.customer)),
        (Tone::Strong, order::visit(scene, booked.slot)),
        (Tone::Plain, order::package(scene, &booked.package)),
        gap(),
    ];
    facts.extend(money(story, scene));
    facts.push(gap());
    canvas.spot(Rect { height: 1, ..inner }, Spot::Press(Key::char('y')));
    let rest = lines(inner, &facts, canvas);
    if !scene.is_wide() {
        prepared(story, scene, rest, canvas);
        return;
    }
    if let Some(qr) = Qr::of(&booked.code.to_string()) {
        // At the foot of the panel, where it stays whatever is written above.
        let (_, height) = qr.size(scene.look.glyphs);
        qr.view(below(rest, rest.height.saturating_sub(height)), canvas);
    }
}

fn standing(state: &State, story: &Story, scene: &Scene) -> (Tone, String) {
    order::unpaid(scene, &story.order, state.retry)
        .unwrap_or_else(|| (Tone::Dim, scene.get("next", story.order.status.code())))
}

/// What is paid and how, what goes back and why.
fn money(story: &Story, scene: &Scene) -> Vec<(Tone, String)> {
    let price = order::won(scene, story.order.price);
    let method = story.page.pay_method.as_ref().map(|method| scene.get("method", method));
    let price = method.map_or_else(|| price.clone(), |method| format!("{price}  {method}"));
    let mut lines = vec![(Tone::Strong, price)];
    let refund = story.page.refund.and_then(|won| Won::new(won).ok()).filter(|won| *won != Won::ZERO);
    if let Some(refund) = refund {
        let words = scene.say("mypage", "refund", &[("refund", &order::won(scene, refund))]);
        lines.push((Tone::Warn, words));
    }
    if let Some(reason) = story.page.reason.as_ref().filter(|reason| !reason.is_empty()) {
        let reason = scene.words.ended(&story.page.status, reason);
        lines.push((Tone::Dim, scene.say("mypage", "reason", &[("reason", &reason)])));
    }
    lines
}

/// The preparation in a panel of its own, with the exams.
pub fn preparation(story: &Story, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let inner = padded(canvas.panel(area, &scene.get("mypage", "exams"), false));
    let lang = scene.words.lang;
    let Some(package) = scene.rules.catalogue.package(&story.order.package) else { return };
    let exams = package.exams.iter().filter_map(|code| scene.rules.catalogue.exam(code));
    let exams: Vec<&str> = exams.map(|exam| exam.name.get(lang)).collect();
    let used = canvas.lines(inner, &exams.join(", "), Tone::Plain);
    prepared(story, scene, below(inner, used + 1), canvas);
}

fn prepared(story: &Story, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let catalogue = &scene.rules.catalogue;
    let Some(package) = catalogue.package(&story.order.package) else { return };
    let preparation = catalogue.preparation(package, scene.words.lang);
    if preparation.is_empty() || area.height < 2 {
        return;
    }
    let mut words = vec![(Tone::Title, scene.get("mypage", "preparation"))];
    words.extend(preparation.into_iter().map(|line| (Tone::Plain, format!("- {line}"))));
    lines(area, &words, canvas);
}
