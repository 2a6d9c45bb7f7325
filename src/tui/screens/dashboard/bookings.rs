//! Bookings made a day, over four weeks, and against the week before.

use std::borrow::Cow;

use jiff::civil::Date;
use ratatui::layout::{Constraint, Layout, Rect};

use crate::tui::canvas::Canvas;
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::text;
use crate::tui::widgets::chart::{self, Series};

/// A click on a bar selects its day.
pub const ZONE: &str = "days";

/// Days of the sum.
const WEEK: usize = 7;

/// Draws the last seven days as a number, every day as a bar, and the selected one in words.
pub fn view(days: &[(Date, i64, i64)], selected: usize, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let [number, bars, axis, day] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Fill(1),
        Constraint::Length(1),
        Constraint::Length(1),
    ])
    .areas(area);
    let week = &days[days.len().saturating_sub(WEEK)..];
    let (now, before) = week.iter().fold((0, 0), |sum, day| (sum.0 + day.1, sum.1 + day.2));
    let mut pieces: Vec<(Tone, Cow<'_, str>)> = vec![(Tone::Plain, scene.get("dashboard", "last_week").into())];
    pieces.push((Tone::Strong, format!(" {now} ").into()));
    pieces.extend(difference(now, before, scene));
    canvas.pieces(number, &pieces);
    let values: Vec<i64> = days.iter().map(|day| day.1).collect();
    let series = Series {
        values: &values,
        selected,
        zone: ZONE,
    };
    let wide = usize::from(chart::view(canvas, bars, series));
    if let (Some(first), Some(last)) = (days.first(), days.last()) {
        let (first, last) = (short(first.0), short(last.0));
        let room = (wide * days.len()).saturating_sub(text::width(&first));
        let line = format!("{first}{}", text::right(&last, room, ""));
        canvas.put(axis.x, axis.y, &line, axis.width, Tone::Dim);
    }
    if let Some((date, made, before)) = days.get(selected) {
        let mut pieces: Vec<(Tone, Cow<'_, str>)> = vec![
            (Tone::Accent, format!("{} ", scene.words.day(*date)).into()),
            (
                Tone::Plain,
                format!("{} ", scene.say("dashboard", "made", &[("count", &made.to_string())])).into(),
            ),
        ];
        pieces.extend(difference(*made, *before, scene));
        canvas.pieces(day, &pieces);
    }
}

/// More or fewer than a week before, with the number of then.
fn difference<'a>(now: i64, before: i64, scene: &Scene) -> Vec<(Tone, Cow<'a, str>)> {
    let (mark, tone) = match now.cmp(&before) {
        std::cmp::Ordering::Greater => (scene.look.glyph("▲", "+"), Tone::Good),
        std::cmp::Ordering::Less => (scene.look.glyph("▼", "-"), Tone::Warn),
        std::cmp::Ordering::Equal => ("=", Tone::Dim),
    };
    let by = (now - before).abs();
    let then = scene.say("dashboard", "week_before", &[("count", &before.to_string())]);
    vec![(tone, format!("{mark}{by}").into()), (Tone::Dim, format!(" {then}").into())]
}

fn short(date: Date) -> String {
    format!("{}/{}", date.month(), date.day())
}
