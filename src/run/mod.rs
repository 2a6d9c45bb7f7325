//! The composition root: what was typed, what is set and what the machine offers become one program,
//! and whatever goes wrong becomes one sentence and one exit code, here and nowhere else.

mod compose;
mod demo;
pub mod errors;
mod housekeeping;
mod manual;
mod screen;
mod serve;
mod service;
mod telemetry;
pub mod usage;
mod work;

use std::ffi::OsString;
use std::process::ExitCode;

use serde_json::json;

use crate::cli::args::{Cli, Command, Global};
use crate::cli::tui_args::Tui;
use crate::cli::{Desk, Failure, Output, read};
use crate::domain::lang::Lang;
use crate::store::Store;
use crate::tui::log::LogLines;
use crate::words::Words;

use compose::Composition;

/// Runs the program and says how it ended.
pub fn run() -> ExitCode {
    let line: Vec<OsString> = std::env::args_os().collect();
    let cli = match read(&line) {
        Ok(cli) => cli,
        Err(e) => {
            let (said, json) = typed_before_all_else(&line);
            return usage::tell(&e, Words::new(language(said.as_deref())), json);
        }
    };
    let words = Words::new(language(cli.global.lang.as_deref()));
    let json = cli.global.json;
    match start(cli, words) {
        Ok(()) => ExitCode::SUCCESS,
        Err((failure, zone)) => errors::tell(&failure, words, &zone, json),
    }
}

/// `--lang` and `--json`, of a line that is not understood.
fn typed_before_all_else(line: &[OsString]) -> (Option<String>, bool) {
    let typed: Vec<String> = line.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let after = typed.iter().skip_while(|word| *word != "--lang").nth(1).cloned();
    let joined = typed
        .iter()
        .find_map(|word| word.strip_prefix("--lang=").map(str::to_owned));
    (after.or(joined), typed.iter().any(|word| word == "--json"))
}

type Failed = (Failure, jiff::tz::TimeZone);

fn start(cli: Cli, words: Words) -> Result<(), Failed> {
    let utc = jiff::tz::TimeZone::UTC;
    let log = LogLines::default();
    let command = cli.command.unwrap_or_else(|| Command::Tui(Tui::default()));
    let panel = matches!(command, Command::Tui(_)).then_some(&log);
    telemetry::start(&cli.global, panel).map_err(|failure| (failure, utc.clone()))?;
    if let Some(printed) = manual::print(&command, cli.global.json) {
        return printed.map_err(|failure| (failure, utc));
    }
    let composition = Composition::read(&cli.global).map_err(|failure| (failure, utc))?;
    let zone = composition.settings.timezone.clone();
    let runtime = runtime(&command).map_err(|e| (Failure::Io(e.to_string()), zone.clone()))?;
    runtime
        .block_on(carry_out(&command, &cli.global, &composition, words, log))
        .map_err(|failure| (failure, zone))
}

/// A command needs one thread and starts in no time; what serves others uses what there is. A worker's threads are
/// those of its store: a second one to wait for gateways with only wakes the first, and drained 0.51 of a bare loop
/// where one drains 0.60 (two cores, 2026-11-26).
fn runtime(command: &Command) -> std::io::Result<tokio::runtime::Runtime> {
    let mut builder = match command {
        Command::Tui(_) | Command::Serve(_) | Command::Demo(_) | Command::Simulate(_) => {
            tokio::runtime::Builder::new_multi_thread()
        }
        _ => tokio::runtime::Builder::new_current_thread(),
    };
    builder.enable_all().build()
}

async fn carry_out(
    command: &Command,
    global: &Global,
    composition: &Composition,
    words: Words,
    log: LogLines,
) -> Result<(), Failure> {
    let out = Output {
        words,
        json: global.json,
        quiet: global.quiet,
        zone: composition.settings.timezone.clone(),
        catalogue: composition.catalogue.clone(),
    };
    match command {
        Command::Config => return show_config(composition, &out),
        Command::Simulate(args) => return work::simulate(args, &out).await,
        Command::Demo(args) => {
            let by = staff(global.by.as_deref());
            return demo::demo(composition, args, &out, screen::Beginning { words, by, log }).await;
        }
        Command::Doctor => return housekeeping::doctor(composition, &out).await,
        _ => {}
    }
    let app = match command {
        // They do many things at once.
        Command::Tui(_) | Command::Worker(_) | Command::Serve(_) | Command::Confirm(_) | Command::Reject(_) => {
            composition.app(Store::open)?
        }
        _ => composition.app(Store::on_the_spot)?,
    };
    match command {
        Command::Tui(args) => {
            let by = staff(global.by.as_deref());
            return screen::open(composition, app, args, screen::Beginning { words, by, log }).await;
        }
        Command::Worker(args) => return work::worker(composition, app, args, &out).await,
        Command::Serve(args) => {
            return serve::serve(composition, app, args, staff(global.by.as_deref()), &out).await;
        }
        Command::Backup(args) => return housekeeping::backup(&app, &args.file, &out).await,
        Command::Restore(args) => return housekeeping::restore(&app, &args.file, &out).await,
        _ => {}
    }
    let desk = Desk {
        app,
        out,
        by: staff(global.by.as_deref()),
    };
    match desk.carry_out(command).await {
        Some(done) => done,
        None => Err(Failure::Io("a command without a hand".into())),
    }
}

fn show_config(composition: &Composition, out: &Output) -> Result<(), Failure> {
    let effective: Vec<_> = composition.effective().collect();
    let document: Vec<_> = effective
        .iter()
        .map(|e| json!({ "key": e.key, "value": e.value, "source": e.source.to_string() }))
        .collect();
    out.show(&json!({ "config": document }), || {
        let rows = effective
            .iter()
            .map(|e| vec![e.key.clone(), e.value.clone(), e.source.to_string()])
            .collect();
        out.table(&["key", "value", "source"], &[], rows)
    })
}

/// Who does something, for the record: as said, or the login name.
fn staff(said: Option<&str>) -> String {
    let login = || std::env::var("USER").or_else(|_| std::env::var("LOGNAME")).ok();
    let name = said.map(str::to_owned).or_else(login).unwrap_or_else(|| "desk".into());
    let name: String = name.chars().filter(|c| !c.is_control()).take(40).collect();
    if name.trim().is_empty() { "desk".into() } else { name }
}

/// As said, or by the locale; English where the locale speaks neither, as in cron.
fn language(said: Option<&str>) -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty());
    said.and_then(Lang::parse)
        .or_else(|| locale.as_deref().and_then(Lang::parse))
        .unwrap_or(Lang::En)
}
