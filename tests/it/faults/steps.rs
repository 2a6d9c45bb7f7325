//! Killed at each named step of a saga: a desk and a worker die by SIGKILL at the door of one call, while a
//! transaction is half written, written and not flushed, while a gateway is about to be asked, has done it and
//! was not heard, while the answer is about to be printed. Then the customer repeats the command, or another
//! worker comes. Nothing acknowledged is lost, no won moves twice and every text is sent once.
//!
//! In full: `PROOF_ROUNDS=100 PROOF_WORLDS=3`, so often at each step.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::count;
use super::sound::{Tally, check, check_doctor, connect, number, open};
use super::world::World;
use crate::support::binary::Output;
use crate::support::counter::order;
use crate::support::running::Running;
use crate::support::strace::{self, Watch, under_strace};
use Door::{Answer, Ask, Flush, Print, Remove, Settle, Write};

/// The call at whose door a process dies: it is never made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Door {
    /// A write in the middle of a transaction's.
    Write,
    /// The flush that makes a transaction durable.
    Flush,
    /// The first byte to a gateway.
    Ask,
    /// The gateway has done it; its answer is there and not read.
    Answer,
    /// The answer's way to whoever waits for it.
    Print,
    /// What was flushed goes from the log to its place in the file.
    Settle,
    /// The log goes.
    Remove,
}

/// A saga's doors in their order, and what they are called.
type Steps = &'static [(Door, &'static str)];

const BOOK: Steps = &[
    (Write, "place and charge's intent half written"),
    (Flush, "place held, not flushed"),
    (Ask, "charge about to be asked"),
    (Answer, "charged, not heard"),
    (Write, "payment half written"),
    (Flush, "paid, not flushed"),
    (Write, "answer for the key half written"),
    (Flush, "answer for the key not flushed"),
    (Print, "answer about to be printed"),
    (Flush, "answer printed"),
    (Settle, "log half copied into the file"),
    (Remove, "log about to be removed"),
];

const CANCEL: Steps = &[
    (Write, "cancellation and refund's intent half written"),
    (Flush, "cancelled, not flushed"),
    (Write, "refund's turn half written"),
    (Flush, "refund's turn not flushed"),
    (Ask, "refund about to be asked"),
    (Answer, "refunded, not heard"),
    (Write, "refund half written"),
    (Flush, "money back, not flushed"),
    (Write, "answer for the key half written"),
    (Flush, "answer for the key not flushed"),
    (Print, "answer about to be printed"),
];

const WORKER: Steps = &[
    (Write, "reservation half written"),
    (Flush, "reservation requested, not flushed"),
    (Write, "customer's page half written"),
    (Flush, "customer's page not flushed"),
    (Write, "lease of the first text half written"),
    (Flush, "first text leased, not flushed"),
    (Ask, "first text about to be sent"),
    (Answer, "first text sent, not heard"),
    (Write, "first text's mark half written"),
    (Flush, "first text marked, not flushed"),
];

/// The worker's first: of what the others leave in doubt it would have more to do.
const SAGAS: [(&str, Steps); 3] = [("worker", WORKER), ("book", BOOK), ("cancel", CANCEL)];

#[test]
fn nothing_is_lost_at_any_step_of_a_saga() {
    if !strace::works() {
        return;
    }
    let (rounds, worlds) = (count("PROOF_ROUNDS", 1), count("PROOF_WORLDS", 1));
    let sieges: Vec<Siege> = std::thread::scope(|scope| {
        let worlds: Vec<_> = (0..worlds)
            .map(|world| scope.spawn(move || besiege((world..rounds).step_by(worlds))))
            .collect();
        worlds
            .into_iter()
            .map(|world| world.join().expect("a world that holds"))
            .collect()
    });
    let mut kills: BTreeMap<String, usize> = BTreeMap::new();
    let mut promises = 0;
    for siege in sieges {
        promises += siege.promises;
        for (step, times) in siege.kills {
            *kills.entry(step).or_default() += times;
        }
    }
    let sum: usize = kills.values().sum();
    eprintln!(
        "{sum} kills at {} steps, {promises} promises, all kept: {kills:#?}",
        kills.len()
    );
    assert_eq!(kills.len(), BOOK.len() + CANCEL.len() + WORKER.len());
    assert!(kills.values().all(|times| *times == rounds), "{kills:#?}");
}

#[derive(Default)]
struct Siege {
    kills: BTreeMap<String, usize>,
    promises: usize,
}

/// So many rounds, each in a centre of its own.
fn besiege(rounds: impl Iterator<Item = usize>) -> Siege {
    let mut siege = Siege::default();
    for round in rounds {
        let mut world = World::new(round as u64);
        for (at, (saga, steps)) in SAGAS.into_iter().enumerate() {
            let nths = rehearse(&mut world, saga, steps);
            for ((door, step), nth) in steps.iter().zip(nths) {
                // A machine that is busy elsewhere can miss the payment's deadline, and then another way is gone.
                let died = (0..5).any(|_| dies(&mut world, saga, *door, nth));
                assert!(died, "{saga} never came to {step}\n{}", world.history.join("\n"));
                *siege.kills.entry(format!("{} {saga}: {step}", at + 1)).or_default() += 1;
            }
        }
        world.settle(|world| open(&connect(world)));
        check_doctor(&world, "once idle");
        let mut tally = Tally::default();
        check(&world, &mut tally);
        siege.promises += tally.promises;
    }
    siege
}

/// Lets a saga pass unharmed, and answers with the number of each door's call among its kind.
fn rehearse(world: &mut World, saga: &str, steps: Steps) -> Vec<usize> {
    for _ in 0..5 {
        let (shown, log) = play(world, saga, None);
        assert!([0, 6].contains(&shown.code), "{shown:#?}");
        let found = doors(world, &log);
        // What comes after a saga's last step is more of the same.
        let kinds = found.iter().map(|(door, _)| *door);
        if kinds.take(steps.len()).eq(steps.iter().map(|(door, _)| *door)) {
            return found.iter().map(|(_, nth)| *nth).take(steps.len()).collect();
        }
        eprintln!("{saga} went another way: {found:?}");
    }
    panic!(
        "{saga} has other steps than are named here\n{}",
        world.history.join("\n")
    );
}

/// Whether the saga died at the `nth` call through a door. Whoever waited for it tries again.
fn dies(world: &mut World, saga: &str, door: Door, nth: usize) -> bool {
    let (shown, _) = play(world, saga, Some((door, nth)));
    assert!([-9, 0, 6].contains(&shown.code), "{shown:#?}");
    check_doctor(world, "after a kill");
    let twice = "SELECT COUNT(*) - COUNT(DISTINCT phone) FROM orders";
    assert_eq!(
        number(&connect(world), twice),
        0,
        "a booking was repeated, and is there twice"
    );
    shown.code == -9
}

/// A saga of a customer who was never here, up to its end or its death, and what was done after it.
fn play(world: &mut World, saga: &str, death: Option<(Door, usize)>) -> (Output, String) {
    let booking = world.book(&["--pay", "card", "--card-token", "tok_1"]);
    let command = if saga == "book" {
        booking
    } else {
        let booked = world.program.run(&booking);
        assert!([0, 6].contains(&booked.code), "{booked:#?}");
        world.note(&booking, &booked);
        match saga {
            "cancel" => world.cancel_of(order(&booked.json())["id"].as_i64().expect("a number")),
            _ => ["worker", "--until-idle", "--json"].map(str::to_owned).to_vec(),
        }
    };
    // Whoever opens the file last copies the log and removes it: each saga begins without one.
    drop(connect(world).execute_batch("PRAGMA wal_checkpoint(TRUNCATE)"));
    let (answer, log) = (answer(world), world.program.home().join("strace.log"));
    let mut program = world.program.in_shell("exec \"$0\" \"$@\" >answer", &command);
    // One thread calls the gateways, so that its calls are counted in their order.
    program.env("TOKIO_WORKER_THREADS", "1");
    // No gateway is slow here, and a machine that is busy elsewhere must not make it one.
    program.env("HEALTHCENTER_PAYMENT__TIMEOUT_MS", "5000");
    program.env("HEALTHCENTER_SMS__TIMEOUT_MS", "5000");
    let calls = world.gateways.calls();
    let mut shown = Running::start(under_strace(&program, &watch(world, death), &log)).finish();
    shown.stdout = std::fs::read_to_string(answer).unwrap_or_default();
    world.note(&command, &shown);
    let log = std::fs::read_to_string(log).expect("strace's log");
    if shown.code == -9 {
        let calls = world.gateways.calls() - calls;
        match death {
            Some((Ask, _)) => assert_eq!(calls, 0, "the gateway was asked"),
            Some((Answer, _)) => assert_eq!(calls, 1, "the gateway was not asked"),
            Some((Print, _)) => assert_eq!(shown.stdout, "", "the answer was printed"),
            _ => {}
        }
        // What a dead worker has leased is another's in half a minute; here at once.
        let leases = "UPDATE outbox SET lease_until = 1 WHERE lease_until IS NOT NULL;
                      UPDATE payments SET lease_until = 1 WHERE lease_until IS NOT NULL";
        connect(world).execute_batch(leases).expect("leases that end");
        let again = world.program.run(&command);
        assert!(
            [0, 4, 6].contains(&again.code),
            "{again:#?}\n{}",
            world.history.join("\n")
        );
        world.note(&command, &again);
    }
    (shown, log)
}

fn answer(world: &World) -> PathBuf {
    world.program.home().join("answer")
}

fn log_of(world: &World) -> PathBuf {
    world.program.home().join("world.db-wal")
}

/// All doors, or death at one.
fn watch(world: &World, death: Option<(Door, usize)>) -> Watch {
    let Some((door, nth)) = death else {
        return Watch {
            files: Vec::new(),
            calls: "pwrite64,fsync,writev,recvfrom,write,unlink".into(),
            inject: None,
            bytes: false,
        };
    };
    let (call, file) = match door {
        Write => ("pwrite64", Some(log_of(world))),
        Flush => ("fsync", Some(log_of(world))),
        Ask => ("writev", None),
        Answer => ("recvfrom", None),
        Print => ("write", Some(answer(world))),
        Settle => ("pwrite64", Some(world.database())),
        Remove => ("unlink", Some(log_of(world))),
    };
    Watch {
        files: file.into_iter().collect(),
        calls: call.into(),
        inject: Some(format!("{call}:signal=KILL:when={nth}")),
        bytes: false,
    }
}

/// The doors in strace's log, each with the number of its call: of writes in a row the one in the middle.
fn doors(world: &World, log: &str) -> Vec<(Door, usize)> {
    let (log_of, file, answer) = (log_of(world), world.database(), answer(world));
    let on = |path: &PathBuf| format!("<{}>", path.display());
    let (in_log, in_file, in_answer) = (on(&log_of), on(&file), on(&answer));
    let mut made: BTreeMap<String, usize> = BTreeMap::new();
    let mut doors: Vec<(Door, usize)> = Vec::new();
    let mut began = 0;
    let mut heading = false;
    for line in log.lines() {
        let call = line.split_once(' ').map_or("", |(_, call)| call.trim_start());
        let door = match call.split('(').next().unwrap_or_default() {
            "pwrite64" if call.contains(&in_log) => Write,
            "pwrite64" if call.contains(&in_file) => Settle,
            "fsync" if call.contains(&in_log) => Flush,
            "writev" if call.contains("<socket:") => Ask,
            "recvfrom" => Answer,
            "write" if call.contains(&in_answer) => Print,
            "unlink" if call.contains(&log_of.display().to_string()) => Remove,
            _ => continue,
        };
        let nth = made.entry(format!("{door:?}")).or_default();
        *nth += 1;
        // The log's own heading of 32 bytes and its flush come before everything.
        if door == Write && call.contains(", 32, 0)") {
            heading = true;
            continue;
        }
        if door == Flush && std::mem::take(&mut heading) {
            continue;
        }
        match doors.last_mut() {
            Some((last, middle)) if *last == door && matches!(door, Write | Settle) => {
                *middle = began + (*nth - began) / 2
            }
            _ => {
                began = *nth;
                doors.push((door, *nth));
            }
        }
    }
    doors
}
