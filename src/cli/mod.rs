//! The commands without a screen, one file a group. They read what was typed, call a use case and print.

pub mod args;
mod booking;
mod centre;
pub mod centre_args;
pub mod demo_args;
mod examples;
mod failure;
pub mod life_args;
mod lists;
mod mypage;
mod output;
mod packages;
mod parse;
pub mod port_args;
mod read;
pub mod simulate_args;
mod token;
pub mod tui_args;

use crate::app::App;

use args::Command;

pub use examples::command;
pub use failure::Failure;
pub use output::{Output, clean, line};
pub use read::read;

/// A command's surroundings.
pub struct Desk {
    pub app: App,
    pub out: Output,
    /// Who does it.
    pub by: String,
}

impl Desk {
    /// Carries out a command that needs nothing but the use cases. `None` when it needs more.
    ///
    /// # Errors
    /// Whatever keeps it from being done.
    pub async fn carry_out(&self, command: &Command) -> Option<Result<(), Failure>> {
        Some(match command {
            Command::Book(args) => self.book(args).await,
            Command::Pay(args) => self.pay(args).await,
            Command::Cancel(args) => self.cancel(args).await,
            Command::Reschedule(args) => self.reschedule(args).await,
            Command::Mypage(args) => self.mypage(args).await,
            Command::Requests => self.requests().await,
            Command::Confirm(args) => self.confirm(args).await,
            Command::Reject(args) => self.reject(args).await,
            Command::CheckIn(args) => self.check_in(&args.order).await,
            Command::NoShow(args) => self.no_show(&args.order).await,
            Command::Slots(args) => self.slots(args).await,
            Command::Orders(args) => self.orders(args).await,
            Command::Packages(args) => self.packages(args).await,
            Command::Capacity(args) => self.capacity(args).await,
            Command::Closure(args) => self.closure(args).await,
            Command::Token(args) => self.token(args).await,
            Command::Messages(args) => self.messages(args).await,
            Command::Worker(_)
            | Command::Serve(_)
            | Command::Doctor
            | Command::Backup(_)
            | Command::Restore(_)
            | Command::Simulate(_)
            | Command::Demo(_)
            | Command::Config
            | Command::Completions { .. }
            | Command::Tui(_)
            | Command::Man => return None,
        })
    }
}
