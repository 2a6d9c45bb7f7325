//! Tokens of those who call the port: a digest, never the token.

use jiff::Timestamp;

use super::StoreError;
use super::sql::{Row, Sql};
use crate::domain::staff::Role;
use crate::params;

const COLUMNS: &str = "id, name, role, added_at, expires_at, revoked_at, hash";

/// What is known of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub id: i64,
    /// Who uses it, for the record.
    pub name: String,
    pub role: Role,
    pub added_at: Timestamp,
    /// None: never.
    pub expires_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
    /// SHA-256 in hexadecimal digits.
    pub hash: String,
}

impl Token {
    /// Whether it opens anything at `now`.
    pub fn is_good(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|until| now < until)
    }
}

/// Adds a token; its `id` is not looked at, the new one is the answer.
///
/// # Errors
/// Any [`StoreError`].
pub fn add(sql: &mut dyn Sql, token: &Token) -> Result<i64, StoreError> {
    sql.number(
        "INSERT INTO tokens (name, role, hash, added_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id",
        params![
            token.name.as_str(),
            token.role.code(),
            token.hash.as_str(),
            token.added_at,
            token.expires_at
        ],
    )
}

/// The token with this digest.
///
/// # Errors
/// Any [`StoreError`].
pub fn find(sql: &mut dyn Sql, hash: &str) -> Result<Option<Token>, StoreError> {
    sql.row(&format!("SELECT {COLUMNS} FROM tokens WHERE hash = ?1"), params![hash])?
        .as_ref()
        .map(token)
        .transpose()
}

/// Every token there ever was, by number.
///
/// # Errors
/// Any [`StoreError`].
pub fn list(sql: &mut dyn Sql) -> Result<Vec<Token>, StoreError> {
    sql.rows(&format!("SELECT {COLUMNS} FROM tokens ORDER BY id"), &[])?
        .iter()
        .map(token)
        .collect()
}

/// Ends a token. False when there is none with that number, or it has been ended before.
///
/// # Errors
/// Any [`StoreError`].
pub fn revoke(sql: &mut dyn Sql, id: i64, now: Timestamp) -> Result<bool, StoreError> {
    let changed = sql.execute(
        "UPDATE tokens SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL",
        params![id, now],
    )?;
    Ok(changed == 1)
}

fn token(row: &Row) -> Result<Token, StoreError> {
    Ok(Token {
        id: row.int(0)?,
        name: row.text(1)?.to_owned(),
        role: row.word(2, Role::parse)?,
        added_at: row.at(3)?,
        expires_at: row.opt_at(4)?,
        revoked_at: row.opt_at(5)?,
        hash: row.text(6)?.to_owned(),
    })
}
