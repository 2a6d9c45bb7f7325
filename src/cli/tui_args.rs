//! What can be typed after `tui`, and after nothing at all.

use clap::{Args, ValueEnum};

/// Who sits at the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Sits {
    Desk,
    Admin,
    /// A customer: shows one person's bookings, and leaves only with the PIN.
    Kiosk,
}

/// Colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Colours {
    Dark,
    Light,
    /// No colour at all, as with `NO_COLOR`.
    Mono,
}

/// `tui`
#[derive(Debug, Clone, Default, Args)]
pub struct Tui {
    /// Who sits at the terminal; without it the first screen asks.
    #[arg(long, value_enum, value_name = "WHO")]
    pub role: Option<Sits>,
    /// Colours; the default is the setting `screen.theme`, and none with NO_COLOR.
    #[arg(long, value_enum)]
    pub theme: Option<Colours>,
    /// Draw with ASCII characters only.
    #[arg(long)]
    pub ascii: bool,
    /// Leave the mouse to the terminal.
    #[arg(long)]
    pub no_mouse: bool,
    /// No worker in this window; run `healthcenter worker` beside it.
    #[arg(long)]
    pub no_worker: bool,
}
