//! What the gateways know: the truth about money and texts, kept apart from every table of ours.
//!
//! Both keep their contract whatever happens on the line: one key is one movement, one key is one text,
//! and a repeat is told what the first was told.

use std::collections::BTreeMap;

use healthcenter::app::ports::{ChargeAnswer, LookUpAnswer, RefundAnswer, SendAnswer, Text};

use super::line::{Reply, Request};
use super::rules::Broken;

/// A card's charge.
pub struct Charged {
    pub order: i64,
    pub price: i64,
    /// None when the bank declined it.
    pub reference: Option<String>,
    pub back: i64,
}

/// A text that was accepted.
pub struct Accepted {
    pub text: Text,
    pub gateway_id: String,
}

#[derive(Default)]
pub struct Ledger {
    pub charges: BTreeMap<String, Charged>,
    /// By the refund's own key: of which charge, and how much.
    pub refunds: BTreeMap<String, (String, i64)>,
    pub texts: BTreeMap<String, Accepted>,
}

impl Ledger {
    /// A call arrives; `no`: a new charge is declined, a refund or a text refused.
    pub fn receive(&mut self, request: &Request, no: bool) -> Result<Reply, Broken> {
        match request {
            Request::Charge { key, order, price } => self.charge(key, *order, *price, no).map(Reply::Charge),
            Request::LookUp { key } => Ok(Reply::LookUp(self.look_up(key))),
            Request::Refund { key, reference, amount } => self.refund(key, reference, *amount, no).map(Reply::Refund),
            Request::Send(text) => self.send(text, no).map(Reply::Send),
        }
    }

    fn charge(&mut self, key: &str, order: i64, price: i64, no: bool) -> Result<ChargeAnswer, Broken> {
        if !self.charges.contains_key(key) {
            let reference = (!no).then(|| format!("p-{key}"));
            let back = 0;
            let charged = Charged {
                order,
                price,
                reference,
                back,
            };
            self.charges.insert(key.to_owned(), charged);
        }
        let known = &self.charges[key];
        if (known.order, known.price) != (order, price) {
            let detail = format!(
                "order {order}: key {key} was for order {} and {} won",
                known.order, known.price
            );
            return Err(Broken::new("one-key-one-charge", detail));
        }
        let taken = self
            .charges
            .values()
            .filter(|c| c.order == order && c.reference.is_some());
        if taken.count() > 1 {
            return Err(Broken::new(
                "no-double-charge",
                format!("order {order} is charged twice"),
            ));
        }
        Ok(match &known.reference {
            Some(reference) => ChargeAnswer::Approved {
                reference: reference.clone(),
            },
            None => ChargeAnswer::Declined {
                reason: "not enough money".into(),
            },
        })
    }

    fn look_up(&self, key: &str) -> LookUpAnswer {
        match self.charges.get(key) {
            None => LookUpAnswer::NeverCharged,
            Some(Charged {
                reference: Some(reference),
                ..
            }) => LookUpAnswer::Approved {
                reference: reference.clone(),
            },
            Some(_) => LookUpAnswer::Declined {
                reason: "not enough money".into(),
            },
        }
    }

    fn refund(&mut self, key: &str, reference: &str, amount: i64, no: bool) -> Result<RefundAnswer, Broken> {
        let wanted = (reference.to_owned(), amount);
        if let Some(known) = self.refunds.get(key) {
            if *known != wanted {
                return Err(Broken::new("one-key-one-refund", format!("{key} was another refund")));
            }
            return Ok(RefundAnswer::Refunded);
        }
        let charge = self
            .charges
            .values_mut()
            .find(|c| c.reference.as_deref() == Some(reference));
        let Some(charge) = charge else {
            return Err(Broken::new(
                "refund-of-a-charge",
                format!("{reference} was never charged"),
            ));
        };
        if charge.back + amount > charge.price {
            let detail = format!(
                "order {}: {} + {amount} of {} won",
                charge.order, charge.back, charge.price
            );
            return Err(Broken::new("refunds-within-charges", detail));
        }
        if no {
            return Ok(RefundAnswer::Refused {
                reason: "come back later".into(),
            });
        }
        charge.back += amount;
        self.refunds.insert(key.to_owned(), wanted);
        Ok(RefundAnswer::Refunded)
    }

    fn send(&mut self, text: &Text, no: bool) -> Result<SendAnswer, Broken> {
        if no && !self.texts.contains_key(&text.key) {
            return Ok(SendAnswer::Refused {
                reason: "no such number".into(),
            });
        }
        let known = self.texts.entry(text.key.clone()).or_insert_with(|| Accepted {
            text: text.clone(),
            gateway_id: format!("m-{}", text.key),
        });
        if known.text != *text {
            return Err(Broken::new(
                "one-key-one-text",
                format!("{} was another text", text.key),
            ));
        }
        Ok(SendAnswer::Accepted {
            gateway_id: known.gateway_id.clone(),
        })
    }
}
