//! A line to type into. What is in it is composed (NFC) and has nothing in it that a screen can't show,
//! whatever a keyboard or a paste sends: with decomposed text a backspace would take away a vowel.

use crossterm::event::KeyCode;
use ratatui::layout::Rect;
use tui_input::{Input, InputRequest};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::tui::canvas::Canvas;
use crate::tui::key::Key;
use crate::tui::look::Tone;
use crate::tui::text;

/// A line, its caret, and how many characters it takes.
#[derive(Debug, Clone)]
pub struct Field {
    input: Input,
    limit: usize,
    /// Shown as dots: a PIN.
    secret: bool,
}

impl Default for Field {
    fn default() -> Self {
        Self::new(60)
    }
}

impl Field {
    /// An empty one for at most `limit` characters.
    pub fn new(limit: usize) -> Self {
        Self {
            input: Input::default(),
            limit,
            secret: false,
        }
    }

    /// An empty one whose characters are not shown.
    pub fn secret(limit: usize) -> Self {
        Self {
            secret: true,
            ..Self::new(limit)
        }
    }

    /// With a text in it, the caret behind it.
    #[must_use]
    pub fn with(mut self, text: &str) -> Self {
        self.set(text);
        self
    }

    /// What is in it.
    pub fn text(&self) -> &str {
        self.input.value()
    }

    pub fn is_empty(&self) -> bool {
        self.text().is_empty()
    }

    /// Replaces what is in it.
    pub fn set(&mut self, text: &str) {
        let text: String = text::plain(text).nfc().take(self.limit).collect();
        self.input = Input::new(text);
    }

    pub fn clear(&mut self) {
        self.input = Input::default();
    }

    /// Takes a key; whether the text has changed.
    pub fn key(&mut self, key: Key) -> bool {
        let request = match key.code {
            _ if key == Key::ctrl('w') => InputRequest::DeletePrevWord,
            _ if key == Key::ctrl('u') => InputRequest::DeleteLine,
            KeyCode::Left if key.ctrl => InputRequest::GoToPrevWord,
            KeyCode::Right if key.ctrl => InputRequest::GoToNextWord,
            KeyCode::Left => InputRequest::GoToPrevChar,
            KeyCode::Right => InputRequest::GoToNextChar,
            KeyCode::Home => InputRequest::GoToStart,
            KeyCode::End => InputRequest::GoToEnd,
            KeyCode::Backspace => InputRequest::DeletePrevChar,
            KeyCode::Delete => InputRequest::DeleteNextChar,
            _ => match key.typed() {
                Some(c) => return self.insert(c),
                None => return false,
            },
        };
        self.handle(request)
    }

    /// Takes a whole text at the caret; whether the text has changed.
    pub fn paste(&mut self, text: &str) -> bool {
        let mut changed = false;
        for c in text.nfc() {
            changed |= self.insert(c);
        }
        changed
    }

    fn insert(&mut self, c: char) -> bool {
        if text::plain(c.encode_utf8(&mut [0; 4])).is_empty() && !('\u{1160}'..='\u{11FF}').contains(&c) {
            return false;
        }
        let before = self.input.clone();
        let changed = self.handle(InputRequest::InsertChar(c));
        // A mark that joins the letter before it takes no room; any other is one too many.
        if self.text().chars().count() > self.limit {
            self.input = before;
            return false;
        }
        changed
    }

    /// Does it and composes: what stood apart may stand together now. Whether the text has changed.
    fn handle(&mut self, request: InputRequest) -> bool {
        let changed = self.input.handle(request).is_some_and(|change| change.value);
        if changed && !is_nfc(self.text()) {
            let before: String = self.text().chars().take(self.input.cursor()).nfc().collect();
            let whole: String = self.text().nfc().collect();
            let caret = before.chars().count();
            self.input = Input::new(whole).with_cursor(caret);
        }
        changed
    }

    /// Draws it into the first row of `area`, with the caret when it has the focus.
    pub fn view(&self, area: Rect, focused: bool, canvas: &mut Canvas<'_, '_>) {
        if area.width < 2 || area.height == 0 {
            return;
        }
        let area = Rect { height: 1, ..area };
        let shown: String = if self.secret {
            "*".repeat(self.text().chars().count())
        } else {
            self.text().to_owned()
        };
        let caret_at = text::width(&shown.chars().take(self.input.cursor()).collect::<String>());
        let room = usize::from(area.width) - 1;
        let mut skipped = 0;
        let mut rest = shown.as_str();
        while caret_at - skipped > room {
            let mut chars = rest.chars();
            let Some(first) = chars.next() else { break };
            skipped += text::width(first.encode_utf8(&mut [0; 4]));
            rest = chars.as_str();
        }
        let tone = if focused { Tone::Accent } else { Tone::Plain };
        canvas.put(
            area.x,
            area.y,
            &text::left(rest, usize::from(area.width), ""),
            area.width,
            tone,
        );
        let style = canvas.style(tone).add_modifier(ratatui::style::Modifier::UNDERLINED);
        canvas.frame.buffer_mut().set_style(area, style);
        if focused {
            let x = u16::try_from(caret_at - skipped).unwrap_or(0);
            canvas.caret(area.x + x, area.y);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decomposed_hangul_is_composed_as_it_comes() {
        let mut field = Field::new(10);
        field.paste("\u{1112}\u{1169}\u{11bc}길동");
        assert_eq!(field.text(), "홍길동");
        for c in ['\u{1100}', '\u{1161}'] {
            field.key(Key::char(c));
        }
        assert_eq!(field.text(), "홍길동가");
        field.key(Key::BACKSPACE);
        field.key(Key::BACKSPACE);
        assert_eq!(field.text(), "홍길");
    }

    #[test]
    fn it_takes_no_more_than_its_limit_and_nothing_that_can_not_be_seen() {
        let mut field = Field::new(3);
        field.paste("a\u{202e}b\u{7}cd");
        assert_eq!(field.text(), "abc");
        field.key(Key::HOME);
        field.key(Key::DELETE);
        assert_eq!(field.text(), "bc");
        assert!(field.key(Key::ctrl('u')));
        assert!(field.is_empty());
    }
}
