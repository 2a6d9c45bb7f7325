//! From the line that was typed to a command.
//!
//! The grammar of all commands, each with what every command takes, costs as much as a look at a booking. It is
//! made for who asks for help or has mistyped something; what is said at the counter all day is read by the
//! grammar of its own command, which is a part of the whole and so can't read a line otherwise.

use std::ffi::OsString;

use clap::{Args, Command, FromArgMatches};

use super::args::{Book, Cancel, Cli, Confirm, Global, Mypage, OneOrder, Orders, Pay, Reject, Reschedule, Slots};
use super::command;

/// Reads a line, the program's own name first.
///
/// # Errors
/// What is wrong with it; or what was asked for instead of a command, such as help.
pub fn read(line: &[OsString]) -> Result<Cli, clap::Error> {
    if let Some(cli) = at_the_counter(line) {
        return Ok(cli);
    }
    let mut command = command();
    let typed = command.try_get_matches_from_mut(line)?;
    Cli::from_arg_matches(&typed).map_err(|e| e.format(&mut command))
}

/// A line that names one of the counter's commands and is nothing but right.
fn at_the_counter(line: &[OsString]) -> Option<Cli> {
    let grammar = line.iter().skip(1).find_map(|word| grammar(word.to_str()?))?;
    let program = Global::augment_args(Command::new("healthcenter")).subcommand(grammar);
    Cli::from_arg_matches(&program.try_get_matches_from(line).ok()?).ok()
}

fn grammar(name: &str) -> Option<Command> {
    let takes: fn(Command) -> Command = match name {
        "book" => Book::augment_args,
        "pay" => Pay::augment_args,
        "cancel" => Cancel::augment_args,
        "reschedule" => Reschedule::augment_args,
        "mypage" => Mypage::augment_args,
        "requests" => |command| command,
        "confirm" => Confirm::augment_args,
        "reject" => Reject::augment_args,
        "check-in" | "no-show" => OneOrder::augment_args,
        "slots" => Slots::augment_args,
        "orders" => Orders::augment_args,
        _ => return None,
    };
    Some(takes(Command::new(name.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::examples;

    fn line(text: &str) -> Vec<OsString> {
        text.split_whitespace().map(OsString::from).collect()
    }

    #[test]
    fn the_counter_reads_a_line_as_the_whole_grammar_does() {
        let mut at_the_counter_read = 0;
        let others = [
            "healthcenter --by book mypage --phone 010-1234-5678",
            "healthcenter --lang ko check-in 17 --json",
            "healthcenter capacity set 6 --by mypage",
            "healthcenter config",
            "healthcenter",
        ];
        for text in examples::lines().into_iter().chain(others.map(str::to_owned)) {
            let typed = command().try_get_matches_from(line(&text)).unwrap();
            let whole = Cli::from_arg_matches(&typed).unwrap();
            assert_eq!(format!("{:?}", read(&line(&text)).unwrap()), format!("{whole:?}"));
            at_the_counter_read += usize::from(at_the_counter(&line(&text)).is_some());
        }
        assert!(at_the_counter_read > 20, "{at_the_counter_read}");
    }

    #[test]
    fn what_is_asked_or_wrong_is_left_to_the_whole_grammar() {
        for text in [
            "healthcenter mypage",
            "healthcenter help mypage",
            "healthcenter mypage --help",
            "healthcenter mypage 17 --bogus",
            "healthcenter --version",
            "healthcenter bok 17",
        ] {
            assert!(at_the_counter(&line(text)).is_none(), "{text}");
            assert!(read(&line(text)).is_err(), "{text}");
        }
    }
}
