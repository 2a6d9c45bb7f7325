//! A QR code of half blocks, black on white whatever the theme says: a scanner reads no other. Where it
//! does not fit whole, with its quiet zone, there is none; a broken one only costs a customer's time.

use qrcode::{Color, EcLevel, QrCode};
use ratatui::layout::Rect;
use ratatui::style::{Color as Ink, Style};

use crate::tui::canvas::Canvas;
use crate::tui::look::Glyphs;

/// Modules of white around it that the standard asks for.
const QUIET: usize = 4;

/// A code ready to be drawn.
#[derive(Debug)]
pub struct Qr {
    side: usize,
    dark: Vec<bool>,
}

impl Qr {
    /// The code of a short text. None when it is too long for any.
    pub fn of(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        Some(Self {
            side: code.width(),
            dark: code.to_colors().into_iter().map(|color| color == Color::Dark).collect(),
        })
    }

    /// Columns and rows with these glyphs: two modules a cell, or two cells a module in ASCII.
    pub fn size(&self, glyphs: Glyphs) -> (u16, u16) {
        let side = self.side + 2 * QUIET;
        let (columns, rows) = match glyphs {
            Glyphs::Unicode => (side, side.div_ceil(2)),
            Glyphs::Ascii => (2 * side, side),
        };
        let small = |n| u16::try_from(n).unwrap_or(u16::MAX);
        (small(columns), small(rows))
    }

    /// Draws it at the upper left of `area`; whether there was room.
    pub fn view(&self, area: Rect, canvas: &mut Canvas<'_, '_>) -> bool {
        let glyphs = canvas.look.glyphs;
        let (columns, rows) = self.size(glyphs);
        if area.width < columns || area.height < rows {
            return false;
        }
        let ink = |dark: bool| {
            if dark {
                Ink::Rgb(0, 0, 0)
            } else {
                Ink::Rgb(255, 255, 255)
            }
        };
        for y in 0..rows {
            for x in 0..columns {
                let (column, row) = (usize::from(x), usize::from(y));
                let (symbol, style) = match glyphs {
                    Glyphs::Unicode => {
                        let (upper, lower) = (self.at(column, 2 * row), self.at(column, 2 * row + 1));
                        ("▀", Style::new().fg(ink(upper)).bg(ink(lower)))
                    }
                    Glyphs::Ascii => {
                        let module = self.at(column / 2, row);
                        (" ", Style::new().fg(ink(!module)).bg(ink(module)))
                    }
                };
                let buffer = canvas.frame.buffer_mut();
                if let Some(cell) = buffer.cell_mut((area.x + x, area.y + y)) {
                    cell.set_symbol(symbol).set_style(style);
                }
            }
        }
        true
    }

    /// Whether the module is dark, counted from the corner of the quiet zone.
    fn at(&self, column: usize, row: usize) -> bool {
        let (Some(x), Some(y)) = (column.checked_sub(QUIET), row.checked_sub(QUIET)) else {
            return false;
        };
        x < self.side && y < self.side && self.dark[y * self.side + x]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_booking_code_makes_the_smallest_qr_with_a_white_rim() {
        let qr = Qr::of("7K3M-9QWZ-1").unwrap();
        assert_eq!(qr.side, 21);
        assert_eq!(qr.size(Glyphs::Unicode), (29, 15));
        assert_eq!(qr.size(Glyphs::Ascii), (58, 29));
        for n in 0..29 {
            assert!(!qr.at(n, 3) && !qr.at(3, n) && !qr.at(n, 25) && !qr.at(25, n));
        }
        assert!((4..11).all(|n| qr.at(n, 4)), "the finder's upper edge");
    }
}
