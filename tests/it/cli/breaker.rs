//! A gateway in trouble is left alone for a while, by every process, and the customer is told when to
//! try again. The breaker's time is moved by SQL.

use std::time::{Duration, Instant};

use healthcenter::gateway::practice::fault::ChargeFault;

use super::centre::{Centre, booking, customer};
use super::days::text;

/// Five failures in a row.
fn open(centre: &Centre) {
    centre.cards().change(|now| now.next_charges.push(ChargeFault::Busy, 5));
    for n in 0..5 {
        centre.unsettled(&booking(&customer(n)), 6, "payment_unavailable");
    }
}

fn let_time_pass(centre: &Centre) {
    centre.sql("UPDATE breakers SET open_until = 1 WHERE gateway = 'payment'");
}

on_both! {
    fn five_failures_open_it_for_every_process(centre) {
        let centre = centre.with_cards();
        open(&centre);
        let calls = centre.money().totals.calls;
        assert_eq!(calls, 5);
        let before = jiff::Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_secs(
            centre.sql("SELECT MAX(at) / 1000 FROM events")[0][0].parse::<i64>().unwrap(),
        );
        let (order, error) = centre.unsettled(&booking(""), 6, "payment_unavailable");
        assert_eq!(text(&order["status"]), "held");
        let retry: jiff::Timestamp = text(&error["retryAt"]).parse().unwrap();
        let wait = retry.duration_since(before).as_secs();
        assert!((1..=66).contains(&wait), "{wait} s");
        let (_, error) = centre.unsettled(&format!("pay {}", order["id"]), 6, "payment_unavailable");
        assert!(error["retryAt"].is_string(), "{error}");
        assert_eq!(centre.money().totals.calls, calls, "left alone");

        let_time_pass(&centre);
        assert_eq!(centre.json(&format!("pay {}", order["id"]))["order"]["status"], "paid", "the probe");
        assert_eq!(centre.book(&customer(7))["status"], "paid", "and closed");
    }
}

#[test]
fn a_failed_probe_opens_it_again() {
    let centre = Centre::sqlite().with_cards();
    open(&centre);
    let_time_pass(&centre);
    centre.cards().change(|now| now.next_charges.push(ChargeFault::Busy, 1));
    let (order, _) = centre.unsettled(&booking(""), 6, "payment_unavailable");
    assert_eq!(centre.money().totals.calls, 6);
    centre.unsettled(&format!("pay {}", order["id"]), 6, "payment_unavailable");
    assert_eq!(centre.money().totals.calls, 6, "one probe, no more");
}

#[test]
fn while_it_is_open_the_desk_goes_on() {
    let centre = Centre::sqlite().with_cards();
    open(&centre);
    let began = Instant::now();
    let people = centre.run(&booking(&customer(6)));
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "no call, no wait: {:?}",
        began.elapsed()
    );
    assert_eq!(people.code, 6);
    assert!(
        people.stderr.contains("is kept until") && people.stderr.contains("pay after"),
        "{people:#?}"
    );
    assert_eq!(centre.book(&format!("{} --pay cash", customer(7)))["status"], "paid");
    assert_eq!(
        centre.json("cancel 1")["order"]["status"],
        "cancelled",
        "unpaid: nothing to give back"
    );
    assert_eq!(centre.money().totals.calls, 5);
}

#[test]
fn a_refund_waits_for_it_too() {
    let centre = Centre::sqlite().with_cards();
    let order = centre.book("");
    open(&centre);
    let calls = centre.money().totals.calls;
    let (pending, error) = centre.unsettled(&format!("cancel {}", order["id"]), 6, "refund_pending");
    assert_eq!(text(&pending["status"]), "refund_pending");
    assert!(error["retryAt"].is_string(), "{error}");
    assert_eq!(centre.money().totals.calls, calls, "left alone");
    let_time_pass(&centre);
    centre.sql("UPDATE payments SET due_at = 1 WHERE due_at IS NOT NULL");
    centre.work();
    assert_eq!((centre.status(&order), centre.kept()), ("cancelled".into(), 0));
}

#[test]
fn declined_cards_are_no_failures() {
    let centre = Centre::sqlite().with_cards();
    for n in 0..6 {
        centre.declined(&booking(&format!("{} --card-token tok_declined", customer(n))));
    }
    assert_eq!(centre.book("--card-token tok_good")["status"], "paid");
}
