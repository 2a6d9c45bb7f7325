//! What a desk types to find somebody: one field, and the text itself says what it is.

use crate::domain::code::BookingCode;
use crate::domain::order::Order;
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

    /// The same in SQL: what an order's column has to be, each compared by `=`, `>=` or `<`.
    pub fn conditions(&self) -> Vec<(&'static str, &'static str, String)> {
        match self {
            Self::Last4(digits) => vec![("last4", "=", digits.clone())],
            Self::Phone(digits) => vec![("phone", "=", digits.clone())],
            Self::Code(code) => vec![("code", "=", code.as_str().to_owned())],
            Self::Word { column, from } => vec![(column, ">=", from.clone()), (column, "<", end_of(from))],
        }
    }

    /// Whether an order that was read already is among those; of a phone a part is enough here.
    pub fn fits(&self, order: &Order) -> bool {
        let (name, phone) = (order.customer.name.as_str(), order.customer.phone.as_ref());
        match self {
            Self::Last4(digits) => phone.is_some_and(|phone| phone.last4() == digits),
            Self::Phone(digits) => phone.is_some_and(|phone| phone.digits().contains(digits.as_str())),
            Self::Code(code) => order.code == *code,
            Self::Word {
                column: "initials",
                from,
            } => hangul::initials(name).starts_with(from.as_str()),
            Self::Word { from, .. } => name.to_lowercase().starts_with(&from.to_lowercase()),
        }
    }
}

/// The first word, by bytes, that does not begin with `from`.
pub fn end_of(from: &str) -> String {
    format!("{from}\u{10ffff}")
}
