//! The booking code, which customers read out on the telephone.
//!
//! Forty random bits as eight Crockford base-32 symbols and a check symbol from the same 32. The
//! nine symbols are a word of a linear code over GF(32) (x^5 + x^2 + 1): weighted with the powers
//! a^8 … a^0 of a primitive element they add up to zero. All weights are non-zero and distinct, so
//! every single wrong symbol and every swap of two symbols is caught, which Crockford's own check
//! (modulo 37) achieves only with five symbols more. A code is never all digits: the order id is.

use std::fmt;

use thiserror::Error;

const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const DATA: usize = 8;
const LENGTH: usize = DATA + 1;

/// Eight symbols and their check symbol, at least one of the nine a letter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BookingCode(String);

/// Why a text is not a booking code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CodeFault {
    #[error("a booking code has nine letters and digits, like 7K3M-9QWZ-1")]
    Length,
    #[error("'{0}' does not occur in booking codes")]
    Symbol(char),
    #[error("this booking code is mistyped: its last symbol does not fit the others")]
    Check,
    #[error("only digits: this is an order number, not a booking code")]
    Numeric,
}

impl BookingCode {
    /// The code of the low 40 bits; `None` when all nine symbols are digits (once in 35,000 draws).
    pub fn from_random(bits: u64) -> Option<BookingCode> {
        let data: [u8; DATA] = std::array::from_fn(|index| {
            let shift = 5 * (DATA - 1 - index);
            u8::try_from((bits >> shift) & 31).unwrap_or_default()
        });
        let code: String = data.iter().chain([&weigh(&data)]).map(symbol).collect();
        (!is_numeric(&code)).then_some(BookingCode(code))
    }

    /// Reads a code as dictated: any case, with or without hyphens and blanks, O for 0, I or L for 1.
    pub fn parse(text: &str) -> Result<BookingCode, CodeFault> {
        let mut values = Vec::with_capacity(LENGTH);
        for c in text.chars().filter(|c| *c != '-' && !c.is_whitespace()) {
            values.push(value(c).ok_or(CodeFault::Symbol(c))?);
            if values.len() > LENGTH {
                return Err(CodeFault::Length);
            }
        }
        let Some((data, [check])) = values.split_at_checked(DATA) else {
            return Err(CodeFault::Length);
        };
        let code: String = values.iter().map(symbol).collect();
        if is_numeric(&code) {
            return Err(CodeFault::Numeric);
        }
        if weigh(data) != *check {
            return Err(CodeFault::Check);
        }
        Ok(BookingCode(code))
    }

    /// The nine symbols without hyphens, as stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BookingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (front, rest) = self.0.split_at_checked(4).unwrap_or_default();
        let (back, check) = rest.split_at_checked(4).unwrap_or_default();
        f.pad(&format!("{front}-{back}-{check}"))
    }
}

/// The check value: the data weighted with a^8 … a^1, by Horner's rule.
fn weigh(data: &[u8]) -> u8 {
    data.iter().fold(0, |sum, value| times_a(sum ^ value))
}

/// Multiplication by the primitive element of GF(32).
fn times_a(value: u8) -> u8 {
    let doubled = value << 1;
    if doubled & 32 == 0 {
        doubled
    } else {
        doubled ^ 0b10_0101
    }
}

fn symbol(value: &u8) -> char {
    SYMBOLS.get(usize::from(*value)).map_or('0', |byte| char::from(*byte))
}

fn value(c: char) -> Option<u8> {
    let byte = match c.to_ascii_uppercase() {
        'O' => b'0',
        'I' | 'L' => b'1',
        c => u8::try_from(c).ok()?,
    };
    let index = SYMBOLS.iter().position(|symbol| *symbol == byte)?;
    u8::try_from(index).ok()
}

fn is_numeric(code: &str) -> bool {
    code.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(bits: u64) -> BookingCode {
        BookingCode::from_random(bits).unwrap()
    }

    #[test]
    fn a_code_is_shown_in_groups_and_stored_without() {
        let code = BookingCode::parse("7k3m9qwzl").unwrap();
        assert_eq!(code.to_string(), "7K3M-9QWZ-1");
        assert_eq!(code.as_str(), "7K3M9QWZ1");
    }

    #[test]
    fn a_dictated_code_is_understood() {
        let expected = code(0x1 << 35 | 0x1 << 30 | 0xA);
        assert!(expected.as_str().starts_with("1100000A"));
        let check = &expected.as_str()[8..];
        for text in [
            format!("1100-000A-{check}"),
            format!("iLoO-Oo0a-{check}"),
            format!(" l1 00 00 0A {} ", check.to_lowercase()),
        ] {
            assert_eq!(BookingCode::parse(&text), Ok(expected.clone()), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_code_is_refused() {
        for (text, fault) in [
            ("", CodeFault::Length),
            ("7K3M-9QWZ", CodeFault::Length),
            ("7K3M-9QWZ-11", CodeFault::Length),
            ("7K3M-9QWZ-U", CodeFault::Symbol('U')),
            ("7K3M-9QWZ-한", CodeFault::Symbol('한')),
            ("7K3M-9QWZ-N", CodeFault::Check),
            ("123456789", CodeFault::Numeric),
            ("12", CodeFault::Length),
        ] {
            assert_eq!(BookingCode::parse(text), Err(fault), "{text}");
        }
        assert_eq!(BookingCode::parse(&"A".repeat(2_000)), Err(CodeFault::Length));
    }

    #[test]
    fn a_code_is_never_a_number() {
        assert_eq!(BookingCode::from_random(0), None, "000000000");
        let numeric = (0..10_000u64)
            .map(|n| {
                // Eight decimal digits as symbols; one in three has a digit for its check too.
                let digits = format!("{n:08}");
                digits.bytes().fold(0, |bits, b| bits << 5 | u64::from(b - b'0'))
            })
            .filter(|bits| BookingCode::from_random(*bits).is_none())
            .count();
        assert!((2_000..4_500).contains(&numeric), "{numeric}");
    }

    proptest! {
        #[test]
        fn every_code_reads_back(bits: u64) {
            if let Some(code) = BookingCode::from_random(bits) {
                prop_assert_eq!(BookingCode::parse(&code.to_string()), Ok(code.clone()));
                prop_assert_eq!(BookingCode::from_random(bits & 0xFF_FFFF_FFFF), Some(code));
            }
        }

        #[test]
        fn different_bits_give_different_codes(a in 0u64..1 << 40, b in 0u64..1 << 40) {
            let (first, second) = (BookingCode::from_random(a), BookingCode::from_random(b));
            prop_assert!(a == b || first.is_none() || first != second);
        }

        #[test]
        fn every_single_wrong_symbol_is_caught(bits: u64, at in 0..LENGTH, by in 1usize..32) {
            let Some(code) = BookingCode::from_random(bits) else { return Ok(()) };
            let mut bytes = code.as_str().as_bytes().to_vec();
            let old = SYMBOLS.iter().position(|symbol| *symbol == bytes[at]).unwrap();
            bytes[at] = SYMBOLS[(old + by) % 32];
            let wrong = String::from_utf8(bytes).unwrap();
            prop_assert!(BookingCode::parse(&wrong).is_err(), "{} for {}", wrong, code);
        }

        #[test]
        fn every_swap_is_caught(bits: u64, a in 0..LENGTH, b in 0..LENGTH) {
            let Some(code) = BookingCode::from_random(bits) else { return Ok(()) };
            let mut bytes = code.as_str().as_bytes().to_vec();
            bytes.swap(a, b);
            let swapped = String::from_utf8(bytes).unwrap();
            let caught = BookingCode::parse(&swapped).is_err();
            prop_assert_eq!(caught, swapped != code.as_str(), "{} for {}", swapped, code);
        }

        #[test]
        fn parsing_never_panics(text in any::<String>()) {
            let _ = BookingCode::parse(&text);
        }
    }
}
