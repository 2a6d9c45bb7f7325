//! Who calls. Staff show a token; it is looked up at every call, so that a revoked one opens nothing more.

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use secrecy::SecretString;

use super::Port;
use super::problem::Problem;
use crate::domain::staff::Role;

/// Whether staff calls need a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    Tokens,
    /// Everybody may do everything, under this name: for trying out, on a loopback address.
    Open(String),
}

/// A member of staff.
#[derive(Debug, Clone)]
pub struct Staff {
    /// For the record.
    pub name: String,
    role: Role,
}

impl Staff {
    /// Only an admin decides about a request.
    ///
    /// # Errors
    /// [`Problem::NotAllowed`].
    pub fn may_decide(&self) -> Result<(), Problem> {
        if self.role.may_decide() {
            Ok(())
        } else {
            Err(Problem::NotAllowed)
        }
    }
}

impl FromRequestParts<Port> for Staff {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, port: &Port) -> Result<Self, Problem> {
        if let Access::Open(name) = &port.access {
            return Ok(Self {
                name: name.clone(),
                role: Role::Admin,
            });
        }
        let given = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let secret = given.and_then(|text| {
            let (scheme, secret) = text.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim().to_owned())
        });
        let secret = SecretString::from(secret.ok_or(Problem::Stranger)?);
        let token = port.app.token(&secret).await?.ok_or(Problem::Stranger)?;
        Ok(Self {
            name: token.name,
            role: token.role,
        })
    }
}
