//! Which events are texted, and which waiting texts a later event makes untrue.

use jiff::{SignedDuration, Timestamp};

/// Whether the customer gets a text for this event. The intent to charge is not news: its outcome is.
pub fn is_texted(event: &str) -> bool {
    event != "PaymentStarted"
}

/// Texts that still wait and must not go out any more once `event`, the order's `seq`-th, has happened: they
/// would ask the customer to do, or to expect, what is no longer so.
pub fn superseded_by(event: &str, seq: i64) -> &'static [&'static str] {
    match event {
        // Straight after the booking there is no doubt that anybody was told of.
        "PaymentApproved" if seq == 2 => &[],
        "PaymentApproved" => &["PaymentUnknown", "PaymentReleased"],
        "PaymentDeclined" | "PaymentReleased" | "PaymentUnknown" => &["PaymentUnknown", "PaymentReleased"],
        "HoldExpired" => &["PaymentReleased"],
        "OrderRescheduled" => &["OrderRescheduled"],
        "OrderCancelled" | "ReservationRejected" => &[
            "OrderPlaced",
            "PaymentUnknown",
            "PaymentReleased",
            "ReservationRequested",
            "ReservationConfirmed",
            "OrderRescheduled",
        ],
        _ => &[],
    }
}

/// How long a text waits before it may go out. A doubt about a payment is mostly settled within seconds, and a
/// payment that a busy gateway did not take is mostly tried again at once: only what is left of either is news.
pub fn patience(event: &str) -> SignedDuration {
    match event {
        "PaymentUnknown" => SignedDuration::from_secs(10),
        "PaymentReleased" => SignedDuration::from_secs(30),
        _ => SignedDuration::ZERO,
    }
}

/// Whether a text about something that happened at `happened` comes too late to be news at `now`.
pub fn is_stale(happened: Timestamp, now: Timestamp, after: SignedDuration) -> bool {
    now.duration_since(happened) > after
}

/// How far a text has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MessageStatus {
    /// Waits for its turn, its gateway or its next try.
    Pending,
    /// The gateway has accepted it.
    Sent,
    /// Given up, with a reason; `messages retry` takes it up again.
    Buried,
    /// Not sent because it would no longer be true, or has nobody to go to.
    Suppressed,
    /// The event is not texted; kept so that every event has its row.
    Silent,
}

impl MessageStatus {
    /// Every status.
    pub const ALL: [Self; 5] = [Self::Pending, Self::Sent, Self::Buried, Self::Suppressed, Self::Silent];

    /// The word in the database, in JSON and on `messages --status`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Sent => "sent",
            Self::Buried => "buried",
            Self::Suppressed => "suppressed",
            Self::Silent => "silent",
        }
    }

    /// The status with this word.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }
}
