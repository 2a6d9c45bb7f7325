//! The log: nowhere unless asked for, so that stdout and stderr hold nothing but answers. While the
//! screens own the terminal it goes into their panel.

use std::os::unix::fs::OpenOptionsExt;

use tracing_subscriber::EnvFilter;

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
        0 | 1 => "healthcenter=info",
        2 => "healthcenter=debug",
        _ => "trace",
    };
    let filter = EnvFilter::new(level);
    if let Some(path) = &global.log_file {
        let file = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .mode(0o600)
            .open(path)
            .map_err(|e| Failure::Io(format!("{}: {e}", path.display())))?;
        let subscriber = tracing_subscriber::fmt()
            .json()
            .with_env_filter(filter)
            .with_writer(std::sync::Mutex::new(file));
        subscriber.init();
    } else if let Some(lines) = panel {
        let lines = lines.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_env_filter(filter)
            .with_writer(move || Panel(lines.clone()));
        subscriber.init();
    } else if global.verbose > 0 {
        let subscriber = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(std::io::stderr);
        subscriber.init();
    }
    Ok(())
}
