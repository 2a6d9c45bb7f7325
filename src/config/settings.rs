//! The merged settings as values that have been checked.

use std::time::Duration;

use jiff::SignedDuration;
use jiff::civil::Weekday;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use secrecy::SecretString;

use super::layers::{Fault, Layers, Why};
use super::screen::ScreenSettings;
use crate::domain::calendar::{OpeningHours, parse_hours};
use crate::domain::cancellation::{RefundTier, RefundTiers};
use crate::domain::ksx1001;
use crate::domain::lang::Lang;
use crate::domain::sms::CENTRE_LIMIT;
use crate::domain::text;

/// Who settles payments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentKind {
    Desk,
    Http,
}

/// Who sends texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmsKind {
    None,
    Http,
}

/// Everything that is set.
#[derive(Debug, Clone)]
pub struct Settings {
    pub centre_name: String,
    pub centre_phone: String,
    pub timezone: TimeZone,
    pub text_lang: Lang,
    pub opening: OpeningHours,
    pub max_reservation_per_person: i64,
    pub hold: SignedDuration,
    pub slot_capacity: i64,
    pub horizon_days: i64,
    pub refund_tiers: RefundTiers,
    pub payment_kind: PaymentKind,
    pub payment_base_url: String,
    pub payment_secret: Option<SecretString>,
    pub payment_timeout: Duration,
    pub sms_kind: SmsKind,
    pub sms_base_url: String,
    pub sms_api_secret: Option<SecretString>,
    pub sms_sender: String,
    pub sms_timeout: Duration,
    pub sms_max_attempts: i64,
    pub stale_after: SignedDuration,
    /// Empty: texts carry no link.
    pub public_url: String,
    pub store_wait: Duration,
    pub store_connections: usize,
    pub screen: ScreenSettings,
}

impl Settings {
    /// Checks every value.
    ///
    /// # Errors
    /// [`Fault::Value`] for the first that can't be used.
    pub fn new(layers: &Layers) -> Result<Self, Fault> {
        let between = |key: &str, low: i64, high: i64| match layers.number(key) {
            n if (low..=high).contains(&n) => Ok(n),
            n => Err(layers.fault(key, Why::new("between", [("n", &n), ("low", &low), ("high", &high)]))),
        };
        let millis = |key: &str| between(key, 1, 600_000).map(|ms| Duration::from_millis(ms.unsigned_abs()));
        let secret = |key: &str| {
            Some(layers.text(key))
                .filter(|text| !text.is_empty())
                .map(SecretString::from)
        };
        let one_of = |key: &str, known: &str| {
            let why = Why::new("one_of", [("text", &layers.text(key)), ("known", &known)]);
            layers.fault(key, why)
        };
        let payment_kind = match layers.text("payment.kind") {
            "desk" => PaymentKind::Desk,
            "http" => PaymentKind::Http,
            _ => return Err(one_of("payment.kind", "desk, http")),
        };
        let sms_kind = match layers.text("sms.kind") {
            "none" => SmsKind::None,
            "http" => SmsKind::Http,
            _ => return Err(one_of("sms.kind", "none, http")),
        };
        let address = |kind: &str, key: &str, needed: bool| match layers.text(key) {
            "" if needed => Err(layers.fault(kind, Why::new("address_missing", [("needs", &key)]))),
            text if !needed || text.starts_with("http://") || text.starts_with("https://") => Ok(text.to_owned()),
            text => Err(layers.fault(key, Why::new("address", [("text", &text)]))),
        };
        let zone = layers.text("centre.timezone");
        Ok(Self {
            centre_name: centre_name(layers)?,
            centre_phone: layers.text("centre.phone").to_owned(),
            // Our own copy first: the system's database is listed folder by folder before the first answer.
            timezone: TimeZoneDatabase::bundled()
                .get(zone)
                .or_else(|_| TimeZone::get(zone))
                .map_err(|_| layers.fault("centre.timezone", Why::new("timezone", [("text", &zone)])))?,
            text_lang: Lang::parse(layers.text("centre.text_lang"))
                .ok_or_else(|| one_of("centre.text_lang", "ko, en"))?,
            opening: opening(layers)?,
            max_reservation_per_person: between("booking.max_reservation_per_person", 1, 100_000)?,
            hold: SignedDuration::from_mins(between("booking.hold_minutes", 1, 1_440)?),
            slot_capacity: between("booking.slot_capacity", 0, 100_000)?,
            horizon_days: between("booking.horizon_days", 1, 1_000)?,
            refund_tiers: tiers(layers)?,
            payment_kind,
            payment_base_url: address("payment.kind", "payment.base_url", payment_kind == PaymentKind::Http)?,
            payment_secret: secret("payment.secret"),
            payment_timeout: millis("payment.timeout_ms")?,
            sms_kind,
            sms_base_url: address("sms.kind", "sms.base_url", sms_kind == SmsKind::Http)?,
            sms_api_secret: secret("sms.api_secret"),
            sms_sender: layers.text("sms.sender").chars().filter(char::is_ascii_digit).collect(),
            sms_timeout: between("sms.timeout_ms", 1, 20_000).map(|ms| Duration::from_millis(ms.unsigned_abs()))?,
            sms_max_attempts: between("sms.max_attempts", 1, 1_000)?,
            stale_after: SignedDuration::from_hours(between("sms.stale_after_hours", 1, 10_000)?),
            public_url: public_url(layers)?,
            store_wait: millis("store.wait_ms")?,
            store_connections: usize::try_from(between("store.connections", 1, 64)?).unwrap_or(8),
            screen: ScreenSettings::new(layers)?,
        })
    }
}

fn centre_name(layers: &Layers) -> Result<String, Fault> {
    let key = "centre.name";
    let name = layers.text(key).trim();
    let odd = name.chars().find(|c| text::is_control(*c) || text::is_hidden(*c));
    match odd.map_or_else(|| ksx1001::byte_len(name), Err) {
        Err(letter) => Err(layers.fault(key, Why::new("letter", [("letter", &text::shown(letter))]))),
        Ok(0) => Err(layers.fault(key, Why::new("name_missing", []))),
        Ok(bytes) if bytes > CENTRE_LIMIT => Err(layers.fault(
            key,
            Why::new("name_too_long", [("bytes", &bytes), ("limit", &CENTRE_LIMIT)]),
        )),
        Ok(_) => Ok(name.to_owned()),
    }
}

fn public_url(layers: &Layers) -> Result<String, Fault> {
    let key = "serve.public_url";
    let url = layers.text(key).trim_end_matches('/');
    let address = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let fits = |rest: &str| !rest.is_empty() && rest.len() <= 100 && rest.bytes().all(|b| b.is_ascii_graphic());
    if url.is_empty() || address.is_some_and(fits) {
        Ok(url.to_owned())
    } else {
        Err(layers.fault(key, Why::new("address", [("text", &url)])))
    }
}

fn opening(layers: &Layers) -> Result<OpeningHours, Fault> {
    let hours = |key: &str| parse_hours(layers.text(key)).map_err(|_| layers.fault(key, Why::new("hours", [])));
    let weekday = hours("opening.weekday")?;
    let weekdays = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
    ];
    Ok(weekdays
        .into_iter()
        .fold(OpeningHours::closed(), |week, day| week.with(day, weekday))
        .with(Weekday::Saturday, hours("opening.saturday")?)
        .with(Weekday::Sunday, hours("opening.sunday")?))
}

fn tiers(layers: &Layers) -> Result<RefundTiers, Fault> {
    let key = "booking.refund_tiers";
    let tier = |text: &str| {
        let (days, percent) = text.split_once(':')?;
        Some(RefundTier {
            days: days.trim().parse().ok()?,
            percent: percent.trim().parse().ok()?,
        })
    };
    layers
        .text(key)
        .split(',')
        .map(tier)
        .collect::<Option<Vec<_>>>()
        .and_then(RefundTiers::new)
        .ok_or_else(|| layers.fault(key, Why::new("tiers", [])))
}
