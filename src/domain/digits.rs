//! Digits as people type them: a Korean input method left in full-width mode writes `０１０`.
//!
//! Every number that is read or looked for in a text passes through here first, so a resident
//! number in full-width digits is found as surely as one in ASCII.

/// The ASCII form of an ASCII or full-width digit; `None` for anything else.
pub fn ascii_digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10),
        _ => None,
    }
}

/// Whether the character is a hyphen, a dash or a minus of any kind that a keyboard or a paste brings.
pub fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '－' | 'ー' | '\u{3161}'
    )
}

/// The text with full-width digits as ASCII ones and every kind of dash as a hyphen.
pub fn fold(text: &str) -> String {
    text.chars()
        .map(|c| if is_dash(c) { '-' } else { ascii_digit(c).unwrap_or(c) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_digits_and_dashes_become_ascii() {
        assert_eq!(fold("０１０－１２３４–５６７８"), "010-1234-5678");
        assert_eq!(fold("홍길동 1호"), "홍길동 1호");
        assert_eq!(ascii_digit('９'), Some('9'));
        assert_eq!(ascii_digit('٣'), None);
        assert_eq!(ascii_digit('일'), None);
    }
}
