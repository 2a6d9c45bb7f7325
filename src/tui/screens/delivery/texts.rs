//! The outbox: kinds with their numbers, the list, and the selected text as the customer reads it.

use std::borrow::Cow;

use ratatui::layout::{Constraint, Layout, Rect};

use super::state::{KINDS, State};
use crate::app::reads::Preview;
use crate::domain::message::MessageStatus;
use crate::domain::phone::Phone;
use crate::domain::sms::time_words;
use crate::store::outbox::Message;
use crate::tui::canvas::{Canvas, Spot};
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::text;
use crate::tui::widgets::list::{self, Rows};

/// A click on a row selects it, on the selected one opens its booking.
pub const ROW: &str = "texts";
/// A click on a kind shows it.
pub const KIND: &str = "kinds";

/// What an SMS holds, in EUC-KR bytes.
const SMS: usize = 90;
/// What an LMS holds.
const LMS: usize = 2_000;

/// Draws the texts below the sections.
pub fn view(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let beside = if scene.is_wide() { 50 } else { 36 };
    let [kinds, rest] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(area);
    let [left, right] = Layout::horizontal([Constraint::Fill(1), Constraint::Length(beside)]).areas(rest);
    kinds_of(state, scene, kinds, canvas);
    let focused = !state.search.typing();
    let inner = canvas.panel(left, &scene.get("delivery", "texts"), focused);
    let [search, inner] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(inner);
    state.search.view(search, &scene.get("delivery", "search_hint"), canvas);
    if state.texts.is_empty() {
        let words = match (state.counts, state.search.is_empty()) {
            (None, _) => scene.reading(),
            (Some(_), true) => scene.get("delivery", "no_texts"),
            (Some(_), false) => scene.get("delivery", "none_found"),
        };
        canvas.lines(inner, &words, Tone::Dim);
    }
    let rows = Rows {
        count: state.texts.rows().len(),
        selected: state.texts.selected(),
        focused,
    };
    let messages = state.texts.rows();
    list::view(canvas, inner, rows, |n| Spot::Item(ROW, n), |n, width| row(state, &messages[n], width, scene));
    let inner = canvas.panel(right, &scene.get("delivery", "preview"), false);
    if let Some(preview) = state.preview_shown() {
        preview_of(preview, scene, inner, canvas);
    }
}

fn kinds_of(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let mut x = area.x + 1;
    for (n, kind) in KINDS.into_iter().enumerate() {
        let count = state.counts.map(|counts| match kind {
            Some(MessageStatus::Pending) => counts.pending.to_string(),
            Some(MessageStatus::Sent) => counts.sent.to_string(),
            Some(MessageStatus::Buried) => counts.buried.to_string(),
            Some(MessageStatus::Suppressed) => counts.suppressed.to_string(),
            Some(MessageStatus::Silent) | None => String::new(),
        });
        let name = match kind {
            Some(kind) => scene.get("message", kind.code()),
            None => scene.get("delivery", "all_texts"),
        };
        let words = format!(" {name} {} ", count.unwrap_or_default()).replace("  ", " ");
        let tone = if n == state.kind { Tone::Selected } else { tone(kind) };
        let end = canvas.put(x, area.y, &words, area.right().saturating_sub(x), tone);
        canvas.spot(Rect::new(x, area.y, end.saturating_sub(x), 1), Spot::Item(KIND, n));
        x = end + 1;
    }
}

const fn tone(status: Option<MessageStatus>) -> Tone {
    match status {
        Some(MessageStatus::Pending) => Tone::Warn,
        Some(MessageStatus::Sent) => Tone::Good,
        Some(MessageStatus::Buried) => Tone::Bad,
        Some(MessageStatus::Suppressed | MessageStatus::Silent) | None => Tone::Dim,
    }
}

/// When, to whom, and about what. How it stands is said where not all stand the same, and why where there is room.
fn row<'a>(state: &State, message: &Message, width: u16, scene: &Scene) -> list::Row<'a> {
    let more = scene.look.more();
    let (all, wide) = (state.filter().status.is_none(), scene.is_wide());
    let event = scene.get("event", &message.event);
    let reason = message.reason.as_deref().map(|reason| scene.words.why(reason));
    let columns = [
        (all, 8, tone(Some(message.status)), scene.get("message", message.status.code())),
        (wide || !all, 14, Tone::Strong, to(message, scene)),
        (true, 22, Tone::Plain, event),
        (wide, usize::MAX, Tone::Dim, reason.unwrap_or_default()),
    ];
    let mut pieces: list::Row<'a> = vec![(Tone::Dim, format!("{} ", moment(message.at, scene)).into())];
    let mut room = usize::from(width).saturating_sub(12);
    for (_, cells, tone, words) in columns.into_iter().filter(|(shown, ..)| *shown) {
        let cells = cells.min(room);
        room -= cells;
        pieces.push((tone, text::left(&words, cells, more).into()));
    }
    pieces
}

/// Whose telephone it goes to.
fn to(message: &Message, scene: &Scene) -> String {
    match message.recipient.as_deref() {
        Some(digits) => Phone::parse(digits).map_or_else(|_| digits.to_owned(), |phone| phone.to_string()),
        None => scene.get("delivery", "nobody"),
    }
}

fn moment(at: jiff::Timestamp, scene: &Scene) -> String {
    let local = scene.rules.local(at);
    let day = format!("{}/{}", local.month(), local.day());
    format!("{day:>5} {}", time_words(local.time()))
}

fn preview_of(preview: &Preview, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let area = Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(2),
        ..area
    };
    let message = &preview.message;
    let say = |key: &str, values: &[(&str, &str)]| scene.say("delivery", key, values);
    let mut y = area.y;
    let mut line = |canvas: &mut Canvas<'_, '_>, words: &str, tone: Tone| {
        let room = Rect {
            y,
            height: area.bottom().saturating_sub(y),
            ..area
        };
        y += canvas.lines(room, words, tone);
    };
    line(canvas, &say("to", &[("to", &to(message, scene))]), Tone::Strong);
    if let Some(kind) = &message.kind {
        let limit = if kind == "LMS" { LMS } else { SMS };
        let (bytes, limit) = (preview.bytes.to_string(), limit.to_string());
        line(canvas, &say("bytes", &[("kind", kind), ("bytes", &bytes), ("limit", &limit)]), Tone::Plain);
    }
    line(canvas, &state_of(message, scene), tone(Some(message.status)));
    if let Some(reason) = &message.reason {
        line(canvas, &scene.words.why(reason), Tone::Warn);
    }
    line(canvas, " ", Tone::Plain);
    if let Some(subject) = &message.subject {
        line(canvas, subject, Tone::Strong);
    }
    line(canvas, message.text.as_deref().unwrap_or_default(), Tone::Plain);
}

/// How far it has come: what was tried, and when it goes on.
fn state_of(message: &Message, scene: &Scene) -> String {
    let mut parts: Vec<Cow<'_, str>> = vec![scene.get("message", message.status.code()).into()];
    if message.attempts > 0 {
        let tries = message.attempts.to_string();
        parts.push(scene.say("delivery", "attempts", &[("count", &tries)]).into());
    }
    let clock = |at| {
        let local = scene.rules.local(at);
        format!("{}/{} {}", local.month(), local.day(), time_words(local.time()))
    };
    match (message.status, message.settled_at) {
        (MessageStatus::Pending, _) if message.due_at > scene.now => {
            parts.push(scene.say("delivery", "next_try", &[("at", &clock(message.due_at))]).into());
        }
        (MessageStatus::Pending, _) => parts.push(scene.get("delivery", "due").into()),
        (_, Some(at)) => parts.push(clock(at).into()),
        (_, None) => {}
    }
    parts.join(" · ")
}
