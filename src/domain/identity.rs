//! Numbers that must never be stored: resident registration numbers and card numbers.
//!
//! Customers dictate them and desks paste them into any field that is free text. Since October 2020
//! the last digits of a resident number are random, so its shape decides, not its old check digit.
//! One random long number in ten passes Luhn; to keep two phone numbers in a row writable, a
//! number in groups counts as a card only when it is grouped or begins like one.

use jiff::civil::Date;

use super::digits::{ascii_digit, is_dash};

/// At most this many blanks, hyphens and the like inside one number: `900101 - 1234567`.
const SEPARATORS: usize = 3;

/// Whether the text contains something of the shape of a resident or alien registration number:
/// a six-digit date, then seven digits of which the first is 1 to 8.
pub fn has_resident_number(text: &str) -> bool {
    runs(text, |c| {
        c.is_whitespace() || is_dash(c) || matches!(c, '.' | '/' | '·' | '_' | '~' | ',')
    })
    .iter()
    .any(|groups| {
        let joined = groups
            .iter()
            .any(|group| group.len() == 13 && group.split_at_checked(6).is_some_and(is_resident_pair));
        let split = groups.windows(2).any(|pair| {
            let [front, back] = pair else { return false };
            // 19900101-1234567 is as much of a leak as 900101-1234567.
            let start = front.len().saturating_sub(6);
            let date = front.get(start..).unwrap_or_default();
            date.len() == 6 && is_resident_pair((date, back))
        });
        joined || split
    })
}

/// Whether the text contains a payment card number: 13 to 19 digits that satisfy Luhn, also in
/// groups with blanks or hyphens between.
pub fn has_card_number(text: &str) -> bool {
    runs(text, |c| c.is_whitespace() || is_dash(c)).iter().any(|groups| {
        // A card has at most five groups.
        let grouped_like_one = (0..groups.len()).any(|start| {
            (start + 1..=groups.len().min(start + 5)).any(|end| {
                let window = groups.get(start..end).unwrap_or_default();
                is_card_grouping(window) && passes_luhn(&window.concat())
            })
        });
        let whole = groups.concat();
        grouped_like_one || (begins_like_card(&whole) && passes_luhn(&whole))
    })
}

/// Runs of digit groups in ASCII, each group parted from the next by one to three separators.
fn runs(text: &str, is_separator: impl Fn(char) -> bool) -> Vec<Vec<String>> {
    let mut runs: Vec<Vec<String>> = Vec::new();
    let mut gap = usize::MAX;
    for c in text.chars() {
        if let Some(digit) = ascii_digit(c) {
            if gap > SEPARATORS {
                runs.push(Vec::new());
            }
            if let Some(run) = runs.last_mut() {
                match run.last_mut() {
                    Some(group) if gap == 0 => group.push(digit),
                    Some(_) | None => run.push(digit.to_string()),
                }
            }
            gap = 0;
        } else if is_separator(c) {
            gap = gap.saturating_add(1);
        } else {
            gap = usize::MAX;
        }
    }
    runs
}

fn is_resident_pair((date, rest): (&str, &str)) -> bool {
    let century = match rest.as_bytes().first() {
        Some(b'1' | b'2' | b'5' | b'6') => 1900,
        Some(b'3' | b'4' | b'7' | b'8') => 2000,
        Some(_) | None => return false,
    };
    let number = |range: std::ops::Range<usize>| date.get(range)?.parse::<i16>().ok();
    let (Some(year), Some(month), Some(day)) = (number(0..2), number(2..4), number(4..6)) else {
        return false;
    };
    let small = |n: i16| i8::try_from(n).unwrap_or_default();
    rest.len() == 7 && Date::new(century + year, small(month), small(day)).is_ok()
}

/// One block, 4-4-4-…, or the 4-6-5 and 4-6-4 of American Express and Diners.
fn is_card_grouping(groups: &[String]) -> bool {
    let lengths: Vec<usize> = groups.iter().map(String::len).collect();
    match lengths.as_slice() {
        [_] | [4, 6, 4 | 5] | [4, 4, 4, 1..=7] | [4, 4, 4, 4, 1..=3] => true,
        [4, 4, rest] => (5..=11).contains(rest),
        _ => false,
    }
}

/// The leading digits of the card networks seen in Korea: 3 to 6, 9 (domestic), 2221 to 2720.
fn begins_like_card(digits: &str) -> bool {
    let four = digits.get(..4).and_then(|four| four.parse::<u16>().ok());
    digits.starts_with(['3', '4', '5', '6', '9']) || four.is_some_and(|four| (2221..=2720).contains(&four))
}

fn passes_luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(index, byte)| {
            let digit = u32::from(byte.saturating_sub(b'0'));
            match (index % 2, digit) {
                (0, _) => digit,
                (_, 0..=4) => digit * 2,
                (_, _) => digit * 2 - 9,
            }
        })
        .sum();
    // A row of zeros satisfies Luhn, and is nobody's card.
    (13..=19).contains(&digits.len()) && sum > 0 && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn resident_numbers_are_found_in_every_writing() {
        for text in [
            "900101-1234567",
            "9001011234567",
            "900101 1234567",
            "주민번호 900101-2345678입니다",
            "900101 - 1234567",
            "900101–1234567",
            "９００１０１－１２３４５６７",
            "19900101-1234567",
            "050229 5123456 / 040229-3123456",
            "901231-8123456",
            "홍길동(0402293123456)",
        ] {
            assert!(has_resident_number(text), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_not_resident_numbers() {
        for text in [
            "",
            "900101",
            "900101-1",
            "900101-1******",
            "901301-1234567",
            "900132-1234567",
            "010229-3123456",
            "900101-9234567",
            "900101-0234567",
            "900101-12345678",
            "90010112345678",
            "010-1234-5678",
            "2026-12-01 08:30",
            "900101 홍길동 1234567",
        ] {
            assert!(!has_resident_number(text), "{text}");
        }
    }

    #[test]
    fn card_numbers_are_found_in_every_writing() {
        for text in [
            "4111111111111111",
            "4111-1111-1111-1111",
            "4111 1111 1111 1111",
            "카드 4111 - 1111 - 1111 - 1111 입니다",
            "４１１１１１１１１１１１１１１１",
            "3782-822463-10005",
            "378282246310005",
            "4222222222222",
            "6304000000000000000",
            "1234-5678-1234-5670",
            "411111-1111111111",
            "010-1234-5678 4111-1111-1111-1111",
        ] {
            assert!(has_card_number(text), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_not_card_numbers() {
        for text in [
            "",
            "4111-1111-1111-1112",
            "4111111111111111111111",
            "411111111111",
            "0000000000000000",
            "010-1234-5678",
            "승인번호 30012345",
            "2026-12-01 08:30 010-1234-5678",
        ] {
            assert!(!has_card_number(text), "{text}");
        }
    }

    #[test]
    fn two_phone_numbers_in_a_row_are_never_a_card() {
        for last in 0..10 {
            let text = format!("010-1234-567{last} 02-123-4567");
            assert!(!has_card_number(&text), "{text}");
            let text = format!("2026-12-01 010-1234-567{last}");
            assert!(!has_card_number(&text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_looked_through(text in any::<String>()) {
            let _ = (has_resident_number(&text), has_card_number(&text));
        }

        #[test]
        fn exactly_one_last_digit_makes_sixteen_digits_a_card(front in "[1-9][0-9]{14}") {
            let cards = (0..10).filter(|last| has_card_number(&format!("{front}{last}"))).count();
            prop_assert_eq!(cards, 1);
        }
    }
}
