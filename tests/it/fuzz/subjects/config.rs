//! A file of settings and the environment over it: lines of TOML, a line `$`, then lines `NAME=VALUE`.
//! What is taken is within its bounds and reads back the same; no secret is shown; a fault names its key.

use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use healthcenter::config::{Effective, Fault, Layers, Settings};
use healthcenter::domain::ksx1001;
use healthcenter::domain::lang::Lang;
use healthcenter::domain::money::Won;
use healthcenter::domain::sms::CENTRE_LIMIT;
use healthcenter::run::errors;
use healthcenter::words::Words;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};
use secrecy::ExposeSecret;

use super::said::{assert_refusal, assert_shows, lang};

const TODAY: Date = date(2026, 11, 30);
const FILE: &str = "/etc/healthcenter/config.toml";

pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (file, environment) = text.split_once("\n$\n").unwrap_or((&text, ""));
    let environment = environment.lines().filter_map(|line| line.split_once('='));
    let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let mut layers = defaults();
    let read = layers
        .add_file(Path::new(FILE), file)
        .and_then(|()| layers.add_environment(environment));
    if let Err(fault) = read {
        return refused(fault, lang(data));
    }
    match Settings::new(&layers) {
        Ok(settings) => taken(&layers, &settings),
        Err(fault) => refused(fault, lang(data)),
    }
}

fn defaults() -> Layers {
    static DEFAULTS: OnceLock<Layers> = OnceLock::new();
    DEFAULTS.get_or_init(Layers::defaults).clone()
}

/// How settings look in a log, the names of their fields among them.
fn usual() -> &'static str {
    static USUAL: OnceLock<String> = OnceLock::new();
    USUAL.get_or_init(|| format!("{:?}", Settings::new(&defaults())))
}

fn refused(fault: Fault, lang: Lang) {
    let key = match &fault {
        Fault::Unknown { key, .. } | Fault::Value { key, .. } => Some(key.clone()),
        Fault::Syntax { .. } | Fault::Unreadable { .. } => None,
    };
    let known = key
        .as_ref()
        .filter(|key| defaults().effective().any(|known| known.key == **key));
    if let Some(key) = known {
        let said = errors::said(&fault.clone().into(), Words::new(lang), &TimeZone::UTC);
        assert!(said.contains(key), "{key} is not in {said:?}");
    }
    assert_refusal(fault, None, lang);
}

fn taken(layers: &Layers, settings: &Settings) {
    let effective: Vec<Effective> = layers.effective().collect();
    let secrets = [
        &settings.payment_secret,
        &settings.sms_api_secret,
        &settings.screen.kiosk_pin,
    ];
    for secret in secrets.into_iter().flatten().map(ExposeSecret::expose_secret) {
        let hidden = |text: &str| secret.len() < 8 || !text.contains(secret);
        for shown in effective
            .iter()
            .filter(|shown| shown.key.contains("secret") || shown.key.contains("pin"))
        {
            assert!(hidden(&shown.value), "{} is shown", shown.key);
        }
        let logged = format!("{settings:?}");
        let elsewhere = effective.iter().any(|shown| shown.value.contains(secret)) || usual().contains(secret);
        assert!(elsewhere || hidden(&logged), "a secret is in the log");
    }
    bounds(settings);
    again(&effective);
}

fn bounds(settings: &Settings) {
    assert_shows(&settings.centre_name);
    assert!(matches!(ksx1001::byte_len(&settings.centre_name), Ok(1..=CENTRE_LIMIT)));
    assert!((SignedDuration::from_mins(1)..=SignedDuration::from_hours(24)).contains(&settings.hold));
    assert!((1..=100_000).contains(&settings.max_reservation_per_person));
    assert!((0..=100_000).contains(&settings.slot_capacity) && (1..=1_000).contains(&settings.horizon_days));
    assert!(settings.payment_timeout > Duration::ZERO && settings.payment_timeout <= Duration::from_mins(10));
    assert!(settings.sms_timeout > Duration::ZERO && settings.sms_timeout <= Duration::from_secs(20));
    assert!((1..=64).contains(&settings.store_connections));
    assert!(
        settings.sms_sender.bytes().all(|b| b.is_ascii_digit()),
        "{}",
        settings.sms_sender
    );
    assert!(
        settings.public_url.bytes().all(|b| b.is_ascii_graphic()),
        "{}",
        settings.public_url
    );
    let price = Won::new(50_000).unwrap_or_default();
    for days in [0, 1, 2, 3, 7, 30] {
        let visit = TODAY.saturating_add(days.days());
        assert!(
            settings.refund_tiers.refund(price, visit, TODAY) <= price,
            "more goes back than was paid"
        );
    }
}

/// The settings in effect, written into a file, are the settings in effect.
fn again(effective: &[Effective]) {
    let mut file = toml::Table::new();
    for Effective { key, value, .. } in effective {
        let Some((section, key)) = key.split_once('.') else {
            continue;
        };
        let section = file.entry(section).or_insert_with(|| toml::Table::new().into());
        if let Some(section) = section.as_table_mut() {
            section.insert(key.to_owned(), value.clone().into());
        }
    }
    let mut layers = defaults();
    let read = layers.add_file(Path::new(FILE), &file.to_string());
    assert_eq!(read, Ok(()), "{file}");
    let values = |layers: &Layers| {
        layers
            .effective()
            .map(|shown| (shown.key, shown.value))
            .collect::<Vec<_>>()
    };
    let shown: Vec<_> = effective
        .iter()
        .map(|shown| (shown.key.clone(), shown.value.clone()))
        .collect();
    assert_eq!(values(&layers), shown);
}
