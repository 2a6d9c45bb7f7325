//! Where one can go. Tabs keep their state while others are shown; everything else lies on top of a tab
//! and goes with Esc.

use super::scene::Role;
use crate::store::orders::OrderRef;

/// A screen that a digit opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tab {
    Start,
    Booking,
    Bookings,
    Day,
    Requests,
    Centre,
    Delivery,
    Dashboard,
    Kiosk,
}

/// Somewhere to go.
#[derive(Debug, Clone)]
pub enum Place {
    Tab(Tab),
    /// The booking of somebody who is here now.
    WalkIn,
    /// One customer's booking, on top of what is shown.
    MyPage(OrderRef),
    /// Be somebody else, and begin where that role begins.
    Role(Role),
}

impl Tab {
    /// The tabs of the desk and the admin, in the order of their digits.
    pub const ALL: [Self; 8] = [
        Self::Start,
        Self::Booking,
        Self::Bookings,
        Self::Day,
        Self::Requests,
        Self::Centre,
        Self::Delivery,
        Self::Dashboard,
    ];

    /// Its name in the words: `[tab]`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Booking => "booking",
            Self::Bookings => "bookings",
            Self::Day => "day",
            Self::Requests => "requests",
            Self::Centre => "centre",
            Self::Delivery => "delivery",
            Self::Dashboard => "dashboard",
            Self::Kiosk => "kiosk",
        }
    }

    /// The tab of a digit.
    pub fn of_digit(digit: char) -> Option<Self> {
        let n = usize::try_from(digit.to_digit(10)?).ok()?;
        Self::ALL.get(n).copied()
    }

    /// Where a role begins.
    pub const fn home(role: Role) -> Self {
        match role {
            Role::Nobody => Self::Start,
            Role::Desk => Self::Booking,
            Role::Admin => Self::Requests,
            Role::Customer => Self::Kiosk,
        }
    }
}
