//! What can happen to the terminal.

use super::effect::Ticket;
use super::key::Key;
use super::screens::{Ask, Reply};

/// One thing that happened.
#[derive(Debug)]
pub enum Msg {
    Key(Key),
    Paste(String),
    Click {
        column: u16,
        row: u16,
    },
    Wheel {
        column: u16,
        row: u16,
        down: bool,
    },
    Resize {
        columns: u16,
        rows: u16,
    },
    /// An answer has come.
    Reply(Ticket, Box<Reply>),
    /// The world could not answer, a fault of the program: the question comes back.
    Lost(Ticket, Box<Ask>),
    /// A file is written, or why not.
    Saved(Result<String, String>),
    /// Somebody, perhaps in another process, has changed something.
    Changed,
    /// The database can be reached again, or can't be any more.
    Reached(bool),
    /// Time has passed that somebody waits for.
    Tick,
    /// SIGTERM or SIGHUP.
    End,
    /// SIGTSTP: hand the terminal to the shell.
    Stop,
}
