//! The payment gateway's books: charges and declines by idempotency key, refunds by theirs.
//! `doubleCharges` is the figure that must stay 0: a charge made while the same order had another
//! that was not fully refunded.

use std::collections::HashMap;
use std::sync::Arc;

use super::Book;
use super::calls::{Call, CallKind, CallLog, Ticket};
use super::payment_page::{Charge, ChargeStatus, PaymentLedger, PaymentTotals, Refund};

/// Why a charge or a refund is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChargeRefused {
    /// The key was used for something else.
    #[error("this Idempotency-Key belongs to another request")]
    Conflict,
    /// No payment with this id.
    #[error("no such payment")]
    NotFound,
    /// More than what is left of the charge.
    #[error("{asked} won are more than the {left} won that are left of the charge")]
    TooMuch {
        /// Won asked for.
        asked: i64,
        /// Won charged and not yet refunded.
        left: i64,
    },
}

/// The books.
#[derive(Debug, Default)]
pub struct Charges {
    log: CallLog,
    charges: Vec<Charge>,
    by_key: HashMap<Arc<str>, usize>,
    posts: HashMap<Arc<str>, u64>,
    refunds: Vec<Refund>,
    refund_by_key: HashMap<Arc<str>, usize>,
    live: HashMap<i64, u64>,
    totals: PaymentTotals,
}

impl Charges {
    /// Enters a call.
    pub fn arrive(&mut self, call: CallKind, key: &Arc<str>, record: bool) -> Ticket {
        if call == CallKind::Charge {
            *self.posts.entry(Arc::clone(key)).or_default() += 1;
        }
        self.log.arrive(call, Arc::clone(key), record)
    }

    /// Whether this key has been charged or declined.
    pub fn find(&self, key: &str) -> Option<&Charge> {
        self.by_key.get(key).and_then(|place| self.charges.get(*place))
    }

    /// Charges, or declines; or finds what was done for this key before, and moves nothing.
    ///
    /// # Errors
    /// `Conflict` when the key was used for another order or price.
    pub fn settle(
        &mut self,
        key: &Arc<str>,
        order_id: i64,
        price: i64,
        decline: bool,
    ) -> Result<Charge, ChargeRefused> {
        if let Some(known) = self.find(key).cloned() {
            if (known.order_id, known.price) != (order_id, price) {
                self.totals.conflicts += 1;
                return Err(ChargeRefused::Conflict);
            }
            self.totals.repeats += 1;
            return Ok(known);
        }
        let status = if decline {
            self.totals.declined += 1;
            ChargeStatus::Declined
        } else {
            self.totals.charged = self.totals.charged.saturating_add(price);
            let live = self.live.entry(order_id).or_default();
            self.totals.double_charges += u64::from(*live > 0);
            *live += 1;
            ChargeStatus::Approved
        };
        let charge = Charge {
            id: format!("p{}", self.charges.len() + 1),
            order_id,
            price,
            refunded: 0,
            status,
            key: Arc::clone(key),
            calls: 0,
        };
        self.by_key.insert(Arc::clone(key), self.charges.len());
        self.charges.push(charge.clone());
        Ok(charge)
    }

    /// Refunds `price` of the charge `id`; or finds what was done for this key before.
    ///
    /// # Errors
    /// `NotFound`, `TooMuch`, or `Conflict` when the key was used for another refund.
    pub fn refund(
        &mut self,
        key: &Arc<str>,
        id: &str,
        price: i64,
        reason: Option<String>,
    ) -> Result<Charge, ChargeRefused> {
        let number = id.strip_prefix('p').and_then(|n| n.parse::<usize>().ok());
        let place = number.and_then(|number| number.checked_sub(1));
        let charge = place.and_then(|place| self.charges.get_mut(place));
        let charge = charge.filter(|charge| charge.id == id);
        let known = self.refund_by_key.get(key);
        let known = known.and_then(|place| self.refunds.get(*place));
        if let Some(known) = known {
            return match charge {
                Some(charge) if known.id == id && known.price == price => {
                    self.totals.repeats += 1;
                    Ok(charge.clone())
                }
                _ => {
                    self.totals.conflicts += 1;
                    Err(ChargeRefused::Conflict)
                }
            };
        }
        let charge = charge.ok_or(ChargeRefused::NotFound)?;
        let left = match charge.status {
            ChargeStatus::Approved => charge.price - charge.refunded,
            ChargeStatus::Declined | ChargeStatus::Cancelled => 0,
        };
        if price > left {
            return Err(ChargeRefused::TooMuch { asked: price, left });
        }
        charge.refunded += price;
        self.totals.refunded = self.totals.refunded.saturating_add(price);
        if charge.refunded == charge.price {
            charge.status = ChargeStatus::Cancelled;
            if let Some(live) = self.live.get_mut(&charge.order_id) {
                *live = live.saturating_sub(1);
            }
        }
        self.refund_by_key.insert(Arc::clone(key), self.refunds.len());
        self.refunds.push(Refund {
            id: id.to_owned(),
            price,
            reason,
            key: Arc::clone(key),
        });
        Ok(charge.clone())
    }
}

impl Book for Charges {
    type Page = PaymentLedger;

    fn page(&self) -> PaymentLedger {
        let mut charges = self.charges.clone();
        for charge in &mut charges {
            charge.calls = self.posts.get(&charge.key).copied().unwrap_or(0);
        }
        PaymentLedger {
            charges,
            refunds: self.refunds.clone(),
            totals: PaymentTotals {
                calls: self.log.count(),
                ..self.totals
            },
        }
    }

    fn log(&mut self) -> &mut CallLog {
        &mut self.log
    }

    fn clear(&mut self) {
        let mut log = std::mem::take(&mut self.log);
        log.clear();
        *self = Self { log, ..Self::default() };
    }

    fn calls(&self) -> Vec<Call> {
        self.log.kept().to_vec()
    }
}
