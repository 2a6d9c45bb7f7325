//! What `serve` and `token` take.

use std::net::SocketAddr;

use clap::{Args, Subcommand};

/// `serve`
#[derive(Debug, Args)]
pub struct Serve {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// A proxy stands in front: it speaks TLS, and its X-Forwarded-For names the caller.
    #[arg(long)]
    pub behind_proxy: bool,
    /// Staff calls without a token, for trying out; on a loopback address only.
    #[arg(long)]
    pub no_auth: bool,
    /// No worker in this process; run `healthcenter worker` beside it.
    #[arg(long)]
    pub no_worker: bool,
    #[command(flatten)]
    pub life: super::life_args::Life,
}

/// `token`
#[derive(Debug, Subcommand)]
pub enum Token {
    /// Make a token. It is shown once.
    Add {
        /// Who uses it; stands in the record of what was done.
        #[arg(long)]
        name: String,
        /// desk, or admin who may confirm and reject too.
        #[arg(long, value_parser = ["desk", "admin"])]
        role: String,
        /// Days until it expires; never without it.
        #[arg(long, value_parser = clap::value_parser!(i64).range(1..=36_500))]
        days: Option<i64>,
    },
    /// Every token there ever was.
    List,
    /// End a token at once.
    Revoke {
        /// A number of `token list`.
        id: i64,
    },
}
