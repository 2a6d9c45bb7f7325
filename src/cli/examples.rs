//! What the help of each command begins with: lines to copy. Whoever looks a command up wants to see it
//! used before the list of its options.

use clap::{Command, CommandFactory};

use super::args::Cli;

/// Examples first, then the usage and the options.
const HELP: &str = "{about-with-newline}\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}";

const EXIT_CODES: &str = "\
Exit codes: 0 done · 2 wrong input · 3 not found · 4 refused by a rule · 5 payment declined ·
6 payment or refund not settled · 7 database unavailable · 8 not allowed · 1 anything else";

/// The program's own and each command's, by the words that lead to it.
const EXAMPLES: &[(&str, &[&str])] = &[
    (
        "",
        &[
            "book --name 홍길동 --phone 010-1234-5678 --birth 1980-01-31 --sex m --package basic",
            "slots --from 2026-12-01 --to 2026-12-05",
            "mypage --phone 010-1234-5678",
            "worker --until-idle",
            "confirm --all",
            "cancel 7K3M-9QWZ-1 --reason 일정변경",
        ],
    ),
    (
        "book",
        &[
            "book --name 홍길동 --phone 010-1234-5678 --birth 1980-01-31 --sex m --package basic",
            "book --name 홍길동 … --package prime --date 2026-12-01 --time 09:00 --pay terminal --approval-no 30012345",
            "book --name 홍길동 … --package basic --date tomorrow --hold-only",
            "book --name 홍길동 … --package basic --pay card --card-token - --idempotency-key K-1 --json",
        ],
    ),
    (
        "pay",
        &[
            "pay 7K3M-9QWZ-1",
            "pay 17 --pay terminal --approval-no 30012345",
            "pay 17 --card-token -",
        ],
    ),
    (
        "cancel",
        &["cancel 7K3M-9QWZ-1 --dry-run", "cancel 17 --reason 일정변경"],
    ),
    ("reschedule", &["reschedule 17 --date 2026-12-01 --time 09:00"]),
    (
        "mypage",
        &[
            "mypage 7K3M-9QWZ-1 --watch",
            "mypage --phone 010-1234-5678",
            "mypage rebuild",
        ],
    ),
    ("requests", &["requests"]),
    (
        "confirm",
        &["confirm 17", "confirm 17 18 19", "confirm --all --by 김간호"],
    ),
    ("reject", &["reject 17 --reason 장비점검"]),
    ("check-in", &["check-in 17"]),
    ("no-show", &["no-show 17"]),
    ("slots", &["slots", "slots --from 2026-12-01 --to 2026-12-05"]),
    (
        "orders",
        &[
            "orders --date today",
            "orders --search ㅎㄱㄷ",
            "orders --search 5678 --status confirmed",
            "orders --limit 100 --after 100",
        ],
    ),
    (
        "packages",
        &[
            "packages",
            "packages price prime 330000",
            "packages hide prime",
            "packages show prime",
        ],
    ),
    (
        "capacity set",
        &[
            "capacity set 6",
            "capacity set 2 --from 2026-12-01 --to 2026-12-05 --time 09:00",
        ],
    ),
    ("closure add", &["closure add 2026-12-24 --reason 내부공사"]),
    ("closure remove", &["closure remove 2026-12-24"]),
    (
        "worker",
        &["worker", "worker --until-idle", "worker --log-file worker.log"],
    ),
    ("tui", &["tui --role desk", "tui --role kiosk --no-mouse"]),
    ("serve", &["serve", "serve --listen 127.0.0.1:8080"]),
    ("token add", &["token add --name 접수1 --role desk --days 365"]),
    ("token list", &["token list"]),
    ("token revoke", &["token revoke 3"]),
    ("demo", &["demo", "demo --role kiosk"]),
    ("messages", &["messages --status buried", "messages retry ID"]),
    ("doctor", &["doctor", "doctor --json"]),
    ("backup", &["backup /mnt/usb/healthcenter.backup"]),
    ("restore", &["restore /mnt/usb/healthcenter.backup"]),
    (
        "simulate",
        &[
            "simulate",
            "simulate --payment-delay-ms 400..620 --payment-hang-rate 0.05",
        ],
    ),
    ("config", &["config", "config --config centre.toml"]),
    (
        "completions",
        &["completions bash > ~/.local/share/bash-completion/completions/healthcenter"],
    ),
    ("man", &["man > ~/.local/share/man/man1/healthcenter.1"]),
];

/// The program's commands, their help led by examples.
pub fn command() -> Command {
    illustrated(Cli::command().after_help(EXIT_CODES), "")
}

fn illustrated(command: Command, path: &str) -> Command {
    let own = EXAMPLES.iter().find(|(words, _)| *words == path);
    let command = match own {
        Some((_, lines)) => {
            let lines: Vec<String> = lines.iter().map(|line| format!("  healthcenter {line}")).collect();
            command.before_help(format!("Examples:\n{}", lines.join("\n")))
        }
        None => command,
    };
    let path = path.to_owned();
    command.help_template(HELP).mut_subcommands(move |inner| {
        let words = format!("{path} {}", inner.get_name());
        illustrated(inner, words.trim())
    })
}

/// Every example as it would be typed, with what `…` stands for.
#[cfg(test)]
pub fn lines() -> Vec<String> {
    let full = |line: &str| {
        let typed = line.split(" > ").next().unwrap_or(line);
        let typed = typed.replace('…', "--phone 010-1234-5678 --birth 1980-01-31 --sex m");
        format!("healthcenter {typed}")
    };
    EXAMPLES
        .iter()
        .flat_map(|(_, lines)| lines.iter().map(|line| full(line)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(command: &Command, path: &str, found: &mut Vec<String>) {
        for inner in command.get_subcommands() {
            leaves(inner, format!("{path} {}", inner.get_name()).trim(), found);
        }
        if !command.is_subcommand_required_set() || path.is_empty() {
            found.push(path.to_owned());
        }
    }

    #[test]
    fn each_example_is_a_line_that_is_understood() {
        for line in lines() {
            if let Err(e) = command().try_get_matches_from(line.split_whitespace()) {
                panic!("{line}: {e}");
            }
        }
    }

    #[test]
    fn each_command_has_an_example() {
        let mut commands = Vec::new();
        leaves(&command(), "", &mut commands);
        for path in commands {
            let own = path.is_empty() || EXAMPLES.iter().any(|(words, _)| *words == path);
            let above = path.rsplit_once(' ').map_or("", |(above, _)| above);
            let told_above = EXAMPLES
                .iter()
                .any(|(words, lines)| *words == above && lines.iter().any(|line| line.starts_with(&path)));
            assert!(own || told_above, "no example: {path}");
        }
    }

    #[test]
    fn each_example_has_a_command() {
        let mut commands = Vec::new();
        leaves(&command(), "", &mut commands);
        for (words, _) in EXAMPLES {
            assert!(commands.iter().any(|path| path == words), "no command: {words}");
        }
    }
}
