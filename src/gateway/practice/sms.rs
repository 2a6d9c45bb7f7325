//! The SMS gateway wire. Without a delay a text is taken in the connection's own task: as the sink
//! of a drain of 10,000 texts/s it must not be what is measured.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::post;
use serde_json::json;
use tokio::time::sleep;

use super::answer::Answer;
use super::behaviour::{Fate, SmsBehaviour};
use super::fault::TextFault;
use super::ledger::calls::Ticket;
use super::ledger::texts::{TextBody, Texts};
use super::line::Line;
use super::station::{Station, idempotency_key, object};

type Sms = Station<SmsBehaviour, Texts>;

/// The routes of the wire.
pub fn router(station: Sms) -> Router {
    Router::new().route("/messages", post(message)).with_state(station)
}

async fn message(
    State(sms): State<Sms>,
    ConnectInfo(line): ConnectInfo<Line>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let key = idempotency_key(&headers);
    let record = sms.switches.records();
    let ticket = sms.books().arrive(&key, record);
    let text = match read(&sms, &headers, &key, &body) {
        Ok(text) => text,
        Err(refusal) => return sms.complete(ticket, refusal).deliver(&line),
    };
    let fate = sms.switches.draw(|now, rng| now.text(rng, &text.to));
    if fate.delay.is_zero() {
        return take(&sms, ticket, &key, text, &fate, record).deliver(&line);
    }
    // Once asked, the gateway accepts, whether or not the caller waits for it.
    let taken = tokio::spawn(async move {
        sleep(fate.delay).await;
        take(&sms, ticket, &key, text, &fate, record)
    });
    let answer = tokio::select! {
        answer = taken => answer.unwrap_or(Answer::Reset),
        () = line.cut() => Answer::Reset,
    };
    answer.deliver(&line)
}

fn read(sms: &Sms, headers: &HeaderMap, key: &str, body: &[u8]) -> Result<TextBody, Answer> {
    sms.admit(headers)?;
    if key.is_empty() {
        return Err(Answer::bad_request("Idempotency-Key is missing"));
    }
    object(body)
}

/// Accepts the text, unless its fate is another, and completes the call.
fn take(sms: &Sms, ticket: Ticket, key: &Arc<str>, text: TextBody, fate: &Fate<TextFault>, record: bool) -> Answer {
    let answer = match fate.fault {
        TextFault::Reset => Answer::Reset,
        TextFault::Busy => Answer::busy(fate.busy_status, fate.retry_after),
        TextFault::Fail => Answer::failure(),
        TextFault::Reject => {
            sms.books().reject();
            Answer::error(StatusCode::BAD_REQUEST, "rejected", "the text is refused")
        }
        _ => accept(sms, key, text, fate.fault, record),
    };
    sms.complete(ticket, answer)
}

fn accept(sms: &Sms, key: &Arc<str>, text: TextBody, fault: TextFault, record: bool) -> Answer {
    let accepted = sms.books().accept(key, text, record);
    match (fault, accepted) {
        (TextFault::Garbage, _) => Answer::Garbage,
        (TextFault::Hang, _) => Answer::Hang,
        (TextFault::ResetAfter, _) => Answer::Reset,
        (TextFault::FailAfter, _) => Answer::failure(),
        (_, Ok(message_id)) => Answer::Json(StatusCode::OK, json!({"messageId": message_id}), None),
        (_, Err(refusal)) => Answer::conflict(&refusal),
    }
}
