//! The thirteen states of an order, and who has to act next in each.

use std::fmt;

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OrderStatus {
    /// A place is kept, nothing is paid.
    Held,
    /// A charge is on its way to the gateway.
    Paying,
    /// The gateway did not answer: charged or not, nobody here knows.
    PaymentUnknown,
    /// Paid, not yet passed on to the centre.
    Paid,
    /// The centre has it and must confirm or reject.
    Requested,
    /// The centre expects the customer.
    Confirmed,
    /// The customer came.
    Completed,
    /// The customer did not come.
    NoShow,
    /// The hold ran out unpaid.
    Expired,
    /// The payment was refused.
    Declined,
    /// Cancelled or rejected, and the money is not back yet.
    RefundPending,
    /// Cancelled by the customer, the desk or the program; all money due is back.
    Cancelled,
    /// Rejected by the centre; all money due is back.
    Rejected,
}

/// Who must act for an order to leave its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// Pays before the hold runs out; the housekeeping expires it otherwise.
    Customer,
    /// The process that made the call; the reconciler when that process died.
    Payer,
    /// Asks the gateway by key until it knows.
    Reconciler,
    /// Passes a paid order on to the centre.
    ReservationPolicy,
    /// Confirms or rejects.
    Admin,
    /// Checks in, or notes a no-show.
    Desk,
    /// Repeats the refund until it is approved.
    Refunder,
    /// Nobody: the state is final.
    Nobody,
}

impl OrderStatus {
    /// Every status, in the order of an order's life.
    pub const ALL: [Self; 13] = [
        Self::Held,
        Self::Paying,
        Self::PaymentUnknown,
        Self::Paid,
        Self::Requested,
        Self::Confirmed,
        Self::Completed,
        Self::NoShow,
        Self::Expired,
        Self::Declined,
        Self::RefundPending,
        Self::Cancelled,
        Self::Rejected,
    ];

    /// The word used in the database, in JSON and on `--status`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Paying => "paying",
            Self::PaymentUnknown => "payment_unknown",
            Self::Paid => "paid",
            Self::Requested => "requested",
            Self::Confirmed => "confirmed",
            Self::Completed => "completed",
            Self::NoShow => "no_show",
            Self::Expired => "expired",
            Self::Declined => "declined",
            Self::RefundPending => "refund_pending",
            Self::Cancelled => "cancelled",
            Self::Rejected => "rejected",
        }
    }

    /// The status with this word, if there is one.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// Counts against a phone number's limit: a visit that is still to come.
    pub const fn is_active(self) -> bool {
        matches!(
            self,
            Self::Held | Self::Paying | Self::PaymentUnknown | Self::Paid | Self::Requested | Self::Confirmed
        )
    }

    /// Unpaid, with a place that goes back when the hold runs out.
    pub const fn is_held(self) -> bool {
        matches!(self, Self::Held | Self::Paying | Self::PaymentUnknown)
    }

    /// Who acts next.
    pub const fn owner(self) -> Owner {
        match self {
            Self::Held => Owner::Customer,
            Self::Paying => Owner::Payer,
            Self::PaymentUnknown => Owner::Reconciler,
            Self::Paid => Owner::ReservationPolicy,
            Self::Requested => Owner::Admin,
            Self::Confirmed => Owner::Desk,
            Self::RefundPending => Owner::Refunder,
            Self::Completed | Self::NoShow | Self::Expired | Self::Declined | Self::Cancelled | Self::Rejected => {
                Owner::Nobody
            }
        }
    }
}

impl fmt::Display for OrderStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
