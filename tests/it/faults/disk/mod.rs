//! A disk that fails: reads, writes, flushes, opens and locks that end in an error, or halfway, at a call
//! chosen by chance, in each command and while it opens what a crash has left. Every command succeeds or
//! says in a sentence what is wrong, and what was acknowledged is there once the disk is well again.
//!
//! In full: `PROOF_FAULTS=1000 PROOF_WORLDS=2`. A run prints its seed; `PROOF_SEED` repeats its choices.

mod fault;
mod judge;
mod siege;

use std::collections::BTreeMap;

use siege::{Siege, with};

use super::count;
use super::sound::{check, connect, open};
use crate::support::running::Running;
use crate::support::strace::{self, Watch, under_strace};

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
