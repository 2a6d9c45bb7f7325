//! A keyboard on the screen, for who has nothing but a finger or a mouse.

use ratatui::layout::Rect;

use super::field::Field;
use super::jamo;
use crate::tui::canvas::{Canvas, Spot};
use crate::tui::key::Key;
use crate::tui::look::Tone;
use crate::tui::text;

/// Which keys it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keys {
    Digits,
    /// Letters and digits, as in a booking code.
    Code,
    /// Letters, and what parts the words of a name.
    Latin,
    Hangul,
}

/// Erases the last letter.
const ERASE: char = '\u{8}';
const DIGITS: &[&str] = &["1234567890\u{8}"];
const CODE: &[&str] = &["1234567890", "QWERTYUIOP", "ASDFGHJKL-", "ZXCVBNM\u{8}"];
const LATIN: &[&str] = &["QWERTYUIOP", "ASDFGHJKL-", "ZXCVBNM' \u{8}"];
const HANGUL: &[&str] = &[
    "ㅃㅉㄸㄲㅆㅒㅖ",
    "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ",
    "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ",
    "ㅋㅌㅊㅍㅠㅜㅡ \u{8}",
];
/// Cells of a key.
const KEY: u16 = 6;

impl Keys {
    const fn rows(self) -> &'static [&'static str] {
        match self {
            Self::Digits => DIGITS,
            Self::Code => CODE,
            Self::Latin => LATIN,
            Self::Hangul => HANGUL,
        }
    }

    /// Types its `n`th key, counted from the upper left, into a field.
    pub fn press(self, n: usize, field: &mut Field) {
        let Some(key) = self.rows().iter().flat_map(|row| row.chars()).nth(n) else {
            return;
        };
        match (self, key) {
            (_, ERASE) => {
                field.key(Key::BACKSPACE);
            }
            (Self::Hangul, key) if key != ' ' => {
                let text = jamo::press(field.text(), key);
                field.set(&text);
            }
            (_, key) => {
                field.key(Key::char(key));
            }
        }
    }
}

/// Draws it at the top of an area; its keys are the items of `zone`.
pub fn view(keys: Keys, zone: &'static str, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let mut n = 0;
    for (y, row) in (area.y..area.bottom()).step_by(2).zip(keys.rows()) {
        for (x, key) in (area.x..area.right()).step_by(usize::from(KEY)).zip(row.chars()) {
            let rect = Rect::new(x, y, KEY - 1, 1).intersection(area);
            let words = match key {
                ERASE => " <-  ".to_owned(),
                ' ' => " ___ ".to_owned(),
                key => text::left(&format!("  {key}"), usize::from(KEY) - 1, ""),
            };
            canvas.tint(rect, Tone::Marked);
            canvas.put(rect.x, rect.y, &words, rect.width, Tone::Strong);
            // The blank row below belongs to it: a finger is thick.
            canvas.spot(Rect { height: 2, ..rect }, Spot::Item(zone, n));
            n += 1;
        }
    }
}
