//! Korean mobile numbers: where the texts go, and how most customers are found.
//!
//! Only mobiles can receive a text, so only mobiles are taken. Numbers are stored as digits; the
//! old prefixes 011 and 016 to 019 still exist with three or four middle digits, 010 has four.
//! Invisible characters are dropped: address books of telephones wrap a copied number in them.

use std::fmt;

use thiserror::Error;

use super::{
    digits::{ascii_digit, is_dash},
    text::is_hidden,
};

/// A mobile number as 10 or 11 digits that begin with 01.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

/// Why a text is not a mobile number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PhoneFault {
    #[error("a phone number is missing")]
    Empty,
    #[error("not a Korean mobile number, which begins with 010, 011 or 016 to 019")]
    NotMobile,
    #[error("a mobile number has the wrong number of digits, 010-1234-5678 has 11")]
    Length,
    #[error("'{0}' does not belong in a phone number")]
    Letter(char),
}

impl Phone {
    /// Reads `010-1234-5678`, `01012345678`, `010.1234.5678`, `+82 10 1234 5678` and full-width digits.
    pub fn parse(text: &str) -> Result<Phone, PhoneFault> {
        let mut digits = String::with_capacity(16);
        let mut abroad = false;
        for c in text.chars().filter(|c| !is_hidden(*c)) {
            if let Some(digit) = ascii_digit(c) {
                digits.push(digit);
            } else if matches!(c, '+' | '＋') && digits.is_empty() && !abroad {
                abroad = true;
            } else if !(c.is_whitespace() || is_dash(c) || matches!(c, '.' | '．')) {
                return Err(PhoneFault::Letter(c));
            }
        }
        if digits.is_empty() {
            return Err(PhoneFault::Empty);
        }
        // No Korean number begins with 82, so the country code is known without its plus.
        let national = match digits.strip_prefix("82") {
            Some(rest) => format!("0{}", rest.strip_prefix('0').unwrap_or(rest)),
            None if abroad => return Err(PhoneFault::NotMobile),
            None => digits,
        };
        check(&national)?;
        Ok(Phone(national))
    }

    /// All digits, as stored and as sent to the gateway.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// The last four digits, by which the desk searches.
    pub fn last4(&self) -> &str {
        self.parts().2
    }

    /// The number for logs and public screens: `010-****-5678`.
    pub fn masked(&self) -> String {
        let (prefix, middle, last) = self.parts();
        format!("{prefix}-{}-{last}", "*".repeat(middle.len()))
    }

    fn parts(&self) -> (&str, &str, &str) {
        let (prefix, rest) = self.0.split_at_checked(3).unwrap_or_default();
        let (middle, last) = rest.split_at_checked(rest.len().saturating_sub(4)).unwrap_or_default();
        (prefix, middle, last)
    }
}

fn check(digits: &str) -> Result<(), PhoneFault> {
    let lengths = match digits.get(..3) {
        Some("010") => 11..=11,
        Some("011" | "016" | "017" | "018" | "019") => 10..=11,
        None if "01".starts_with(digits) => return Err(PhoneFault::Length),
        Some(_) | None => return Err(PhoneFault::NotMobile),
    };
    if lengths.contains(&digits.len()) {
        Ok(())
    } else {
        Err(PhoneFault::Length)
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (prefix, middle, last) = self.parts();
        f.pad(&format!("{prefix}-{middle}-{last}"))
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phone({})", self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_usual_writing_gives_the_same_digits() {
        for text in [
            "01012345678",
            "010-1234-5678",
            " 010 1234 5678 ",
            "010.1234.5678",
            "010–1234–5678",
            "+82 10-1234-5678",
            "+82 010 1234 5678",
            "+821012345678",
            "82-10-1234-5678",
            "０１０－１２３４－５６７８",
            "\u{202A}010-1234-5678\u{202C}",
        ] {
            let phone = Phone::parse(text).unwrap();
            assert_eq!(phone.digits(), "01012345678", "{text}");
            assert_eq!(phone.to_string(), "010-1234-5678");
        }
    }

    #[test]
    fn old_prefixes_have_three_or_four_middle_digits() {
        for (text, shown) in [
            ("0112345678", "011-234-5678"),
            ("01612345678", "016-1234-5678"),
            ("0171234567", "017-123-4567"),
            ("018 1234 5678", "018-1234-5678"),
            ("019.123.4567", "019-123-4567"),
        ] {
            assert_eq!(Phone::parse(text).unwrap().to_string(), shown);
        }
    }

    #[test]
    fn what_cannot_receive_a_text_is_refused() {
        for (text, fault) in [
            ("", PhoneFault::Empty),
            (" - ", PhoneFault::Empty),
            ("+", PhoneFault::Empty),
            ("02-123-4567", PhoneFault::NotMobile),
            ("031-123-4567", PhoneFault::NotMobile),
            ("070-1234-5678", PhoneFault::NotMobile),
            ("1588-1234", PhoneFault::NotMobile),
            ("015-1234-5678", PhoneFault::NotMobile),
            ("+1 202 555 0100", PhoneFault::NotMobile),
            ("+010 1234 5678", PhoneFault::NotMobile),
            ("010-123-4567", PhoneFault::Length),
            ("010-1234-56789", PhoneFault::Length),
            ("0", PhoneFault::Length),
            ("010", PhoneFault::Length),
            ("011-12-3456", PhoneFault::Length),
            ("010-1234-567a", PhoneFault::Letter('a')),
            ("010-1234-5678 내선", PhoneFault::Letter('내')),
            ("010+12345678", PhoneFault::Letter('+')),
            ("010😀", PhoneFault::Letter('😀')),
        ] {
            assert_eq!(Phone::parse(text), Err(fault), "{text}");
        }
        assert_eq!(Phone::parse(&"1".repeat(2_000)), Err(PhoneFault::NotMobile));
        assert_eq!(Phone::parse(&"010".repeat(700)), Err(PhoneFault::Length));
    }

    #[test]
    fn the_middle_is_masked() {
        let phone = Phone::parse("01012345678").unwrap();
        assert_eq!(phone.masked(), "010-****-5678");
        assert_eq!(phone.last4(), "5678");
        assert_eq!(format!("{phone:?}"), "Phone(010-****-5678)");
        assert_eq!(Phone::parse("0112345678").unwrap().masked(), "011-***-5678");
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_reads_back(text in any::<String>()) {
            if let Ok(phone) = Phone::parse(&text) {
                prop_assert_eq!(Phone::parse(&phone.to_string()), Ok(phone));
            }
        }

        #[test]
        fn every_010_number_is_taken(middle in "[0-9]{4}", last in "[0-9]{4}") {
            let phone = Phone::parse(&format!("010-{middle}-{last}")).unwrap();
            prop_assert_eq!(phone.last4(), &last);
            prop_assert_eq!(phone.to_string(), format!("010-{middle}-{last}"));
        }
    }
}
