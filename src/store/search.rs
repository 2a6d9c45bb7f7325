//! What a desk types to find somebody: one field, and the text itself says what it is.

use crate::domain::code::BookingCode;
use crate::domain::{hangul, text};

/// What a text in the search field means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Search {
    /// The last four digits of a phone number.
    Last4(String),
    /// A whole phone number, digits only.
    Phone(String),
    Code(BookingCode),
    /// The beginning of what is in the column `name` or `initials`.
    Word {
        column: &'static str,
        from: String,
    },
}

impl Search {
    /// Reads the field; nothing is looked for when it is blank.
    pub fn read(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        if typed.is_empty() {
            return None;
        }
        let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
        let only_digits = typed.chars().all(|c| c.is_ascii_digit() || " -.".contains(c));
        Some(if only_digits && digits.len() == 4 {
            Self::Last4(digits)
        } else if only_digits {
            Self::Phone(digits)
        } else if let Ok(code) = BookingCode::parse(typed) {
            Self::Code(code)
        } else if hangul::is_initials(typed) {
            let from = hangul::initials(typed);
            Self::Word {
                column: "initials",
                from,
            }
        } else {
            let from = text::clean(typed);
            Self::Word { column: "name", from }
        })
    }
}

/// The first word, by bytes, that does not begin with `from`.
pub fn end_of(from: &str) -> String {
    format!("{from}\u{10ffff}")
}
