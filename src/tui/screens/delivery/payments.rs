//! Money that nobody knows about yet, or that has to go back; and how both gateways do.

use jiff::Timestamp;
use ratatui::layout::{Constraint, Layout, Rect};

use super::state::{State, resting};
use super::strip;
use crate::app::reads::Money;
use crate::domain::breaker::Breaker;
use crate::domain::payment::Direction;
use crate::domain::sms::time_words;
use crate::store::unsettled::Unsettled;
use crate::tui::canvas::{Canvas, Spot};
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::text;
use crate::tui::widgets::list::{self, Rows};
use crate::tui::widgets::{countdown, order};

/// A click on a row selects it, on the selected one opens its booking.
pub const ROW: &str = "payments";

/// Draws the payments below the sections.
pub fn view(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let beside = if scene.is_wide() { 50 } else { 36 };
    let [left, right] = Layout::horizontal([Constraint::Fill(1), Constraint::Length(beside)]).areas(area);
    let Some(money) = &state.money else { return };
    let counts = [money.in_doubt.len(), money.refunds.len()].map(|n| n.to_string());
    let title = scene.say("delivery", "payments", &[("doubt", &counts[0]), ("refunds", &counts[1])]);
    let focused = !state.search.typing();
    let inner = canvas.panel(left, &title, focused);
    let payments = state.payments();
    let [search, rows, selected] =
        Layout::vertical([Constraint::Length(1), Constraint::Fill(1), Constraint::Length(6)]).areas(inner);
    state.search.view(search, &scene.get("delivery", "search_hint"), canvas);
    if payments.is_empty() {
        let (key, tone) = match state.search.is_empty() {
            true => ("no_payments", Tone::Good),
            false => ("none_found", Tone::Dim),
        };
        canvas.lines(rows, &scene.get("delivery", key), tone);
    }
    let shape = Rows {
        count: payments.len(),
        selected: state.payment,
        focused,
    };
    list::view(canvas, rows, shape, |n| Spot::Item(ROW, n), |n, width| row(payments[n], width, scene));
    if let Some(payment) = payments.get(state.payment) {
        details(payment, scene, selected, canvas);
    }
    let [gateways, calls] = Layout::vertical([Constraint::Length(6), Constraint::Fill(1)]).areas(right);
    let inner = canvas.panel(gateways, &scene.get("delivery", "gateways"), false);
    gateways_of(money, scene, inner, canvas);
    let title = scene.say("delivery", "calls", &[("count", &money.calls.len().to_string())]);
    let inner = canvas.panel(calls, &title, false);
    strip::view(&money.calls, scene, inner, canvas);
}

fn kind(payment: &Unsettled) -> (&'static str, Tone) {
    match payment.payment.direction {
        Direction::Charge => ("in_doubt", Tone::Bad),
        Direction::Refund => ("refund_due", Tone::Warn),
    }
}

fn row<'a>(payment: &Unsettled, width: u16, scene: &Scene) -> list::Row<'a> {
    let more = scene.look.more();
    let (key, tone) = kind(payment);
    let amount = order::won(scene, payment.payment.amount);
    let room = usize::from(width).saturating_sub(10 + 11 + 12);
    vec![
        (tone, text::left(&scene.get("delivery", key), 10, more).into()),
        (Tone::Strong, text::left(payment.order.customer.name.as_str(), 11, more).into()),
        (Tone::Plain, text::right(&amount, 12, more).into()),
        (Tone::Dim, text::right(&next(payment, scene), room, more).into()),
    ]
}

/// When it is looked at next.
fn next(payment: &Unsettled, scene: &Scene) -> String {
    match payment.payment.due_at {
        Some(due) if due > scene.now => {
            let local = scene.rules.local(due);
            format!("{}:{:02}", time_words(local.time()), local.second())
        }
        Some(_) | None => scene.get("delivery", "due"),
    }
}

fn details(payment: &Unsettled, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let (row, order) = (&payment.payment, &payment.order);
    let tries = row.attempts.to_string();
    let due = row.due_at.and_then(|due| countdown::left(due, scene.now));
    let next = match due {
        Some(left) => scene.say("delivery", "next_in", &[("left", &left)]),
        None => scene.get("delivery", "due"),
    };
    let lines = [
        (Tone::Border, "─".repeat(usize::from(area.width)).replace('─', scene.look.glyph("─", "-"))),
        (Tone::Plain, format!("{}  {}", order.code, order::phone(&order.customer))),
        (Tone::Plain, format!("{}  {}", order::visit(scene, order.slot), order::package(scene, &order.package))),
        (Tone::Plain, format!("{} · {next}", scene.say("delivery", "attempts", &[("count", &tries)]))),
        (Tone::Warn, row.reason.as_deref().map(|why| scene.words.why(why)).unwrap_or_default()),
    ];
    for (y, (tone, words)) in (area.y..area.bottom()).zip(&lines) {
        canvas.put(area.x, y, words, area.width, *tone);
    }
}

fn gateways_of(money: &Money, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let gateways = [
        ("payment_gateway", scene.gateways.payment, &money.breaker),
        ("sms_gateway", scene.gateways.sms, &money.sms_breaker),
    ];
    for (n, (name, is_set_up, breaker)) in (0..).zip(gateways) {
        let y = area.y + n * 2;
        let x = canvas.put(area.x + 1, y, &scene.get("delivery", name), area.width, Tone::Strong);
        let failures = breaker.window.count_ones().to_string();
        let words = scene.say("delivery", "failures", &[("count", &failures)]);
        canvas.put(x + 2, y, &words, area.right().saturating_sub(x + 2), Tone::Dim);
        let (words, tone) = match is_set_up {
            true => health(breaker, scene),
            false => (scene.get("delivery", "not_set_up"), Tone::Dim),
        };
        canvas.put(area.x + 1, y + 1, &words, area.width.saturating_sub(1), tone);
    }
}

fn health(breaker: &Breaker, scene: &Scene) -> (String, Tone) {
    if let Some(until) = resting(breaker, scene.now) {
        let left = countdown::left(until, scene.now).unwrap_or_default();
        return (scene.say("delivery", "resting", &[("left", &left)]), Tone::Bad);
    }
    match breaker.open_until {
        Some(_) => (scene.get("delivery", "probing"), Tone::Warn),
        None => (scene.get("delivery", "working"), Tone::Good),
    }
}

/// When a countdown that is seen says something else.
pub fn wakes(state: &State, now: Timestamp) -> Option<Timestamp> {
    let money = state.money.as_ref()?;
    let breakers = [&money.breaker, &money.sms_breaker].map(|breaker| resting(breaker, now));
    let payment = state.payments().get(state.payment).and_then(|payment| payment.payment.due_at);
    let ends = breakers.into_iter().flatten().chain(payment);
    ends.filter_map(|end| countdown::next(end, now)).min()
}
