//! The last calls to the payment gateway, the newest first: a mark for how each ended, a letter below it
//! for what it was, and both in words at the end.

use ratatui::layout::Rect;

use crate::domain::payment::{Direction, PaymentStatus};
use crate::store::unsettled::Call;
use crate::tui::canvas::Canvas;
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::text;

/// Draws the strip in rows as long as there is room, then the legend.
pub fn view(calls: &[Call], scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let area = Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(2),
        ..area
    };
    if calls.is_empty() {
        canvas.lines(area, &scene.get("delivery", "no_calls"), Tone::Dim);
        return;
    }
    let mut y = area.y;
    for row in calls.chunks(usize::from(area.width).max(1)) {
        if y + 1 >= area.bottom() {
            return;
        }
        for (x, call) in (area.x..).zip(row) {
            let (mark, tone) = mark(call.status, scene);
            canvas.put(x, y, mark, 1, tone);
            canvas.put(x, y + 1, letter(call.direction), 1, Tone::Dim);
        }
        y += 3;
    }
    let legend = Rect {
        y,
        height: area.bottom().saturating_sub(y),
        ..area
    };
    canvas.lines(legend, &words(scene, usize::from(legend.width)), Tone::Dim);
}

const fn letter(direction: Direction) -> &'static str {
    match direction {
        Direction::Charge => "C",
        Direction::Refund => "R",
    }
}

const fn mark(status: PaymentStatus, scene: &Scene) -> (&'static str, Tone) {
    match status {
        PaymentStatus::Approved => (scene.look.glyph("✔", "+"), Tone::Good),
        PaymentStatus::Declined => (scene.look.glyph("✘", "x"), Tone::Warn),
        PaymentStatus::Unknown => ("?", Tone::Bad),
        PaymentStatus::Released => ("-", Tone::Bad),
        PaymentStatus::Started => (scene.look.glyph("·", "."), Tone::Dim),
    }
}

/// The legend in lines of `width` cells; a mark and its word stay together.
fn words(scene: &Scene, width: usize) -> String {
    const ALL: [PaymentStatus; 5] = [
        PaymentStatus::Approved,
        PaymentStatus::Declined,
        PaymentStatus::Unknown,
        PaymentStatus::Released,
        PaymentStatus::Started,
    ];
    let mut parts: Vec<String> = ALL
        .into_iter()
        .map(|status| {
            let word = scene.get("payment_status", status.code());
            format!("{} {word}", mark(status, scene).0)
        })
        .collect();
    parts.push(format!("C {}", scene.get("label", "payment")));
    parts.push(format!("R {}", scene.get("label", "refund")));
    let mut lines = String::new();
    let mut room = width;
    for part in parts {
        let cells = text::width(&part);
        let (before, left) = match room.checked_sub(cells + 1) {
            Some(left) if !lines.is_empty() => (" ", left),
            _ => (if lines.is_empty() { "" } else { "\n" }, width.saturating_sub(cells)),
        };
        room = left;
        lines += &format!("{before}{part}");
    }
    lines
}
