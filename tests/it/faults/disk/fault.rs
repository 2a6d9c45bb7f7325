//! What goes wrong, and how it is brought about: by `strace` at a call, or by the kernel at a file's limit.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::siege::{Siege, with};
use crate::support::binary::Output;
use crate::support::running::Running;
use crate::support::strace::{Watch, on_short_files, under_strace};

/// What can happen to which call.
const CALLS: [(&str, &[&str]); 13] = [
    ("pwrite64", &["EIO", "ENOSPC", "EINTR", "EDQUOT"]),
    ("fsync", &["EIO", "ENOSPC", "EINTR"]),
    ("fdatasync", &["EIO", "ENOSPC", "EINTR"]),
    ("openat", &["EIO", "ENOSPC", "EMFILE", "EACCES", "EINTR"]),
    ("ftruncate", &["EIO", "ENOSPC", "EINTR"]),
    ("unlink", &["EIO", "EACCES"]),
    ("rename", &["EIO", "ENOSPC"]),
    ("pread64", &["EIO", "EINTR"]),
    ("read", &["EIO", "EINTR"]),
    ("fcntl", &["EIO", "ENOLCK", "EINTR"]),
    ("flock", &["EIO", "ENOLCK"]),
    ("mmap", &["ENOMEM", "EIO"]),
    ("newfstatat", &["EIO", "ENOMEM"]),
];

/// What goes wrong in one command.
#[derive(Debug)]
pub enum Fault {
    /// The `nth` call of a name, and all after it where the disk stays broken.
    Call {
        name: &'static str,
        nth: usize,
        error: &'static str,
        stays: bool,
    },
    /// No file may be longer.
    Short(u64),
    /// The process dies at the `nth` write, which leaves its log behind.
    Crash { nth: usize },
}

impl Siege {
    pub fn fault(&mut self, name: &'static str) -> Fault {
        if self.world.below(8) == 0 {
            return Fault::Short(self.world.below(400_000) as u64);
        }
        // A call that the command makes; each kind as likely as another, however often it is made.
        let made = self.profiles[name].clone();
        let possible: Vec<_> = CALLS.iter().filter(|(call, _)| made.contains_key(call)).collect();
        let (call, errors) = possible[self.world.below(possible.len())];
        let error = errors[self.world.below(errors.len())];
        Fault::Call {
            name: call,
            nth: 1 + self.world.below(made[call]),
            error,
            // A call that is interrupted for ever is repeated for ever.
            stays: error != "EINTR" && self.world.below(if *call == "fcntl" { 16 } else { 4 }) == 0,
        }
    }

    /// Leaves the log of a process that died: what opens next has to recover it.
    pub fn crash(&mut self, name: &str, database: &Path) {
        let command = match name {
            "first" => self.command(name).expect("always"),
            _ => self.world.book(&["--hold-only"]),
        };
        let nth = 1 + self.world.below(40);
        let fault = Fault::Crash { nth };
        let (shown, _) = self.run(&command, database, Some(&fault));
        assert!([-9, 0].contains(&shown.code), "{shown:#?}");
        self.world.note(&command, &shown);
    }

    /// Runs a command, and says whether anything went wrong in it.
    pub fn run(&mut self, command: &[String], database: &Path, fault: Option<&Fault>) -> (Output, bool) {
        let program = self.world.program.command(command);
        let names: Vec<&str> = CALLS.iter().map(|(name, _)| *name).collect();
        let mut files: Vec<PathBuf> = ["", "-wal", "-shm", "-journal", "-queue", "-turn"]
            .iter()
            .map(|suffix| with(database, suffix))
            .collect();
        files.extend([
            self.backup(),
            with(&self.backup(), ".partial"),
            database.parent().expect("a folder").into(),
        ]);
        let mut watch = Watch {
            files,
            calls: names.join(","),
            inject: None,
            bytes: false,
        };
        let mut program = program;
        match fault {
            None => {}
            Some(Fault::Call {
                name,
                nth,
                error,
                stays,
            }) => {
                let stays = if *stays { "+" } else { "" };
                watch.inject = Some(format!("{name}:error={error}:when={nth}{stays}"));
            }
            Some(Fault::Crash { nth }) => watch.inject = Some(format!("pwrite64:signal=KILL:when={nth}")),
            Some(Fault::Short(bytes)) => program = on_short_files(&program, *bytes),
        }
        let shown = Running::start(under_strace(&program, &watch, &self.log())).finish();
        let log = std::fs::read_to_string(self.log()).expect("strace's log");
        let hit = log.contains("(INJECTED)") || log.contains("EFBIG");
        (shown, hit)
    }
}

/// How often each call was made.
pub fn calls(log: &Path) -> BTreeMap<&'static str, usize> {
    let log = std::fs::read_to_string(log).expect("strace's log");
    let mut calls = BTreeMap::new();
    for line in log.lines() {
        let made = line.split_whitespace().nth(1).unwrap_or_default();
        let known = CALLS.iter().find(|(name, _)| made.starts_with(&format!("{name}(")));
        if let Some((name, _)) = known {
            *calls.entry(*name).or_default() += 1;
        }
    }
    calls
}
