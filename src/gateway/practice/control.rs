//! `/control` on either server: turn the switches and read the books of a gateway that runs. It
//! answers during an outage too, or nobody could end one.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;

use super::ledger::Book;
use super::station::Station;
use super::switches::{self, BehaviourRefused, Switchable};

/// Milliseconds of an outage; without them it lasts until `up`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Down {
    ms: Option<u64>,
}

/// The control routes of one server.
pub fn router<B: Switchable, L: Book>(station: Station<B, L>) -> Router {
    Router::new()
        .route("/control", get(show::<B, L>).put(replace::<B, L>).patch(merge::<B, L>))
        .route("/control/ledger", get(ledger::<B, L>))
        .route("/control/calls", get(calls::<B, L>))
        .route("/control/reset", post(reset::<B, L>))
        .route("/control/down", post(down::<B, L>))
        .route("/control/up", post(up::<B, L>))
        .with_state(station)
}

async fn show<B: Switchable, L: Book>(State(station): State<Station<B, L>>) -> Json<B> {
    Json(station.switches.get())
}

async fn replace<B: Switchable, L: Book>(
    State(station): State<Station<B, L>>,
    body: Bytes,
) -> Result<Json<B>, BehaviourRefused> {
    let behaviour: B = switches::read(serde_json::from_slice(&body)?)?;
    station.switches.set(behaviour.clone());
    Ok(Json(behaviour))
}

async fn merge<B: Switchable, L: Book>(
    State(station): State<Station<B, L>>,
    body: Bytes,
) -> Result<Json<B>, BehaviourRefused> {
    let merged = station.switches.merge(serde_json::from_slice(&body)?)?;
    Ok(Json(merged))
}

async fn ledger<B: Switchable, L: Book>(State(station): State<Station<B, L>>) -> Response {
    let page = station.books().page();
    Json(page).into_response()
}

async fn calls<B: Switchable, L: Book>(State(station): State<Station<B, L>>) -> Response {
    let calls = station.books().calls();
    Json(json!({ "calls": calls })).into_response()
}

/// Everything as at the start. A charge whose delay still runs is entered in the new books.
async fn reset<B: Switchable, L: Book>(State(station): State<Station<B, L>>) -> StatusCode {
    station.switches.reset();
    station.books().clear();
    StatusCode::NO_CONTENT
}

async fn down<B: Switchable, L: Book>(
    State(station): State<Station<B, L>>,
    body: Bytes,
) -> Result<StatusCode, BehaviourRefused> {
    let down: Down = if body.is_empty() {
        Down::default()
    } else {
        serde_json::from_slice(&body)?
    };
    station.switches.down(down.ms.map(Duration::from_millis));
    Ok(StatusCode::NO_CONTENT)
}

async fn up<B: Switchable, L: Book>(State(station): State<Station<B, L>>) -> StatusCode {
    station.switches.up();
    StatusCode::NO_CONTENT
}

impl From<serde_json::Error> for BehaviourRefused {
    fn from(error: serde_json::Error) -> Self {
        Self::new(error.to_string())
    }
}

impl IntoResponse for BehaviourRefused {
    fn into_response(self) -> Response {
        let body = json!({"error": {"code": "invalid_behaviour", "message": self.to_string()}});
        (StatusCode::BAD_REQUEST, Json(body)).into_response()
    }
}
