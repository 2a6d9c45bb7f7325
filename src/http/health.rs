//! Whether the process lives: asked often, by those who would start it anew.

use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

/// No I/O at all: a slow database must not make anybody kill the process that waits for it.
pub async fn alive() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/plain")], "alive\n")
}
