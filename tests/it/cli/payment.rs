//! Card payments through the gateway: approved, declined, busy, and a gateway that turns us away.

use std::time::{Duration, Instant};

use healthcenter::gateway::practice::behaviour::BusyStatus;
use healthcenter::gateway::practice::fault::ChargeFault;

use super::centre::{Centre, booking, customer};
use super::days::text;

on_both! {
    fn a_card_is_charged_once_and_given_back_once(centre) {
        let centre = centre.with_cards();
        let order = centre.book("--card-token tok_good");
        assert_eq!(text(&order["status"]), "paid");
        let book = centre.money();
        assert_eq!((book.charges.len(), book.charges[0].order_id, book.charges[0].price), (1, 1, 50_000));
        assert_eq!(centre.events(&order), ["OrderPlaced", "PaymentStarted", "PaymentApproved"]);
        centre.json(&format!("cancel {}", order["id"]));
        let book = centre.money();
        assert_eq!((book.refunds.len(), centre.kept()), (1, 0));
        assert_eq!(book.refunds[0].id, book.charges[0].id);
    }

    fn a_declined_card_frees_the_place(centre) {
        let centre = centre.with_cards().set("booking.slot_capacity", 1);
        let day = centre.open_days()[0].clone();
        let at = format!("--date {day} --time 09:00");
        let error = centre.declined(&booking(&format!("--card-token tok_declined {at}")));
        assert_eq!(centre.json("orders")["orders"][0]["status"], "declined");
        assert!(text(&error["message"]).contains("the card was declined"), "{error}");
        assert_eq!(centre.free(&day, "09:00"), 1, "free again");
        assert_eq!(centre.kept(), 0);
        let again = centre.book(&format!("--card-token tok_good {at}"));
        assert_eq!((text(&again["status"]), centre.kept()), ("paid".into(), 50_000));
    }

    fn a_busy_gateway_keeps_the_place_to_pay_later(centre) {
        let centre = centre.with_cards();
        for (n, status) in [(0, BusyStatus::Unavailable), (1, BusyStatus::TooMany)] {
            centre.cards().change(|now| {
                now.busy_status = status;
                now.next_charges.push(ChargeFault::Busy, 1);
            });
            let (order, error) = centre.unsettled(&booking(&customer(n)), 6, "payment_unavailable");
            assert_eq!(text(&order["status"]), "held");
            assert!(order["holdExpiresAt"].is_string());
            assert!(text(&error["message"]).contains(&format!("healthcenter pay {}", text(&order["code"]))), "{error}");
            let paid = centre.json(&format!("pay {}", order["id"]))["order"].clone();
            assert_eq!(text(&paid["status"]), "paid");
            let charge = centre.money().charges[n].clone();
            assert_eq!((charge.calls, charge.order_id), (2, order["id"].as_i64().unwrap()), "one key for both calls");
        }
        assert_eq!(centre.kept(), 100_000);
    }
}

#[test]
fn a_gateway_that_hangs_is_left_at_the_deadline() {
    let centre = Centre::sqlite().with_cards().set("payment.timeout_ms", 400);
    centre.cards().change(|now| now.next_charges.push(ChargeFault::Hang, 1));
    let began = Instant::now();
    let (order, error) = centre.unsettled(&booking(""), 6, "payment_unknown");
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    assert_eq!(text(&order["status"]), "payment_unknown");
    assert!(text(&error["message"]).contains("do not pay again"), "{error}");
    centre.refused(&format!("pay {}", order["id"]), 4, "wrong_status");
    assert_eq!(centre.kept(), 50_000);
}

#[test]
fn a_gateway_that_is_not_there_leaves_a_doubt() {
    let centre = Centre::sqlite()
        .with_cards()
        .set("payment.base_url", "http://127.0.0.1:9");
    let (order, _) = centre.unsettled(&booking(""), 6, "payment_unknown");
    assert_eq!(text(&order["status"]), "payment_unknown");
    let people = centre.run(&booking(&customer(1)));
    assert_eq!(people.code, 6);
    assert!(
        people.stdout.contains("payment being checked"),
        "the order is printed too: {people:#?}"
    );
    assert!(people.stderr.starts_with('✘'), "{people:#?}");
}

#[test]
fn a_refused_secret_is_a_doubt_until_it_is_right() {
    let centre = Centre::sqlite().with_cards().set("payment.secret", "wrong");
    centre.cards().change(|now| now.require_secret = Some("right".into()));
    let (order, error) = centre.unsettled(&booking(""), 6, "payment_unknown");
    assert!(
        text(&error["message"]).contains("payment.secret"),
        "what to do: {error}"
    );
    assert_eq!(centre.money().charges.len(), 0);
    let centre = centre.set("payment.secret", "right");
    centre.sql("UPDATE payments SET started_at = started_at - 60000");
    centre.work();
    assert_eq!(centre.status(&order), "held", "asked by key, and never charged");
    centre.json(&format!("pay {}", order["id"]));
    assert_eq!(centre.kept(), 50_000);
}

#[test]
fn the_desk_is_paid_without_the_gateway() {
    let centre = Centre::sqlite().with_cards();
    for (n, how) in ["--pay cash", "--pay transfer", "--pay terminal --approval-no 123"]
        .iter()
        .enumerate()
    {
        centre.book(&format!("{} {how}", customer(n)));
    }
    centre.book("--package nhis");
    assert_eq!(centre.money().totals.calls, 0);
    centre.book(&customer(9));
    assert_eq!(centre.money().totals.calls, 1, "the default with a gateway is a card");
}

#[test]
fn a_token_comes_by_stdin_too() {
    let centre = Centre::sqlite().with_cards();
    // Standing for a script that pipes it: standard input is empty here, and so is the token.
    let output = centre.run(&booking("--card-token - --json"));
    assert_eq!(output.code, 0, "{output:#?}");
    assert_eq!(centre.kept(), 50_000);
}
