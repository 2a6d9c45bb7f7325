//! The log: nowhere unless asked for, so that stdout and stderr hold nothing but answers.

use std::os::unix::fs::OpenOptionsExt;

use tracing_subscriber::EnvFilter;

use crate::cli::Failure;
use crate::cli::args::Global;

/// Starts the log that was asked for.
///
/// # Errors
/// [`Failure::Io`] when the log file can't be opened.
pub fn start(global: &Global) -> Result<(), Failure> {
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
    } else if global.verbose > 0 {
        let subscriber = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(std::io::stderr);
        subscriber.init();
    }
    Ok(())
}
