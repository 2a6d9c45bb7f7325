//! The OpenAPI document, made of the routes themselves, and the schema of each resource out of it.

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, OpenApi, OpenApiBuilder, SecurityRequirement};

use super::Port;
use super::named::Named;
use super::problem::Problem;

/// What the document says of the port as a whole.
pub fn frame() -> OpenApi {
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("healthcenter")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(
                    "Bookings of a health-checkup centre. Money in won, instants RFC 3339 UTC.",
                ))
                .build(),
        )
        .components(Some(
            ComponentsBuilder::new()
                .security_scheme("token", SecurityScheme::Http(bearer))
                .build(),
        ))
        .security(Some([SecurityRequirement::new("token", [] as [&str; 0])]))
        .build()
}

/// The document as it is served.
pub struct Document(Value);

impl Document {
    /// The document of these routes.
    pub fn of(api: &OpenApi) -> Self {
        // Strings and maps only: there is nothing in it that JSON could not hold.
        Self(serde_json::to_value(api).unwrap_or_default())
    }
}

/// `GET /openapi.json`
pub async fn show(State(port): State<Port>) -> Response {
    axum::Json(&port.document.0).into_response()
}

/// `GET /profile/{resource}`: the JSON schema of one resource, where the origin's links lead to.
///
/// # Errors
/// [`Problem::Nowhere`].
pub async fn profile(State(port): State<Port>, Named(name): Named) -> Result<Response, Problem> {
    let schema = match name.as_str() {
        "orders" => "Order",
        "paymentHistories" => "PaymentHistory",
        "reservations" => "Reservation",
        "cancellations" => "Cancellation",
        "mypages" => "Mypage",
        _ => return Err(Problem::Nowhere),
    };
    let schema = port.document.0.pointer(&format!("/components/schemas/{schema}"));
    let body = axum::Json(schema.ok_or(Problem::Nowhere)?.clone());
    Ok(([(CONTENT_TYPE, "application/schema+json")], body).into_response())
}
