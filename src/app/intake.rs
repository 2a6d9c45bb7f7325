//! From what was typed to values of the domain. Every entrance comes through here, so that the command
//! line, the screens and the port refuse the same things with the same codes.

use jiff::civil::{Date, Time};
use secrecy::SecretString;

use super::{Tender, When};
use crate::domain::birth::{BirthDate, BirthFault};
use crate::domain::calendar::SlotTime;
use crate::domain::customer::Customer;
use crate::domain::identity;
use crate::domain::name::PersonName;
use crate::domain::payment::Method;
use crate::domain::phone::{Phone, PhoneFault};
use crate::domain::reason::Reason;
use crate::domain::sex::Sex;
use crate::domain::text::TextFault;

/// A value that can't be accepted, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    #[error("the name {0}")]
    Name(TextFault),
    #[error("the phone number {0}")]
    Phone(PhoneFault),
    #[error("the date of birth {0}")]
    Birth(BirthFault),
    #[error("'{0}' is not a sex: m or f")]
    Sex(String),
    #[error("the reason {0}")]
    Reason(TextFault),
    #[error("'{0}' is not a way to pay")]
    Method(String),
    /// Where a token or an approval number is expected.
    #[error("a card number was given where the {0} belongs")]
    CardNumber(&'static str),
    #[error("an approval number is 1 to 20 letters and digits")]
    ApprovalNumber,
    #[error("the name of a token is 1 to 40 letters")]
    TokenName,
    #[error("the last day is before the first")]
    Range,
    #[error("'{0}' is not a date")]
    Date(String),
    #[error("'{0}' is not a time")]
    Time(String),
    #[error("'{text}' is not a status")]
    Status { text: String, known: String },
    #[error("{0}")]
    Usage(String),
}

impl Invalid {
    /// `error.code` of the contract.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Name(_) | Self::TokenName => "invalid_name",
            Self::Phone(_) => "invalid_phone",
            Self::Birth(_) => "invalid_birth",
            Self::Sex(_) => "invalid_sex",
            Self::Reason(_) => "invalid_reason",
            Self::Method(_) | Self::CardNumber(_) | Self::ApprovalNumber => "invalid_payment",
            Self::Date(_) => "invalid_date",
            Self::Time(_) => "invalid_time",
            Self::Range | Self::Status { .. } | Self::Usage(_) => "usage",
        }
    }
}

/// A customer from what was typed. The name may be missing where nobody is texted: a text speaks to somebody.
///
/// # Errors
/// [`Invalid`] for the first field that is wrong.
pub fn customer(
    name: Option<&str>,
    phone_text: Option<&str>,
    birth_text: Option<&str>,
    sex: Option<&str>,
    today: Date,
) -> Result<Customer, Invalid> {
    Ok(Customer {
        name: match (name, phone_text) {
            (None, None) => PersonName::unknown(),
            (name, _) => PersonName::parse(name.unwrap_or_default()).map_err(Invalid::Name)?,
        },
        phone: phone_text.map(phone).transpose()?,
        birth: birth_text.map(|text| birth(text, today)).transpose()?,
        sex: sex
            .map(|text| Sex::parse(text).ok_or_else(|| Invalid::Sex(text.to_owned())))
            .transpose()?,
    })
}

/// A phone number from what was typed.
///
/// # Errors
/// [`Invalid::Phone`].
pub fn phone(text: &str) -> Result<Phone, Invalid> {
    Phone::parse(text).map_err(Invalid::Phone)
}

/// A date of birth from what was typed.
///
/// # Errors
/// [`Invalid::Birth`].
pub fn birth(text: &str, today: Date) -> Result<BirthDate, Invalid> {
    BirthDate::parse(text, today).map_err(Invalid::Birth)
}

/// A day from what was typed: `YYYY-MM-DD`.
///
/// # Errors
/// [`Invalid::Date`].
pub fn date(text: &str) -> Result<Date, Invalid> {
    let day = text.trim();
    let parsed = (day.len() == 10).then(|| day.parse().ok()).flatten();
    parsed.ok_or_else(|| Invalid::Date(text.to_owned()))
}

/// A time of day from what was typed: `HH:MM`.
///
/// # Errors
/// [`Invalid::Time`].
pub fn time(text: &str) -> Result<Time, Invalid> {
    let typed = text.trim();
    // The parser itself would pass over blanks and line ends between the digits.
    let shaped = typed.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
    let parsed = shaped.then(|| Time::strptime("%H:%M", typed).ok()).flatten();
    parsed.ok_or_else(|| Invalid::Time(text.to_owned()))
}

/// When a customer wants to come, by a day, a time and neither.
///
/// # Errors
/// [`Invalid::Date`], [`Invalid::Time`].
pub fn when(day: Option<&str>, clock: Option<&str>) -> Result<When, Invalid> {
    let (day, clock) = (day.map(date).transpose()?, clock.map(time).transpose()?);
    Ok(match (day, clock) {
        (None, time) => When::Earliest(time),
        (Some(date), None) => When::OnDay(date),
        (Some(date), Some(time)) => When::At(SlotTime { date, time }),
    })
}

/// A reason from what was typed.
///
/// # Errors
/// [`Invalid::Reason`].
pub fn reason(text: &str) -> Result<Reason, Invalid> {
    Reason::parse(text).map_err(Invalid::Reason)
}

/// How the customer pays, from what was typed. A card number is refused wherever it is put.
///
/// # Errors
/// [`Invalid::Method`], [`Invalid::CardNumber`].
pub fn tender(
    method: Option<&str>,
    card_token: Option<String>,
    approval_no: Option<String>,
) -> Result<Tender, Invalid> {
    let method = method
        .map(|text| Method::parse(text).ok_or_else(|| Invalid::Method(text.to_owned())))
        .transpose()?;
    if card_token.as_deref().is_some_and(identity::has_card_number) {
        return Err(Invalid::CardNumber("card token"));
    }
    if approval_no.as_deref().is_some_and(identity::has_card_number) {
        return Err(Invalid::CardNumber("approval number"));
    }
    if let Some(number) = &approval_no {
        let fits = (1..=20).contains(&number.len()) && number.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if !fits {
            return Err(Invalid::ApprovalNumber);
        }
    }
    Ok(Tender {
        method,
        card_token: card_token.map(SecretString::from),
        approval_no,
    })
}
