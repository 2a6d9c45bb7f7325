//! Zombies: a process is stopped in the middle of a call, its lease runs out and another does its work; then it
//! goes on as if nothing had been. Nothing is done twice and nothing is lost.
//!
//! In full: `PROOF_ZOMBIES=100`, and with `PROOF_LEASES=real` a lease really runs out (half a minute a zombie)
//! instead of being ended behind the program's back.

use std::time::Duration;

use healthcenter::gateway::practice::Delay;
use healthcenter::gateway::practice::fault::{CancelFault, ChargeFault};
use rustix::process::{Pid, Signal, kill_process};

use super::count;
use crate::cli::centre::{Centre, booking, customer};
use crate::cli::on_both;
use crate::cli::worker::until;
use crate::support::running::Running;

const SLOW: Delay = Delay::fixed(200);

on_both! {
    fn a_worker_that_comes_back_from_the_dead_changes_nothing(centre) {
        let centre = centre.with_cards().with_texts().set("booking.slot_capacity", 10_000);
        let rounds = count("PROOF_ZOMBIES", 3);
        for round in 0..rounds {
            leave_work(&centre, round);
            centre.texts().change(|now| now.delay_ms = SLOW);
            centre.cards().change(|now| now.cancel_delay_ms = SLOW);
            let zombie = stopped_in_a_call(&centre);
            take_over(&centre);
            let before = settled(&centre, round + 1);
            signal(&zombie, Signal::CONT);
            let ended = zombie.term();
            assert_eq!(ended.code, 0, "{ended:#?}");
            assert_eq!(settled(&centre, round + 1), before, "the zombie has changed something");
        }
        let repeats = centre.accepted().totals.repeats + centre.money().totals.repeats;
        assert!(repeats >= rounds as u64, "what a zombie had in its hands is asked for again: {repeats}");
        centre.json("doctor");
        eprintln!("{rounds} zombies, {repeats} calls repeated under their key");
    }

    fn a_desk_that_comes_back_from_the_dead_says_what_has_become_of_the_payment(centre) {
        let centre = centre.with_cards();
        centre.cards().change(|now| now.delay_ms = SLOW);
        let desk = centre.spawn(&booking("--json"));
        until(|| centre.money().totals.calls > 0);
        signal(&desk, Signal::STOP);
        until(|| centre.money().totals.charged > 0);
        centre.sql("UPDATE payments SET due_at = 1 WHERE due_at IS NOT NULL");
        centre.work();
        assert_eq!((centre.sql("SELECT status FROM orders"), centre.kept()), (vec![vec!["requested".into()]], 50_000));
        signal(&desk, Signal::CONT);
        let ended = desk.finish();
        assert_eq!((ended.code, ended.json()["order"]["status"].as_str()), (0, Some("requested")), "{ended:#?}");
        assert_eq!(centre.kept(), 50_000);
        centre.json("doctor");
    }
}

/// One order whose money is to go back, one whose payment is in doubt, one that is paid; and the texts of all.
fn leave_work(centre: &Centre, round: usize) {
    let who = |n| customer(3 * round + n);
    let given_up = centre.book(&who(0));
    centre.cards().change(|now| {
        now.next_cancels.push(CancelFault::Fail, 1);
        now.next_charges.push(ChargeFault::ResetAfter, 1);
    });
    centre.unsettled(&format!("cancel {}", given_up["id"]), 6, "refund_pending");
    centre.unsettled(&booking(&who(1)), 6, "payment_unknown");
    centre.book(&who(2));
}

/// A worker with a call in its hands, and no lock of the database: who holds one holds up everybody.
fn stopped_in_a_call(centre: &Centre) -> Running {
    let calls = || centre.accepted().totals.calls;
    let answered = || centre.accepted().totals.accepted + centre.accepted().totals.repeats;
    let (before, had) = (calls(), answered());
    let worker = centre.spawn("worker --json");
    until(|| calls() > before);
    loop {
        signal(&worker, Signal::STOP);
        until(|| is_stopped(worker.pid()));
        if is_free(centre) {
            break;
        }
        signal(&worker, Signal::CONT);
    }
    // The gateway goes on without it.
    until(|| answered() > had);
    worker
}

/// A signal is on its way for a moment, to each thread.
fn is_stopped(pid: u32) -> bool {
    let threads = std::fs::read_dir(format!("/proc/{pid}/task")).expect("a process");
    let states = threads.map(|thread| std::fs::read_to_string(thread.expect("a thread").path().join("stat")));
    states
        .flatten()
        .all(|stat| stat.rsplit(") ").next().is_some_and(|rest| rest.starts_with('T')))
}

fn is_free(centre: &Centre) -> bool {
    if centre.database().starts_with("postgres") {
        let busy = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()
                        AND pid <> pg_backend_pid() AND state <> 'idle'";
        return centre.sql(busy) == [["0"]];
    }
    let connection = rusqlite::Connection::open(centre.database()).unwrap();
    connection.busy_timeout(Duration::ZERO).unwrap();
    connection.execute_batch("BEGIN IMMEDIATE; ROLLBACK").is_ok()
}

/// Another worker does everything, once the leases have run out.
fn take_over(centre: &Centre) {
    if std::env::var_os("PROOF_LEASES").is_none() {
        centre.sql("UPDATE outbox SET lease_until = 1 WHERE lease_until IS NOT NULL");
        centre.sql("UPDATE payments SET lease_until = 1, due_at = 1 WHERE due_at IS NOT NULL");
        return centre.work();
    }
    let mut worker = centre.spawn("worker");
    worker.wait_line("worker runs");
    let open = "SELECT (SELECT COUNT(*) FROM outbox WHERE status = 'pending')
                     + (SELECT COUNT(*) FROM payments WHERE due_at IS NOT NULL)";
    until(|| centre.sql(open) == [["0"]]);
    assert_eq!(worker.term().code, 0);
}

/// What has come of all of it: every text once, the money of two orders in three.
fn settled(centre: &Centre, rounds: usize) -> Vec<Vec<String>> {
    let texts = centre.accepted();
    assert_eq!(texts.totals.conflicts, 0, "{:?}", texts.totals);
    let sent = centre.sql("SELECT COUNT(*) FROM outbox WHERE status = 'sent'");
    assert_eq!(sent, [[texts.texts.len().to_string()]], "every text once");
    assert_eq!(centre.kept(), 100_000 * rounds as i64);
    centre.sql("SELECT status, COUNT(*), SUM(seq) FROM orders GROUP BY status ORDER BY status")
}

fn signal(process: &Running, signal: Signal) {
    let pid = i32::try_from(process.pid()).ok().and_then(Pid::from_raw);
    kill_process(pid.expect("a process"), signal).expect("it lives");
}
