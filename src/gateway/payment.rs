//! The payment gateway's wire, with the origin's paths. An answer is believed only when its order, its
//! price and its status are the ones asked for; everything else is `Unknown`, never approved.

use jiff::SignedDuration;
use reqwest::StatusCode;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use super::client::{Answer, Wire, printable};
use crate::app::ports::{Answering, Charge, ChargeAnswer, LookUpAnswer, PaymentGateway, Refund, RefundAnswer};
use crate::domain::ids::OrderId;
use crate::domain::money::Won;
use crate::domain::why::Why;

/// A payment gateway over HTTP.
pub struct HttpPayment(pub Wire);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ChargeBody<'a> {
    order_id: i64,
    price: i64,
    pay_method: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    card_token: Option<&'a str>,
}

#[derive(Serialize)]
struct CancelBody<'a> {
    price: i64,
    reason: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Receipt {
    #[serde(deserialize_with = "id")]
    id: String,
    order_id: i64,
    price: i64,
    /// The wire is in won; who names another currency has charged something else.
    currency: Option<String>,
    status: String,
}

#[derive(Deserialize)]
struct Refusal {
    error: RefusalBody,
}

#[derive(Deserialize)]
struct RefusalBody {
    code: String,
    #[serde(default)]
    message: String,
}

impl PaymentGateway for HttpPayment {
    fn charge(&self, charge: Charge) -> Answering<'_, ChargeAnswer> {
        Box::pin(async move {
            let body = ChargeBody {
                order_id: charge.order.0,
                price: charge.price.get(),
                pay_method: "card",
                card_token: charge.card_token.as_ref().map(|token| token.expose_secret()),
            };
            let answer = match self.0.post("/paymentHistories", &charge.key, &body).await {
                Ok(answer) => answer,
                Err(reason) => return ChargeAnswer::Unknown { reason },
            };
            charged(&answer, charge.order, charge.price)
        })
    }

    fn look_up(&self, key: String, order: OrderId, price: Won) -> Answering<'_, LookUpAnswer> {
        Box::pin(async move {
            let answer = match self.0.get(&format!("/paymentHistories/{key}"), &key).await {
                Ok(answer) => answer,
                Err(reason) => return LookUpAnswer::Unknown { reason },
            };
            looked_up(&answer, order, price)
        })
    }

    fn refund(&self, refund: Refund) -> Answering<'_, RefundAnswer> {
        Box::pin(async move {
            let path = format!("/paymentHistories/{}/cancel", refund.reference);
            let body = CancelBody {
                price: refund.amount.get(),
                reason: &refund.reason,
            };
            let answer = match self.0.post(&path, &refund.key, &body).await {
                Ok(answer) => answer,
                Err(reason) => return RefundAnswer::Unknown { reason },
            };
            refunded(&answer, &refund)
        })
    }

    fn deadline(&self) -> SignedDuration {
        SignedDuration::try_from(self.0.deadline).unwrap_or(SignedDuration::MAX)
    }
}

/// What the answer to a charge of this order at this price says.
pub fn charged(answer: &Answer, order: OrderId, price: Won) -> ChargeAnswer {
    match answer.status {
        StatusCode::OK | StatusCode::CREATED => match receipt(answer, order, price) {
            Ok(receipt) if receipt.status == "approved" => ChargeAnswer::Approved { reference: receipt.id },
            Ok(receipt) => ChargeAnswer::Unknown {
                reason: Why::OtherStatus.of(printable(&receipt.status)),
            },
            Err(reason) => ChargeAnswer::Unknown { reason },
        },
        StatusCode::PAYMENT_REQUIRED => ChargeAnswer::Declined {
            reason: refusal(answer),
        },
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => ChargeAnswer::Busy {
            reason: Why::Busy.of(answer.status.as_u16()),
        },
        status => ChargeAnswer::Unknown { reason: odd(status) },
    }
}

/// What the answer to the question what became of a charge says.
pub fn looked_up(answer: &Answer, order: OrderId, price: Won) -> LookUpAnswer {
    match answer.status {
        StatusCode::NOT_FOUND => LookUpAnswer::NeverCharged,
        StatusCode::OK => match receipt(answer, order, price) {
            Ok(receipt) => match receipt.status.as_str() {
                "approved" => LookUpAnswer::Approved { reference: receipt.id },
                "declined" => LookUpAnswer::Declined {
                    reason: Why::Declined.into(),
                },
                "cancelled" => LookUpAnswer::Cancelled { reference: receipt.id },
                other => LookUpAnswer::Unknown {
                    reason: Why::OtherStatus.of(printable(other)),
                },
            },
            Err(reason) => LookUpAnswer::Unknown { reason },
        },
        status => LookUpAnswer::Unknown { reason: odd(status) },
    }
}

/// What the answer to a refund says.
pub fn refunded(answer: &Answer, refund: &Refund) -> RefundAnswer {
    match answer.status {
        StatusCode::OK | StatusCode::CREATED => match receipt(answer, refund.order, refund.amount) {
            Ok(receipt) if receipt.status == "cancelled" && receipt.id == refund.reference => RefundAnswer::Refunded,
            Ok(receipt) => RefundAnswer::Unknown {
                reason: Why::OtherStatus.of(printable(&receipt.status)),
            },
            Err(reason) => RefundAnswer::Unknown { reason },
        },
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS => RefundAnswer::Unknown {
            reason: odd(answer.status),
        },
        status if status.is_client_error() => RefundAnswer::Refused {
            reason: format!("{}: {}", status.as_u16(), refusal(answer)),
        },
        status => RefundAnswer::Unknown { reason: odd(status) },
    }
}

/// An id is text; gateways like the origin number their payments.
fn id<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Id {
        Text(String),
        Number(u64),
    }
    Ok(match Id::deserialize(deserializer)? {
        Id::Text(text) => text,
        Id::Number(number) => number.to_string(),
    })
}

fn receipt(answer: &Answer, order: OrderId, price: Won) -> Result<Receipt, String> {
    let receipt: Receipt = answer.object().ok_or(Why::NotUnderstood)?;
    if receipt.order_id != order.0 {
        return Err(Why::OtherOrder.of(receipt.order_id));
    }
    if receipt.price != price.get() {
        return Err(Why::OtherPrice.of(receipt.price));
    }
    if let Some(currency) = receipt.currency.as_deref().filter(|currency| *currency != "KRW") {
        return Err(Why::OtherCurrency.of(printable(currency)));
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    // In the address of a refund a segment of dots leads elsewhere.
    let dots = receipt.id.bytes().all(|b| b == b'.');
    if dots || receipt.id.len() > 100 || !receipt.id.chars().all(plain) {
        return Err(Why::UselessId.into());
    }
    Ok(receipt)
}

fn refusal(answer: &Answer) -> String {
    match answer.object() {
        Some(Refusal { error }) if error.message.is_empty() => printable(&error.code),
        Some(Refusal { error }) => printable(&error.message),
        None => String::new(),
    }
}

fn odd(status: StatusCode) -> String {
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Why::SecretRefused.of(status.as_u16()),
        _ => Why::Answered.of(status.as_u16()),
    }
}
