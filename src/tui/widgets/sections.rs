//! The parts of a screen that has several, one shown at a time: a click or Tab goes from one to the next.

use ratatui::layout::Rect;

use crate::tui::canvas::{Canvas, Spot};
use crate::tui::look::Tone;

/// The zone of the spots; the item is the section.
pub const ZONE: &str = "sections";

/// Draws the names in one row.
pub fn view(canvas: &mut Canvas<'_, '_>, area: Rect, names: &[String], shown: usize) {
    let mut x = area.x;
    for (n, name) in names.iter().enumerate() {
        let (words, tone) = match n == shown {
            true => (format!("[ {name} ]"), Tone::Title),
            false => (format!("  {name}  "), Tone::Dim),
        };
        let end = canvas.put(x, area.y, &words, area.right().saturating_sub(x), tone);
        canvas.spot(Rect::new(x, area.y, end.saturating_sub(x), 1), Spot::Item(ZONE, n));
        x = end + 1;
    }
}
