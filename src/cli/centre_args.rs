//! What can be typed after `packages`, `capacity` and `closure`: the centre's settings.

use clap::{Args, Subcommand};

/// `packages`
#[derive(Debug, Args)]
pub struct Packages {
    #[command(subcommand)]
    pub change: Option<PackagesCommand>,
}

/// What can be changed of a package.
#[derive(Debug, Subcommand)]
pub enum PackagesCommand {
    /// Set a price; bookings already made keep theirs.
    Price {
        code: String,
        #[arg(value_name = "WON", value_parser = clap::value_parser!(i64).range(0..=1_000_000_000))]
        won: i64,
    },
    /// Take a package off the list; bookings already made stay.
    Hide { code: String },
    /// Put it back on the list.
    Show { code: String },
}

/// `capacity`
#[derive(Debug, Subcommand)]
pub enum Capacity {
    /// Set the places of half-hours; never below what is booked.
    Set(CapacitySet),
}

/// `capacity set`
#[derive(Debug, Args)]
pub struct CapacitySet {
    #[arg(allow_negative_numbers = true, value_parser = clap::value_parser!(i64).range(0..=100_000))]
    pub n: i64,
    /// The first day; today without it.
    #[arg(long)]
    pub from: Option<String>,
    /// The last day; for ever without it.
    #[arg(long)]
    pub to: Option<String>,
    /// One half-hour of the day; all without it.
    #[arg(long)]
    pub time: Option<String>,
}

/// `closure`
#[derive(Debug, Subcommand)]
pub enum Closure {
    /// Close a day; shows the bookings it hits.
    Add {
        date: String,
        #[arg(long)]
        reason: Option<String>,
    },
    /// Open it again.
    Remove { date: String },
}
