//! What this database was born with and nobody else knows.

use super::StoreError;
use super::sql::Sql;
use crate::params;

/// The secret with this name.
///
/// # Errors
/// [`StoreError::Corrupt`] when it is gone; any other [`StoreError`].
pub fn find(sql: &mut dyn Sql, name: &str) -> Result<String, StoreError> {
    let row = sql.row("SELECT value FROM secrets WHERE name = ?1", params![name])?;
    let row = row.ok_or_else(|| StoreError::Corrupt(format!("the secret {name} is gone")))?;
    Ok(row.text(0)?.to_owned())
}
