//! The switches of the payment gateway. The faults before the charge and those after it are apart,
//! because they leave the same silence at the caller and opposite truths at the gateway.

use std::time::Duration;

use rand::Rng;
use serde::{Deserialize, Serialize};

use super::{Fate, first_strike};
use crate::gateway::practice::chance::{Delay, Rate};
use crate::gateway::practice::fault::{CancelFault, ChargeFault, LookupFault};
use crate::gateway::practice::script::Script;

/// How the practice payment gateway behaves. Rates are drawn in the order of [`ChargeFault`]; the
/// first that strikes decides. Every answer to a charge comes after the delay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct PaymentBehaviour {
    /// Where the generator starts; changing it starts anew.
    pub seed: u64,
    /// Whether every call is kept for `GET /control/calls`.
    pub record: bool,
    /// The bearer secret that calls must carry; none = any call is welcome.
    pub require_secret: Option<String>,
    /// Time before a charge is made and answered.
    pub delay_ms: Delay,
    /// Connection reset before the charge.
    pub reset_before_rate: Rate,
    /// `busyStatus` with `Retry-After`, nothing charged.
    pub busy_rate: Rate,
    /// 503 or 429.
    pub busy_status: BusyStatus,
    /// Seconds in `Retry-After`.
    pub retry_after: u64,
    /// 500 before the charge.
    pub fail_rate: Rate,
    /// 402, remembered with the key.
    pub decline_rate: Rate,
    /// Charge, then answer another price.
    pub wrong_amount_rate: Rate,
    /// Charge, then answer another order.
    pub wrong_order_rate: Rate,
    /// Charge, then answer 200 with no JSON.
    pub garbage_rate: Rate,
    /// Charge, then answer 200 with an endless body.
    pub endless_rate: Rate,
    /// Charge, then never answer.
    pub hang_rate: Rate,
    /// Charge, then reset the connection.
    pub reset_after_rate: Rate,
    /// Charge, then answer 500.
    pub fail_after_rate: Rate,
    /// 500 to a look-up.
    pub lookup_fail_rate: Rate,
    /// 500 before the refund.
    pub cancel_fail_rate: Rate,
    /// Refund, then never answer.
    pub cancel_hang_rate: Rate,
    /// Time before a refund is made and answered.
    pub cancel_delay_ms: Delay,
    /// What the next charges do, whatever the rates.
    pub next_charges: Script<ChargeFault>,
    /// What the next look-ups do, whatever the rates.
    pub next_lookups: Script<LookupFault>,
    /// What the next cancel calls do, whatever the rates.
    pub next_cancels: Script<CancelFault>,
}

/// The two ways a payment gateway says it is busy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub enum BusyStatus {
    /// 503 Service Unavailable.
    #[default]
    Unavailable,
    /// 429 Too Many Requests.
    TooMany,
}

impl TryFrom<u16> for BusyStatus {
    type Error = String;

    fn try_from(status: u16) -> Result<Self, String> {
        match status {
            503 => Ok(Self::Unavailable),
            429 => Ok(Self::TooMany),
            other => Err(format!("{other} is not a busy status: 503 or 429")),
        }
    }
}

impl From<BusyStatus> for u16 {
    fn from(status: BusyStatus) -> Self {
        match status {
            BusyStatus::Unavailable => 503,
            BusyStatus::TooMany => 429,
        }
    }
}

impl PaymentBehaviour {
    /// What the charge that comes now meets.
    pub fn charge(&mut self, rng: &mut impl Rng) -> Fate<ChargeFault> {
        let delay = self.delay_ms.draw(rng);
        let fault = self.next_charges.take().or_else(|| {
            first_strike(
                rng,
                &[
                    (self.reset_before_rate, ChargeFault::ResetBefore),
                    (self.busy_rate, ChargeFault::Busy),
                    (self.fail_rate, ChargeFault::Fail),
                    (self.decline_rate, ChargeFault::Decline),
                    (self.wrong_amount_rate, ChargeFault::WrongAmount),
                    (self.wrong_order_rate, ChargeFault::WrongOrder),
                    (self.garbage_rate, ChargeFault::Garbage),
                    (self.endless_rate, ChargeFault::Endless),
                    (self.hang_rate, ChargeFault::Hang),
                    (self.reset_after_rate, ChargeFault::ResetAfter),
                    (self.fail_after_rate, ChargeFault::FailAfter),
                ],
            )
        });
        self.fate(fault.unwrap_or(ChargeFault::None), delay)
    }

    /// What the look-up that comes now meets.
    pub fn lookup(&mut self, rng: &mut impl Rng) -> LookupFault {
        let rates = [(self.lookup_fail_rate, LookupFault::Fail)];
        let fault = self.next_lookups.take();
        fault.or_else(|| first_strike(rng, &rates)).unwrap_or(LookupFault::None)
    }

    /// What the cancel call that comes now meets.
    pub fn cancel(&mut self, rng: &mut impl Rng) -> Fate<CancelFault> {
        let delay = self.cancel_delay_ms.draw(rng);
        let rates = [
            (self.cancel_fail_rate, CancelFault::Fail),
            (self.cancel_hang_rate, CancelFault::Hang),
        ];
        let fault = self.next_cancels.take();
        let fault = fault.or_else(|| first_strike(rng, &rates));
        self.fate(fault.unwrap_or(CancelFault::None), delay)
    }

    fn fate<F>(&self, fault: F, delay: Duration) -> Fate<F> {
        Fate {
            fault,
            delay,
            busy_status: self.busy_status.into(),
            retry_after: self.retry_after,
        }
    }
}

impl Default for PaymentBehaviour {
    /// Answers at once, and well. Seed 1, records, `Retry-After` 1 s.
    fn default() -> Self {
        Self {
            seed: 1,
            record: true,
            require_secret: None,
            delay_ms: Delay::default(),
            reset_before_rate: Rate::NEVER,
            busy_rate: Rate::NEVER,
            busy_status: BusyStatus::default(),
            retry_after: 1,
            fail_rate: Rate::NEVER,
            decline_rate: Rate::NEVER,
            wrong_amount_rate: Rate::NEVER,
            wrong_order_rate: Rate::NEVER,
            garbage_rate: Rate::NEVER,
            endless_rate: Rate::NEVER,
            hang_rate: Rate::NEVER,
            reset_after_rate: Rate::NEVER,
            fail_after_rate: Rate::NEVER,
            lookup_fail_rate: Rate::NEVER,
            cancel_fail_rate: Rate::NEVER,
            cancel_hang_rate: Rate::NEVER,
            cancel_delay_ms: Delay::default(),
            next_charges: Script::default(),
            next_lookups: Script::default(),
            next_cancels: Script::default(),
        }
    }
}
