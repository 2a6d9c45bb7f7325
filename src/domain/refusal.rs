//! Every "no" that a rule can give. A refusal carries what its sentence needs, and where there is one,
//! the next thing to do; the words themselves are in `assets/i18n`.

use jiff::Timestamp;
use jiff::civil::Date;

use super::calendar::{DayClosed, SlotTime};
use super::message::MessageStatus;
use super::money::Won;
use super::order::OrderStatus;
use super::package::PackageCode;

/// Why a day is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClosedBecause {
    /// The weekday, a public holiday, or a year the data does not know.
    Calendar(DayClosed),
    /// The centre closed it, with its reason.
    Closure(String),
}

/// A command that a rule does not allow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("no place is left at {slot}")]
    SlotFull { slot: SlotTime, nearest: Vec<SlotTime> },
    #[error("no place is left until {until}")]
    NothingFree { until: Date },
    #[error("the centre is closed on {date}")]
    ClosedDay {
        date: Date,
        because: ClosedBecause,
        next_open: Option<Date>,
    },
    #[error("nobody is received at {slot}")]
    OutsideHours { slot: SlotTime, nearest: Vec<SlotTime> },
    #[error("{slot} is in the past")]
    PastDate { slot: SlotTime },
    #[error("{date} is too far ahead, the last day is {last}")]
    TooFarAhead { date: Date, last: Date },
    #[error("{limit} active orders are the limit of one phone number")]
    LimitReached { limit: i64 },
    #[error("the package is not for this sex")]
    PackageNotForSex,
    #[error("the package `{0}` does not exist")]
    PackageNotFound(String),
    #[error("the package `{0}` is not on sale")]
    PackageNotOnSale(PackageCode),
    #[error("the price is {price} won now")]
    PriceChanged { price: Won },
    #[error("the order `{0}` does not exist")]
    OrderNotFound(String),
    #[error("the message `{0}` does not exist")]
    MessageNotFound(String),
    #[error("the message `{id}` is {}", .status.code())]
    MessageSettled { id: String, status: MessageStatus },
    #[error("the token {0} does not exist, or was revoked before")]
    TokenNotFound(i64),
    #[error("{action} is not possible for an order that is {status}")]
    WrongStatus {
        action: Action,
        status: OrderStatus,
        /// Who moved it there, and when.
        last: Option<(String, Timestamp)>,
    },
    #[error("the hold ran out at {at}")]
    HoldRanOut { at: Timestamp },
    #[error("the order has changed since it was looked at")]
    Changed,
    #[error("{by} has changed the package since it was looked at")]
    OfferChanged { by: String, at: Timestamp },
    #[error("the key was used for another request")]
    IdempotencyConflict,
    #[error("{method} can't be used here")]
    MethodNotAccepted { method: &'static str, because: MethodFault },
    #[error("the order is already at {slot}")]
    SameSlot { slot: SlotTime },
    /// Attended or missed, a visit can be only once it could have been.
    #[error("{action} is not possible yet, the visit is at {slot}")]
    TooEarly { action: Action, slot: SlotTime },
}

/// Why a way of paying is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MethodFault {
    /// A card token, and no gateway is configured.
    NoGateway,
    /// A card token with a method that takes none.
    TokenNotForMethod,
    /// A terminal payment without its approval number.
    ApprovalNumberMissing,
    /// An approval number with a method that has none.
    ApprovalNumberNotForMethod,
}

/// What was asked for, in refusals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Pay,
    Cancel,
    Reschedule,
    Confirm,
    Reject,
    CheckIn,
    NoShow,
}

impl Action {
    /// The word that names it in `assets/i18n`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pay => "pay",
            Self::Cancel => "cancel",
            Self::Reschedule => "reschedule",
            Self::Confirm => "confirm",
            Self::Reject => "reject",
            Self::CheckIn => "check_in",
            Self::NoShow => "no_show",
        }
    }
}

impl std::fmt::Display for Action {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl Refusal {
    /// `error.code` of the contract.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::SlotFull { .. } | Self::NothingFree { .. } => "slot_full",
            Self::ClosedDay { .. } => "closed_day",
            Self::OutsideHours { .. } => "outside_hours",
            Self::PastDate { .. } => "past_date",
            Self::TooFarAhead { .. } => "too_far_ahead",
            Self::LimitReached { .. } => "limit_reached",
            Self::PackageNotForSex => "package_not_for_sex",
            Self::PackageNotFound(_) => "package_not_found",
            Self::PackageNotOnSale(_) => "package_not_on_sale",
            Self::PriceChanged { .. } => "price_changed",
            Self::OrderNotFound(_) => "order_not_found",
            Self::MessageNotFound(_) => "message_not_found",
            Self::TokenNotFound(_) => "token_not_found",
            Self::WrongStatus { .. } | Self::MessageSettled { .. } => "wrong_status",
            Self::HoldRanOut { .. } => "hold_expired",
            Self::Changed | Self::OfferChanged { .. } => "changed",
            Self::IdempotencyConflict => "idempotency_conflict",
            Self::MethodNotAccepted { .. } => "method_not_accepted",
            Self::SameSlot { .. } => "same_slot",
            Self::TooEarly { .. } => "too_early",
        }
    }

    /// Whether it says that something does not exist.
    pub const fn is_not_found(&self) -> bool {
        matches!(
            self,
            Self::PackageNotFound(_) | Self::OrderNotFound(_) | Self::MessageNotFound(_) | Self::TokenNotFound(_)
        )
    }
}

impl From<(Action, OrderStatus)> for Refusal {
    fn from((action, status): (Action, OrderStatus)) -> Self {
        Self::WrongStatus {
            action,
            status,
            last: None,
        }
    }
}
