//! What a gateway answers: `200`, headers, a blank line, a body. Money is approved only by an answer that
//! says so of this order at this price, however it is dressed up; everything else is unknown, in words.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use healthcenter::app::ports::{ChargeAnswer, LookUpAnswer, Refund, RefundAnswer, SendAnswer};
use healthcenter::domain::ids::OrderId;
use healthcenter::domain::money::Won;
use healthcenter::gateway::{Answer, charged, looked_up, refunded, sent};
use serde_json::Value;

use super::said::assert_shows;

const ORDER: OrderId = OrderId(7);
const WON: i64 = 50_000;
const REFERENCE: &str = "p1";
/// Longest reason in characters.
const REASON: usize = 200;

pub fn check(data: &[u8]) {
    let Some(answer) = answer(data) else { return };
    let price = Won::new(WON).unwrap_or_default();
    let (ok, status) = (matches!(answer.status.as_u16(), 200 | 201), answer.status.as_u16());

    match charged(&answer, ORDER, price) {
        ChargeAnswer::Approved { reference } => {
            assert!(ok && says(&answer, "approved"), "believed: {}", shown(&answer));
            assert_reference(&reference);
        }
        ChargeAnswer::Declined { reason } => {
            assert_eq!(status, 402, "a decline ends the order");
            assert_reason(&reason);
        }
        ChargeAnswer::Busy { reason } => {
            assert!(matches!(status, 429 | 503), "nothing was charged, says {status}");
            assert_reason(&reason);
        }
        ChargeAnswer::Unknown { reason } => {
            let plain = ok && says(&answer, "approved") && usable(&answer);
            assert!(!plain, "not believed: {}", shown(&answer));
            assert_reason(&reason);
        }
    }
    match looked_up(&answer, ORDER, price) {
        LookUpAnswer::Approved { reference } => {
            assert!(
                status == 200 && says(&answer, "approved"),
                "believed: {}",
                shown(&answer)
            );
            assert_reference(&reference);
        }
        LookUpAnswer::Cancelled { reference } => {
            assert!(
                status == 200 && says(&answer, "cancelled"),
                "believed: {}",
                shown(&answer)
            );
            assert_reference(&reference);
        }
        LookUpAnswer::Declined { .. } => assert!(status == 200 && says(&answer, "declined")),
        LookUpAnswer::NeverCharged => assert_eq!(status, 404),
        LookUpAnswer::Unknown { reason } => assert_reason(&reason),
    }
    let refund = Refund {
        key: "k".into(),
        order: ORDER,
        reference: REFERENCE.into(),
        amount: price,
        reason: String::new(),
    };
    match refunded(&answer, &refund) {
        RefundAnswer::Refunded => {
            let ours = object(&answer).is_some_and(|body| body.get("id") == Some(&REFERENCE.into()));
            assert!(ok && ours && says(&answer, "cancelled"), "believed: {}", shown(&answer));
        }
        RefundAnswer::Refused { reason } => {
            assert!(
                (400..500).contains(&status) && !matches!(status, 408 | 425 | 429),
                "{status}"
            );
            assert_reason(&reason);
        }
        RefundAnswer::Unknown { reason } => assert_reason(&reason),
    }
    texts(&answer, status);
}

fn texts(answer: &Answer, status: u16) {
    let later = matches!(status, 408 | 425 | 429) || status >= 500;
    match sent(answer) {
        SendAnswer::Accepted { gateway_id } => {
            assert!(matches!(status, 200 | 202), "{status}");
            let id = object(answer).and_then(|body| body.get("messageId").cloned());
            assert!(matches!(id, Some(Value::String(_))), "believed: {}", shown(answer));
            assert_reason(&gateway_id);
        }
        SendAnswer::Later { reason, not_before } => {
            assert!(later || !(400..500).contains(&status), "tried again for ever: {status}");
            assert_reason(&reason);
            let wait = not_before.map_or(0, |wait| wait.as_secs());
            assert!((0..=86_400).contains(&wait), "not before {wait} s");
        }
        SendAnswer::Refused { reason } => {
            assert!((400..500).contains(&status) && !later, "buried by {status}");
            assert_reason(&reason);
        }
    }
}

fn answer(data: &[u8]) -> Option<Answer> {
    let end = data.windows(2).position(|pair| pair == b"\n\n");
    let (head, body) = match end {
        Some(end) => (&data[..end], &data[end + 2..]),
        None => (data, &b""[..]),
    };
    let mut lines = head.split(|byte| *byte == b'\n');
    let status = StatusCode::from_bytes(lines.next()?).ok()?;
    let mut headers = HeaderMap::new();
    for line in lines.take(16) {
        let colon = line.iter().position(|byte| *byte == b':')?;
        let name = HeaderName::from_bytes(&line[..colon]).ok()?;
        headers.append(name, HeaderValue::from_bytes(line[colon + 1..].trim_ascii()).ok()?);
    }
    Some(Answer::new(status, &headers, body.to_vec()))
}

fn object(answer: &Answer) -> Option<serde_json::Map<String, Value>> {
    serde_json::from_str(&String::from_utf8_lossy(&answer.body)).ok()
}

/// Read by other means than the gateway's own: this order, this price, in won, and this status.
fn says(answer: &Answer, status: &str) -> bool {
    object(answer).is_some_and(|body| {
        let currency = body.get("currency").unwrap_or(&Value::Null);
        body.get("orderId") == Some(&ORDER.0.into())
            && body.get("price") == Some(&WON.into())
            && body.get("status") == Some(&status.into())
            && (currency.is_null() || currency == "KRW")
    })
}

/// Of letters, with an id as gateways give them, and nothing in it twice.
fn usable(answer: &Answer) -> bool {
    let once = |name: &str| {
        let name = format!("\"{name}\"");
        answer
            .body
            .windows(name.len())
            .filter(|part| *part == name.as_bytes())
            .count()
            == 1
    };
    ["id", "orderId", "price", "status"].into_iter().all(once)
        && std::str::from_utf8(&answer.body).is_ok_and(|body| !body.contains('\\'))
        && object(answer).is_some_and(|body| match body.get("id") {
            Some(Value::String(id)) => (1..=100).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric()),
            _ => false,
        })
        && !answer.body.windows(10).any(|part| part == b"\"currency\"")
}

/// It becomes a part of an address: one segment of a path, and always the same one.
fn assert_reference(reference: &str) {
    let plain = reference
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    assert!(plain && (1..=100).contains(&reference.len()), "{reference:?}");
    assert!(!reference.bytes().all(|b| b == b'.'), "{reference:?} leads elsewhere");
}

fn assert_reason(reason: &str) {
    assert_shows(reason);
    assert!(reason.chars().count() <= REASON, "{reason:?}");
}

fn shown(answer: &Answer) -> String {
    format!("{} {}", answer.status, String::from_utf8_lossy(&answer.body))
}
