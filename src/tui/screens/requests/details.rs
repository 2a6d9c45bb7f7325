//! One request beside the list: who, when, what, how paid, what happened.

use ratatui::layout::Rect;

use crate::app::reads::Request;
use crate::domain::order::Order;
use crate::domain::payment::{Direction, Payment};
use crate::domain::recorded::Recorded;
use crate::domain::sms::time_words;
use crate::tui::canvas::Canvas;
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::text;
use crate::tui::widgets::order as say;

/// Lines that the exams may take where room is short.
const EXAM_LINES: usize = 4;

type Lines = Vec<(Tone, String)>;

/// Draws what is known of a request; at first only what the list knew.
pub fn view(order: &Order, details: Option<&Request>, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let area = Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(2),
        ..area
    };
    let width = usize::from(area.width);
    let mut lines = customer(order, scene);
    if let Some(date) = details.and_then(|details| details.last_visit) {
        let visit = scene.say("requests", "last_visit", &[("date", &scene.words.date(date))]);
        lines.push((Tone::Dim, visit));
    }
    lines.push((Tone::Plain, String::new()));
    lines.extend(place(order, details, scene));
    lines.push((Tone::Plain, String::new()));
    lines.extend(package(order, scene, width));
    if let Some(details) = details {
        lines.push((Tone::Plain, String::new()));
        lines.extend(details.payments.iter().map(|payment| paid(payment, scene)));
        let room = usize::from(area.height).saturating_sub(lines.len() + 1);
        if room > 0 {
            lines.push((Tone::Plain, String::new()));
            lines.extend(history(details, scene, room));
        }
        if scene.is_wide() {
            lines.push((Tone::Plain, String::new()));
            lines.extend(preparation(order, scene, width));
        }
    }
    for (y, (tone, line)) in (area.y..area.bottom()).zip(&lines) {
        canvas.put(area.x, y, line, area.width, *tone);
    }
}

fn customer(order: &Order, scene: &Scene) -> Lines {
    let customer = &order.customer;
    let person = say::person(scene, customer, scene.today());
    vec![
        (Tone::Strong, format!("{}  {person}", customer.name.as_str())),
        (Tone::Plain, format!("{}  {}", say::phone(customer), order.code)),
    ]
}

fn place(order: &Order, details: Option<&Request>, scene: &Scene) -> Lines {
    let mut lines = vec![(Tone::Strong, say::visit(scene, order.slot))];
    if let Some(details) = details {
        lines.push(match details.place {
            None => (Tone::Warn, scene.get("requests", "no_slot")),
            Some(place) => {
                let (taken, capacity) = (place.taken.to_string(), place.capacity.to_string());
                let values = [("taken", taken.as_str()), ("capacity", &capacity)];
                let tone = if place.free() == 0 { Tone::Warn } else { Tone::Plain };
                let key = if place.free() == 0 { "place_full" } else { "place" };
                (tone, scene.say("requests", key, &values))
            }
        });
    }
    lines
}

fn package(order: &Order, scene: &Scene, width: usize) -> Lines {
    let name = say::package(scene, &order.package);
    let mut lines = vec![(Tone::Strong, name)];
    let price = say::won(scene, order.price);
    let Some(package) = scene.rules.catalogue.package(&order.package) else {
        lines.push((Tone::Plain, price));
        return lines;
    };
    let minutes = package.minutes.to_string();
    let about = scene.say("requests", "price_and_time", &[("price", &price), ("minutes", &minutes)]);
    lines.push((Tone::Plain, about));
    let exams = package.exams.iter().filter_map(|code| scene.rules.catalogue.exam(code));
    let exams: Vec<&str> = exams.map(|exam| exam.name.get(scene.words.lang)).collect();
    let mut wrapped = text::wrap(&exams.join(", "), width);
    if !scene.is_wide() && wrapped.len() > EXAM_LINES {
        wrapped.truncate(EXAM_LINES);
        if let Some(last) = wrapped.last_mut() {
            let cut = text::cut(last, width.saturating_sub(1), "");
            *last = format!("{}{}", cut.trim_end_matches([',', ' ']), scene.look.more());
        }
    }
    lines.extend(wrapped.into_iter().map(|line| (Tone::Dim, line)));
    lines
}

/// What the customer has to do before, where there is room for it.
fn preparation(order: &Order, scene: &Scene, width: usize) -> Lines {
    let Some(package) = scene.rules.catalogue.package(&order.package) else {
        return Lines::new();
    };
    let instructions = scene.rules.catalogue.preparation(package, scene.words.lang);
    let hang = |(n, line): (usize, String)| (Tone::Dim, format!("{}{line}", if n == 0 { "- " } else { "  " }));
    let lines = instructions.into_iter();
    lines
        .flat_map(|line| text::wrap(line, width.saturating_sub(2)).into_iter().enumerate().map(hang))
        .collect()
}

fn paid(payment: &Payment, scene: &Scene) -> (Tone, String) {
    let tone = if payment.status.is_open() { Tone::Warn } else { Tone::Plain };
    let parts = [
        scene.get("method", payment.method.code()),
        scene.get("payment_status", payment.status.code()),
        say::won(scene, payment.amount),
    ];
    let refund = match payment.direction {
        Direction::Charge => String::new(),
        Direction::Refund => format!("{}: ", scene.get("label", "refund")),
    };
    (tone, refund + &parts.join(" · "))
}

/// The newest that there is room for, the oldest of them first.
fn history(details: &Request, scene: &Scene, room: usize) -> Lines {
    let events = &details.history;
    let skipped = events.len().saturating_sub(room);
    let line = |recorded: &Recorded| {
        let at = scene.rules.local(recorded.at);
        let (month, day, time) = (at.month(), at.day(), time_words(at.time()));
        format!("{month}/{day} {time}  {}", scene.get("event", recorded.event.name()))
    };
    events.iter().skip(skipped).map(|event| (Tone::Dim, line(event))).collect()
}
