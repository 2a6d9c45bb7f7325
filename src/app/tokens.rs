//! Tokens for those who call the port: made here, shown once, and never kept.
//!
//! 256 random bits need no slow hash: there is nothing to guess. A token is found by its digest, so what
//! the database's index compares tells nothing about the token either.

use std::fmt::Write;

use jiff::SignedDuration;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{App, AppError};
use crate::domain::refusal::Refusal;
use crate::domain::staff::Role;
use crate::store::tokens::{self, Token};

/// Stands in front of every token, so that a leaked one is recognised as what it is.
const PREFIX: &str = "hc_";

impl App {
    /// A new token, and what it is. Without `days` it never expires.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn add_token(
        &self,
        name: String,
        role: Role,
        days: Option<i64>,
    ) -> Result<(SecretString, Token), AppError> {
        let now = self.clock.now();
        let mut secret = PREFIX.to_owned();
        for _ in 0..4 {
            let _ = write!(secret, "{:016x}", self.recorder.ids.random());
        }
        let mut token = Token {
            id: 0,
            name,
            role,
            added_at: now,
            expires_at: days.map(|days| now + SignedDuration::from_hours(24 * days)),
            revoked_at: None,
            hash: digest(&secret),
        };
        let added = token.clone();
        token.id = self.store.write(move |sql| tokens::add(sql, &added)).await?;
        Ok((secret.into(), token))
    }

    /// Every token there ever was.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn tokens(&self) -> Result<Vec<Token>, AppError> {
        Ok(self.store.read(|sql| tokens::list(sql)).await?)
    }

    /// Ends a token at once.
    ///
    /// # Errors
    /// [`Refusal::TokenNotFound`].
    pub async fn revoke_token(&self, id: i64) -> Result<(), AppError> {
        let now = self.clock.now();
        match self.store.write(move |sql| tokens::revoke(sql, id, now)).await? {
            true => Ok(()),
            false => Err(Refusal::TokenNotFound(id).into()),
        }
    }

    /// Whose token it is; none when it opens nothing.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn token(&self, secret: &SecretString) -> Result<Option<Token>, AppError> {
        let hash = digest(secret.expose_secret());
        let (wanted, now) = (hash.clone(), self.clock.now());
        let found = self.store.glance(move |sql| tokens::find(sql, &hash)).await?;
        Ok(found.filter(|token| bool::from(token.hash.as_bytes().ct_eq(wanted.as_bytes())) && token.is_good(now)))
    }
}

fn digest(secret: &str) -> String {
    Sha256::digest(secret.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
