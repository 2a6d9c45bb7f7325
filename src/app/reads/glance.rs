//! The day at a glance: the numbers that say whether somebody has to look closer.

use jiff::{SignedDuration, Timestamp, ToSpan};

use super::month::MonthDay;
use crate::app::{App, AppError, days};
use crate::domain::breaker::Breaker;
use crate::domain::message::MessageStatus;
use crate::domain::order::OrderStatus;
use crate::store::breakers::{self, Gateway};
use crate::store::tally::Tally;
use crate::store::{figures, messages};

/// A text that waits longer than this after it was due is stuck.
const STUCK_AFTER: SignedDuration = SignedDuration::from_mins(2);
/// Days that are looked through for the next open one.
const AHEAD: i64 = 30;

/// The day at a glance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glance {
    pub arrivals: Arrivals,
    /// Today in the calendar.
    pub today: MonthDay,
    /// The next open day with a free place, within a month.
    pub next_free: Option<MonthDay>,
    /// Requests that wait for the centre.
    pub requests: Tally,
    /// Texts that were given up.
    pub buried: Tally,
    /// Texts that should have gone out minutes ago.
    pub overdue: Tally,
    /// When the oldest text that still waits was written.
    pub oldest_unsent: Option<Timestamp>,
    pub refunds: Tally,
    pub in_doubt: Tally,
    pub payment_breaker: Breaker,
    pub sms_breaker: Breaker,
}

/// Today's visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Arrivals {
    /// All who have a place today, whatever is still open.
    pub booked: i64,
    pub checked_in: i64,
    pub no_show: i64,
    /// Confirmed, and not here yet.
    pub expected: i64,
}

impl App {
    /// How the centre stands now.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn glance(&self) -> Result<Glance, AppError> {
        let (rules, now) = (self.recorder.rules.clone(), self.clock.now());
        let today = rules.today(now);
        self.store
            .read(move |sql| {
                let visits = figures::of_day(sql, today, now)?;
                let of = |status| visits.get(&status).copied().unwrap_or_default();
                let arrivals = Arrivals {
                    booked: visits.values().sum(),
                    checked_in: of(OrderStatus::Completed),
                    no_show: of(OrderStatus::NoShow),
                    expected: of(OrderStatus::Confirmed),
                };
                let to = today.saturating_add(AHEAD.days());
                let mut days = days::between(sql, &rules, today, to, now)?
                    .into_iter()
                    .map(|day| MonthDay::of(day, &rules, now));
                let Some(today) = days.next() else {
                    return Err(AppError::Bug("a day that is none".into()));
                };
                Ok(Glance {
                    arrivals,
                    today,
                    next_free: days.find(|day| day.free > 0),
                    requests: figures::in_status(sql, OrderStatus::Requested)?,
                    buried: messages::count(sql, MessageStatus::Buried)?,
                    overdue: messages::overdue(sql, now - STUCK_AFTER)?,
                    oldest_unsent: messages::oldest_unsent(sql)?,
                    refunds: figures::in_status(sql, OrderStatus::RefundPending)?,
                    in_doubt: figures::in_status(sql, OrderStatus::PaymentUnknown)?,
                    payment_breaker: breakers::read(sql, Gateway::Payment)?,
                    sms_breaker: breakers::read(sql, Gateway::Sms)?,
                })
            })
            .await
    }
}
