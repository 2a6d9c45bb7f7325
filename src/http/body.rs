//! A body on its way in: JSON by its own word, no longer than 64 KiB, and all there within ten seconds. A
//! client that sends a byte now and then holds nothing but its own connection.

use std::time::Duration;

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;

use super::Port;
use super::fields::{Fault, Fields};
use super::problem::Problem;

const LONGEST: usize = 64 * 1024;
const PATIENCE: Duration = Duration::from_secs(10);

impl FromRequest<Port> for Fields {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &Port) -> Result<Self, Problem> {
        let kind = request
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let kind = kind.and_then(|text| text.split(';').next()).unwrap_or_default().trim();
        let json = kind.eq_ignore_ascii_case("application/json")
            || (kind.starts_with("application/") && kind.ends_with("+json"));
        if !json {
            return Err(Fault::MediaType.into());
        }
        let body = bytes(request).await?;
        Ok(Self::read(&body)?)
    }
}

/// The whole of a body.
///
/// # Errors
/// [`Fault::TooLarge`], [`Fault::TooSlow`].
pub async fn bytes(request: Request) -> Result<axum::body::Bytes, Fault> {
    match tokio::time::timeout(PATIENCE, to_bytes(request.into_body(), LONGEST)).await {
        Err(_) => Err(Fault::TooSlow),
        Ok(Ok(body)) => Ok(body),
        Ok(Err(e)) if is_limit(&e) => Err(Fault::TooLarge),
        Ok(Err(e)) => Err(Fault::Syntax(e.to_string())),
    }
}

fn is_limit(e: &axum::Error) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(e);
    while let Some(error) = cause {
        if error.is::<http_body_util::LengthLimitError>() {
            return true;
        }
        cause = error.source();
    }
    false
}
