//! Upright bars of a series, one selected; the caller says its number in words.

use ratatui::layout::Rect;

use crate::tui::canvas::{Canvas, Spot};
use crate::tui::look::{Glyphs, Tone};

const EIGHTHS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// A series and where a click in it leads.
#[derive(Debug, Clone, Copy)]
pub struct Series<'a> {
    pub values: &'a [i64],
    pub selected: usize,
    pub zone: &'static str,
}

/// Draws the bars over the whole area; answers with the cells of one of them.
pub fn view(canvas: &mut Canvas<'_, '_>, area: Rect, series: Series<'_>) -> u16 {
    let count = u16::try_from(series.values.len()).unwrap_or(u16::MAX).max(1);
    let wide = (area.width / count).clamp(1, 4);
    let gap = u16::from(wide > 2);
    let most = series.values.iter().copied().max().unwrap_or(0).max(1);
    let steps = i64::from(area.height) * 8;
    for (n, value) in series.values.iter().enumerate() {
        let x = area.x + u16::try_from(n).unwrap_or(0) * wide;
        if x + wide > area.right() {
            break;
        }
        // What is not nothing is seen.
        let height = (value * steps / most).max(i64::from(*value > 0));
        let tone = if n == series.selected {
            Tone::Title
        } else {
            Tone::Accent
        };
        for row in 0..area.height {
            let above = i64::from(row) * 8;
            let fill = (height - above).clamp(0, 8);
            let glyph = glyph(fill, row == 0, canvas.look.glyphs);
            let bar = glyph.repeat(usize::from(wide - gap));
            let tone = if fill == 0 { Tone::Dim } else { tone };
            canvas.put(x, area.bottom() - 1 - row, &bar, wide - gap, tone);
        }
        let column = Rect::new(x, area.y, wide, area.height);
        if n == series.selected {
            canvas.tint(
                Rect {
                    width: wide - gap,
                    ..column
                },
                Tone::Marked,
            );
        }
        canvas.spot(column, Spot::Item(series.zone, n));
    }
    wide
}

const fn glyph(fill: i64, lowest: bool, glyphs: Glyphs) -> &'static str {
    match glyphs {
        Glyphs::Ascii => match fill {
            0 if lowest => "_",
            0 => " ",
            1..=4 => ":",
            _ => "#",
        },
        Glyphs::Unicode if fill == 0 && lowest => "·",
        Glyphs::Unicode => EIGHTHS[fill.unsigned_abs() as usize],
    }
}
