//! The log: nowhere unless asked for, so that stdout and stderr hold nothing but answers. While the
//! screens own the terminal it goes into their panel.

use std::os::unix::fs::OpenOptionsExt;

use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry;
use tracing_subscriber::util::SubscriberInitExt;

use crate::cli::Failure;
use crate::cli::args::Global;
use crate::tui::log::LogLines;

/// One entry on its way into the panel.
struct Panel(LogLines);

impl std::io::Write for Panel {
    fn write(&mut self, entry: &[u8]) -> std::io::Result<usize> {
        self.0.add(String::from_utf8_lossy(entry).trim_end().to_owned());
        Ok(entry.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Starts the log that was asked for; into `panel` when there is one and nothing else was asked for.
///
/// # Errors
/// [`Failure::Io`] when the log file can't be opened.
pub fn start(global: &Global, panel: Option<&LogLines>) -> Result<(), Failure> {
    let level = match global.verbose {
        0 | 1 => Level::INFO,
        2 => Level::DEBUG,
        _ => Level::TRACE,
    };
    // Our own entries only: what a library says of a call can hold what does not belong into a log. A filter
    // that is read from text would bring an engine for patterns into the program.
    let log = registry().with(Targets::new().with_target("healthcenter", level));
    if let Some(path) = &global.log_file {
        let file = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .mode(0o600)
            .open(path)
            .map_err(|e| Failure::Io(format!("{}: {e}", path.display())))?;
        log.with(
            layer()
                .json()
                .flatten_event(true)
                .with_writer(std::sync::Mutex::new(file)),
        )
        .init();
    } else if global.log_json {
        log.with(layer().json().flatten_event(true).with_writer(std::io::stderr))
            .init();
    } else if let Some(lines) = panel {
        let lines = lines.clone();
        log.with(layer().with_ansi(false).with_writer(move || Panel(lines.clone())))
            .init();
    } else if global.verbose > 0 {
        log.with(layer().with_writer(std::io::stderr)).init();
    }
    Ok(())
}
