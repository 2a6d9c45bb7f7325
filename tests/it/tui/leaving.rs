//! Twelve ways to leave the screens, in three kinds of terminal: whichever it is, the shell gets back its own
//! screen, its cursor, its mouse, plain pastes, and the modes of the line as they were.

use std::sync::mpsc::channel;

use healthcenter::app::ports::Clock;
use healthcenter::domain::lang::Lang;
use healthcenter::tui::terminal::{self, Mouse, World};
use healthcenter::tui::{Outside, Role};
use jiff::Timestamp;
use portable_pty::CommandBuilder;
use rustix::process::Signal;

use super::stage::Stage;
use crate::support::binary::Healthcenter;
use crate::support::terminal::{InTerminal, ends_with_its_window};

const TERMS: [&str; 3] = ["xterm-256color", "tmux-256color", "linux"];
const START: &str = "Who is at this screen?";
const PANIC: &str = "HEALTHCENTER_TEST_PANIC";

/// One way, from the first screen on.
type Way = (&'static str, fn(&mut InTerminal));

const WAYS: [Way; 8] = [
    ("q", |screens| {
        screens.keys("q");
        screens.wait_for("Quit?");
        screens.keys("y");
    }),
    ("the palette", |screens| {
        screens.keys(":");
        screens.wait_for("all commands");
        screens.keys("quit at once");
        screens.keys("\r");
    }),
    ("Ctrl-C", |screens| screens.keys("\x03")),
    ("SIGTERM", |screens| screens.signal(Signal::TERM)),
    ("SIGHUP", |screens| screens.signal(Signal::HUP)),
    ("SIGINT", |screens| screens.signal(Signal::INT)),
    ("Ctrl-Z, fg, Ctrl-C", |screens| {
        screens.keys("\x1a");
        there_and_back(screens);
        screens.keys("\x03");
    }),
    ("SIGTSTP, fg, SIGTERM", |screens| {
        screens.signal(Signal::TSTP);
        there_and_back(screens);
        screens.signal(Signal::TERM);
    }),
];

fn there_and_back(screens: &InTerminal) {
    screens.wait_given_back();
    screens.wait_stopped();
    screens.signal(Signal::CONT);
    screens.wait_for(START);
}

fn program(term: &str) -> Healthcenter {
    Healthcenter::new().lang("en").env("TERM", term)
}

/// Does something in each kind of terminal, at the same time.
fn in_each(check: impl Fn(&str) + Sync) {
    std::thread::scope(|scope| {
        for term in TERMS {
            let check = &check;
            scope.spawn(move || check(term));
        }
    });
}

#[test]
fn the_terminal_is_given_back_by_keys_and_signals() {
    in_each(|term| {
        for (way, leave) in WAYS {
            let program = program(term);
            let mut screens = program.in_terminal(["tui"]);
            screens.wait_for(START);
            assert!(!screens.is_as_before(), "{way} in {term}: it was taken over");
            leave(&mut screens);
            assert_eq!(screens.end(), 0, "{way} in {term}");
            screens.wait_given_back();
        }
    });
}

#[test]
fn the_terminal_is_given_back_by_the_kiosks_pin() {
    in_each(|term| {
        let program = program(term).env("HEALTHCENTER_KIOSK__PIN", "2580");
        let mut screens = program.in_terminal(["tui", "--role", "kiosk"]);
        screens.wait_for("Staff");
        screens.keys("\x03q");
        screens.keys("\x1b[21~");
        screens.wait_for("enter the PIN");
        screens.keys("2580\r");
        screens.wait_for(START);
        screens.keys("\x03");
        assert_eq!(screens.end(), 0, "{term}");
        screens.wait_given_back();
    });
}

#[test]
fn the_terminal_is_not_touched_when_there_is_no_database() {
    in_each(|term| {
        let program = program(term).database("/proc/centre.db");
        let mut screens = program.in_terminal(["tui"]);
        screens.wait_for("--database");
        assert_eq!((screens.end(), screens.was_taken_over()), (7, false), "{term}");
        screens.wait_given_back();
    });
}

#[test]
fn a_window_that_is_closed_takes_the_program_along() {
    in_each(|term| {
        assert!(ends_with_its_window(&program(term), START), "{term}");
    });
}

/// This test's own program in a terminal, told to panic: the program's has no way to.
#[test]
fn the_terminal_is_given_back_by_a_panic() {
    in_each(|term| {
        let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
        command.args(["--exact", "tui::leaving::panics_when_it_is_told_to", "--nocapture"]);
        command.env(PANIC, "1");
        command.env("RUST_BACKTRACE", "0");
        command.env("TERM", term);
        let mut screens = InTerminal::start_sized(command, (80, 40));
        assert_eq!(screens.end(), 101, "{term}");
        screens.wait_given_back();
        screens.wait_for("the clock stopped");
        assert!(screens.was_taken_over(), "{term}");
    });
}

#[test]
fn panics_when_it_is_told_to() {
    struct Stops;
    impl Clock for Stops {
        fn now(&self) -> Timestamp {
            panic!("the clock stopped")
        }
    }
    struct Nowhere;
    impl World for Nowhere {
        fn carry_out(&mut self, _: Outside) {}
    }
    if std::env::var_os(PANIC).is_some() {
        let mut stage = Stage::prepared(Role::Desk, Lang::En, (80, 24));
        let (_send, messages) = channel();
        let _ = terminal::run(&mut stage.model, &Stops, &mut Nowhere, &messages, Mouse::On);
    }
}
