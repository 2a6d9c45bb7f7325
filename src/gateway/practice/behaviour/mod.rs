//! Every switch of the practice gateways, and the draw that turns them into the fate of one call.
//! One behaviour a server, flat, because that is what one types into `PATCH /control`. The
//! generator is seeded and portable: with calls in the same order, a run can be repeated.

mod payment;
mod sms;

use std::time::Duration;

use rand::Rng;
use serde::{Deserialize, Serialize};

pub use self::payment::{BusyStatus, PaymentBehaviour};
pub use self::sms::SmsBehaviour;
use super::chance::Rate;

/// How both practice gateways behave.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Behaviour {
    /// The payment gateway's part.
    pub payment: PaymentBehaviour,
    /// The SMS gateway's part.
    pub sms: SmsBehaviour,
}

/// What one call meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fate<F> {
    /// What goes wrong.
    pub fault: F,
    /// Time before anything happens.
    pub delay: Duration,
    /// Status when busy.
    pub busy_status: u16,
    /// Seconds when busy.
    pub retry_after: u64,
}

/// The first rate that strikes.
fn first_strike<F: Copy>(rng: &mut impl Rng, rates: &[(Rate, F)]) -> Option<F> {
    rates
        .iter()
        .find_map(|(rate, fault)| rate.strikes(rng).then_some(*fault))
}
