//! One command after the other on a disk that fails, each of them once more on one that does not.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::fault::calls;
use crate::faults::sound::Tally;
use crate::faults::world::World;

/// The commands, those that change most the most often.
const COMMANDS: [&str; 13] = [
    "first", "book", "book", "book", "hold", "pay", "confirm", "cancel", "cancel", "worker", "backup", "restore",
    "doctor",
];

pub struct Siege {
    pub world: World,
    pub injected: usize,
    pub tally: Tally,
    /// How many commands ended how.
    pub ends: BTreeMap<String, usize>,
    /// How many calls of each name a command makes.
    pub profiles: BTreeMap<&'static str, BTreeMap<&'static str, usize>>,
    fresh: usize,
}

impl Siege {
    pub fn new(seed: u64) -> Self {
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
    pub fn one(&mut self) {
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

    pub fn command(&mut self, name: &str) -> Option<Vec<String>> {
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

    pub fn database(&self, name: &str) -> PathBuf {
        match name {
            "first" => self.world.program.home().join(format!("fresh-{}.db", self.fresh)),
            _ => self.world.database(),
        }
    }

    pub fn backup(&self) -> PathBuf {
        self.world.program.home().join("saved.backup")
    }

    pub fn log(&self) -> PathBuf {
        self.world.program.home().join("strace.log")
    }

    pub fn story(&self) -> String {
        let history = &self.world.history;
        history[history.len().saturating_sub(40)..].join("\n")
    }
}

pub fn with(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
