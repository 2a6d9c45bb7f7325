//! Failures into words: one sentence on stderr, or one JSON document, and the exit code.

use std::process::ExitCode;

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::app::{AppError, Outcome};
use crate::cli::{Failure, clean};
use crate::config::{Fault, Source};
use crate::domain::calendar::SlotTime;
use crate::domain::refusal::Refusal;
use crate::domain::text;
use crate::store::wire;
use crate::words::Words;

/// Says why a command failed.
pub fn tell(failure: &Failure, words: Words, zone: &TimeZone, json: bool) -> ExitCode {
    let message = said(failure, words, zone);
    if json {
        let mut error = json!({ "code": failure.code(), "message": message });
        add_details(failure, &mut error);
        eprintln!("{}", json!({ "error": error }));
    } else {
        eprintln!("✘ {message}");
    }
    ExitCode::from(failure.exit())
}

/// The sentence of a failure, as it can be printed.
pub fn said(failure: &Failure, words: Words, zone: &TimeZone) -> String {
    clean(&sentence(failure, words, zone))
}

fn sentence(failure: &Failure, words: Words, zone: &TimeZone) -> String {
    match failure {
        Failure::Invalid(invalid) => words.invalid(invalid),
        Failure::App(error) => words.app_error(error, zone),
        Failure::Config(fault) => setting(fault, words),
        Failure::Gateway(why) => words.say("error", "invalid_config", &[("why", why)]),
        Failure::NotSettled { outcome, order } => words.outcome(outcome, order, zone).unwrap_or_default(),
        Failure::Several { failed, asked, .. } => {
            let (failed, asked) = (failed.to_string(), asked.to_string());
            words.say("error", "several", &[("failed", &failed), ("asked", &asked)])
        }
        Failure::Unsound(count) => words.say("error", "doctor_failed", &[("count", &count.to_string())]),
        Failure::Backup(fault) => words.backup_error(fault),
        Failure::NotAllowed(key) => words.get("error", key),
        Failure::Io(why) => words.say("error", "file", &[("why", why)]),
    }
}

fn setting(fault: &Fault, words: Words) -> String {
    let say = |key: &str, values: &[(&str, &str)]| words.say("setting", key, values);
    // What somebody has typed; no name and no sensible value of ours is as long.
    let shown = |text: &str| text::excerpt_of(text, 80);
    match fault {
        Fault::Unreadable { path, why } => say("unreadable", &[("path", &path.display().to_string()), ("why", why)]),
        Fault::Syntax { path, line, why } => {
            let (path, line) = (path.display().to_string(), line.to_string());
            say(
                "syntax",
                &[("path", &path), ("line", &line), ("why", &text::excerpt_of(why, 160))],
            )
        }
        Fault::Unknown { key, origin, nearest } => {
            let origin = match origin {
                Source::Environment(name) => format!("${}", shown(name)),
                other => other.to_string(),
            };
            let unknown = say("unknown", &[("key", &shown(key)), ("origin", &origin)]);
            match nearest {
                Some(nearest) => format!("{unknown} {}", say("unknown_nearest", &[("nearest", nearest)])),
                None => unknown,
            }
        }
        Fault::Value { key, origin, why } => {
            let values: Vec<_> = why.values.iter().map(|(name, value)| (*name, shown(value))).collect();
            let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let why = say(why.says, &values);
            say("value", &[("key", key), ("origin", &origin.to_string()), ("why", &why)])
        }
    }
}

/// What a script can use of a refusal: the nearest free times, the next try.
fn add_details(failure: &Failure, error: &mut Value) {
    let slots = |slots: &[SlotTime]| -> Value {
        slots
            .iter()
            .map(|slot| json!({ "date": slot.date.to_string(), "time": wire::clock(slot.time) }))
            .collect()
    };
    match failure {
        Failure::App(AppError::Refused(Refusal::SlotFull { nearest, .. } | Refusal::OutsideHours { nearest, .. })) => {
            error["nearest"] = slots(nearest)
        }
        Failure::NotSettled {
            outcome: Outcome::PaymentUnavailable { retry_at } | Outcome::RefundPending { retry_at },
            ..
        } => error["retryAt"] = json!(retry_at.map(|at| at.to_string())),
        Failure::NotSettled {
            outcome: Outcome::Declined { .. },
            order,
        } => error["orderId"] = json!(order.id),
        _ => {}
    }
}
