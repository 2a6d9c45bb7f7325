//! Rows with one selected, as many as there is room for around it.

use std::borrow::Cow;

use ratatui::layout::Rect;

use crate::tui::canvas::{Canvas, Spot};
use crate::tui::look::Tone;

/// How many rows there are, and which one is selected.
#[derive(Debug, Clone, Copy)]
pub struct Rows {
    pub count: usize,
    pub selected: usize,
    pub focused: bool,
}

/// A row's pieces.
pub type Row<'a> = Vec<(Tone, Cow<'a, str>)>;

/// Draws rows `area.height` at a time, the selected one among them. `spot` makes a row clickable.
pub fn view<'a>(
    canvas: &mut Canvas<'_, '_>,
    area: Rect,
    rows: Rows,
    spot: impl Fn(usize) -> Spot,
    mut row: impl FnMut(usize, u16) -> Row<'a>,
) {
    let height = usize::from(area.height);
    if height == 0 || area.width == 0 {
        return;
    }
    let top = top(rows.count, rows.selected, height);
    for (y, n) in (area.y..area.bottom()).zip(top..rows.count) {
        let line = Rect { y, height: 1, ..area };
        canvas.pieces(line, &row(n, area.width));
        if n == rows.selected {
            let tone = if rows.focused { Tone::Selected } else { Tone::Marked };
            canvas.tint(line, tone);
        }
        canvas.spot(line, spot(n));
    }
}

/// The first row to draw so that the selected one is near the middle.
pub fn top(count: usize, selected: usize, height: usize) -> usize {
    selected.saturating_sub(height / 2).min(count.saturating_sub(height))
}

#[cfg(test)]
mod tests {
    use super::top;

    #[test]
    fn the_selected_row_is_always_among_those_drawn() {
        for count in 0..30 {
            for selected in 0..count {
                let top = top(count, selected, 7);
                assert!(top <= selected && selected < top + 7, "{count} {selected}");
                assert!(count <= 7 || top + 7 <= count, "no empty rows at the end");
            }
        }
    }
}
