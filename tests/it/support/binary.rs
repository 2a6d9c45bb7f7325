//! The real binary, run as a user runs it: its own home, its own settings, nothing of ours.
//!
//! The environment starts empty. Clearing a list of variables misses the next one (`LC_ALL`
//! outranks `LANG`, `MAX_RESERVATION_PER_PERSION` has no prefix), and then a test passes on one
//! machine only. Standard input is closed, so a question to the user fails instead of waiting.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::{Command, Stdio};

use portable_pty::CommandBuilder;
use serde_json::Value;
use tempfile::TempDir;

use super::running::Running;
use super::terminal::InTerminal;

/// The program with a home of its own, which lives as long as this value.
pub struct Healthcenter {
    home: TempDir,
    environment: Vec<(OsString, OsString)>,
    language: Option<String>,
}

impl Healthcenter {
    /// An empty home: no settings, the default database inside it, `LANG=C.UTF-8`.
    pub fn new() -> Self {
        let home = tempfile::Builder::new()
            .prefix("healthcenter-home-")
            .tempdir()
            .expect("a home");
        let at = |name: &str| {
            let directory = home.path().join(name);
            std::fs::create_dir(&directory).expect("a directory in it");
            directory.into_os_string()
        };
        let mut environment: Vec<(OsString, OsString)> = vec![
            ("XDG_DATA_HOME".into(), at("data")),
            ("XDG_CONFIG_HOME".into(), at("settings")),
            ("TMPDIR".into(), at("tmp")),
            ("HOME".into(), home.path().into()),
            ("LANG".into(), "C.UTF-8".into()),
        ];
        for kept in ["PATH", "LLVM_PROFILE_FILE"] {
            environment.extend(std::env::var_os(kept).map(|value| (kept.into(), value)));
        }
        Self {
            home,
            environment,
            language: None,
        }
    }

    /// The directory that is `HOME`; `XDG_DATA_HOME` is `data` in it, `XDG_CONFIG_HOME` `settings`.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Sets `HEALTHCENTER_DATABASE`: a path, `sqlite:PATH` or `postgres://…`.
    pub fn database(self, url: impl AsRef<OsStr>) -> Self {
        self.env("HEALTHCENTER_DATABASE", url)
    }

    /// Writes the settings file and points `HEALTHCENTER_CONFIG` at it.
    pub fn config(self, toml: &str) -> Self {
        let file = self.home().join("config.toml");
        std::fs::write(&file, toml).expect("the settings file");
        self.env("HEALTHCENTER_CONFIG", file)
    }

    /// Sets one environment variable; the last value given for a name counts.
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.environment.push((name.as_ref().into(), value.as_ref().into()));
        self
    }

    /// Puts `--lang` before the arguments of every run. (For the locale, use `env("LANG", …)`.)
    pub fn lang(mut self, language: &str) -> Self {
        self.language = Some(language.into());
        self
    }

    /// Runs the program to its end, which must come within a minute.
    pub fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Output {
        self.spawn(arguments).finish()
    }

    /// Starts the program and leaves it running; it is killed when the answer is dropped.
    pub fn spawn<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Running {
        Running::start(self.command(arguments))
    }

    /// The program as a command, for a test that starts it in a way of its own.
    pub fn command<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_healthcenter"));
        if let Some(language) = &self.language {
            command.args(["--lang", language]);
        }
        command
            .args(arguments)
            .current_dir(self.home())
            .env_clear()
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null());
        command
    }

    /// The program as `"$0" "$@"` of a shell's script.
    pub fn in_shell<A: AsRef<OsStr>>(&self, script: &str, arguments: impl IntoIterator<Item = A>) -> Command {
        let program = self.command(arguments);
        let mut shell = Command::new("/bin/sh");
        shell
            .args(["-c", script])
            .arg(program.get_program())
            .args(program.get_args())
            .current_dir(self.home())
            .env_clear()
            .envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))))
            .stdin(Stdio::null());
        shell
    }

    /// Starts the program in a terminal of its own, 80×24.
    pub fn in_terminal<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> InTerminal {
        self.in_terminal_sized(arguments, (80, 24))
    }

    /// The same in a terminal of so many columns and rows.
    pub fn in_terminal_sized<A: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
        size: (u16, u16),
    ) -> InTerminal {
        InTerminal::start_sized(self.screens(arguments), size)
    }

    /// The program as a command of a terminal.
    pub fn screens<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> CommandBuilder {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_healthcenter"));
        if let Some(language) = &self.language {
            command.args(["--lang", language]);
        }
        command.args(arguments);
        command.cwd(self.home());
        command.env_clear();
        command.env("TERM", "xterm-256color");
        for (name, value) in &self.environment {
            command.env(name, value);
        }
        command
    }
}

/// What a run came to. `code` is the exit code, or minus the signal that ended it.
#[derive(Debug)]
pub struct Output {
    pub command: String,
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Output {
    /// The one JSON document on stdout. Panics when there is none, or anything else beside it, or
    /// when a run that succeeded wrote to stderr.
    pub fn json(&self) -> Value {
        assert!(
            self.code != 0 || self.stderr.is_empty(),
            "success, yet stderr is not empty: {self:#?}"
        );
        self.document("stdout", &self.stdout)
    }

    /// `error.code` and `error.message` of the one JSON document on stderr. Panics when there is
    /// none, or anything else beside it, or when the run succeeded.
    pub fn error(&self) -> (String, String) {
        assert!(self.code != 0, "an error was expected: {self:#?}");
        let document = self.document("stderr", &self.stderr);
        let field = |name: &str| match document["error"][name].as_str() {
            Some(text) if !text.is_empty() => text.to_owned(),
            _ => panic!("error.{name} is missing: {self:#?}"),
        };
        (field("code"), field("message"))
    }

    fn document(&self, stream: &str, text: &str) -> Value {
        serde_json::from_str(text)
            .unwrap_or_else(|error| panic!("{stream} is not one JSON document ({error}): {self:#?}"))
    }
}
