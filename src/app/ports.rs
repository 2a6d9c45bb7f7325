//! What the use cases need of the world outside: a clock, ids, and two gateways. Everything else they
//! do is the store and the domain, so that a test can put the whole world under its own hand.

use std::future::Future;
use std::pin::Pin;

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;

use crate::domain::ids::OrderId;
use crate::domain::money::Won;

/// A future that a port returns.
pub type Answering<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now, to the millisecond.
    fn now(&self) -> Timestamp;
}

/// Makes identities and chance.
pub trait IdSource: Send + Sync {
    /// A key that is unique in the world and sorts by time.
    fn key(&self) -> String;
    /// 64 random bits.
    fn random(&self) -> u64;
    /// A number in 0..1.
    fn chance(&self) -> f64 {
        (self.random() >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// A charge to make.
#[derive(Debug, Clone)]
pub struct Charge {
    /// Sent as `Idempotency-Key`: the same key never moves money twice.
    pub key: String,
    pub order: OrderId,
    pub price: Won,
    pub card_token: Option<SecretString>,
}

/// What became of a charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChargeAnswer {
    Approved {
        reference: String,
    },
    Declined {
        reason: String,
    },
    /// Overloaded; nothing was charged.
    Busy {
        reason: String,
    },
    /// No answer, or none that can be believed.
    Unknown {
        reason: String,
    },
}

impl ChargeAnswer {
    /// Its word in logs and figures.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Approved { .. } => "approved",
            Self::Declined { .. } => "declined",
            Self::Busy { .. } => "busy",
            Self::Unknown { .. } => "unknown",
        }
    }
}

/// What the gateway knows of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookUpAnswer {
    Approved {
        reference: String,
    },
    Declined {
        reason: String,
    },
    /// It was charged, and given back since.
    Cancelled {
        reference: String,
    },
    NeverCharged,
    Unknown {
        reason: String,
    },
}

impl LookUpAnswer {
    /// Its word in logs and figures.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Approved { .. } => "approved",
            Self::Declined { .. } => "declined",
            Self::Cancelled { .. } => "cancelled",
            Self::NeverCharged => "never_charged",
            Self::Unknown { .. } => "unknown",
        }
    }
}

/// A refund to make.
#[derive(Debug, Clone)]
pub struct Refund {
    pub key: String,
    pub order: OrderId,
    /// The gateway's id of the charge.
    pub reference: String,
    pub amount: Won,
    pub reason: String,
}

/// What became of a refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefundAnswer {
    Refunded,
    /// The gateway will not do it; somebody has to look.
    Refused {
        reason: String,
    },
    Unknown {
        reason: String,
    },
}

impl RefundAnswer {
    /// Its word in logs and figures.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Refunded => "refunded",
            Self::Refused { .. } => "refused",
            Self::Unknown { .. } => "unknown",
        }
    }
}

/// Moves money. No method ever fails: what is not known is an answer too.
pub trait PaymentGateway: Send + Sync {
    /// Charges a card, once a key.
    fn charge(&self, charge: Charge) -> Answering<'_, ChargeAnswer>;
    /// Asks what became of a charge.
    fn look_up(&self, key: String, order: OrderId, price: Won) -> Answering<'_, LookUpAnswer>;
    /// Gives money back, once a key.
    fn refund(&self, refund: Refund) -> Answering<'_, RefundAnswer>;
    /// The longest that a call takes.
    fn deadline(&self) -> SignedDuration;
}

/// A text to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Sent as `Idempotency-Key`: the same key never sends two texts.
    pub key: String,
    pub to: String,
    pub kind: String,
    pub subject: Option<String>,
    pub text: String,
}

/// What became of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendAnswer {
    Accepted {
        gateway_id: String,
    },
    /// Not now; never earlier than `not_before` from now.
    Later {
        reason: String,
        not_before: Option<SignedDuration>,
    },
    /// Never: this text, this number or this sender is refused.
    Refused {
        reason: String,
    },
}

impl SendAnswer {
    /// Its word in logs and figures.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "accepted",
            Self::Later { .. } => "later",
            Self::Refused { .. } => "refused",
        }
    }
}

/// Sends texts.
pub trait SmsGateway: Send + Sync {
    /// Hands a text over.
    fn send(&self, text: Text) -> Answering<'_, SendAnswer>;
    /// The longest that a call takes.
    fn deadline(&self) -> SignedDuration;
}
