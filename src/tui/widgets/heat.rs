//! A grid of numbers whose ground says how full: the colour for a glance, the number for certainty.

use ratatui::layout::Rect;

use crate::tui::canvas::Canvas;
use crate::tui::look::Tone;
use crate::tui::text;

/// Cells of the names of the rows.
const LABEL: u16 = 6;
/// Cells of a number at most.
const WIDEST: u16 = 8;

/// From empty (0) over three steps of a third to full (4).
pub fn level(taken: i64, capacity: i64) -> u8 {
    match (taken, capacity) {
        (..=0, _) | (_, ..=0) => 0,
        (taken, capacity) if taken >= capacity => 4,
        (taken, capacity) if taken * 3 >= capacity * 2 => 3,
        (taken, capacity) if taken * 3 >= capacity => 2,
        _ => 1,
    }
}

/// Draws the grid: a row of names, then a row for each of `rows`. A cell is its level and its number.
pub fn view(
    canvas: &mut Canvas<'_, '_>,
    area: Rect,
    columns: &[String],
    rows: &[String],
    cell: impl Fn(usize, usize) -> Option<(u8, String)>,
) {
    let count = u16::try_from(columns.len()).unwrap_or(u16::MAX).max(1);
    let wide = (area.width.saturating_sub(LABEL) / count).min(WIDEST);
    if wide < 2 || area.height == 0 {
        return;
    }
    let more = canvas.look.more();
    let (room, gap) = (usize::from(wide) - 1, 1);
    let mut x = area.x + LABEL;
    for name in columns {
        canvas.put(x, area.y, &text::right(name, room, more), wide - gap, Tone::Dim);
        x += wide;
    }
    let tall = if usize::from(area.height) > 2 * rows.len() {
        2
    } else {
        1
    };
    for (row, (y, name)) in (area.y + 1..area.bottom()).step_by(tall).zip(rows).enumerate() {
        canvas.put(area.x, y, name, LABEL, Tone::Dim);
        let mut x = area.x + LABEL;
        for column in 0..columns.len() {
            let (tone, number) = match cell(row, column) {
                Some((level, number)) => (Tone::Heat(level), number),
                None => (Tone::Dim, canvas.look.glyph("·", ".").to_owned()),
            };
            canvas.put(x, y, &text::right(&number, room, more), wide - gap, tone);
            x += wide;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::level;

    #[test]
    fn only_nothing_is_empty_and_only_all_is_full() {
        let levels: Vec<u8> = (0..=6).map(|taken| level(taken, 6)).collect();
        assert_eq!(levels, [0, 1, 2, 2, 3, 3, 4]);
        assert_eq!((level(3, 0), level(9, 6)), (0, 4));
    }
}
