//! What is answered when something is not done: an RFC 9457 document with the code that the commands use,
//! and one sentence in the language of who asked.
//!
//! Whoever finds a problem knows no language; it travels in the response's extensions, and [`speak`], the
//! outermost layer but one, writes the document.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LANGUAGE, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::Port;
use super::fields::Fault;
use super::{language, page};
use crate::app::{Answer, AppError, Invalid, Outcome};
use crate::domain::calendar::SlotTime;
use crate::domain::refusal::Refusal;
use crate::domain::text::excerpt;
use crate::store::{StoreError, wire};

/// Something that was not done.
#[derive(Debug, Clone)]
pub enum Problem {
    App(AppError),
    Invalid(Invalid),
    Body(Fault),
    /// The card was declined and the place is free again, or the gateway is busy and the place is kept.
    NotPaid(Box<Answer>),
    /// Nothing is there.
    Nowhere,
    /// Something is there, and this can't be done with it.
    Method,
    /// Neither HAL nor JSON will do.
    NotAcceptable,
    /// No token, or none that is good.
    Stranger,
    /// The token's role does not reach so far.
    NotAllowed,
    /// Again in so many seconds.
    TooMany(i64),
    Panicked,
}

impl Problem {
    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::App(AppError::Refused(refusal)) => refused(refusal),
            Self::App(AppError::Store(StoreError::Corrupt(_) | StoreError::Constraint(_) | StoreError::Bug(_)))
            | Self::App(AppError::Bug(_) | AppError::Rehearsed(_))
            | Self::Panicked => StatusCode::INTERNAL_SERVER_ERROR,
            Self::App(AppError::Store(_)) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Body(Fault::Syntax(_) | Fault::Key | Fault::Page(_)) => StatusCode::BAD_REQUEST,
            Self::Body(Fault::TooLarge) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Body(Fault::TooSlow) => StatusCode::REQUEST_TIMEOUT,
            Self::Body(Fault::MediaType) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Invalid(_) | Self::Body(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::NotPaid(answer) if matches!(answer.outcome, Outcome::Declined { .. }) => StatusCode::PAYMENT_REQUIRED,
            Self::NotPaid(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Nowhere => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::Stranger => StatusCode::UNAUTHORIZED,
            Self::NotAllowed => StatusCode::FORBIDDEN,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
        }
    }

    /// The code, the same as a command's where there is one.
    pub fn code(&self) -> &'static str {
        match self {
            Self::App(AppError::Refused(refusal)) => refusal.code(),
            Self::App(AppError::Store(fault)) => fault.code(),
            Self::App(AppError::Bug(_) | AppError::Rehearsed(_)) | Self::Panicked => "internal",
            Self::Invalid(invalid) => invalid.code(),
            Self::Body(fault) => body(fault).0,
            Self::NotPaid(answer) => answer.outcome.code().unwrap_or("internal"),
            Self::Nowhere => "not_found",
            Self::Method => "method_not_allowed",
            Self::NotAcceptable => "not_acceptable",
            Self::Stranger => "unauthorized",
            Self::NotAllowed => "not_allowed",
            Self::TooMany(_) => "too_many_requests",
        }
    }

    /// Seconds to wait before the next try, where one makes sense.
    fn retry_after(&self, port: &Port) -> Option<i64> {
        match self {
            Self::TooMany(seconds) => Some(*seconds),
            Self::NotPaid(answer) => port.retry_after(&answer.outcome),
            Self::App(AppError::Store(
                StoreError::Busy | StoreError::Unavailable(_) | StoreError::CommitUnknown(_),
            )) => Some(1),
            _ => None,
        }
    }

    fn sentence(&self, port: &Port, words: crate::words::Words) -> String {
        let zone = &port.app.recorder.rules.timezone;
        let say = |key: &str| words.get("problem", key);
        match self {
            Self::App(error) => words.app_error(error, zone),
            Self::Invalid(invalid) => words.invalid(invalid),
            Self::Body(fault) => {
                let (key, value) = body(fault);
                words.say("problem", key, &[("value", &value)])
            }
            Self::NotPaid(answer) => words.outcome(&answer.outcome, &answer.order, zone).unwrap_or_default(),
            Self::Nowhere => say("not_found"),
            Self::Method => say("method_not_allowed"),
            Self::NotAcceptable => say("not_acceptable"),
            Self::Stranger => say("unauthorized"),
            Self::NotAllowed => say("not_allowed"),
            Self::TooMany(seconds) => words.say("problem", "too_many_requests", &[("value", &seconds.to_string())]),
            Self::Panicked => say("internal"),
        }
    }
}

fn refused(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::OrderNotFound(_) | Refusal::MessageNotFound(_) => StatusCode::NOT_FOUND,
        Refusal::Changed | Refusal::OfferChanged { .. } => StatusCode::PRECONDITION_FAILED,
        Refusal::SlotFull { .. }
        | Refusal::NothingFree { .. }
        | Refusal::PriceChanged { .. }
        | Refusal::LimitReached { .. }
        | Refusal::WrongStatus { .. }
        | Refusal::HoldRanOut { .. }
        | Refusal::IdempotencyConflict
        | Refusal::SameSlot { .. }
        | Refusal::TooEarly { .. } => StatusCode::CONFLICT,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// The key of a fault's sentence, which is its code too, and what the sentence names.
fn body(fault: &Fault) -> (&'static str, String) {
    match fault {
        Fault::Syntax(why) => ("invalid_json", why.clone()),
        Fault::Unknown(name) => ("unknown_field", excerpt(name)),
        Fault::Twice(name) => ("duplicate_field", excerpt(name)),
        Fault::Missing(name) => ("missing_field", (*name).into()),
        Fault::NotText(name) => ("not_text", (*name).into()),
        Fault::NotNumber(name) => ("not_number", (*name).into()),
        Fault::NotOneOf(name, known) => ("not_one_of", format!("{name}: {known}")),
        Fault::Price(price) => ("price_mismatch", price.to_string()),
        Fault::TooLarge => ("too_large", String::new()),
        Fault::TooSlow => ("too_slow", String::new()),
        Fault::MediaType => ("media_type", String::new()),
        Fault::Key => ("invalid_key", String::new()),
        Fault::Page(name) => ("invalid_page", (*name).into()),
    }
}

impl<E: Into<AppError>> From<E> for Problem {
    fn from(error: E) -> Self {
        Self::App(error.into())
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self::Body(fault)
    }
}

impl From<Invalid> for Problem {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(invalid)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Writes the document of a problem, in the language that was asked for.
pub async fn speak(State(port): State<Port>, request: Request, next: Next) -> Response {
    let words = language::of(request.headers());
    let to_a_person = request.uri().path().starts_with("/m/") || request.uri().path() == "/m";
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else {
        return response;
    };
    if let Problem::App(error) = &problem
        && problem.status().is_server_error()
    {
        tracing::error!(code = problem.code(), %error, "a request failed");
    }
    let mut answer = match to_a_person {
        true => page::sorry(&port, words, problem.status(), &problem.sentence(&port, words)),
        false => (problem.status(), Json(document(&problem, &port, words))).into_response(),
    };
    let kind = match to_a_person {
        true => HeaderValue::from_static("text/html; charset=utf-8"),
        false => HeaderValue::from_static("application/problem+json"),
    };
    let headers = answer.headers_mut();
    // What axum has found out already, such as the methods that are allowed.
    headers.extend(
        response
            .headers()
            .iter()
            .map(|(name, value)| (name.clone(), value.clone())),
    );
    headers.insert(CONTENT_TYPE, kind);
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(words.lang.code()));
    headers.remove(axum::http::header::CONTENT_LENGTH);
    if let Some(seconds) = problem.retry_after(&port) {
        headers.insert(RETRY_AFTER, seconds.into());
    }
    if matches!(problem, Problem::Stranger) {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    answer
}

fn document(problem: &Problem, port: &Port, words: crate::words::Words) -> Value {
    let status = problem.status();
    let mut document = json!({
        "type": format!("urn:healthcenter:problem:{}", problem.code()),
        "title": status.canonical_reason(),
        "status": status.as_u16(),
        "detail": problem.sentence(port, words),
        "code": problem.code(),
    });
    match problem {
        Problem::App(AppError::Refused(Refusal::SlotFull { nearest, .. } | Refusal::OutsideHours { nearest, .. })) => {
            let slot = |slot: &SlotTime| json!({ "date": slot.date.to_string(), "time": wire::clock(slot.time) });
            document["nearest"] = nearest.iter().map(slot).collect();
        }
        Problem::Body(
            fault @ (Fault::Unknown(_) | Fault::Twice(_) | Fault::Missing(_) | Fault::NotText(_) | Fault::NotNumber(_)),
        ) => document["field"] = body(fault).1.into(),
        Problem::Body(Fault::NotOneOf(field, _)) => document["field"] = (*field).into(),
        Problem::NotPaid(answer) => document["orderId"] = answer.order.id.into(),
        _ => {}
    }
    document
}
