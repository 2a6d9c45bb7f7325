//! A disk that fails: reads, writes, flushes, opens and locks that end in an error, or halfway, at a call
//! chosen by chance, in each command and while it opens what a crash has left. Every command succeeds or
//! says in a sentence what is wrong, and what was acknowledged is there once the disk is well again.
//!
//! In full: `PROOF_FAULTS=1000 PROOF_WORLDS=2`. A run prints its seed; `PROOF_SEED` repeats its choices.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::count;
use super::sound::{Tally, check, check_doctor, connect, open};
use super::world::World;
use crate::support::binary::Output;
use crate::support::running::Running;
use crate::support::strace::{self, Watch, on_short_files, under_strace};

/// The commands, those that change most the most often.
const COMMANDS: [&str; 13] = [
    "first", "book", "book", "book", "hold", "pay", "confirm", "cancel", "cancel", "worker", "backup", "restore",
    "doctor",
];

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

/// The end of every failure that a disk may cause, and its exit code.
const ENDS: [(&str, i32); 8] = [
    ("store_unavailable", 7),
    ("store_busy", 7),
    ("store_unknown", 7),
    ("payment_unknown", 6),
    ("refund_pending", 6),
    ("doctor_failed", 1),
    // A page that can't be read is damage to SQLite, and a backup with one of no use.
    ("store_corrupt", 7),
    ("invalid_backup", 2),
];

#[test]
fn a_failing_disk_is_told_of_and_loses_nothing() {
    if !strace::works() {
        return;
    }
    let seed = count("PROOF_SEED", rand::random::<u32>() as usize) as u64;
    let (faults, worlds) = (count("PROOF_FAULTS", 40), count("PROOF_WORLDS", 2));
    eprintln!("PROOF_SEED={seed} PROOF_FAULTS={faults} PROOF_WORLDS={worlds}");
    let sieges: Vec<Siege> = std::thread::scope(|scope| {
        let worlds: Vec<_> = (0..worlds as u64)
            .map(|world| {
                let seed = seed.wrapping_mul(1_000).wrapping_add(world);
                scope.spawn(move || besiege(seed, faults.div_ceil(worlds)))
            })
            .collect();
        worlds
            .into_iter()
            .map(|world| world.join().expect("a world that holds"))
            .collect()
    });
    let mut ends = BTreeMap::new();
    let (mut injected, mut promises) = (0, 0);
    for siege in sieges {
        injected += siege.injected;
        promises += siege.tally.promises;
        for (end, times) in siege.ends {
            *ends.entry(end).or_insert(0) += times;
        }
    }
    eprintln!("{injected} faults, {promises} promises, all kept: {ends:#?}");
    assert!(injected >= faults);
}

/// It was reported as a damaged backup that "was not restored", with the number of SQLite's error.
#[test]
fn a_backup_that_can_not_be_read_back_is_the_disks_trouble() {
    if !strace::works() {
        return;
    }
    let mut siege = Siege::new(1);
    let file = siege.backup();
    let command = siege.command("backup").expect("always");
    let partial = with(&file, ".partial");
    for nth in [2, 5, 20] {
        let watch = Watch {
            files: vec![partial.clone()],
            calls: "pread64".into(),
            inject: Some(format!("pread64:error=EIO:when={nth}")),
            bytes: false,
        };
        let program = siege.world.program.command(&command);
        let shown = Running::start(under_strace(&program, &watch, &siege.log())).finish();
        let (code, said) = shown.error();
        assert_eq!((shown.code, code.as_str()), (7, "store_unavailable"), "{shown:#?}");
        assert!(said.contains("saved.backup can't be written or read"), "{said}");
        assert!(
            !file.exists() && !partial.exists(),
            "nothing is left that looks like a backup"
        );
    }
}

/// What goes wrong in one command.
#[derive(Debug)]
enum Fault {
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

struct Siege {
    world: World,
    injected: usize,
    tally: Tally,
    /// How many commands ended how.
    ends: BTreeMap<String, usize>,
    /// How many calls of each name a command makes.
    profiles: BTreeMap<&'static str, BTreeMap<&'static str, usize>>,
    fresh: usize,
}

fn besiege(seed: u64, faults: usize) -> Siege {
    let mut siege = Siege::new(seed);
    let mut since = 0;
    while siege.injected < faults {
        siege.one();
        since += 1;
        if since == 20 || siege.injected >= faults {
            siege.world.settle(|world| open(&connect(world)));
            check(&siege.world, &mut siege.tally);
            siege.world.history.push("— idle, and sound —".into());
            since = 0;
        }
    }
    siege
}

impl Siege {
    fn new(seed: u64) -> Self {
        Self {
            world: World::new(seed),
            injected: 0,
            tally: Tally::default(),
            ends: BTreeMap::new(),
            profiles: BTreeMap::new(),
            fresh: 0,
        }
    }

    /// One command with one fault, and the same command once more without.
    fn one(&mut self) {
        let name = COMMANDS[self.world.below(COMMANDS.len())];
        if name == "first" {
            self.fresh += 1;
        }
        let database = self.database(name);
        if self.world.below(4) == 0 {
            self.crash(name, &database);
        }
        let Some(command) = self.command(name) else { return };
        if !self.profiles.contains_key(name) {
            let shown = self.run(&command, &database, None).0;
            self.judge(name, &command, &shown, None);
            self.profiles.insert(name, calls(&self.log()));
            return;
        }
        let fault = self.fault(name);
        let before = std::fs::read(self.backup()).ok();
        let (shown, injected) = self.run(&command, &database, Some(&fault));
        self.injected += usize::from(injected);
        self.judge(name, &command, &shown, Some(&fault));
        if name == "backup" && shown.code != 0 {
            // The old one, or the new one when only its name is not on the disk yet.
            let left = std::fs::read(self.backup()).ok();
            if left != before {
                self.restore();
            }
        }
        self.sound(name, &database);
        if shown.code != 0 && name != "doctor" && self.world.below(2) == 0 {
            let again = self.world.program.run(&command);
            let fine = [0, 4, 5, 6].contains(&again.code);
            assert!(
                fine,
                "again, on a good disk, after {fault:?}: {again:#?}\n{}",
                self.story()
            );
            self.judge(name, &command, &again, None);
        }
        if name == "backup" && shown.code == 0 {
            self.restore();
        }
    }

    fn command(&mut self, name: &str) -> Option<Vec<String>> {
        let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let by_card = ["--pay", "card", "--card-token", "tok_1"];
        Some(match name {
            "first" => {
                self.fresh += 1;
                words(&format!("slots --json --database {}", self.database(name).display()))
            }
            "book" => self.world.book(&by_card),
            "hold" => self.world.book(&["--hold-only"]),
            "pay" => words(&format!(
                "pay {} --json --pay card --card-token tok_1",
                self.world.some_order()?
            )),
            "confirm" => words(&format!("confirm {} --json", self.world.some_order()?)),
            "cancel" => self.world.cancel()?,
            "worker" => words("worker --until-idle --json"),
            "backup" => words(&format!("backup {} --json", self.backup().display())),
            // Only one that holds all there is: whatever comes of it, nothing is missing.
            "restore" => {
                let saved = self
                    .world
                    .program
                    .run(["backup", "--json", &self.backup().display().to_string()]);
                assert_eq!(saved.code, 0, "{saved:#?}\n{}", self.story());
                words(&format!("restore {} --json", self.backup().display()))
            }
            other => words(&format!("{other} --json")),
        })
    }

    fn fault(&mut self, name: &'static str) -> Fault {
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
    fn crash(&mut self, name: &str, database: &Path) {
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
    fn run(&mut self, command: &[String], database: &Path, fault: Option<&Fault>) -> (Output, bool) {
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

    /// Success, or one of the failures there are, in one sentence for people.
    fn judge(&mut self, name: &str, command: &[String], shown: &Output, fault: Option<&Fault>) {
        self.world.note(command, shown);
        if let Some(fault) = fault {
            self.world.history.push(format!("  under {fault:?}"));
        }
        if shown.code == 0 {
            assert!(shown.json().is_object(), "{fault:?}: {shown:#?}\n{}", self.story());
            *self.ends.entry(format!("{name}: done")).or_default() += 1;
            return;
        }
        let document: Value = serde_json::from_str(&shown.stderr).unwrap_or(Value::Null);
        let text = |key: &str| document["error"][key].as_str().unwrap_or_default().to_owned();
        let (code, said) = (text("code"), text("message"));
        let refused = ["wrong_status", "payment_declined"].contains(&code.as_str());
        let unreadable = ["store_corrupt", "invalid_backup"].contains(&code.as_str());
        let reading = matches!(
            fault,
            Some(Fault::Call {
                name: "pread64" | "read",
                ..
            })
        );
        let possible = !unreadable || (reading && (code == "store_corrupt" || name == "restore"));
        let known = refused || (possible && ENDS.contains(&(code.as_str(), shown.code)));
        let raw = ["panicked", "Error {", "Os {", "Err(", "Some(", ".rs:", "rror code"];
        let plain = !said.is_empty() && raw.iter().all(|word| !said.contains(word));
        assert!(known && plain, "{fault:?}: {shown:#?}\n{}", self.story());
        *self
            .ends
            .entry(format!("{name}: {} {code}: {said}", shown.code))
            .or_default() += 1;
    }

    fn sound(&self, name: &str, database: &Path) {
        if name == "first" {
            let shown = self
                .world
                .program
                .run(["doctor", "--json", "--database", &database.display().to_string()]);
            assert_eq!(shown.code, 0, "{shown:#?}\n{}", self.story());
            return;
        }
        check_doctor(&self.world, "after a fault");
        let db = connect(&self.world);
        let integrity: String = db
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .expect("a verdict");
        assert_eq!(integrity, "ok", "{}", self.story());
        for (id, promise) in &self.world.promises {
            let there = db.query_row("SELECT COUNT(*) FROM orders WHERE id = ?1", [id], |row| {
                row.get::<_, i64>(0)
            });
            assert_eq!(there, Ok(1), "order {id}, promised {promise:?}\n{}", self.story());
        }
    }

    /// What is called a backup can be restored.
    fn restore(&mut self) {
        let shown = self
            .world
            .program
            .run(["restore", "--json", &self.backup().display().to_string()]);
        assert_eq!(shown.code, 0, "{shown:#?}\n{}", self.story());
        for entry in std::fs::read_dir(self.world.program.home()).expect("a home").flatten() {
            if entry.file_name().to_string_lossy().contains("before-restore") {
                std::fs::remove_file(entry.path()).expect("gone");
            }
        }
    }

    fn database(&self, name: &str) -> PathBuf {
        match name {
            "first" => self.world.program.home().join(format!("fresh-{}.db", self.fresh)),
            _ => self.world.database(),
        }
    }

    fn backup(&self) -> PathBuf {
        self.world.program.home().join("saved.backup")
    }

    fn log(&self) -> PathBuf {
        self.world.program.home().join("strace.log")
    }

    fn story(&self) -> String {
        let history = &self.world.history;
        history[history.len().saturating_sub(40)..].join("\n")
    }
}

fn with(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// How often each call was made.
fn calls(log: &Path) -> BTreeMap<&'static str, usize> {
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
