//! What can be typed after `demo`.

use std::path::PathBuf;

use clap::Args;

use super::tui_args::Tui;

/// `demo`
#[derive(Debug, Args)]
pub struct Demo {
    /// Keep the database in this folder; without it everything is removed at the end.
    #[arg(long, value_name = "DIR")]
    pub keep: Option<PathBuf>,
    /// Another number makes another centre.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Show no screens: work until Ctrl-C, for trying the commands from another terminal.
    #[arg(long)]
    pub no_screen: bool,
    #[command(flatten)]
    pub screen: Tui,
}
