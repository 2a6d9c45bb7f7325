//! A movement of money for one order: a charge or a refund, each with its own idempotency key.
//!
//! A charge that is not known to have happened keeps its key: paying again repeats the same key, so a
//! call that got lost and one that got through can never move money twice. Only a decline ends a key,
//! and a decline ends the order with it.

use jiff::Timestamp;

use super::ids::{OrderId, PaymentId};
use super::money::Won;

/// How the money moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// A gateway token; the only method that needs the network.
    Card,
    /// The desk's own card terminal, with its approval number.
    Terminal,
    Cash,
    Transfer,
    /// Invoiced to the customer's employer.
    Company,
    /// Nothing to pay at the desk: the national checkup.
    NoCharge,
}

impl Method {
    /// Every method, in the order the desk uses them.
    pub const ALL: [Self; 6] = [
        Self::Card,
        Self::Terminal,
        Self::Cash,
        Self::Transfer,
        Self::Company,
        Self::NoCharge,
    ];

    /// The word of `--pay` and `payMethod`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Terminal => "terminal",
            Self::Cash => "cash",
            Self::Transfer => "transfer",
            Self::Company => "company",
            Self::NoCharge => "none",
        }
    }

    /// The method with this word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.code() == code)
    }
}

/// Which way the money goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Charge,
    Refund,
}

impl Direction {
    /// The word in the database and in JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Charge => "charge",
            Self::Refund => "refund",
        }
    }

    /// The direction with this word.
    pub fn parse(code: &str) -> Option<Self> {
        [Self::Charge, Self::Refund].into_iter().find(|d| d.code() == code)
    }
}

/// Where a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaymentStatus {
    /// The intent is durable, the call is on its way or its process died.
    Started,
    /// The call ended without a usable answer.
    Unknown,
    /// The money moved.
    Approved,
    /// The gateway refused. Final.
    Declined,
    /// The gateway says that it never charged. The key may be used again.
    Released,
}

impl PaymentStatus {
    /// Every status.
    pub const ALL: [Self; 5] = [
        Self::Started,
        Self::Unknown,
        Self::Approved,
        Self::Declined,
        Self::Released,
    ];

    /// The word in the database and in JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Unknown => "unknown",
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::Released => "released",
        }
    }

    /// The status with this word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// Whether a payment may move from here to `next`.
    ///
    /// ```
    /// # use healthcenter::domain::payment::PaymentStatus::*;
    /// assert!(Unknown.may_become(Approved));
    /// assert!(!Approved.may_become(Unknown)); // an answer once given is never taken back
    /// ```
    pub const fn may_become(self, next: Self) -> bool {
        match (self, next) {
            (Self::Started | Self::Unknown, Self::Unknown | Self::Approved | Self::Declined | Self::Released)
            // Paid again with the same key, or charged after all.
            | (Self::Released, Self::Started | Self::Approved | Self::Declined) => true,
            (
                Self::Started | Self::Unknown | Self::Released | Self::Approved | Self::Declined,
                Self::Started | Self::Unknown | Self::Approved | Self::Declined | Self::Released,
            ) => false,
        }
    }

    /// Somebody has still to ask the gateway.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Started | Self::Unknown)
    }
}

/// One movement of money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    pub id: PaymentId,
    pub order: OrderId,
    pub direction: Direction,
    pub method: Method,
    /// The charge that a refund gives back.
    pub refund_of: Option<PaymentId>,
    pub amount: Won,
    /// Sent as `Idempotency-Key`.
    pub key: String,
    pub status: PaymentStatus,
    /// The gateway's id of the charge, or the terminal's approval number.
    pub reference: Option<String>,
    /// Why it was declined, or why it is in doubt.
    pub reason: Option<String>,
    /// When it was first called.
    pub started_at: Timestamp,
    /// Calls and look-ups so far.
    pub attempts: i64,
    /// When somebody has to look at it next; none when it is settled for good.
    pub due_at: Option<Timestamp>,
    pub settled_at: Option<Timestamp>,
}
