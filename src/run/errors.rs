//! Failures into words: one sentence on stderr, or one JSON document, and the exit code.

use std::process::ExitCode;

use clap::error::ErrorKind;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::app::{AppError, Outcome};
use crate::cli::{Failure, Output, clean};
use crate::domain::calendar::SlotTime;
use crate::domain::refusal::Refusal;
use crate::store::wire;
use crate::words::Words;

/// Says why a command failed.
pub fn tell(failure: &Failure, words: Words, zone: &TimeZone, json: bool) -> ExitCode {
    let message = clean(&sentence(failure, words, zone));
    if json {
        let mut error = json!({ "code": failure.code(), "message": message });
        add_details(failure, &mut error);
        eprintln!("{}", json!({ "error": error }));
    } else {
        eprintln!("✘ {message}");
    }
    ExitCode::from(failure.exit())
}

/// Says what was typed wrongly. Help and version are no errors.
pub fn usage(e: &clap::Error) -> ExitCode {
    let asked = matches!(e.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if !asked && std::env::args().any(|argument| argument == "--json") {
        let text = e.render().to_string();
        // What is wrong and what is missing, without the usage that follows a blank line.
        let lines: Vec<&str> = text
            .lines()
            .take_while(|line| !line.is_empty())
            .map(str::trim)
            .collect();
        let message = lines.join(" ").trim_start_matches("error: ").to_owned();
        eprintln!(
            "{}",
            json!({ "error": { "code": "usage", "message": clean(&message) } })
        );
    } else if e.print().is_err() {
        return ExitCode::FAILURE;
    }
    ExitCode::from(if asked { 0 } else { 2 })
}

/// The sentence of a failure, in the words of an output.
pub fn sentence_of(failure: &Failure, out: &Output) -> String {
    sentence(failure, out.words, &out.zone)
}

fn sentence(failure: &Failure, words: Words, zone: &TimeZone) -> String {
    match failure {
        Failure::Invalid(invalid) => words.invalid(invalid),
        Failure::App(error) => words.app_error(error, zone),
        Failure::Config(fault) => words.say("error", "invalid_config", &[("why", &fault.to_string())]),
        Failure::Gateway(why) => words.say("error", "invalid_config", &[("why", why)]),
        Failure::NotSettled { outcome, order } => words.outcome(outcome, order, zone).unwrap_or_default(),
        Failure::Several { failed, asked, .. } => {
            let (failed, asked) = (failed.to_string(), asked.to_string());
            words.say("error", "several", &[("failed", &failed), ("asked", &asked)])
        }
        Failure::Unsound(count) => words.say("error", "doctor_failed", &[("count", &count.to_string())]),
        Failure::Backup(fault) => words.backup_error(fault),
        Failure::Io(why) => words.say("error", "file", &[("why", why)]),
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
