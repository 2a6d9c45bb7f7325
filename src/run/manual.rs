//! Completions and the man page. Each is made whole before the first byte goes out: their makers take a
//! reader that has gone away (`| head`) for a fault.

use serde_json::{Value, json};

use crate::cli::args::Command;
use crate::cli::{Failure, command, line};

/// Prints what describes the program itself. `None` for any other command.
pub fn print(asked: &Command, as_json: bool) -> Option<Result<(), Failure>> {
    let mut page = Vec::new();
    let name = match asked {
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut command(), "healthcenter", &mut page);
            "completions"
        }
        Command::Man => {
            if let Err(e) = clap_mangen::Man::new(command()).render(&mut page) {
                return Some(Err(Failure::Io(e.to_string())));
            }
            "man"
        }
        _ => return None,
    };
    let text = String::from_utf8_lossy(&page);
    Some(if as_json {
        line(&json!({ name: Value::from(text) }).to_string())
    } else {
        line(text.trim_end())
    })
}
