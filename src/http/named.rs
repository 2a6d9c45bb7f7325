//! What a path names, as in `/orders/{id}`. One that is no text once its `%` are read (`/orders/%ff`) names
//! nothing: said like everything else that is not there, instead of in the router's own words.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;

use super::Port;
use super::problem::Problem;

/// The name in a path of one.
pub struct Named(pub String);

impl FromRequestParts<Port> for Named {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, port: &Port) -> Result<Self, Problem> {
        let named = Path::from_request_parts(parts, port).await;
        named.map(|Path(name)| Self(name)).map_err(|_| Problem::Nowhere)
    }
}
