//! The worker as an operator runs it: ended by a signal, killed, and beside others.

use std::time::{Duration, Instant};

use healthcenter::gateway::practice::Delay;
use healthcenter::gateway::practice::fault::{ChargeFault, TextFault};

use super::centre::{Centre, booking, customer};

/// Waits for what the condition looks at; a minute is a failure.
pub fn until(mut condition: impl FnMut() -> bool) {
    let began = Instant::now();
    while !condition() {
        assert!(began.elapsed() < Duration::from_secs(60), "it never came");
        std::thread::yield_now();
    }
}

on_both! {
    fn a_signal_drains_and_ends_with_success(centre) {
        let centre = centre.with_texts();
        centre.texts().change(|now| now.delay_ms = Delay::fixed(300));
        centre.book("");
        let worker = centre.spawn("worker --json");
        until(|| centre.accepted().totals.calls > 0);
        let ended = worker.term();
        assert_eq!(ended.code, 0, "{ended:#?}");
        assert_eq!(ended.json()["worker"]["status"], "stopped");
        let accepted = centre.accepted().totals;
        let sent = centre.json("messages --status sent")["messages"].as_array().unwrap().len() as u64;
        assert_eq!((accepted.accepted, accepted.calls), (sent, sent), "what was under way is written down");
    }

    fn a_killed_worker_leaves_no_text_behind_and_sends_none_twice(centre) {
        let centre = centre.with_texts();
        centre.texts().change(|now| now.next_texts.push(TextFault::Hang, 1));
        centre.book("");
        let mut worker = centre.spawn("worker");
        worker.wait_line("worker runs");
        until(|| centre.accepted().totals.accepted == 1);
        assert_eq!(worker.kill9().code, -9);
        assert_eq!(centre.json("messages --status sent")["messages"].as_array().unwrap().len(), 0);
        centre.sql("UPDATE outbox SET lease_until = 1 WHERE lease_until IS NOT NULL");
        centre.work();
        let totals = centre.accepted().totals;
        assert_eq!((totals.accepted, totals.repeats), (3, 1));
    }

    fn workers_share_the_work(centre) {
        let centre = centre.with_texts();
        for n in 0..6 {
            centre.book(&customer(n));
        }
        let workers: Vec<_> = (0..3).map(|_| centre.spawn("worker --until-idle --json")).collect();
        for worker in workers {
            let ended = worker.finish();
            assert_eq!(ended.code, 0, "{ended:#?}");
        }
        let totals = centre.accepted().totals;
        assert_eq!((totals.accepted, totals.calls), (18, 18), "each text once, by one of them");
        assert_eq!(centre.json("requests")["requests"].as_array().unwrap().len(), 6);
        assert_eq!(centre.sql("SELECT COUNT(*) FROM reservations"), [["6"]]);
    }

    fn a_killed_booking_is_settled_by_the_worker(centre) {
        let centre = centre.with_cards();
        centre.cards().change(|now| now.next_charges.push(ChargeFault::Hang, 1));
        let desk = centre.spawn(&booking("--json"));
        until(|| centre.money().totals.charged > 0);
        assert_eq!(desk.kill9().code, -9);
        centre.sql("UPDATE payments SET due_at = 1 WHERE due_at IS NOT NULL");
        let order = centre.json("mypage 1")["mypages"][0].clone();
        assert_eq!(order["status"], "paying");
        centre.work();
        assert_eq!((centre.status(&order), centre.kept()), ("requested".into(), 50_000));
    }
}

#[test]
fn the_running_worker_passes_orders_on_by_itself() {
    let centre = Centre::sqlite();
    let mut worker = centre.spawn("worker");
    worker.wait_line("worker runs");
    let order = centre.book("");
    until(|| centre.status(&order) == "requested");
    let ended = worker.term();
    assert_eq!(ended.code, 0);
    assert!(ended.stdout.contains("What was under way is finished"), "{ended:#?}");
}

/// Hundredths of a second of a processor that a process has used so far.
fn used(pid: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let after_name = stat.rsplit(')').next().unwrap();
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
}

on_both! {
    /// A promise is measured by `cargo bench --bench figures -- idle`; here only that nothing goes round and round.
    fn an_idle_worker_sleeps(centre) {
        let centre = centre.with_texts();
        centre.book("--hold-only");
        centre.work();
        let mut worker = centre.spawn("worker");
        worker.wait_line("worker runs");
        assert!(!worker.ends_within(Duration::from_millis(500)));
        let before = used(worker.pid());
        assert!(!worker.ends_within(Duration::from_secs(2)));
        let spent = used(worker.pid()) - before;
        assert!(spent <= 20, "{spent} of 200 hundredths");
    }
}
