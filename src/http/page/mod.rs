//! The customer's page: opened by the link in the text, made here as HTML that needs no script.
//!
//! Whoever has the link may see the booking, move it and cancel it; nothing else opens with it. The pages are
//! in Korean and English, load nothing from elsewhere, and are kept by nobody (`no-store`).

mod booking;
mod calendar;
mod change;
mod html;
mod live;
mod proof;
mod qr;
mod visitor;

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::Port;
use crate::words::Words;

use html::{Sheet, Text};

pub use proof::Tries;

/// The routes. They are no part of the OpenAPI document: people come here, not programs.
pub fn routes() -> Router<Port> {
    let file = |kind: &'static str, text: &'static str| {
        get(async move || ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "max-age=300")], text).into_response())
    };
    Router::new()
        .route("/m", get(proof::show).post(proof::prove))
        .route(
            "/m/page.css",
            file("text/css; charset=utf-8", include_str!("../../../assets/web/page.css")),
        )
        .route(
            "/m/icon.svg",
            file("image/svg+xml", include_str!("../../../assets/web/icon.svg")),
        )
        .route(
            "/m/live.js",
            file(
                "text/javascript; charset=utf-8",
                include_str!("../../../assets/web/live.js"),
            ),
        )
        .route("/m/{token}", get(booking::show))
        .route("/m/{token}/live", get(live::show))
        .route("/m/{token}/visit.ics", get(calendar::show))
        .route("/m/{token}/cancel", get(change::ask).post(change::cancel))
        .route("/m/{token}/move", get(change::choose).post(change::reschedule))
}

/// A problem, said to a person.
pub fn sorry(port: &Port, words: Words, status: StatusCode, sentence: &str) -> Response {
    let main = format!(
        "<section class=\"card\"><h1>{}</h1><p class=\"error\" role=\"alert\">{}</p>\
         <p class=\"actions\"><a class=\"button quiet\" href=\"/m\">{}</a></p></section>",
        words.get("page", "missing_title"),
        Text(sentence),
        words.get("page", "missing_link"),
    );
    let sheet = Sheet {
        words,
        title: words.get("page", "missing_title"),
        path: "/m",
        version: None,
        main,
    };
    sheet.answer(port, status)
}

/// A word of ours as part of a class name: letters and `_` only.
fn code(word: &str) -> String {
    word.chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
        .collect()
}
