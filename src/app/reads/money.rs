//! Money on its way: what nobody knows yet, what has to go back, and how the gateway does.

use crate::app::{App, AppError};
use crate::domain::breaker::Breaker;
use crate::domain::payment::Direction;
use crate::store::breakers::{self, Gateway};
use crate::store::unsettled::{self, Call, Unsettled};

/// Payments shown of a kind; more than that and the gateway is down, and the number tells enough.
const SHOWN: i64 = 200;
/// Calls shown.
const CALLS: i64 = 60;

/// Payments that are not settled, and the gateways' health.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Money {
    /// Charges that nobody knows about, the next look-up first; `payment.due_at` is when.
    pub in_doubt: Vec<Unsettled>,
    /// Refunds that are not through, the next try first.
    pub refunds: Vec<Unsettled>,
    /// The last 60 calls, the newest first.
    pub calls: Vec<Call>,
    /// Of the payment gateway.
    pub breaker: Breaker,
    /// Of the gateway that sends the texts.
    pub sms_breaker: Breaker,
}

impl App {
    /// How the money stands.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn money(&self) -> Result<Money, AppError> {
        self.store
            .read(|sql| {
                Ok(Money {
                    in_doubt: unsettled::open(sql, Direction::Charge, SHOWN)?,
                    refunds: unsettled::open(sql, Direction::Refund, SHOWN)?,
                    calls: unsettled::calls(sql, CALLS)?,
                    breaker: breakers::read(sql, Gateway::Payment)?,
                    sms_breaker: breakers::read(sql, Gateway::Sms)?,
                })
            })
            .await
    }
}
