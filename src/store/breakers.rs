//! The circuit breakers' state, one row a gateway, shared by every process.

use super::StoreError;
use super::sql::{Sql, corrupt};
use crate::domain::breaker::Breaker;
use crate::params;

/// Whose breaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gateway {
    Payment,
    Sms,
}

impl Gateway {
    /// The word in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Payment => "payment",
            Self::Sms => "sms",
        }
    }
}

/// The breaker as it stands.
///
/// # Errors
/// [`StoreError::Corrupt`] when its row is gone.
pub fn read(sql: &mut dyn Sql, gateway: Gateway) -> Result<Breaker, StoreError> {
    select(sql, gateway, "")
}

/// The breaker, locked until the transaction ends.
///
/// # Errors
/// As [`read`].
pub fn lock(sql: &mut dyn Sql, gateway: Gateway) -> Result<Breaker, StoreError> {
    let lock = sql.dialect().for_update();
    select(sql, gateway, lock)
}

fn select(sql: &mut dyn Sql, gateway: Gateway, lock: &str) -> Result<Breaker, StoreError> {
    let row = sql
        .row(
            &format!(
                "SELECT recent, failures_in_row, trips, open_until, probe_until FROM breakers WHERE gateway = ?1{lock}"
            ),
            params![gateway.code()],
        )?
        .ok_or_else(|| StoreError::Corrupt(format!("the {} breaker has no row", gateway.code())))?;
    let small = |n| u32::try_from(row.int(n)?).map_err(|_| corrupt(n, "a negative number"));
    Ok(Breaker {
        window: small(0)?,
        failures_in_row: small(1)?,
        trips: small(2)?,
        open_until: row.opt_at(3)?,
        probe_until: row.opt_at(4)?,
    })
}

/// Keeps the breaker's new state.
///
/// # Errors
/// Any [`StoreError`].
pub fn write(sql: &mut dyn Sql, gateway: Gateway, breaker: &Breaker) -> Result<(), StoreError> {
    sql.tell(
        "UPDATE breakers SET recent = ?2, failures_in_row = ?3, trips = ?4, open_until = ?5, probe_until = ?6 WHERE gateway = ?1",
        params![
            gateway.code(),
            i64::from(breaker.window),
            i64::from(breaker.failures_in_row),
            i64::from(breaker.trips),
            breaker.open_until,
            breaker.probe_until,
        ],
    )
}
