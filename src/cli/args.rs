//! What can be typed. The names, the exit codes and the JSON are the contract that scripts rely on.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{ArgAction, Args, Parser, Subcommand};

use super::centre_args::{Capacity, Closure, Packages};
use super::demo_args::Demo;

/// Booking for a health-checkup centre.
#[derive(Debug, Parser)]
#[command(name = "healthcenter", version, about)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    /// The screens when there is none.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What every command takes.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Every command takes")]
pub struct Global {
    /// A path, sqlite:PATH or postgres://…; the default is in the platform's data directory.
    #[arg(
        long,
        global = true,
        env = "HEALTHCENTER_DATABASE",
        value_name = "URL",
        hide_env_values = true
    )]
    pub database: Option<String>,
    /// Settings; the default is config.toml in the platform's config directory.
    #[arg(long, global = true, env = "HEALTHCENTER_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// ko or en; the default comes from the locale.
    #[arg(long, global = true, value_name = "LANG", value_parser = ["ko", "en"])]
    pub lang: Option<String>,
    /// One JSON document on stdout, errors as JSON on stderr.
    #[arg(long, global = true)]
    pub json: bool,
    /// No words about success.
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Log to stderr; twice for more.
    #[arg(long, short, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// Log to a file.
    #[arg(long, global = true, value_name = "FILE")]
    pub log_file: Option<PathBuf>,
    /// Log to stderr as JSON, an object a line.
    #[arg(long, global = true)]
    pub log_json: bool,
    /// Who does this, for the record; the default is the login name.
    #[arg(long, global = true, env = "HEALTHCENTER_STAFF", value_name = "NAME")]
    pub by: Option<String>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// The screens: customer, desk and admin. The same as no command at all.
    Tui(super::tui_args::Tui),
    /// Book a checkup: take a place and pay.
    Book(Book),
    /// Pay a booking that is held.
    Pay(Pay),
    /// Cancel a booking and give the money back.
    Cancel(Cancel),
    /// Move a booking; the payment stays.
    Reschedule(Reschedule),
    /// A customer's view with its timeline.
    Mypage(Mypage),
    /// Requests that wait for the centre.
    Requests,
    /// Confirm requests.
    Confirm(Confirm),
    /// Reject a request; the money goes back.
    Reject(Reject),
    /// The customer is at the desk.
    CheckIn(OneOrder),
    /// The customer did not come.
    NoShow(OneOrder),
    /// Free places.
    Slots(Slots),
    /// Bookings.
    Orders(Orders),
    /// What can be booked, at which price.
    Packages(Packages),
    /// Places in a half-hour.
    #[command(subcommand)]
    Capacity(Capacity),
    /// Days the centre is closed.
    #[command(subcommand)]
    Closure(Closure),
    /// Policies, the read model, texts, payments in doubt; until a signal.
    Worker(Worker),
    /// Bookings over HTTP, and each customer's own page; until a signal.
    Serve(super::port_args::Serve),
    /// Tokens for those who call `serve`.
    #[command(subcommand)]
    Token(super::port_args::Token),
    /// Try everything: a throw-away centre with weeks of bookings, a worker and practice gateways.
    Demo(Demo),
    /// Texts to customers.
    Messages(Messages),
    /// Check settings, database, gateways and every rule.
    Doctor,
    /// Save everything into one verified file, while work goes on.
    Backup(File),
    /// Load a backup; what was there before is kept beside it.
    Restore(File),
    /// Practice gateways for payment and texts.
    Simulate(Box<super::simulate_args::SimulateArgs>),
    /// The settings in effect and where each comes from.
    Config,
    /// Completions for a shell.
    Completions { shell: clap_complete::Shell },
    /// The man page.
    Man,
}

/// A way to pay.
#[derive(Debug, Clone, Default, Args)]
pub struct PayWith {
    /// card, terminal, cash, transfer, company or none.
    #[arg(long, value_name = "METHOD")]
    pub pay: Option<String>,
    /// The gateway's token for a card, never its number; `-` reads it from stdin.
    #[arg(long, value_name = "TOKEN")]
    pub card_token: Option<String>,
    /// The card terminal's approval number.
    #[arg(long, value_name = "N")]
    pub approval_no: Option<String>,
}

/// `book`
#[derive(Debug, Args)]
pub struct Book {
    #[arg(long)]
    pub name: String,
    /// A mobile number, such as 010-1234-5678.
    #[arg(long)]
    pub phone: String,
    /// YYYY-MM-DD.
    #[arg(long, value_name = "DATE")]
    pub birth: String,
    /// m or f.
    #[arg(long)]
    pub sex: String,
    /// A code of `healthcenter packages`.
    #[arg(long, value_name = "CODE")]
    pub package: String,
    /// YYYY-MM-DD, today or tomorrow; the earliest free place without it.
    #[arg(long)]
    pub date: Option<String>,
    /// The earliest free place.
    #[arg(long, conflicts_with = "date")]
    pub earliest: bool,
    /// HH:MM.
    #[arg(long)]
    pub time: Option<String>,
    #[command(flatten)]
    pub pay_with: PayWith,
    /// The same key with the same request gives the first answer again.
    #[arg(long, value_name = "KEY", value_parser = NonEmptyStringValueParser::new())]
    pub idempotency_key: Option<String>,
    /// Keep the place and pay later.
    #[arg(long)]
    pub hold_only: bool,
    /// Check everything and save nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// `pay`
#[derive(Debug, Args)]
pub struct Pay {
    /// A number or a booking code.
    pub order: String,
    #[command(flatten)]
    pub pay_with: PayWith,
}

/// `cancel`
#[derive(Debug, Args)]
pub struct Cancel {
    /// A number or a booking code.
    pub order: String,
    #[arg(long)]
    pub reason: Option<String>,
    /// The same key with the same request gives the first answer again.
    #[arg(long, value_name = "KEY", value_parser = NonEmptyStringValueParser::new())]
    pub idempotency_key: Option<String>,
    /// Show the refund and save nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// `reschedule`
#[derive(Debug, Args)]
pub struct Reschedule {
    /// A number or a booking code.
    pub order: String,
    /// YYYY-MM-DD, today or tomorrow.
    #[arg(long)]
    pub date: String,
    /// HH:MM; the earliest free place of the day without it.
    #[arg(long)]
    pub time: Option<String>,
}

/// `mypage`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Mypage {
    #[command(subcommand)]
    pub rebuild: Option<MypageCommand>,
    /// A number or a booking code.
    #[arg(required_unless_present = "phone", conflicts_with = "phone")]
    pub order: Option<String>,
    /// Every booking of a phone number.
    #[arg(long)]
    pub phone: Option<String>,
    /// Show every change until Ctrl-C.
    #[arg(long)]
    pub watch: bool,
}

/// What can be done with the read model.
#[derive(Debug, Subcommand)]
pub enum MypageCommand {
    /// Replay the read model from zero.
    Rebuild,
}

/// `confirm`
#[derive(Debug, Args)]
pub struct Confirm {
    /// Numbers or booking codes.
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    pub orders: Vec<String>,
    /// Every request that waits.
    #[arg(long)]
    pub all: bool,
}

/// `reject`
#[derive(Debug, Args)]
pub struct Reject {
    /// A number or a booking code.
    pub order: String,
    #[arg(long)]
    pub reason: String,
}

/// One order.
#[derive(Debug, Args)]
pub struct OneOrder {
    /// A number or a booking code.
    pub order: String,
}

/// `slots`
#[derive(Debug, Args)]
pub struct Slots {
    /// The first day; today without it.
    #[arg(long)]
    pub from: Option<String>,
    /// The last day; two weeks without it.
    #[arg(long)]
    pub to: Option<String>,
    /// A code of `healthcenter packages`.
    #[arg(long, value_name = "CODE")]
    pub package: Option<String>,
}

/// `orders`
#[derive(Debug, Args)]
pub struct Orders {
    #[arg(long)]
    pub date: Option<String>,
    /// held, paid, requested, confirmed, cancelled, …
    #[arg(long)]
    pub status: Option<String>,
    /// A name or its beginning, initials (ㅎㄱㄷ), a phone or its last four digits, a code.
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(i64).range(1..=100_000))]
    pub limit: i64,
    /// Only numbers above this one.
    #[arg(long, value_name = "ID")]
    pub after: Option<i64>,
}

/// `worker`
#[derive(Debug, Args)]
pub struct Worker {
    /// End when nothing is due and nothing is in flight.
    #[arg(long)]
    pub until_idle: bool,
    /// Answer /livez, /readyz and /metrics here, for who watches over it.
    #[arg(long, value_name = "ADDRESS", conflicts_with = "until_idle")]
    pub listen: Option<SocketAddr>,
}

/// `messages`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Messages {
    #[command(subcommand)]
    pub retry: Option<MessagesCommand>,
    /// pending, sent, buried or suppressed.
    #[arg(long)]
    pub status: Option<String>,
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(i64).range(1..=100_000))]
    pub limit: i64,
}

/// What can be done with messages.
#[derive(Debug, Subcommand)]
pub enum MessagesCommand {
    /// Send buried messages again.
    Retry {
        #[arg(required = true)]
        ids: Vec<String>,
    },
}

/// A file.
#[derive(Debug, Args)]
pub struct File {
    pub file: PathBuf,
}
