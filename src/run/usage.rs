//! What was typed wrongly, said in the user's language: the parser knows what is wrong, the words are ours.

use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use serde_json::json;

use crate::cli::clean;
use crate::domain::text::excerpt_of;
use crate::words::Words;

/// Prints what was asked for (help, the version), or says what is wrong.
pub fn tell(e: &clap::Error, words: Words, json: bool) -> ExitCode {
    let asked = matches!(e.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if asked {
        // A reader that has gone away (`| head`) has seen enough.
        let _ = e.print();
        return ExitCode::SUCCESS;
    }
    let message = sentence(e, words);
    if json {
        eprintln!("{}", json!({ "error": { "code": "usage", "message": message } }));
    } else if e.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let _ = e.print();
    } else {
        eprintln!("✘ {message}");
        if let Some(usage) = context(e, ContextKind::Usage) {
            let usage = usage.trim().trim_start_matches("Usage: ");
            eprintln!("{}", words.say("usage", "usage", &[("usage", usage)]));
        }
    }
    ExitCode::from(2)
}

/// Characters of what was typed that are repeated, and of what its reader says about it.
const TYPED: usize = 80;
const WHY: usize = 160;

/// The sentence that says what is wrong.
pub fn sentence(e: &clap::Error, words: Words) -> String {
    let of = |kind| context(e, kind).map(|text| clean(&text)).unwrap_or_default();
    let typed = |kind| excerpt_of(&of(kind), TYPED);
    let (arg, value) = (of(ContextKind::InvalidArg), typed(ContextKind::InvalidValue));
    let say = |key: &str, values: &[(&str, &str)]| words.say("usage", key, values);
    let wrong = match e.kind() {
        ErrorKind::InvalidSubcommand => say("no_command", &[("name", &typed(ContextKind::InvalidSubcommand))]),
        ErrorKind::UnknownArgument => say("no_argument", &[("name", &typed(ContextKind::InvalidArg))]),
        ErrorKind::InvalidValue if value.is_empty() => say("no_value", &[("name", &arg)]),
        ErrorKind::InvalidValue => {
            let known = of(ContextKind::ValidValue);
            say("one_of", &[("value", &value), ("name", &arg), ("known", &known)])
        }
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(e)
                .map(ToString::to_string)
                .unwrap_or_default();
            say(
                "bad_value",
                &[
                    ("value", &value),
                    ("name", &arg),
                    ("why", &excerpt_of(&clean(&why), WHY)),
                ],
            )
        }
        ErrorKind::MissingRequiredArgument => say("missing", &[("names", &arg)]),
        ErrorKind::ArgumentConflict => {
            let other = of(ContextKind::PriorArg);
            say("conflict", &[("name", &arg), ("other", &other)])
        }
        ErrorKind::TooManyValues => say("takes_no_value", &[("name", &arg), ("value", &value)]),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            say("no_command_given", &[])
        }
        _ => excerpt_of(&plain(e), WHY),
    };
    let meant = [
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedArg,
        ContextKind::SuggestedValue,
    ];
    match meant.into_iter().find_map(|kind| context(e, kind)) {
        Some(meant) => format!("{wrong} {}", say("meant", &[("name", &clean(&meant))])),
        None => wrong,
    }
}

fn context(e: &clap::Error, kind: ContextKind) -> Option<String> {
    match e.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => Some(texts.join(", ")),
        ContextValue::StyledStr(text) => Some(text.to_string()),
        _ => None,
    }
}

/// The parser's own words, without the usage that follows a blank line.
fn plain(e: &clap::Error) -> String {
    let text = e.render().to_string();
    let lines: Vec<&str> = text
        .lines()
        .take_while(|line| !line.is_empty())
        .map(str::trim)
        .collect();
    clean(lines.join(" ").trim_start_matches("error: "))
}
