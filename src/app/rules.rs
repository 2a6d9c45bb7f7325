//! What a centre has decided: hours, packages, limits, refunds. Read once, shared by every use case.

use std::sync::{Arc, LazyLock};

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::domain::calendar::{Holidays, OpeningHours, SlotTime};
use crate::domain::cancellation::RefundTiers;
use crate::domain::lang::Lang;
use crate::domain::package::Catalogue;

/// The centre's decisions.
#[derive(Debug, Clone)]
pub struct Rules {
    pub centre_name: String,
    pub centre_phone: String,
    pub timezone: TimeZone,
    /// The language of the texts.
    pub text_lang: Lang,
    pub opening: OpeningHours,
    pub holidays: Arc<LazyLock<Holidays>>,
    pub catalogue: Arc<LazyLock<Catalogue>>,
    /// Places in a half-hour that no rule speaks of.
    pub usual_capacity: i64,
    /// How long a place is kept for the payment.
    pub hold: SignedDuration,
    /// Active orders of one phone number.
    pub max_orders_per_phone: i64,
    /// How many days ahead can be booked.
    pub horizon_days: i64,
    pub refund_tiers: RefundTiers,
}

impl Rules {
    /// The centre's wall clock.
    pub fn local(&self, at: Timestamp) -> DateTime {
        self.timezone.to_datetime(at)
    }

    /// The centre's date.
    pub fn today(&self, now: Timestamp) -> Date {
        self.local(now).date()
    }

    /// Whether a slot's time has come, by the centre's wall clock.
    pub fn has_begun(&self, slot: SlotTime, now: Timestamp) -> bool {
        slot.date.to_datetime(slot.time) <= self.local(now)
    }

    /// The last day that can be booked on `now`.
    pub fn last_day(&self, now: Timestamp) -> Date {
        let today = self.today(now);
        today.saturating_add(SignedDuration::from_hours(24 * self.horizon_days))
    }
}
