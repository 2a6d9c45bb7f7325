//! Events as versioned JSON. The domain knows no serde, and an old row must stay readable for ever: a
//! field is only ever added, with a default; anything else is a new version beside the old one.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use super::StoreError;
use crate::domain::birth::BirthDate;
use crate::domain::calendar::SlotTime;
use crate::domain::code::BookingCode;
use crate::domain::customer::Customer;
use crate::domain::event::Event;
use crate::domain::ids::{PaymentId, ReservationId};
use crate::domain::money::Won;
use crate::domain::name::PersonName;
use crate::domain::package::PackageCode;
use crate::domain::payment::Method;
use crate::domain::phone::Phone;
use crate::domain::sex::Sex;

#[derive(Serialize, Deserialize)]
struct Versioned {
    v: u32,
    #[serde(flatten)]
    event: Wire,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "type", rename_all_fields = "camelCase")]
enum Wire {
    OrderPlaced {
        code: String,
        package: String,
        date: String,
        time: String,
        price: i64,
        name: String,
        phone: Option<String>,
        birth: Option<String>,
        sex: Option<String>,
        hold_expires_at: i64,
    },
    PaymentStarted {
        payment: i64,
        method: String,
    },
    PaymentApproved {
        payment: i64,
        method: String,
        amount: i64,
        reference: Option<String>,
    },
    PaymentDeclined {
        payment: i64,
        reason: String,
    },
    PaymentUnknown {
        payment: i64,
    },
    PaymentReleased {
        payment: i64,
    },
    HoldExpired,
    ReservationRequested {
        reservation: i64,
    },
    ReservationConfirmed {
        reservation: i64,
        by: String,
    },
    ReservationRejected {
        reservation: i64,
        by: String,
        reason: String,
        refund: i64,
    },
    OrderCancelled {
        by: String,
        reason: Option<String>,
        refund: i64,
    },
    ReservationCancelled {
        reservation: i64,
    },
    PaymentRefunded {
        payment: i64,
        amount: i64,
    },
    OrderRescheduled {
        from_date: String,
        from_time: String,
        to_date: String,
        to_time: String,
        by: String,
    },
    CheckedIn {
        by: String,
    },
    NoShow {
        by: String,
    },
}

/// The event as it is stored.
///
/// # Errors
/// Never in practice; [`StoreError::Bug`] if serialising fails.
pub fn to_json(event: &Event) -> Result<String, StoreError> {
    let versioned = Versioned {
        v: 1,
        event: Wire::from(event),
    };
    serde_json::to_string(&versioned).map_err(|e| StoreError::Bug(e.to_string()))
}

/// The event that was stored.
///
/// # Errors
/// [`StoreError::Corrupt`] when it is none, and [`StoreError::TooNew`] when a newer program wrote it.
pub fn from_json(text: &str) -> Result<Event, StoreError> {
    // The parser repeats what it does not know, however long that is.
    let corrupt = |e: &dyn std::fmt::Display| StoreError::Corrupt(format!("event {e}").chars().take(300).collect());
    let versioned: Versioned = serde_json::from_str(text).map_err(|e| corrupt(&e))?;
    if versioned.v != 1 {
        return Err(StoreError::TooNew {
            found: i64::from(versioned.v),
            known: 1,
        });
    }
    versioned
        .event
        .event()
        .ok_or_else(|| corrupt(&"with a value out of range"))
}

impl From<&Event> for Wire {
    fn from(event: &Event) -> Self {
        match event.clone() {
            Event::OrderPlaced {
                code,
                package,
                slot,
                price,
                customer,
                hold_expires_at,
            } => Self::OrderPlaced {
                code: code.as_str().to_owned(),
                package: package.as_str().to_owned(),
                date: slot.date.to_string(),
                time: clock(slot.time),
                price: price.get(),
                name: customer.name.as_str().to_owned(),
                phone: customer.phone.map(|p| p.digits().to_owned()),
                birth: customer.birth.map(|b| b.date().to_string()),
                sex: customer.sex.map(|s| s.code().to_owned()),
                hold_expires_at: hold_expires_at.as_millisecond(),
            },
            Event::PaymentStarted { payment, method } => Self::PaymentStarted {
                payment: payment.0,
                method: method.code().to_owned(),
            },
            Event::PaymentApproved {
                payment,
                method,
                amount,
                reference,
            } => Self::PaymentApproved {
                payment: payment.0,
                method: method.code().to_owned(),
                amount: amount.get(),
                reference,
            },
            Event::PaymentDeclined { payment, reason } => Self::PaymentDeclined {
                payment: payment.0,
                reason,
            },
            Event::PaymentUnknown { payment } => Self::PaymentUnknown { payment: payment.0 },
            Event::PaymentReleased { payment } => Self::PaymentReleased { payment: payment.0 },
            Event::HoldExpired => Self::HoldExpired,
            Event::ReservationRequested { reservation } => Self::ReservationRequested {
                reservation: reservation.0,
            },
            Event::ReservationConfirmed { reservation, by } => Self::ReservationConfirmed {
                reservation: reservation.0,
                by,
            },
            Event::ReservationRejected {
                reservation,
                by,
                reason,
                refund,
            } => Self::ReservationRejected {
                reservation: reservation.0,
                by,
                reason,
                refund: refund.get(),
            },
            Event::OrderCancelled { by, reason, refund } => Self::OrderCancelled {
                by,
                reason,
                refund: refund.get(),
            },
            Event::ReservationCancelled { reservation } => Self::ReservationCancelled {
                reservation: reservation.0,
            },
            Event::PaymentRefunded { payment, amount } => Self::PaymentRefunded {
                payment: payment.0,
                amount: amount.get(),
            },
            Event::OrderRescheduled { from, to, by } => Self::OrderRescheduled {
                from_date: from.date.to_string(),
                from_time: clock(from.time),
                to_date: to.date.to_string(),
                to_time: clock(to.time),
                by,
            },
            Event::CheckedIn { by } => Self::CheckedIn { by },
            Event::NoShow { by } => Self::NoShow { by },
        }
    }
}

impl Wire {
    fn event(self) -> Option<Event> {
        Some(match self {
            Self::OrderPlaced {
                code,
                package,
                date,
                time,
                price,
                name,
                phone,
                birth,
                sex,
                hold_expires_at,
            } => Event::OrderPlaced {
                code: BookingCode::parse(&code).ok()?,
                package: PackageCode::parse(&package).ok()?,
                slot: slot(&date, &time)?,
                price: Won::new(price).ok()?,
                customer: customer(&name, phone.as_deref(), birth.as_deref(), sex.as_deref())?,
                hold_expires_at: Timestamp::from_millisecond(hold_expires_at).ok()?,
            },
            Self::PaymentStarted { payment, method } => Event::PaymentStarted {
                payment: PaymentId(payment),
                method: Method::parse(&method)?,
            },
            Self::PaymentApproved {
                payment,
                method,
                amount,
                reference,
            } => Event::PaymentApproved {
                payment: PaymentId(payment),
                method: Method::parse(&method)?,
                amount: Won::new(amount).ok()?,
                reference,
            },
            Self::PaymentDeclined { payment, reason } => Event::PaymentDeclined {
                payment: PaymentId(payment),
                reason,
            },
            Self::PaymentUnknown { payment } => Event::PaymentUnknown {
                payment: PaymentId(payment),
            },
            Self::PaymentReleased { payment } => Event::PaymentReleased {
                payment: PaymentId(payment),
            },
            Self::HoldExpired => Event::HoldExpired,
            Self::ReservationRequested { reservation } => Event::ReservationRequested {
                reservation: ReservationId(reservation),
            },
            Self::ReservationConfirmed { reservation, by } => Event::ReservationConfirmed {
                reservation: ReservationId(reservation),
                by,
            },
            Self::ReservationRejected {
                reservation,
                by,
                reason,
                refund,
            } => Event::ReservationRejected {
                reservation: ReservationId(reservation),
                by,
                reason,
                refund: Won::new(refund).ok()?,
            },
            Self::OrderCancelled { by, reason, refund } => Event::OrderCancelled {
                by,
                reason,
                refund: Won::new(refund).ok()?,
            },
            Self::ReservationCancelled { reservation } => Event::ReservationCancelled {
                reservation: ReservationId(reservation),
            },
            Self::PaymentRefunded { payment, amount } => Event::PaymentRefunded {
                payment: PaymentId(payment),
                amount: Won::new(amount).ok()?,
            },
            Self::OrderRescheduled {
                from_date,
                from_time,
                to_date,
                to_time,
                by,
            } => Event::OrderRescheduled {
                from: slot(&from_date, &from_time)?,
                to: slot(&to_date, &to_time)?,
                by,
            },
            Self::CheckedIn { by } => Event::CheckedIn { by },
            Self::NoShow { by } => Event::NoShow { by },
        })
    }
}

/// `08:30`: how a time stands in columns and in events.
pub fn clock(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// A slot from its two columns.
pub fn slot(date: &str, time: &str) -> Option<SlotTime> {
    Some(SlotTime {
        date: date.parse::<Date>().ok()?,
        time: Time::strptime("%H:%M", time).ok()?,
    })
}

/// A customer from the columns that hold one.
pub fn customer(name: &str, phone: Option<&str>, birth: Option<&str>, sex: Option<&str>) -> Option<Customer> {
    Some(Customer {
        name: match name {
            "" => PersonName::unknown(),
            name => PersonName::parse(name).ok()?,
        },
        phone: phone.map(Phone::parse).transpose().ok()?,
        birth: match birth {
            Some(text) => Some(BirthDate::from_date(text.parse().ok()?)),
            None => None,
        },
        sex: match sex {
            Some(code) => Some(Sex::parse(code)?),
            None => None,
        },
    })
}
