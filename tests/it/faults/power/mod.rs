//! The power is cut: from the log of all writes and flushes of a run, the disks are rebuilt that a cut at
//! any instant can leave, and each is opened by the program. Every booking that was acknowledged before
//! the cut is there, and the tables are sound.
//!
//! In full: `PROOF_IMAGES=1000`. A run prints its seed; `PROOF_SEED` repeats its choices (on a log that is
//! recorded anew).

mod disk;
mod record;

use std::collections::BTreeMap;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rusqlite::Connection;
use serde_json::Value;

use super::count;
use super::world::World;
use crate::support::running::Running;
use crate::support::strace::{self, Watch, under_strace};
use disk::{Cut, Disk};
use record::Event;

const CUTS: [Cut; 6] = [
    Cut::Any,
    Cut::Any,
    Cut::Any,
    Cut::Nothing,
    Cut::Everything,
    Cut::TornLast,
];

#[test]
fn a_power_cut_loses_nothing_that_was_acknowledged() {
    if !strace::works() {
        return;
    }
    let seed = count("PROOF_SEED", rand::random::<u32>() as usize) as u64;
    let images = count("PROOF_IMAGES", 50);
    eprintln!("PROOF_SEED={seed} PROOF_IMAGES={images}");
    let run = Run::record(seed);
    let (mut acknowledged, mut wrong) = (0, Vec::new());
    run.cut(images, seed, false, &mut |image| {
        acknowledged += image.acknowledged.len();
        wrong.extend(image.faults(&run.world).map(|fault| format!("{}: {fault}", image.at)));
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(acknowledged > images, "the cuts were all too early: {acknowledged}");
    eprintln!(
        "{images} disks of {} steps, {acknowledged} acknowledgements on them, all kept",
        run.events.len()
    );

    // The same on a disk that does not flush when it is told to: a harness that finds nothing there is blind.
    let mut lost = 0;
    run.cut(20, seed, true, &mut |image| {
        lost += usize::from(image.faults(&run.world).is_some())
    });
    assert!(lost > 0, "nothing is lost on a disk that never flushes?");
}

/// A morning at the desk, and all that reached the disk.
struct Run {
    world: World,
    folder: PathBuf,
    events: Vec<Event>,
}

/// One disk after a cut.
struct Image {
    at: String,
    database: PathBuf,
    acknowledged: BTreeMap<i64, String>,
}

impl Run {
    fn record(seed: u64) -> Self {
        let mut world = World::new(seed);
        let home = world.program.home().to_owned();
        let (folder, said, log) = (home.join("disk"), home.join("said"), home.join("strace.log"));
        let script = morning(&mut world, &folder.join("centre.db"), &said);
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", &script]);
        // The program's surroundings, in a shell.
        let program = world.program.command([""; 0]);
        shell.current_dir(&home);
        shell.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let watch = Watch {
            files: Vec::new(),
            calls: "openat,mkdir,unlink,pwrite64,write,ftruncate,fsync,fdatasync".into(),
            inject: None,
            bytes: true,
        };
        let shown = Running::start(under_strace(&shell, &watch, &log)).finish();
        assert_eq!((shown.code, shown.stderr.as_str()), (0, ""), "{shown:#?}");
        let log = std::fs::read_to_string(log).expect("strace's log");
        let events = record::events(&log, &folder, &said);
        assert!(events.len() > 300, "{} events", events.len());
        let run = Self { world, folder, events };
        run.is_complete();
        run
    }

    /// With every step taken and nothing cut, the disk is the one that is really there.
    fn is_complete(&self) {
        let mut disk = Disk::new(self.folder.parent().expect("a home"), false);
        self.events.iter().for_each(|event| disk.take(event));
        for (path, content) in disk.after(Cut::Everything, 0) {
            if path != self.folder {
                let real = std::fs::read(&path).expect("a file");
                assert!(real == content, "{} is not what was written to it", path.display());
            }
        }
    }

    /// Disks of cuts at instants by chance.
    fn cut(&self, images: usize, seed: u64, lies: bool, each: &mut dyn FnMut(&Image)) {
        let mut chance = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut instants: Vec<usize> = (0..images)
            .map(|_| chance.random_range(1..=self.events.len()))
            .collect();
        instants.sort_unstable();
        let mut disk = Disk::new(self.folder.parent().expect("a home"), lies);
        let mut acknowledged = BTreeMap::new();
        let mut step = 0;
        for instant in instants {
            for event in &self.events[step..instant] {
                disk.take(event);
                if let Event::Said { text } = event {
                    acknowledged.extend(order(text));
                }
            }
            step = instant;
            let cut = CUTS[chance.random_range(0..CUTS.len())];
            let seed = chance.random();
            let place = tempfile::tempdir_in(self.world.program.home()).expect("a place");
            for (path, content) in disk.after(cut, seed) {
                if path != self.folder {
                    let name = path.file_name().expect("a name");
                    let file = place.path().join(name);
                    std::fs::write(&file, content).expect("a file");
                    std::fs::set_permissions(&file, Permissions::from_mode(0o600)).expect("a mode");
                }
            }
            each(&Image {
                at: format!("step {instant}, {cut:?}, seed {seed}"),
                database: place.path().join("centre.db"),
                acknowledged: acknowledged.clone(),
            });
        }
    }
}

impl Image {
    /// The first thing that is wrong with it.
    fn faults(&self, world: &World) -> Option<String> {
        let database = self.database.display().to_string();
        let sound = world.program.run(["doctor", "--json", "--database", &database]);
        if sound.code != 0 {
            let checks = serde_json::from_str::<Value>(&sound.stdout).unwrap_or_default();
            let failed = checks["checks"]
                .as_array()
                .into_iter()
                .flatten()
                .filter(|check| check["ok"] != true);
            return Some(format!("{:?} {}", failed.collect::<Vec<_>>(), sound.stderr));
        }
        let db = Connection::open(&self.database).expect("a database");
        let integrity: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).ok()?;
        if integrity != "ok" {
            return Some(integrity);
        }
        self.acknowledged.iter().find_map(|(id, promised)| {
            let found = db.query_row("SELECT status FROM orders WHERE id = ?1", [id], |row| {
                row.get::<_, String>(0)
            });
            let kept = found.as_ref().is_ok_and(|found| rank(found) >= rank(promised));
            (!kept).then(|| format!("order {id} was {promised} and is {found:?}"))
        })
    }
}

/// How far an order has come.
fn rank(status: &str) -> usize {
    let far = [
        "held",
        "paying",
        "paid",
        "requested",
        "confirmed",
        "refund_pending",
        "cancelled",
    ];
    far.iter().position(|known| *known == status).unwrap_or(far.len())
}

/// The order in a command's answer, and its status.
fn order(said: &str) -> Option<(i64, String)> {
    let document: Value = serde_json::from_str(said).ok()?;
    let order = &document["order"];
    Some((order["id"].as_i64()?, order["status"].as_str()?.to_owned()))
}

/// A shell's lines: the first start, bookings one by one, each of which opens and closes the file; then
/// beside a worker, which keeps it open; then payments, cancellations and confirmations.
fn morning(world: &mut World, database: &Path, said: &Path) -> String {
    let program = env!("CARGO_BIN_EXE_healthcenter");
    let (database, said) = (database.display(), said.display());
    let line = |words: &[String]| {
        let words: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
        format!(
            "{program} --database {database} {} >>{said} || exit 1\n",
            words.join(" ")
        )
    };
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let by_card = ["--pay", "card", "--card-token", "tok_1"];
    let mut script = line(&words("slots --json"));
    for _ in 0..3 {
        script += &line(&world.book(&by_card));
        script += &line(&world.book(&["--hold-only"]));
    }
    script += &format!("{program} --database {database} worker --json >/dev/null & worker=$!\n");
    for _ in 0..4 {
        script += &line(&world.book(&by_card));
    }
    script += &line(&words("pay 2 --json --pay card --card-token tok_1"));
    script += &line(&words("cancel 3 --json --idempotency-key a"));
    script += "kill -TERM $worker; wait $worker\n";
    script += &line(&words("worker --until-idle --json"));
    script += &line(&words("confirm 1 --json"));
    script += &line(&words("cancel 5 --json --idempotency-key b"));
    script
}
