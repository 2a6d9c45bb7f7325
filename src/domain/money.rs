//! Amounts of won.
//!
//! A won has no minor unit, so an amount is one integer and a percentage is rounded down to a whole
//! won: a refund may be a won short of the exact share, never a won above what was charged. The
//! ceiling of 1,000,000,000 catches a mistyped price long before any arithmetic could overflow.

use std::fmt;

use thiserror::Error;

/// A price, a charge or a refund: 0 to 1,000,000,000 won.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Won(i64);

/// Why a number is not an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum MoneyFault {
    #[error("an amount cannot be negative: {0} won")]
    Negative(i64),
    #[error("an amount cannot be above 1,000,000,000 won: {0} won")]
    TooMuch(i64),
}

impl Won {
    pub const ZERO: Won = Won(0);
    /// The largest amount, 1,000,000,000 won.
    pub const MAX: Won = Won(1_000_000_000);

    /// An amount of whole won; refuses what is below zero or above [`Won::MAX`].
    pub fn new(won: i64) -> Result<Won, MoneyFault> {
        if won < 0 {
            Err(MoneyFault::Negative(won))
        } else if won > Won::MAX.0 {
            Err(MoneyFault::TooMuch(won))
        } else {
            Ok(Won(won))
        }
    }

    /// The number of won.
    pub fn get(self) -> i64 {
        self.0
    }

    /// That share of the amount, rounded down to a whole won; above 100 counts as 100.
    pub fn percent(self, percent: u8) -> Won {
        Won(self.0 * i64::from(percent.min(100)) / 100)
    }
}

impl fmt::Display for Won {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        f.pad(&grouped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_bounded() {
        assert_eq!(Won::new(0), Ok(Won::ZERO));
        assert_eq!(Won::new(1_000_000_000), Ok(Won::MAX));
        assert_eq!(Won::new(-1), Err(MoneyFault::Negative(-1)));
        assert_eq!(Won::new(1_000_000_001), Err(MoneyFault::TooMuch(1_000_000_001)));
        assert_eq!(Won::new(i64::MIN), Err(MoneyFault::Negative(i64::MIN)));
        assert_eq!(Won::new(i64::MAX), Err(MoneyFault::TooMuch(i64::MAX)));
    }

    #[test]
    fn thousands_are_grouped() {
        for (won, shown) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (50_000, "50,000"),
            (350_000, "350,000"),
            (1_000_000_000, "1,000,000,000"),
        ] {
            assert_eq!(Won::new(won).unwrap().to_string(), shown);
        }
        assert_eq!(format!("{:>9}", Won(50_000)), "   50,000");
    }

    #[test]
    fn a_share_is_rounded_down() {
        assert_eq!(Won(350_000).percent(80), Won(280_000));
        assert_eq!(Won(99).percent(50), Won(49));
        assert_eq!(Won(99).percent(0), Won::ZERO);
        assert_eq!(Won(99).percent(100), Won(99));
        assert_eq!(Won(99).percent(255), Won(99));
    }

    proptest! {
        #[test]
        fn a_share_never_exceeds_the_amount(won in 0i64..=1_000_000_000, percent: u8) {
            let amount = Won::new(won).unwrap();
            let share = amount.percent(percent);
            prop_assert!(share >= Won::ZERO && share <= amount);
        }

        #[test]
        fn display_without_commas_is_the_number(won in 0i64..=1_000_000_000) {
            let shown = Won::new(won).unwrap().to_string().replace(',', "");
            prop_assert_eq!(shown, won.to_string());
        }
    }
}
