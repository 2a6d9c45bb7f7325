//! The payment gateway wire. The charge is made at the end of the delay, in a task of its own: the
//! origin's server sleeps and then charges whether or not its caller is still there, and that is
//! what makes a 610 ms deadline against a 620 ms tail leave 4.5 % of calls unknown, not failed.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep_until};

use super::answer::Answer;
use super::behaviour::{Fate, PaymentBehaviour};
use super::fault::{CancelFault, ChargeFault, LookupFault};
use super::ledger::calls::CallKind;
use super::ledger::charges::{ChargeRefused, Charges};
use super::ledger::payment_page::{Charge, ChargeStatus};
use super::line::Line;
use super::station::{Station, idempotency_key, object};
use super::turns::Turns;

/// The card token that is always declined.
pub const DECLINED_TOKEN: &str = "tok_declined";

#[derive(Clone)]
struct Payments {
    station: Station<PaymentBehaviour, Charges>,
    turns: Turns,
}

/// Body of a charge. Unknown fields are refused: a card number has no business here.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ChargeRequest {
    order_id: i64,
    price: i64,
    #[serde(rename = "payMethod")]
    _pay_method: Option<String>,
    card_token: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CancelRequest {
    price: i64,
    reason: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PaymentObject<'a> {
    id: &'a str,
    order_id: i64,
    price: i64,
    status: ChargeStatus,
}

impl<'a> From<&'a Charge> for PaymentObject<'a> {
    fn from(charge: &'a Charge) -> Self {
        Self {
            id: &charge.id,
            order_id: charge.order_id,
            price: charge.price,
            status: charge.status,
        }
    }
}

/// The routes of the wire.
pub fn router(station: Station<PaymentBehaviour, Charges>) -> Router {
    Router::new()
        .route("/paymentHistories", post(charge))
        .route("/paymentHistories/{id}", get(look_up))
        .route("/paymentHistories/{id}/cancel", post(cancel))
        .with_state(Payments {
            station,
            turns: Turns::default(),
        })
}

async fn charge(
    State(payments): State<Payments>,
    ConnectInfo(line): ConnectInfo<Line>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let answer = async move {
        let key = idempotency_key(&headers);
        let station = payments.station.clone();
        let record = station.switches.records();
        let ticket = station.books().arrive(CallKind::Charge, &key, record);
        let answer = match station.admit(&headers) {
            Err(reason) => reason.into(),
            Ok(()) => match read::<ChargeRequest>(&key, &body, |request| request.price) {
                Err(refusal) => refusal,
                Ok(request) => payments.charge_in_time(&key, request).await,
            },
        };
        station.complete(ticket, answer)
    };
    answer_even_if_nobody_waits(answer, &line).await
}

async fn look_up(
    State(payments): State<Payments>,
    ConnectInfo(line): ConnectInfo<Line>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Response {
    let key = Arc::from(key);
    let station = &payments.station;
    let record = station.switches.records();
    let ticket = station.books().arrive(CallKind::Lookup, &key, record);
    let answer = match station.admit(&headers) {
        Err(reason) => reason.into(),
        Ok(()) => match station.switches.draw(PaymentBehaviour::lookup) {
            LookupFault::Fail => Answer::failure(),
            LookupFault::Reset => Answer::Reset,
            LookupFault::Hang => Answer::Hang,
            LookupFault::Garbage => Answer::Garbage,
            LookupFault::None => match station.books().find(&key) {
                Some(charge) => Answer::ok(&PaymentObject::from(charge)),
                None => Answer::error(StatusCode::NOT_FOUND, "not_found", "never charged"),
            },
        },
    };
    station.complete(ticket, answer).deliver(&line)
}

async fn cancel(
    State(payments): State<Payments>,
    ConnectInfo(line): ConnectInfo<Line>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let answer = async move {
        let key = idempotency_key(&headers);
        let station = payments.station.clone();
        let record = station.switches.records();
        let ticket = station.books().arrive(CallKind::Cancel, &key, record);
        let answer = match station.admit(&headers) {
            Err(reason) => reason.into(),
            Ok(()) => match read::<CancelRequest>(&key, &body, |request| request.price) {
                Err(refusal) => refusal,
                Ok(request) => payments.refund_in_time(&key, &id, request).await,
            },
        };
        station.complete(ticket, answer)
    };
    answer_even_if_nobody_waits(answer, &line).await
}

/// A body of the wire, or 400 in words.
fn read<'a, T: Deserialize<'a>>(key: &str, body: &'a [u8], price: impl Fn(&T) -> i64) -> Result<T, Answer> {
    if key.is_empty() {
        return Err(Answer::bad_request("Idempotency-Key is missing"));
    }
    let request = object(body)?;
    if price(&request) <= 0 {
        return Err(Answer::bad_request("price: a number of won above 0"));
    }
    Ok(request)
}

/// Runs the call in a task of its own, which a caller that leaves does not stop.
async fn answer_even_if_nobody_waits(answer: impl Future<Output = Answer> + Send + 'static, line: &Line) -> Response {
    let answer = tokio::select! {
        answer = tokio::spawn(answer) => answer.unwrap_or(Answer::Reset),
        () = line.cut() => Answer::Reset,
    };
    answer.deliver(line)
}

impl Payments {
    async fn charge_in_time(&self, key: &Arc<str>, request: ChargeRequest) -> Answer {
        let fate = self.station.switches.draw(PaymentBehaviour::charge);
        let due = Instant::now() + fate.delay;
        // Held while the delay runs: the second call with this key waits here for the first.
        let _turn = self.turns.take(key).await;
        sleep_until(due).await;
        self.charge(key, &request, &fate)
    }

    fn charge(&self, key: &Arc<str>, request: &ChargeRequest, fate: &Fate<ChargeFault>) -> Answer {
        match fate.fault {
            ChargeFault::ResetBefore => return Answer::Reset,
            ChargeFault::Busy => return Answer::busy(fate.busy_status, fate.retry_after),
            ChargeFault::Fail => return Answer::failure(),
            _ => {}
        }
        let decline = fate.fault == ChargeFault::Decline || request.card_token.as_deref() == Some(DECLINED_TOKEN);
        let (order_id, price) = (request.order_id, request.price);
        let settled = self.station.books().settle(key, order_id, price, decline);
        let charge = match settled {
            Ok(charge) => charge,
            Err(refusal) => return Answer::conflict(&refusal),
        };
        match fate.fault {
            ChargeFault::Garbage => return Answer::Garbage,
            ChargeFault::Endless => return Answer::Endless,
            ChargeFault::Hang => return Answer::Hang,
            ChargeFault::ResetAfter => return Answer::Reset,
            ChargeFault::FailAfter => return Answer::failure(),
            _ => {}
        }
        if charge.status == ChargeStatus::Declined {
            let message = "the card was declined";
            return Answer::error(StatusCode::PAYMENT_REQUIRED, "card_declined", message);
        }
        let mut shown = PaymentObject {
            // The first answer again, even when the money has gone back since.
            status: ChargeStatus::Approved,
            ..PaymentObject::from(&charge)
        };
        match fate.fault {
            ChargeFault::WrongAmount => shown.price = price.wrapping_add(1000),
            ChargeFault::WrongOrder => shown.order_id = order_id.wrapping_add(1),
            _ => {}
        }
        Answer::ok(&shown)
    }

    async fn refund_in_time(&self, key: &Arc<str>, id: &str, request: CancelRequest) -> Answer {
        let fate = self.station.switches.draw(PaymentBehaviour::cancel);
        sleep_until(Instant::now() + fate.delay).await;
        match fate.fault {
            CancelFault::Busy => return Answer::busy(fate.busy_status, fate.retry_after),
            CancelFault::Fail => return Answer::failure(),
            _ => {}
        }
        let price = request.price;
        let refunded = self.station.books().refund(key, id, price, request.reason);
        match (fate.fault, refunded) {
            (CancelFault::Hang, _) => Answer::Hang,
            (CancelFault::ResetAfter, _) => Answer::Reset,
            (CancelFault::FailAfter, _) => Answer::failure(),
            (_, Ok(charge)) => Answer::ok(&PaymentObject {
                price,
                status: ChargeStatus::Cancelled,
                ..PaymentObject::from(&charge)
            }),
            (_, Err(refusal @ ChargeRefused::NotFound)) => {
                Answer::error(StatusCode::NOT_FOUND, "not_found", &refusal.to_string())
            }
            (_, Err(refusal)) => Answer::conflict(&refusal),
        }
    }
}
