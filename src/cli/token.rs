//! Tokens for those who call `serve`: made, listed, ended.

use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::port_args::Token as Command;
use super::{Desk, Failure};
use crate::app::Invalid;
use crate::domain::staff::Role;
use crate::store::tokens::Token;

impl Desk {
    pub(super) async fn token(&self, command: &Command) -> Result<(), Failure> {
        match command {
            Command::Add { name, role, days } => self.add_token(name, role, *days).await,
            Command::List => self.tokens().await,
            Command::Revoke { id } => {
                self.app.revoke_token(*id).await?;
                let shown = id.to_string();
                self.out
                    .show(&json!({ "token": { "id": id, "status": "revoked" } }), || {
                        self.out.words.say("say", "token_revoked", &[("id", &shown)])
                    })
            }
        }
    }

    async fn add_token(&self, name: &str, role: &str, days: Option<i64>) -> Result<(), Failure> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 40 || name.chars().any(char::is_control) {
            return Err(Invalid::TokenName.into());
        }
        // Only the two words of `--role` come as far as this.
        let role = Role::parse(role).unwrap_or(Role::Desk);
        let (secret, token) = self.app.add_token(name.to_owned(), role, days).await?;
        let mut document = self.token_json(&token);
        document["token"] = secret.expose_secret().into();
        self.out.show(&json!({ "token": document }), || {
            let (id, role) = (token.id.to_string(), self.out.words.get("role", role.code()));
            let values = [
                ("id", id.as_str()),
                ("name", name),
                ("role", &role),
                ("token", secret.expose_secret()),
            ];
            self.out.words.say("say", "token_added", &values)
        })
    }

    async fn tokens(&self) -> Result<(), Failure> {
        let tokens = self.app.tokens().await?;
        let document: Vec<Value> = tokens.iter().map(|token| self.token_json(token)).collect();
        self.out.show(&json!({ "tokens": document }), || {
            let rows = tokens
                .iter()
                .map(|token| {
                    vec![
                        token.id.to_string(),
                        token.name.clone(),
                        self.out.words.get("role", token.role.code()),
                        self.out.words.get("token", self.standing(token)),
                        token
                            .expires_at
                            .map_or_else(|| "-".into(), |at| self.out.instant(&at.to_string())),
                    ]
                })
                .collect();
            let labels = ["order", "name", "role", "status", "until"];
            self.out.table(&labels, &["order"], rows)
        })
    }

    fn token_json(&self, token: &Token) -> Value {
        json!({
            "id": token.id,
            "name": token.name,
            "role": token.role.code(),
            "status": self.standing(token),
            "addedAt": token.added_at.to_string(),
            "expiresAt": token.expires_at.map(|at| at.to_string()),
            "revokedAt": token.revoked_at.map(|at| at.to_string()),
        })
    }

    fn standing(&self, token: &Token) -> &'static str {
        match token.revoked_at {
            Some(_) => "revoked",
            None if token.is_good(self.app.clock.now()) => "good",
            None => "expired",
        }
    }
}
