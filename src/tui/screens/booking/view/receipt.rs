//! The receipt: what was booked, what happens next, and the code to take away.

use ratatui::layout::Rect;

use crate::tui::visit::receipt;
use super::super::state::State;
use super::till::{down, pair};
use crate::app::OrderView;
use crate::domain::order::OrderStatus;
use crate::tui::canvas::Canvas;
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::widgets::qr::Qr;

pub(super) fn view(state: &State, order: &OrderView, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let inner = canvas.panel(area, &scene.get("booking", "receipt"), true);
    let mut at = Rect {
        x: inner.x + 1,
        width: inner.width.saturating_sub(2),
        ..inner
    };
    let (tone, headline) = headline(scene, order);
    let used = canvas.lines(at, &headline, tone);
    down(&mut at, used);
    let lines = receipt::lines(scene, order, state.packages.offers());
    // The code and the QR first: the rest is on the left, and in the file.
    let qr = Qr::of(&order.code);
    let rows = qr.as_ref().map_or(0, |qr| qr.size(canvas.look.glyphs).1);
    let room = match usize::from(at.height.saturating_sub(rows)) {
        0..2 => lines.len(),
        room => room,
    };
    for (label, value) in lines.iter().take(room) {
        pair(label, value, at, canvas);
        down(&mut at, 1);
    }
    if let Some(qr) = qr
        && qr.view(at, canvas)
    {
        return;
    }
    for (label, value) in lines.iter().skip(room) {
        pair(label, value, at, canvas);
        down(&mut at, 1);
    }
    down(&mut at, 1);
    let words = scene.say("booking", "no_room_for_qr", &[("code", &order.code)]);
    let used = canvas.lines(at, &words, Tone::Strong);
    down(&mut at, used);
    if let Some(link) = state.link() {
        let used = canvas.lines(at, link, Tone::Accent);
        down(&mut at, used);
    }
    down(&mut at, 1);
    canvas.lines(at, &scene.get("booking", "receipt_next"), Tone::Dim);
}

/// How it stands, in a sentence.
fn headline(scene: &Scene, order: &OrderView) -> (Tone, String) {
    let mark = scene.look.glyph("✔", "+");
    match order.status() {
        Some(OrderStatus::Paying | OrderStatus::PaymentUnknown) => (Tone::Bad, scene.get("booking", "doubt")),
        Some(OrderStatus::RefundPending | OrderStatus::Cancelled | OrderStatus::Rejected) => {
            (Tone::Warn, scene.get("status", &order.status))
        }
        _ => {
            let (booked, status) = (scene.get("booking", "booked"), scene.get("status", &order.status));
            (Tone::Good, format!("{mark} {booked} - {status}"))
        }
    }
}
