//! The half-hours of a day in columns, each with its free places.

use ratatui::layout::Rect;

use super::bar;
use crate::domain::calendar::SlotTime;
use crate::domain::slot::Occupancy;
use crate::domain::sms::time_words;
use crate::tui::canvas::{Canvas, Spot};
use crate::tui::look::Tone;
use crate::tui::scene::{Role, Scene};
use crate::tui::text;

/// What is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Slots<'a> {
    pub places: &'a [Occupancy],
    pub selected: Option<SlotTime>,
    /// In a row. Alone in its row a half-hour has a gauge beside it.
    pub columns: usize,
    pub focused: bool,
    /// The zone of its spots; the item is the number of the half-hour.
    pub zone: &'static str,
}

/// Cells that a half-hour takes with a blank behind it.
const CELL: u16 = 11;

/// Cells of a gauge.
const GAUGE: u16 = 8;

/// How many fit into a row of `width` cells.
pub fn columns(width: u16) -> usize {
    usize::from((width + 1) / CELL).max(1)
}

/// Draws them row by row; where there are more rows than room, those around the chosen one.
pub fn view(scene: &Scene, slots: Slots<'_>, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let columns = slots.columns.max(1);
    let cell = if columns == 1 { area.width } else { CELL };
    let at = slots.places.iter().position(|place| Some(place.slot) == slots.selected);
    let rows = slots.places.len().div_ceil(columns);
    let top = super::list::top(rows, at.unwrap_or(0) / columns, usize::from(area.height));
    let shown = slots.places.iter().enumerate().skip(top * columns);
    for (n, place) in shown.take(columns * usize::from(area.height)) {
        let row = u16::try_from(n / columns - top).unwrap_or(0);
        let column = u16::try_from(n % columns).unwrap_or(0);
        let rect = Rect::new(area.x + column * cell, area.y + row, cell - 1, 1).intersection(area);
        let chosen = Some(place.slot) == slots.selected;
        let mark = if chosen { scene.look.glyph("▸", ">") } else { " " };
        let mut words = format!("{mark}{}{}", time_words(place.slot.time), free(scene, *place));
        if columns == 1 {
            words.push_str(&gauge(scene, *place));
        }
        let tone = if place.free() == 0 { Tone::Dim } else { Tone::Plain };
        canvas.put(rect.x, rect.y, &words, rect.width, tone);
        if chosen {
            canvas.tint(rect, if slots.focused { Tone::Selected } else { Tone::Marked });
        }
        canvas.spot(rect, Spot::Item(slots.zone, n));
    }
}

/// The free places, or that there is none.
fn free(scene: &Scene, place: Occupancy) -> String {
    let words = match place.free() {
        0 => scene.get("calendar", "full_mark"),
        free => free.to_string(),
    };
    text::right(&words, 4, "")
}

/// How much is taken, of how much. To a customer, who has just read what is free, "0/4" would say "nothing left".
fn gauge(scene: &Scene, place: Occupancy) -> String {
    let bar = bar::text(place.taken, place.capacity, GAUGE, scene.look.glyphs);
    match scene.role {
        Role::Customer => format!("  {bar}"),
        _ => format!("  {bar} {}/{}", place.taken, place.capacity),
    }
}
