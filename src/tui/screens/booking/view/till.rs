//! The payment: what is kept and for how long, the ways to pay, and what the last try came to.

use ratatui::layout::Rect;

use crate::tui::visit::receipt;
use super::super::state::{Focus, State, UnderWay};
use crate::app::Outcome;
use crate::domain::payment::Method;
use crate::tui::canvas::{Canvas, Spot};
use crate::tui::key::Key;
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::text;
use crate::tui::visit::till::Till;
use crate::tui::widgets::countdown;

pub(super) fn view(state: &State, till: &Till, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let inner = canvas.panel(area, &scene.get("booking", "payment"), true);
    let mut at = Rect {
        x: inner.x + 1,
        width: inner.width.saturating_sub(2),
        ..inner
    };
    for (label, value) in receipt::lines(scene, &till.order, state.packages.offers()) {
        pair(&label, &value, at, canvas);
        down(&mut at, 1);
    }
    if let Some(left) = till.until().and_then(|until| countdown::left(until, scene.now)) {
        let words = scene.say("booking", "hold_left", &[("left", &left)]);
        let tone = if left.starts_with("0:") { Tone::Bad } else { Tone::Title };
        canvas.put(at.x, at.y, &words, at.width, tone);
    }
    down(&mut at, 2);
    methods(state, till, scene, &mut at, canvas);
    if let Some(field) = till.proof() {
        let label = proof_label(till, scene);
        let cells = u16::try_from(text::width(&label) + 1).unwrap_or(0).min(at.width);
        canvas.put(at.x, at.y, &label, cells, Tone::Dim);
        let line = Rect {
            x: at.x + cells,
            width: at.width - cells,
            height: 1,
            ..at
        };
        field.view(line, state.focus == Focus::Proof, canvas);
        canvas.spot(Rect { height: 1, ..at }, Spot::Item("proof", 0));
    }
    down(&mut at, 2);
    match state.under_way {
        Some(UnderWay::Paying) => canvas.lines(at, &scene.get("booking", "paying"), Tone::Warn),
        Some(_) => canvas.lines(at, &scene.get("booking", "releasing"), Tone::Warn),
        None => trouble(till, scene, at, canvas),
    };
}

fn proof_label(till: &Till, scene: &Scene) -> String {
    match till.method() {
        Some(Method::Card) => scene.get("booking", "card_token"),
        _ => scene.get("booking", "approval_no"),
    }
}

pub(super) fn pair(label: &str, value: &str, at: Rect, canvas: &mut Canvas<'_, '_>) {
    canvas.put(at.x, at.y, label, 10, Tone::Dim);
    canvas.put(at.x + 11, at.y, value, at.width.saturating_sub(11), Tone::Plain);
}

/// Goes some rows down.
pub(super) fn down(at: &mut Rect, rows: u16) {
    at.y += rows.min(at.height);
    at.height = at.height.saturating_sub(rows);
}

fn methods(state: &State, till: &Till, scene: &Scene, at: &mut Rect, canvas: &mut Canvas<'_, '_>) {
    for (n, method) in till.methods().iter().enumerate() {
        let chosen = n == till.chosen();
        let mark = if chosen { scene.look.glyph("▸", ">") } else { " " };
        let words = format!("{mark} {}", scene.get("method", method.code()));
        let line = Rect { height: 1, ..*at };
        canvas.put(at.x, at.y, &words, at.width, Tone::Plain);
        if chosen {
            let focused = state.focus == Focus::Methods;
            canvas.tint(line, if focused { Tone::Selected } else { Tone::Marked });
        }
        canvas.spot(line, Spot::Item("method", n));
        down(at, 1);
    }
}

/// What the last try came to, with the countdown to the next; otherwise what Enter does.
fn trouble(till: &Till, scene: &Scene, mut at: Rect, canvas: &mut Canvas<'_, '_>) -> u16 {
    if let Some(Outcome::PaymentUnavailable { .. }) = &till.trouble {
        let until = scene.words.hold_until(&till.order, &scene.rules.timezone);
        let words = scene.say("booking", "in_a_moment", &[("until", &until)]);
        let used = canvas.lines(at, &words, Tone::Warn);
        down(&mut at, used);
        let left = till.next_try(scene.now).and_then(|at| countdown::left(at, scene.now));
        let next = match left {
            Some(left) => scene.say("booking", "next_try", &[("left", &left)]),
            None => scene.get("booking", "try_now"),
        };
        return canvas.lines(at, &next, Tone::Strong);
    }
    let words = format!("[ Enter {} ]", scene.get("booking", "pay"));
    let end = canvas.put(at.x, at.y, &words, at.width, Tone::Accent);
    canvas.spot(Rect::new(at.x, at.y, end.saturating_sub(at.x), 1), Spot::Press(Key::ENTER));
    1
}
