//! What happened to an order and what became of each text about it, and below, what is still to come.

use jiff::Timestamp;
use jiff::civil::Date;

use super::list::Row;
use crate::domain::order::OrderStatus;
use crate::domain::sms::time_words;
use crate::mypage::MyPage;
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::text;

/// The stations of an order that goes well, by the event that each is reached with.
const STATIONS: [&str; 5] = [
    "OrderPlaced",
    "PaymentApproved",
    "ReservationRequested",
    "ReservationConfirmed",
    "CheckedIn",
];

/// Cells of a mark and a time.
const BEFORE: usize = 9;

/// Rows of at most `cells` by day: a line a day, a line an event. What became of its text is never cut off.
pub fn rows(page: &MyPage, scene: &Scene, cells: usize) -> Vec<Row<'static>> {
    let mut rows: Vec<Row<'static>> = Vec::new();
    let mut day: Option<Date> = None;
    let events = page
        .timeline
        .iter()
        .map(|step| text::width(&scene.get("event", &step.event)));
    let widest = events.max().unwrap_or(0);
    // An event has one text at most, and both are in the order of what happened.
    let mut messages = page.messages.iter().peekable();
    for step in &page.timeline {
        let at = step.at.parse::<Timestamp>().unwrap_or_default();
        let local = scene.rules.local(at);
        if day != Some(local.date()) {
            day = Some(local.date());
            rows.push(vec![(Tone::Dim, scene.words.day(local.date()).into())]);
        }
        let (mark, tone) = mark(&step.event, scene);
        let message = messages.next_if(|message| message.event == step.event);
        let sms = message.map(|message| {
            let status = scene.get("message", &message.status);
            let words = scene.say("timeline", "sms", &[("status", &status)]);
            let tone = if message.status == "buried" {
                Tone::Bad
            } else {
                Tone::Dim
            };
            (tone, format!("  {words}"))
        });
        let behind = sms.as_ref().map_or(0, |(_, words)| text::width(words));
        let room = cells.saturating_sub(BEFORE + behind);
        // The texts stand below each other.
        let event = match sms {
            Some(_) => text::left(&scene.get("event", &step.event), room.min(widest), scene.look.more()),
            None => text::cut(&scene.get("event", &step.event), room, scene.look.more()),
        };
        let mut row: Row<'static> = vec![
            (tone, format!(" {mark} ").into()),
            (Tone::Dim, format!("{} ", time_words(local.time())).into()),
            (Tone::Plain, event.into()),
        ];
        row.extend(sms.map(|(tone, words)| (tone, words.into())));
        rows.push(row);
    }
    for event in to_come(&page.status) {
        let mark = scene.look.glyph("·", ".");
        let words = scene.get("event", event);
        rows.push(vec![(Tone::Dim, format!(" {mark} --:-- {words}").into())]);
    }
    rows
}

fn mark(event: &str, scene: &Scene) -> (&'static str, Tone) {
    match event {
        "PaymentDeclined" | "HoldExpired" | "ReservationRejected" | "OrderCancelled" | "NoShow" => ("x", Tone::Bad),
        "PaymentUnknown" | "PaymentReleased" => ("?", Tone::Warn),
        _ => (scene.look.glyph("✔", "+"), Tone::Good),
    }
}

/// The stations ahead of a status; none where the way has ended.
fn to_come(status: &str) -> &'static [&'static str] {
    match OrderStatus::parse(status) {
        Some(OrderStatus::Held | OrderStatus::Paying | OrderStatus::PaymentUnknown) => &STATIONS[1..],
        Some(OrderStatus::Paid) => &STATIONS[2..],
        Some(OrderStatus::Requested) => &STATIONS[3..],
        Some(OrderStatus::Confirmed) => &STATIONS[4..],
        Some(OrderStatus::RefundPending) => &["PaymentRefunded"],
        _ => &[],
    }
}
