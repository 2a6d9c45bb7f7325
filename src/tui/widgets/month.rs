//! A month as a heat map: how many places each day has left, with the number, the word and the colour
//! saying the same. Days that nobody can book have no number.

use std::borrow::Cow;

use jiff::civil::{Date, Weekday};
use ratatui::layout::Rect;

use crate::app::reads::MonthDay;
use crate::domain::calendar::weekday_word;
use crate::tui::canvas::{Canvas, Spot};
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::text;

/// What is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Month<'a> {
    pub days: &'a [MonthDay],
    pub selected: Option<Date>,
    pub focused: bool,
    /// The zone of its spots; the item is the day of the month.
    pub zone: &'static str,
}

/// Draws it: a row of weekdays from Sunday, then two rows a week, three where there is room.
pub fn view(scene: &Scene, month: Month<'_>, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let Some(first) = month.days.first() else { return };
    let offset = first.date.weekday().to_sunday_zero_offset().unsigned_abs();
    let cell = (area.width / 7).max(4);
    let tall = if area.height > 18 { 3 } else { 2 };
    for (n, weekday) in week().enumerate() {
        let tone = if weekday == Weekday::Sunday {
            Tone::Bad
        } else {
            Tone::Dim
        };
        let words = text::right(weekday_word(weekday, scene.words.lang), usize::from(cell) - 1, "");
        canvas.put(area.x + column(n) * cell, area.y, &words, cell, tone);
    }
    for (n, day) in month.days.iter().enumerate() {
        let place = n + usize::from(offset);
        let (x, y) = (area.x + column(place % 7) * cell, area.y + 1 + column(place / 7) * tall);
        let rect = Rect::new(x, y, cell - 1, 2).intersection(area);
        if rect.height < 2 {
            continue;
        }
        let chosen = month.selected == Some(day.date);
        draw(scene, day, rect, chosen, canvas);
        if chosen {
            canvas.tint(rect, if month.focused { Tone::Selected } else { Tone::Marked });
        }
        canvas.spot(rect, Spot::Item(month.zone, n + 1));
    }
}

fn draw(scene: &Scene, day: &MonthDay, rect: Rect, chosen: bool, canvas: &mut Canvas<'_, '_>) {
    let room = usize::from(rect.width);
    // The tint of the chosen one goes over it, and has to be read on.
    let tone = match level(day) {
        _ if chosen => Tone::Strong,
        Some(level) => Tone::Heat(level),
        None => Tone::Dim,
    };
    let mark = match (chosen, day.date == scene.today()) {
        (true, _) => scene.look.glyph("▸", ">"),
        (false, true) => "*",
        (false, false) => "",
    };
    let number = text::right(&format!("{mark}{}", day.date.day()), room, "");
    let below = text::right(&short(scene, day), room, "");
    for (row, words) in (rect.y..).zip([number, below]) {
        canvas.put(rect.x, row, &words, rect.width, tone);
    }
}

/// The number of free places, or the mark of a day without any.
fn short(scene: &Scene, day: &MonthDay) -> String {
    match (&day.closed, day.out_of_reach) {
        (_, true) => String::new(),
        (Some(_), false) => scene.get("calendar", "closed_mark"),
        (None, false) if day.free == 0 => scene.get("calendar", "full_mark"),
        (None, false) => day.free.to_string(),
    }
}

/// How full a day is, from 0 to 4; none for a day that can't be booked at all.
fn level(day: &MonthDay) -> Option<u8> {
    if day.out_of_reach || day.closed.is_some() {
        return None;
    }
    Some(match (day.free, day.free * 10 / day.capacity.max(1)) {
        (0, _) => 4,
        (_, 9..) => 0,
        (_, 6..) => 1,
        (_, 3..) => 2,
        (_, _) => 3,
    })
}

/// A day in words: its date, its free places of all, how full that is, or why it is closed.
pub fn in_words(scene: &Scene, day: &MonthDay) -> Vec<(Tone, Cow<'static, str>)> {
    let date = scene.words.day(day.date);
    let (tone, words) = match (&day.closed, level(day)) {
        (Some(why), _) => (
            Tone::Warn,
            scene.say("calendar", "closed", &[("why", &scene.words.because(why))]),
        ),
        (None, None) => (Tone::Dim, scene.get("calendar", "out_of_reach")),
        (None, Some(level)) => {
            let (free, of) = (day.free.to_string(), day.capacity.to_string());
            let tone = if level > 2 { Tone::Warn } else { Tone::Plain };
            let word = scene.get("calendar", WORDS[usize::from(level.min(4))]);
            let free = scene.say("calendar", "free", &[("free", &free), ("of", &of)]);
            (tone, format!("{free} {word}"))
        }
    };
    vec![(Tone::Strong, date.into()), (tone, format!(" {words}").into())]
}

/// How full, in `[calendar]`.
const WORDS: [&str; 5] = ["quiet", "quiet", "usual", "busy", "full"];

fn week() -> impl Iterator<Item = Weekday> {
    std::iter::once(Weekday::Sunday).chain((1..=6).filter_map(|n| Weekday::from_sunday_zero_offset(n).ok()))
}

fn column(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}
