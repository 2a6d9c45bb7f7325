//! A key as shortcuts see it. Under the Korean layout `j` arrives as ㅓ, and a shortcut that needs the
//! layout switched first is no shortcut: every 2-set jamo stands for the Latin key it is printed on.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key with Ctrl or Alt, or without. Shift is part of the character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    pub code: KeyCode,
    pub ctrl: bool,
    pub alt: bool,
}

const fn plain(code: KeyCode) -> Key {
    Key {
        code,
        ctrl: false,
        alt: false,
    }
}

impl Key {
    pub const ENTER: Self = plain(KeyCode::Enter);
    pub const ESC: Self = plain(KeyCode::Esc);
    pub const TAB: Self = plain(KeyCode::Tab);
    pub const BACK_TAB: Self = plain(KeyCode::BackTab);
    pub const UP: Self = plain(KeyCode::Up);
    pub const DOWN: Self = plain(KeyCode::Down);
    pub const LEFT: Self = plain(KeyCode::Left);
    pub const RIGHT: Self = plain(KeyCode::Right);
    pub const HOME: Self = plain(KeyCode::Home);
    pub const END: Self = plain(KeyCode::End);
    pub const PAGE_UP: Self = plain(KeyCode::PageUp);
    pub const PAGE_DOWN: Self = plain(KeyCode::PageDown);
    pub const BACKSPACE: Self = plain(KeyCode::Backspace);
    pub const DELETE: Self = plain(KeyCode::Delete);
    pub const SPACE: Self = plain(KeyCode::Char(' '));

    /// A character.
    pub const fn char(c: char) -> Self {
        plain(KeyCode::Char(c))
    }

    /// A character with Ctrl.
    pub const fn ctrl(c: char) -> Self {
        Self {
            code: KeyCode::Char(c),
            ctrl: true,
            alt: false,
        }
    }

    /// A character with Alt.
    pub const fn alt(c: char) -> Self {
        Self {
            code: KeyCode::Char(c),
            ctrl: false,
            alt: true,
        }
    }

    /// A function key.
    pub const fn f(n: u8) -> Self {
        plain(KeyCode::F(n))
    }

    /// As the terminal sent it.
    pub fn of(event: KeyEvent) -> Self {
        let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
        let code = match event.code {
            KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
            KeyCode::Char(c) if ctrl => KeyCode::Char(c.to_ascii_lowercase()),
            code => code,
        };
        Self {
            code,
            ctrl,
            alt: event.modifiers.contains(KeyModifiers::ALT),
        }
    }

    /// The key that a shortcut means: a jamo becomes the Latin letter on the same key.
    pub fn latin(self) -> Self {
        match self.code {
            KeyCode::Char(c) => Self {
                code: KeyCode::Char(latin(c)),
                ..self
            },
            _ => self,
        }
    }

    /// What it types into a field, if it types anything.
    pub fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }

    /// Whether a field that is being typed into wants it: characters, and moving and erasing among them.
    pub fn edits(self) -> bool {
        let moves = matches!(
            self.code,
            KeyCode::Left | KeyCode::Right | KeyCode::Home | KeyCode::End | KeyCode::Backspace | KeyCode::Delete
        );
        self.typed().is_some()
            || (moves && !self.alt)
            || matches!(self, k if k == Self::ctrl('w') || k == Self::ctrl('u'))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("Ctrl-")?;
        }
        if self.alt {
            f.write_str("Alt-")?;
        }
        match self.code {
            KeyCode::Char(' ') => f.write_str("Space"),
            KeyCode::Char(c) if self.ctrl => write!(f, "{}", c.to_ascii_uppercase()),
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::F(n) => write!(f, "F{n}"),
            KeyCode::BackTab => f.write_str("Shift-Tab"),
            KeyCode::PageUp => f.write_str("PgUp"),
            KeyCode::PageDown => f.write_str("PgDn"),
            KeyCode::Delete => f.write_str("Del"),
            other => write!(f, "{other:?}"),
        }
    }
}

/// The Latin letter on the key of a 2-set jamo; any other character as it is.
pub const fn latin(c: char) -> char {
    match c {
        'ㅂ' => 'q',
        'ㅃ' => 'Q',
        'ㅈ' => 'w',
        'ㅉ' => 'W',
        'ㄷ' => 'e',
        'ㄸ' => 'E',
        'ㄱ' => 'r',
        'ㄲ' => 'R',
        'ㅅ' => 't',
        'ㅆ' => 'T',
        'ㅛ' => 'y',
        'ㅕ' => 'u',
        'ㅑ' => 'i',
        'ㅐ' => 'o',
        'ㅒ' => 'O',
        'ㅔ' => 'p',
        'ㅖ' => 'P',
        'ㅁ' => 'a',
        'ㄴ' => 's',
        'ㅇ' => 'd',
        'ㄹ' => 'f',
        'ㅎ' => 'g',
        'ㅗ' => 'h',
        'ㅓ' => 'j',
        'ㅏ' => 'k',
        'ㅣ' => 'l',
        'ㅋ' => 'z',
        'ㅌ' => 'x',
        'ㅊ' => 'c',
        'ㅍ' => 'v',
        'ㅠ' => 'b',
        'ㅜ' => 'n',
        'ㅡ' => 'm',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_korean_layout_works_as_the_latin_one() {
        let typed: String = "ㅓㅏㅂㅎ/?".chars().map(latin).collect();
        assert_eq!(typed, "jkqg/?");
        assert_eq!(Key::char('ㅓ').latin(), Key::char('j'));
    }

    #[test]
    fn keys_are_named_as_they_are_printed() {
        assert_eq!(Key::ctrl('p').to_string(), "Ctrl-P");
        assert_eq!(Key::PAGE_DOWN.to_string(), "PgDn");
        assert_eq!(Key::SPACE.to_string(), "Space");
        assert_eq!(Key::f(1).to_string(), "F1");
    }
}
