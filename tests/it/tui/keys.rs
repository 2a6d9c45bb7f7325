//! Keys by the names that tests press them by: `Enter`, `S-Tab`, `C-p`, `F1`, `ㅓ`.

use crossterm::event::KeyCode;
use healthcenter::tui::key::Key;

/// The key that a test calls by its name.
pub fn key(name: &str) -> Key {
    let plain = |code| Key {
        code,
        ctrl: false,
        alt: false,
    };
    match name {
        "Enter" => Key::ENTER,
        "Esc" => Key::ESC,
        "Tab" => Key::TAB,
        "S-Tab" => Key::BACK_TAB,
        "Up" => Key::UP,
        "Down" => Key::DOWN,
        "Left" => Key::LEFT,
        "Right" => Key::RIGHT,
        "Home" => Key::HOME,
        "End" => Key::END,
        "PgUp" => Key::PAGE_UP,
        "PgDn" => Key::PAGE_DOWN,
        "Space" => Key::SPACE,
        "Backspace" => Key::BACKSPACE,
        "Delete" => Key::DELETE,
        other if other.starts_with("A-") => Key::alt(other.chars().last().unwrap()),
        other => match (other.strip_prefix("C-"), other.strip_prefix('F')) {
            (Some(c), _) => Key::ctrl(c.chars().next().unwrap()),
            (None, Some(n)) if !n.is_empty() => Key::f(n.parse().unwrap()),
            _ => {
                let mut chars = other.chars();
                let (Some(c), None) = (chars.next(), chars.next()) else {
                    panic!("no key is called {other:?}")
                };
                plain(KeyCode::Char(c))
            }
        },
    }
}
