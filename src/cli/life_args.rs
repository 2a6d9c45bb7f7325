//! How a process that serves comes and goes: what an operator sets so that no request is lost.

use clap::Args;

/// Coming and going.
#[derive(Debug, Clone, Args)]
pub struct Life {
    /// Go on answering so long after a signal, in seconds: not ready any more, until nobody new is sent.
    #[arg(long, value_name = "SECONDS", env = "HEALTHCENTER_DRAIN", default_value_t = 0,
          value_parser = clap::value_parser!(u64).range(0..=600))]
    pub drain: u64,
    /// Let another process listen at the same address, and take over (SO_REUSEPORT).
    #[arg(long)]
    pub share_port: bool,
}
