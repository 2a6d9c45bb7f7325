//! A bar from nothing to all, in eighths of a cell. The number stands beside it, never in it: a bar alone
//! says nothing to who can't see it.

use ratatui::layout::Rect;

use crate::tui::canvas::Canvas;
use crate::tui::look::{Glyphs, Tone};

/// The bar of `part` of `whole` over `cells` cells, the rest filled up.
pub fn text(part: i64, whole: i64, cells: u16, glyphs: Glyphs) -> String {
    let cells = i64::from(cells);
    let eighths = if whole > 0 {
        part.clamp(0, whole) * cells * 8 / whole
    } else {
        0
    };
    let (full, rest) = (eighths / 8, eighths % 8);
    (0..cells)
        .map(|cell| match glyphs {
            Glyphs::Unicode if cell < full => '█',
            Glyphs::Unicode if cell == full => [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][rest.unsigned_abs() as usize],
            Glyphs::Ascii if cell < full || (cell == full && rest >= 4) => '#',
            Glyphs::Ascii => '.',
            Glyphs::Unicode => ' ',
        })
        .collect()
}

/// Draws it into the first row of an area.
pub fn view(canvas: &mut Canvas<'_, '_>, area: Rect, part: i64, whole: i64, tone: Tone) {
    let bar = text(part, whole, area.width, canvas.look.glyphs);
    canvas.put(area.x, area.y, &bar, area.width, tone);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_part() {
        assert_eq!(text(0, 10, 4, Glyphs::Unicode), "    ");
        assert_eq!(text(10, 10, 4, Glyphs::Unicode), "████");
        assert_eq!(text(5, 8, 2, Glyphs::Unicode), "█▎");
        assert_eq!(text(99, 10, 2, Glyphs::Ascii), "##");
        assert_eq!(text(1, 2, 3, Glyphs::Ascii), "##.");
        assert_eq!(text(3, 0, 3, Glyphs::Ascii), "...");
    }
}
