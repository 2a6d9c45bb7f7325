//! What a call gets back, as a value: the wires decide it, the ledger records it, and only then is
//! it done to the connection.

use std::fmt;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::line::Line;
use super::switches::TurnedAway;

const ENDLESS_START: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\
    transfer-encoding: chunked\r\n\r\n9\r\n{\"more\":\"\r\n";
const ENDLESS_MORE: &[u8] = b"40\r\n\
    ................................................................\r\n";

/// The answer to one call.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// JSON with a status, and seconds of `Retry-After` where it has any.
    Json(StatusCode, Value, Option<u64>),
    /// 200 with a body that is no JSON.
    Garbage,
    /// 200 with a body that never ends.
    Endless,
    /// The connection is reset.
    Reset,
    /// Silence.
    Hang,
}

impl Answer {
    /// 200 with this object.
    pub fn ok(body: &impl Serialize) -> Self {
        match serde_json::to_value(body) {
            Ok(body) => Self::Json(StatusCode::OK, body, None),
            Err(error) => Self::error(StatusCode::INTERNAL_SERVER_ERROR, "internal", &error.to_string()),
        }
    }

    /// `{"error":{"code":…,"message":…}}`.
    pub fn error(status: StatusCode, code: &str, message: &str) -> Self {
        let body = json!({"error": {"code": code, "message": message}});
        Self::Json(status, body, None)
    }

    /// 400: the request itself is wrong.
    pub fn bad_request(message: &str) -> Self {
        Self::error(StatusCode::BAD_REQUEST, "invalid_request", message)
    }

    /// 409 in the words of `reason`.
    pub fn conflict(reason: &impl fmt::Display) -> Self {
        Self::error(StatusCode::CONFLICT, "conflict", &reason.to_string())
    }

    /// 500 as a server gives it that fell over.
    pub fn failure() -> Self {
        Self::error(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the gateway failed")
    }

    /// `status` with `Retry-After: seconds`.
    pub fn busy(status: u16, seconds: u64) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
        let body = json!({"error": {"code": "busy", "message": "come back later"}});
        Self::Json(status, body, Some(seconds))
    }

    /// Does it to the connection. After a reset, a hang or a flood the response is never written.
    pub fn deliver(self, line: &Line) -> Response {
        match self {
            Self::Json(status, body, retry_after) => {
                let mut response = (status, axum::Json(body)).into_response();
                if let Some(seconds) = retry_after {
                    let headers = response.headers_mut();
                    headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
                }
                return response;
            }
            Self::Garbage => return "<html>it works!</html>".into_response(),
            Self::Endless => line.flood(ENDLESS_START, ENDLESS_MORE),
            Self::Reset => line.reset(),
            Self::Hang => line.hang(),
        }
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    }

    /// How the call log names it.
    pub fn answered(&self) -> Answered {
        match self {
            Self::Json(status, ..) => Answered::Status(status.as_u16()),
            Self::Garbage => Answered::Garbage,
            Self::Endless => Answered::Endless,
            Self::Reset => Answered::Reset,
            Self::Hang => Answered::Hang,
        }
    }
}

impl From<TurnedAway> for Answer {
    fn from(reason: TurnedAway) -> Self {
        match reason {
            TurnedAway::Down => Self::error(StatusCode::SERVICE_UNAVAILABLE, "down", "out of order"),
            TurnedAway::Unauthorized => Self::error(
                StatusCode::UNAUTHORIZED,
                "unauthorized",
                "the bearer secret is missing or wrong",
            ),
        }
    }
}

/// How a call was answered, in a word: `200`, `garbage`, `reset`, …
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// An ordinary answer.
    Status(u16),
    /// 200 with no JSON.
    Garbage,
    /// 200 without end.
    Endless,
    /// Connection reset.
    Reset,
    /// Not at all.
    Hang,
}

impl fmt::Display for Answered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(f, "{status}"),
            Self::Garbage => f.write_str("garbage"),
            Self::Endless => f.write_str("endless"),
            Self::Reset => f.write_str("reset"),
            Self::Hang => f.write_str("hang"),
        }
    }
}

impl Serialize for Answered {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
