//! The line that narrows a list while one types: a slash, and behind it what is typed or what may be.

use ratatui::layout::Rect;

use super::field::Field;
use crate::domain::hangul;
use crate::tui::canvas::{Canvas, Spot};
use crate::tui::key::Key;
use crate::tui::look::Tone;

/// The key that begins a search, on every screen.
pub const SLASH: Key = Key::char('/');

/// Characters that are taken, and cells that they are shown in.
const LIMIT: u16 = 40;

/// What is searched for, and whether the keyboard is there.
#[derive(Debug)]
pub struct Search {
    field: Field,
    typing: bool,
}

impl Default for Search {
    fn default() -> Self {
        Self {
            field: Field::new(usize::from(LIMIT)),
            typing: false,
        }
    }
}

impl Search {
    /// What to look for; none while nothing is typed.
    pub fn wanted(&self) -> Option<String> {
        Some(self.field.text().trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// Whether nothing is left out.
    pub fn is_empty(&self) -> bool {
        self.wanted().is_none()
    }

    /// Whether characters go into it now.
    pub const fn typing(&self) -> bool {
        self.typing
    }

    pub const fn begin(&mut self) {
        self.typing = true;
    }

    /// Back to the list; what is typed stays.
    pub const fn leave(&mut self) {
        self.typing = false;
    }

    /// Back to the whole list.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Takes a key; whether the text has changed.
    pub fn key(&mut self, key: Key) -> bool {
        self.field.key(key)
    }

    /// Takes a whole text, wherever the keyboard was; whether the text has changed.
    pub fn paste(&mut self, text: &str) -> bool {
        self.typing = true;
        self.field.paste(text)
    }

    /// Whether a row of these words stays: they have what is typed somewhere in them, or in their 초성.
    pub fn fits(&self, words: &str) -> bool {
        let Some(typed) = self.wanted() else { return true };
        if hangul::is_initials(&typed) {
            return hangul::initials(words).contains(&hangul::initials(&typed));
        }
        words.to_lowercase().contains(&typed.to_lowercase())
    }

    /// Draws it into one row; a click on it begins to type.
    pub fn view(&self, area: Rect, hint: &str, canvas: &mut Canvas<'_, '_>) {
        let x = canvas.put(area.x, area.y, " / ", area.width, Tone::Accent);
        let rest = Rect {
            x,
            width: area.right().saturating_sub(x),
            ..area
        };
        if self.typing || !self.field.is_empty() {
            let width = rest.width.min(LIMIT);
            self.field.view(Rect { width, ..rest }, self.typing, canvas);
        } else {
            canvas.put(rest.x, rest.y, hint, rest.width, Tone::Dim);
        }
        canvas.spot(area, Spot::Press(SLASH));
    }
}

#[cfg(test)]
mod tests {
    use super::Search;

    #[test]
    fn words_fit_by_a_part_of_them_or_by_their_initials() {
        let fits = |typed: &str, words: &str| {
            let mut search = Search::default();
            search.paste(typed);
            search.fits(words)
        };
        assert!(fits("", "직원 연수") && fits("  ", "직원 연수"));
        assert!(fits("연수", "12/3(목) 직원 연수") && fits("ㅈㅇ", "12/3(목) 직원 연수"));
        assert!(fits("BASIC", "Basic checkup") && fits("12/3", "12/3(목) 직원 연수"));
        assert!(!fits("성탄", "12/3(목) 직원 연수") && !fits("ㅅㅌ", "12/3(목) 직원 연수"));
    }
}
