//! Free text as it is accepted: names, reasons and notes, from keyboards, pastes and scripts.
//!
//! A text is cleaned first (macOS sends Hangul decomposed, files begin with a byte order mark) and
//! then checked once, here, so every field refuses the same things: what an SMS cannot carry, what
//! a screen cannot show, and the numbers that may not be stored.

use thiserror::Error;
use unicode_normalization::UnicodeNormalization;

use super::{identity, ksx1001};

/// Why a text was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TextFault {
    #[error("is empty")]
    Empty,
    /// The limit of the field, in its own unit: characters, or EUC-KR bytes for a name.
    #[error("is too long, the limit is {limit}")]
    TooLong { limit: usize },
    #[error("contains a line break, a tab or another control character")]
    Control,
    #[error("contains an invisible character")]
    Hidden,
    #[error("contains a resident registration number, which is never stored")]
    ResidentNumber,
    #[error("contains a card number, which is never stored")]
    CardNumber,
    #[error("contains '{0}', which an SMS cannot carry")]
    Unencodable(char),
    #[error("contains '{0}', which does not belong in a name")]
    Letter(char),
}

/// The text composed (NFC), without a leading byte order mark, trimmed, and with every run of
/// blanks inside as one blank. Tabs and line breaks inside stay, to be refused by [`check`].
pub fn clean(text: &str) -> String {
    let text = text.trim_start_matches('\u{FEFF}').trim();
    let mut out = String::with_capacity(text.len());
    for c in text.nfc() {
        if c.is_whitespace() && !is_control(c) {
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// Checks a cleaned text of at most `limit` characters; the first fault in the order of
/// [`TextFault`] is reported.
pub fn check(text: &str, limit: usize) -> Result<(), TextFault> {
    if text.trim().is_empty() {
        return Err(TextFault::Empty);
    }
    if text.chars().nth(limit).is_some() {
        return Err(TextFault::TooLong { limit });
    }
    if text.chars().any(is_control) {
        return Err(TextFault::Control);
    }
    if text.chars().any(is_hidden) {
        return Err(TextFault::Hidden);
    }
    if identity::has_resident_number(text) {
        return Err(TextFault::ResidentNumber);
    }
    if identity::has_card_number(text) {
        return Err(TextFault::CardNumber);
    }
    match ksx1001::first_unencodable(text) {
        Some(c) => Err(TextFault::Unencodable(c)),
        None => Ok(()),
    }
}

/// A letter to be shown in a refusal of it; one that can't be seen by its number: `U+200B`.
pub fn shown(letter: char) -> String {
    if is_control(letter) || is_hidden(letter) {
        format!("U+{:04X}", u32::from(letter))
    } else {
        letter.to_string()
    }
}

/// What somebody typed, to be shown in a refusal of it: the beginning, without what disturbs a screen.
pub fn excerpt(text: &str) -> String {
    excerpt_of(text, 40)
}

/// As [`excerpt`], with so many characters of it.
pub fn excerpt_of(text: &str, enough: usize) -> String {
    let mut seen = text.trim().chars().filter(|c| !is_control(*c) && !is_hidden(*c));
    let mut shown: String = seen.by_ref().take(enough).collect();
    if seen.next().is_some() {
        shown.push('…');
    }
    shown
}

/// Whether the character is a control character, a line or a paragraph separator.
pub fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Whether the character is shown as nothing or turns the text around it: bidirectional controls,
/// zero-width characters, variation selectors, tags and the Hangul fillers.
pub fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}'
            | '\u{034F}'
            | '\u{061C}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{17B4}'
            | '\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cleaning_composes_trims_and_joins_blanks() {
        assert_eq!(clean("\u{FEFF}  \u{1112}\u{1169}\u{11BC}길동 \r\n"), "홍길동");
        assert_eq!(clean("홍  \u{3000}\u{A0}길동"), "홍 길동");
        assert_eq!(clean(" \u{3000} "), "");
        assert_eq!(clean("가\n나\t다"), "가\n나\t다");
    }

    #[test]
    fn ordinary_texts_pass() {
        for text in ["개인 사정", "고객 요청: 12/1 08:30 → 12/2 (전화 010-1234-5678)", "a"] {
            assert_eq!(check(text, 100), Ok(()), "{text}");
        }
    }

    #[test]
    fn each_fault_is_named() {
        for (text, fault) in [
            ("", TextFault::Empty),
            (" ", TextFault::Empty),
            ("가나다라마바사아자차카", TextFault::TooLong { limit: 10 }),
            ("가\n나", TextFault::Control),
            ("가\u{0}나", TextFault::Control),
            ("가\u{1B}[31m", TextFault::Control),
            ("가\u{85}나", TextFault::Control),
            ("가\u{2028}나", TextFault::Control),
            ("가\u{200B}나", TextFault::Hidden),
            ("가\u{202E}나", TextFault::Hidden),
            ("가\u{2066}나", TextFault::Hidden),
            ("\u{115F}", TextFault::Hidden),
            ("\u{1160}", TextFault::Hidden),
            ("\u{3164}", TextFault::Hidden),
            ("\u{FFA0}", TextFault::Hidden),
            ("가\u{AD}나", TextFault::Hidden),
            ("가펲나", TextFault::Unencodable('펲')),
            ("3 ₩", TextFault::Unencodable('₩')),
            ("감사😀", TextFault::Unencodable('😀')),
        ] {
            assert_eq!(check(text, 10), Err(fault), "{text:?}");
        }
        assert_eq!(check("주민번호 900101-1234567", 100), Err(TextFault::ResidentNumber));
        assert_eq!(check("카드 4111 1111 1111 1111", 100), Err(TextFault::CardNumber));
    }

    #[test]
    fn the_limit_itself_is_allowed() {
        assert_eq!(check(&"가".repeat(100), 100), Ok(()));
        assert_eq!(check(&"가".repeat(101), 100), Err(TextFault::TooLong { limit: 100 }));
    }

    #[test]
    fn a_fault_says_what_was_refused() {
        assert_eq!(
            TextFault::Unencodable('펲').to_string(),
            "contains '펲', which an SMS cannot carry"
        );
        assert_eq!(
            TextFault::TooLong { limit: 100 }.to_string(),
            "is too long, the limit is 100"
        );
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text in any::<String>()) {
            let once = clean(&text);
            prop_assert_eq!(clean(&once), once);
        }

        #[test]
        fn what_passes_can_be_sent(text in any::<String>()) {
            let text = clean(&text);
            if check(&text, 50).is_ok() {
                prop_assert!(ksx1001::byte_len(&text).is_ok_and(|bytes| bytes <= 100));
                prop_assert!(!text.chars().any(|c| is_control(c) || is_hidden(c)));
            }
        }
    }
}
