//! Idempotency keys: the same request again gets the first answer, and nothing moves twice.

use healthcenter::gateway::practice::fault::ChargeFault;

use super::centre::{Centre, booking, customer};
use super::days::text;

on_both! {
    fn the_same_booking_again_gets_the_first_answer(centre) {
        let centre = centre.with_cards();
        let line = booking("--card-token tok_good --idempotency-key K-1");
        let first = centre.json(&line);
        centre.work();
        assert_eq!(centre.json(&line), first, "as it was then");
        assert_eq!((centre.money().totals.calls, centre.kept()), (1, 50_000));
        assert_eq!(centre.json("orders")["orders"].as_array().unwrap().len(), 1);
        for other in ["--package prime", "--name 이순신", "--time 08:30", "--hold-only"] {
            let line = match other.split_once(' ') {
                Some(("--name", name)) => line.replace("홍길동", name),
                Some(("--package", code)) => line.replace("basic", code),
                _ => format!("{line} {other}"),
            };
            centre.refused(&line, 4, "idempotency_conflict");
        }
        assert_eq!(centre.money().totals.calls, 1);
    }

    fn the_same_cancellation_again_gets_the_first_answer(centre) {
        let centre = centre.with_cards();
        let (order, other) = (centre.book(""), centre.book(&customer(1)));
        let line = format!("cancel {} --idempotency-key K-2", order["id"]);
        let first = centre.json(&line);
        assert_eq!(centre.json(&line), first);
        assert_eq!((centre.money().refunds.len(), centre.kept()), (1, 50_000));
        centre.refused(&format!("cancel {} --idempotency-key K-2", other["id"]), 4, "idempotency_conflict");
        centre.refused(&format!("{line} --reason 다른사유"), 4, "idempotency_conflict");
        centre.refused(&booking("--idempotency-key K-2"), 4, "idempotency_conflict");
        assert_eq!(centre.status(&other), "paid");
    }

    fn at_the_same_moment_too(centre) {
        centre.json("orders");
        let line = booking("--idempotency-key K-3 --json");
        let desks: Vec<_> = (0..4).map(|_| centre.spawn(&line)).collect();
        let answers: Vec<_> = desks.into_iter().map(|desk| desk.finish()).collect();
        assert!(answers.iter().all(|answer| answer.code == 0), "{answers:#?}");
        assert!(answers.iter().all(|answer| answer.json() == answers[0].json()), "{answers:#?}");
        assert_eq!(centre.json("orders")["orders"].as_array().unwrap().len(), 1);
        assert_eq!(centre.sql("SELECT COUNT(*) FROM payments"), [["1"]]);
    }
}

#[test]
fn a_booking_that_was_not_settled_goes_on_under_its_key() {
    let centre = Centre::sqlite().with_cards();
    centre.cards().change(|now| now.next_charges.push(ChargeFault::Busy, 1));
    let line = booking("--idempotency-key K-4");
    let (held, _) = centre.unsettled(&line, 6, "payment_unavailable");
    let paid = centre.json(&line)["order"].clone();
    assert_eq!((&paid["id"], text(&paid["status"])), (&held["id"], "paid".into()));

    centre
        .cards()
        .change(|now| now.next_charges.push(ChargeFault::ResetAfter, 1));
    let line = booking(&format!("{} --idempotency-key K-5", customer(1)));
    let (doubt, _) = centre.unsettled(&line, 6, "payment_unknown");
    let (same, _) = centre.unsettled(&line, 6, "payment_unknown");
    assert_eq!(same["id"], doubt["id"]);
    centre.work();
    assert_eq!(centre.json(&line)["order"]["status"], "requested");
    assert_eq!((centre.kept(), centre.money().charges.len()), (100_000, 2));
}

#[test]
fn a_declined_booking_stays_declined_under_its_key() {
    let centre = Centre::sqlite().with_cards();
    let line = booking("--card-token tok_declined --idempotency-key K-6");
    let (first, again) = (centre.declined(&line), centre.declined(&line));
    assert_eq!((&first["orderId"], centre.money().totals.calls), (&again["orderId"], 1));
}

#[test]
fn an_order_named_by_number_or_by_code_is_the_same_request() {
    let centre = Centre::sqlite();
    let order = centre.book("");
    let first = centre.json(&format!("cancel {} --idempotency-key K-7", order["id"]));
    let again = centre.json(&format!("cancel {} --idempotency-key K-7", text(&order["code"])));
    assert_eq!(first, again);
}

#[test]
fn a_held_booking_keeps_its_first_answer() {
    let centre = Centre::sqlite();
    let line = booking("--hold-only --idempotency-key K-8");
    let first = centre.json(&line);
    centre.json("pay 1");
    assert_eq!(centre.json(&line), first);
    let refused = centre.refused(
        &booking("--package nothing --idempotency-key K-9"),
        3,
        "package_not_found",
    );
    assert!(refused.contains("nothing"));
    assert_eq!(
        centre.book("--idempotency-key K-9")["status"],
        "paid",
        "a refusal uses up no key"
    );
}
