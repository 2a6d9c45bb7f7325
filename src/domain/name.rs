//! The name of a customer, as it is printed on the roster and sent in texts.
//!
//! A name that EUC-KR cannot carry (펲, 햔) is refused while the customer is still there to be
//! asked. Forty bytes, twenty syllables, is longer than any name on a Korean identity card.
//! Debug output is masked, because logs outlive the visit.

use std::fmt;

use super::{
    hangul, ksx1001,
    text::{self, TextFault},
};

/// A name of 1 to 40 EUC-KR bytes: letters, digits, blanks and `- . ' ( ) /`, composed (NFC). Or none at
/// all: the origin's API takes an order that says nothing but the package.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonName(String);

impl PersonName {
    /// The longest name in EUC-KR bytes.
    pub const LIMIT: usize = 40;

    /// Cleans and checks a name as typed.
    pub fn parse(text: &str) -> Result<PersonName, TextFault> {
        let name = text::clean(text);
        text::check(&name, Self::LIMIT)?;
        if let Some(c) = name.chars().find(|c| !belongs(*c)) {
            return Err(TextFault::Letter(c));
        }
        match ksx1001::byte_len(&name) {
            Ok(bytes) if bytes <= Self::LIMIT => Ok(PersonName(name)),
            Ok(_) => Err(TextFault::TooLong { limit: Self::LIMIT }),
            Err(c) => Err(TextFault::Unencodable(c)),
        }
    }

    /// Of a customer who gave no name.
    pub const fn unknown() -> PersonName {
        PersonName(String::new())
    }

    /// Whether there is one.
    pub const fn is_known(&self) -> bool {
        !self.0.is_empty()
    }

    /// The whole name; empty when it is not known.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name for logs and public screens: `홍*동`, `김*`, `j***`.
    pub fn masked(&self) -> String {
        let letters: Vec<char> = self.0.chars().collect();
        match letters.as_slice() {
            [first, ..] if first.is_ascii() => format!("{first}***"),
            [first, middle @ .., last] if !middle.is_empty() => {
                format!("{first}{}{last}", "*".repeat(middle.len()))
            }
            [first, _] => format!("{first}*"),
            [] | [..] => "*".to_owned(),
        }
    }

    /// The initial consonants, for the search by 초성: `ㅎㄱㄷ`.
    pub fn initials(&self) -> String {
        hangul::initials(&self.0)
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PersonName({})", self.masked())
    }
}

fn belongs(c: char) -> bool {
    c.is_alphabetic() || c.is_numeric() || matches!(c, ' ' | '-' | '.' | '\'' | '(' | ')' | '/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn name(text: &str) -> PersonName {
        PersonName::parse(text).unwrap()
    }

    #[test]
    fn names_of_customers_are_taken() {
        for text in [
            "홍길동",
            "김",
            "jung",
            "O'Brien",
            "Anne-Marie St. John",
            "洪吉童",
            "やまだ",
            "김철수(2)",
            "Kim/김철수",
            "남궁 민수",
        ] {
            assert_eq!(name(text).as_str(), text);
        }
        assert_eq!(name("  홍  길동\n").as_str(), "홍 길동");
    }

    #[test]
    fn a_decomposed_name_is_composed() {
        let name = name("\u{1112}\u{1169}\u{11BC}\u{1100}\u{1175}\u{11AF}\u{1103}\u{1169}\u{11BC}");
        assert_eq!(name.as_str(), "홍길동");
    }

    #[test]
    fn what_is_not_a_name_is_refused() {
        for (text, fault) in [
            ("", TextFault::Empty),
            (" \u{3000}", TextFault::Empty),
            ("홍길동; DROP", TextFault::Letter(';')),
            ("<b>", TextFault::Letter('<')),
            ("a@b", TextFault::Letter('@')),
            ("홍★", TextFault::Letter('★')),
            ("펲시", TextFault::Unencodable('펲')),
            ("홍햔", TextFault::Unencodable('햔')),
            ("José", TextFault::Unencodable('é')),
            ("홍😀", TextFault::Unencodable('😀')),
            ("홍\u{200B}길동", TextFault::Hidden),
            ("\u{3164}", TextFault::Hidden),
            ("홍\n길동", TextFault::Control),
            ("홍\t010", TextFault::Control),
            ("900101-1234567", TextFault::ResidentNumber),
            ("4111-1111-1111-1111", TextFault::CardNumber),
        ] {
            assert_eq!(PersonName::parse(text), Err(fault), "{text:?}");
        }
    }

    #[test]
    fn forty_bytes_are_the_limit() {
        assert!(PersonName::parse(&"가".repeat(20)).is_ok());
        assert!(PersonName::parse(&"a".repeat(40)).is_ok());
        let too_long = Err(TextFault::TooLong { limit: 40 });
        for text in [
            "가".repeat(21),
            "a".repeat(41),
            format!("{}a", "가".repeat(20)),
            "펲".repeat(2_000),
            "1234567890".repeat(200),
        ] {
            assert_eq!(PersonName::parse(&text), too_long);
        }
    }

    #[test]
    fn a_masked_name_keeps_its_ends() {
        for (text, masked) in [
            ("홍길동", "홍*동"),
            ("김철", "김*"),
            ("김", "*"),
            ("남궁민수", "남**수"),
            ("jung", "j***"),
            ("j", "j***"),
            ("Kim Chul-su", "K***"),
        ] {
            assert_eq!(name(text).masked(), masked, "{text}");
        }
        assert_eq!(format!("{:?}", name("홍길동")), "PersonName(홍*동)");
    }

    #[test]
    fn a_name_is_found_by_its_initials() {
        assert_eq!(name("홍길동").initials(), "ㅎㄱㄷ");
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_reads_back(text in any::<String>()) {
            if let Ok(name) = PersonName::parse(&text) {
                prop_assert_eq!(PersonName::parse(name.as_str()), Ok(name));
            }
        }

        #[test]
        fn debug_never_shows_a_whole_korean_name(text in "[가나다라마]{2,8}") {
            let shown = format!("{:?}", name(&text));
            prop_assert!(!shown.contains(&text));
        }
    }
}
