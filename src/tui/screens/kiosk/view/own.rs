//! The customer's own booking: to be paid, just booked, or proven.

use ratatui::layout::{Constraint, Layout, Rect};

use super::super::state::{State, Step};
use crate::app::{OrderView, Outcome};
use crate::domain::order::OrderStatus;
use crate::domain::sms::won_words;
use crate::tui::canvas::Canvas;
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::visit::receipt;
use crate::tui::widgets::countdown;
use crate::tui::widgets::qr::Qr;

/// Columns that the words need beside a code to scan; without them there is none, and the words say the code.
const TEXT: u16 = 40;

pub(super) fn view(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let Some(order) = &state.order else { return };
    let qr = Qr::of(&order.code).filter(|qr| {
        let (columns, rows) = qr.size(canvas.look.glyphs);
        matches!(state.step, Step::Done | Step::Own) && rows <= area.height && columns + TEXT <= area.width
    });
    let beside = qr.as_ref().map_or(0, |qr| qr.size(canvas.look.glyphs).0 + 1);
    let [left, right] = Layout::horizontal([Constraint::Fill(1), Constraint::Length(beside)]).areas(area);
    let mut y = left.y;
    for (label, value) in receipt::lines(scene, order, state.packages.offers()) {
        canvas.put(left.x, y, &label, 12, Tone::Dim);
        canvas.put(left.x + 13, y, &value, left.width.saturating_sub(13), Tone::Strong);
        y += 1;
    }
    let rest = Rect {
        y: y + 1,
        height: left.bottom().saturating_sub(y + 1),
        ..left
    };
    let (tone, words) = next(state, order, scene);
    canvas.lines(rest, &words, tone);
    if let Some(qr) = qr {
        qr.view(right, canvas);
    }
}

/// What the customer has to know now.
fn next(state: &State, order: &OrderView, scene: &Scene) -> (Tone, String) {
    let until = scene.words.hold_until(order, &scene.rules.timezone);
    match (state.step, order.status()) {
        (Step::Cancelling, _) => {
            let refund = won_words(state.refund, scene.words.lang);
            (Tone::Warn, scene.say("kiosk", "refund", &[("refund", &refund)]))
        }
        (Step::Pay, _) => pay(state, &until, scene),
        (_, Some(OrderStatus::Held)) => (Tone::Warn, scene.say("kiosk", "at_desk_until", &[("until", &until)])),
        (_, Some(OrderStatus::Paying | OrderStatus::PaymentUnknown)) => (Tone::Bad, scene.get("kiosk", "doubt")),
        (_, Some(OrderStatus::RefundPending)) => (Tone::Warn, scene.get("error", "refund_pending")),
        (_, Some(OrderStatus::Cancelled)) => (Tone::Good, scene.get("say", "cancelled")),
        (Step::Done, _) => (Tone::Good, scene.get("kiosk", "keep_the_code")),
        (_, Some(status)) => (Tone::Plain, scene.get("next", status.code())),
        (_, None) => (Tone::Plain, String::new()),
    }
}

fn pay(state: &State, until: &str, scene: &Scene) -> (Tone, String) {
    let left = state.order.as_ref().and_then(|order| order.hold_expires_at.as_deref()?.parse().ok());
    let left = left.and_then(|until| countdown::left(until, scene.now)).unwrap_or_default();
    let kept = scene.say("kiosk", "kept", &[("left", &left)]);
    let Some(Outcome::PaymentUnavailable { retry_at }) = state.trouble else {
        return (Tone::Title, kept);
    };
    let busy = scene.say("kiosk", "busy", &[("until", until)]);
    let next = retry_at.and_then(|at| countdown::left(at, scene.now));
    let next = next.map_or_else(
        || scene.get("kiosk", "try_now"),
        |left| scene.say("booking", "next_try", &[("left", &left)]),
    );
    (Tone::Warn, format!("{kept}\n\n{busy}\n{next}"))
}
