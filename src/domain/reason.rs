//! Why an order was cancelled or rejected, or a day closed: one line of free text.
//!
//! A reason is sent to the customer in a text, so it obeys the same rules as a name, but any
//! encodable character may stand in it. A hundred characters are at most 200 of the 2,000 bytes.

use super::text::{self, TextFault};

/// One line of 1 to 100 characters that an SMS can carry.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reason(String);

impl Reason {
    /// The longest reason in characters.
    pub const LIMIT: usize = 100;

    /// Cleans and checks a reason as typed.
    pub fn parse(text: &str) -> Result<Reason, TextFault> {
        let reason = text::clean(text);
        text::check(&reason, Self::LIMIT)?;
        Ok(Reason(reason))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_reason_is_one_clean_line() {
        let reason = Reason::parse("  내시경실  점검 (12/1) → 연기 & 재예약! ").unwrap();
        assert_eq!(reason.as_str(), "내시경실 점검 (12/1) → 연기 & 재예약!");
    }

    #[test]
    fn a_reason_is_never_empty_nor_above_the_limit() {
        assert_eq!(Reason::parse("  "), Err(TextFault::Empty));
        assert!(Reason::parse(&"가".repeat(100)).is_ok());
        assert_eq!(Reason::parse(&"가".repeat(101)), Err(TextFault::TooLong { limit: 100 }));
    }

    #[test]
    fn numbers_that_are_never_stored_are_refused() {
        assert_eq!(
            Reason::parse("본인 확인 900101-1234567"),
            Err(TextFault::ResidentNumber)
        );
        assert_eq!(
            Reason::parse("환불 카드 4111 1111 1111 1111"),
            Err(TextFault::CardNumber)
        );
        assert_eq!(Reason::parse("햔 글자"), Err(TextFault::Unencodable('햔')));
    }

    proptest! {
        #[test]
        fn parsing_never_panics(text in any::<String>()) {
            let _ = Reason::parse(&text);
        }
    }
}
