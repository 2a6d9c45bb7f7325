//! The whole screen: tabs above, the screen, the keys that work now below, toasts and modals on top.

use std::borrow::Cow;

use jiff::Timestamp;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};

use super::bindings::Hint;
use super::canvas::{Canvas, Spot, Spots};
use super::key::Key;
use super::look::Tone;
use super::model::{Model, Shown};
use super::place::Tab;
use super::scene::{Role, Scene};
use super::text;
use crate::domain::sms::time_words;

/// Everything is whole in a terminal of this size.
const SMALLEST: (u16, u16) = (80, 24);

/// Draws the model; answers with what can be clicked.
pub fn view(model: &Model, frame: &mut Frame<'_>) -> Spots {
    let area = frame.area();
    let mut canvas = Canvas::new(frame, model.scene.look);
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        too_small(model, area, &mut canvas);
        return canvas.finish();
    }
    let [head, body, foot] =
        Layout::vertical([Constraint::Length(1), Constraint::Fill(1), Constraint::Length(1)]).areas(area);
    header(model, head, &mut canvas);
    if let Some(shown) = model.front() {
        let rest = unread(shown, &model.scene, body, &mut canvas);
        shown.screen.view(&model.scene, rest, &mut canvas);
    }
    match model.away {
        Some(since) => away(model, since, foot, &mut canvas),
        None => footer(model, foot, &mut canvas),
    }
    toasts(model, body, &mut canvas);
    for modal in &model.modals {
        modal.view(&model.scene, area, &mut canvas);
    }
    canvas.finish()
}

fn too_small(model: &Model, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let words = model.scene.say(
        "everywhere",
        "too_small",
        &[
            ("columns", &SMALLEST.0.to_string()),
            ("rows", &SMALLEST.1.to_string()),
            ("now", &format!("{}x{}", area.width, area.height)),
        ],
    );
    canvas.lines(area, &words, Tone::Strong);
}

/// The tabs with their digits, the centre, the clock.
fn header(model: &Model, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let scene = &model.scene;
    canvas.tint(area, Tone::Bar);
    let local = scene.local();
    let clock = time_words(local.time());
    let right = if area.width >= 110 || scene.role == Role::Customer {
        let name = text::plain(&scene.rules.centre_name);
        format!("{name}  {}  {clock} ", scene.words.day(local.date()))
    } else {
        format!("{clock} ")
    };
    let right_width = u16::try_from(text::width(&right)).unwrap_or(0).min(area.width);
    let right_x = area.right() - right_width;
    if scene.role == Role::Customer {
        let title = model
            .front()
            .map_or_else(String::new, |shown| shown.screen.title(scene));
        canvas.put(
            area.x + 1,
            area.y,
            &title,
            right_x.saturating_sub(area.x + 2),
            Tone::Bar,
        );
    } else {
        tabs(
            model,
            Rect {
                width: right_x - area.x,
                ..area
            },
            canvas,
        );
    }
    canvas.put(right_x, area.y, &right, right_width, Tone::Bar);
}

fn tabs(model: &Model, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let mut x = area.x;
    for (n, tab) in Tab::ALL.into_iter().enumerate() {
        let words = format!(" {n} {} ", model.scene.get("tab", tab.name()));
        let tone = if tab == model.tab { Tone::Tab } else { Tone::Bar };
        let end = canvas.put(x, area.y, &words, area.right().saturating_sub(x), tone);
        let digit = char::from_digit(u32::try_from(n).unwrap_or(0), 10).unwrap_or('0');
        canvas.spot(
            Rect::new(x, area.y, end.saturating_sub(x), 1),
            Spot::Press(Key::char(digit)),
        );
        x = end;
    }
}

/// Below a screen that could not be read: why, and the key that reads it again. Answers with the room above.
fn unread(shown: &Shown, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) -> Rect {
    let Some(why) = shown.unread.values().next() else {
        return area;
    };
    let again = Key::ctrl('l');
    let words = scene.say("everywhere", "read_again", &[("why", why), ("key", &again.to_string())]);
    let rows = text::wrap(&words, usize::from(area.width.saturating_sub(2))).len();
    let height = u16::try_from(rows).unwrap_or(1).min(3);
    let [rest, strip] = Layout::vertical([Constraint::Fill(1), Constraint::Length(height)]).areas(area);
    let inner = Rect {
        x: strip.x + 1,
        width: strip.width.saturating_sub(2),
        ..strip
    };
    canvas.lines(inner, &words, Tone::Bad);
    canvas.spot(strip, Spot::Press(again));
    rest
}

/// In the place of the keys, which do nothing now that lasts.
fn away(model: &Model, since: Timestamp, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let since = time_words(model.scene.rules.local(since).time());
    let words = model.scene.say("everywhere", "away", &[("since", &since)]);
    canvas.put(area.x, area.y, &format!(" ! {words}"), area.width, Tone::Bad);
}

/// The keys that work now, as many as there is room for; the last ones are the way to all others.
fn footer(model: &Model, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let hints: Vec<_> = model.hints().into_iter().filter(|hint| hint.foot).collect();
    let ways = hints
        .iter()
        .rev()
        .take_while(|hint| {
            hint.key == Key::ctrl('p') || hint.key == Key::char('?') || hint.key == Key::f(2) || hint.key == Key::f(1)
        })
        .count();
    // Where characters go into a field, a key that is one would only be typed.
    let typing = model.modals.is_empty() && model.front().is_some_and(|shown| shown.screen.typing());
    let key = |hint: &Hint| {
        let other = hint.keys.iter().find(|key| !key.edits()).filter(|_| typing);
        other.copied().unwrap_or(hint.key)
    };
    let width = |hint: &Hint| text::width(&hint.words) + text::width(&key(hint).to_string()) + 3;
    let (own, ways) = hints.split_at(hints.len() - ways);
    let reserved: usize = ways.iter().map(width).sum();
    let mut room = usize::from(area.width).saturating_sub(reserved);
    let fitting = own.iter().filter(|hint| {
        let fits = width(hint) <= room;
        room -= if fits { width(hint) } else { 0 };
        fits
    });
    let mut x = area.x;
    for hint in fitting.chain(ways) {
        let pieces: [(Tone, Cow<'_, str>); 4] = [
            (Tone::Plain, " ".into()),
            (Tone::Accent, key(hint).to_string().into()),
            (Tone::Plain, " ".into()),
            (Tone::Dim, hint.words.as_str().into()),
        ];
        let line = Rect {
            x,
            width: area.right().saturating_sub(x),
            ..area
        };
        let end = canvas.pieces(line, &pieces);
        canvas.spot(Rect::new(x, area.y, end.saturating_sub(x), 1), Spot::Press(hint.key));
        x = end + 1;
    }
}

/// At the lower right, the newest lowest.
fn toasts(model: &Model, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let most = usize::from(area.width.saturating_sub(8)).min(64);
    let mut bottom = area.bottom();
    for toast in model.toasts.iter().rev() {
        let lines = text::wrap(&toast.text, most);
        let columns = lines.iter().map(|line| text::width(line)).max().unwrap_or(0);
        let width = u16::try_from(columns + 4).unwrap_or(area.width).min(area.width);
        let height = u16::try_from(lines.len() + 2).unwrap_or(3);
        if bottom < area.y + height {
            return;
        }
        bottom -= height;
        let place = Rect::new(area.right() - width, bottom, width, height);
        canvas.blank(place);
        let mark = match toast.tone {
            Tone::Bad => "!",
            Tone::Good => canvas.look.glyph("✔", "+"),
            _ => "i",
        };
        let inner = canvas.panel(place, mark, false);
        for (y, line) in (inner.y..inner.bottom()).zip(&lines) {
            canvas.put(inner.x + 1, y, line, inner.width.saturating_sub(1), toast.tone);
        }
        canvas.spot(place, Spot::Press(Key::ESC));
    }
}
