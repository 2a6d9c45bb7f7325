//! The cancellation: a recorded decision, never an erased order. Who, why, and what goes back.

use jiff::Timestamp;
use jiff::civil::Date;

use super::ids::{CancellationId, OrderId};
use super::money::Won;

/// Where the refund that a cancellation owes stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CancellationStatus {
    /// The money is not back yet.
    Owed,
    /// Nothing is owed any more.
    Settled,
}

impl CancellationStatus {
    /// Every status.
    pub const ALL: [Self; 2] = [Self::Owed, Self::Settled];

    /// The word in the database and in JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Owed => "owed",
            Self::Settled => "settled",
        }
    }

    /// The status with this word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// Whether a cancellation may move from here to `next`.
    pub const fn may_become(self, next: Self) -> bool {
        matches!((self, next), (Self::Owed, Self::Settled) | (Self::Settled, Self::Owed))
    }
}

/// Who ended an order, why, and what goes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancellation {
    pub id: CancellationId,
    pub order: OrderId,
    pub status: CancellationStatus,
    pub by: String,
    pub reason: Option<String>,
    pub refund: Won,
    pub at: Timestamp,
}

/// How much of the price goes back, by days before the visit: the first tier that fits.
///
/// The habit of the field is 100 % from seven days before, 80 from three, 50 from one; a centre that
/// configures nothing gives all of it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundTiers(Vec<RefundTier>);

/// From `days` before the visit on, `percent` of the price goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefundTier {
    pub days: u16,
    pub percent: u8,
}

impl Default for RefundTiers {
    fn default() -> Self {
        Self(vec![RefundTier { days: 0, percent: 100 }])
    }
}

impl RefundTiers {
    /// Tiers in any order; below the lowest one nothing goes back. `None` when a percentage is over 100.
    pub fn new(mut tiers: Vec<RefundTier>) -> Option<Self> {
        tiers.sort_by_key(|tier| std::cmp::Reverse(tier.days));
        tiers.iter().all(|tier| tier.percent <= 100).then_some(Self(tiers))
    }

    /// What goes back of `price` when a visit on `visit` is cancelled on `today`.
    pub fn refund(&self, price: Won, visit: Date, today: Date) -> Won {
        let days = (visit - today).get_days();
        self.0
            .iter()
            .find(|tier| days >= i32::from(tier.days))
            .map_or(Won::ZERO, |tier| price.percent(tier.percent))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_habit_of_the_field() {
        let tier = |days, percent| RefundTier { days, percent };
        let tiers = RefundTiers::new(vec![tier(1, 50), tier(7, 100), tier(3, 80)]).unwrap();
        let price = Won::new(50_000).unwrap();
        let on = |day| tiers.refund(price, date(2026, 12, 10), date(2026, 12, day)).get();
        assert_eq!(
            [on(3), on(4), on(7), on(9), on(10)],
            [50_000, 40_000, 40_000, 25_000, 0]
        );
    }

    #[test]
    fn all_of_it_unless_configured() {
        let price = Won::new(350_000).unwrap();
        let today = date(2026, 12, 10);
        assert_eq!(RefundTiers::default().refund(price, today, today), price);
        assert_eq!(RefundTiers::new(vec![RefundTier { days: 0, percent: 101 }]), None);
    }
}
