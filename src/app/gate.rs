//! The circuit breaker in front of a gateway: asked before a call, told after it, in the transactions
//! that are written anyway. A good call of a healthy gateway writes nothing.

use jiff::{SignedDuration, Timestamp};

use crate::domain::breaker::{Admission, Health};
use crate::store::breakers::{self, Gateway};
use crate::store::sql::Sql;
use crate::store::{StoreError, payments, sending};

/// How long a gateway is left alone at most: customers can wait a minute before they pay, texts must
/// flow again within 30 s of a recovery.
const fn cap(gateway: Gateway) -> SignedDuration {
    match gateway {
        Gateway::Payment => SignedDuration::from_secs(60),
        Gateway::Sms => SignedDuration::from_secs(20),
    }
}

/// Whether calls are being refused at `now`.
///
/// # Errors
/// Only the store's.
pub fn is_open(sql: &mut dyn Sql, gateway: Gateway, now: Timestamp) -> Result<bool, StoreError> {
    Ok(breakers::read(sql, gateway)?.is_open(now))
}

/// May a call go out now?
///
/// # Errors
/// Only the store's.
pub fn admit(sql: &mut dyn Sql, gateway: Gateway, now: Timestamp) -> Result<Admission, StoreError> {
    if breakers::read(sql, gateway)?.open_until.is_none() {
        return Ok(Admission::Call);
    }
    let (admission, next) = breakers::lock(sql, gateway)?.admit(now);
    if admission == Admission::Probe {
        breakers::write(sql, gateway, &next)?;
    }
    Ok(admission)
}

/// Notes how a call went. The good probe that closes a breaker makes everything due that waited for it.
///
/// # Errors
/// Only the store's.
pub fn note(
    sql: &mut dyn Sql,
    gateway: Gateway,
    admission: Admission,
    health: Health,
    now: Timestamp,
    chance: f64,
) -> Result<(), StoreError> {
    if health == Health::Good && breakers::read(sql, gateway)?.is_spotless() {
        return Ok(());
    }
    let before = breakers::lock(sql, gateway)?;
    let after = before.record(admission, health, now, chance, cap(gateway));
    if after != before {
        breakers::write(sql, gateway, &after)?;
    }
    if before.open_until.is_none() && after.open_until.is_some() {
        tracing::warn!(gateway = gateway.code(), until = ?after.open_until, "the breaker opens");
    }
    if before.open_until.is_some() && after.open_until.is_none() {
        match gateway {
            Gateway::Payment => payments::wake(sql, now)?,
            Gateway::Sms => sending::wake(sql, now)?,
        }
    }
    Ok(())
}
