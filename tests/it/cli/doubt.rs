//! Payments whose outcome nobody knows: the worker asks the gateway by key, and what its books say is
//! how the order ends. Never twice the money, never the money without the order.

use healthcenter::gateway::practice::fault::{ChargeFault, LookupFault};
use serde_json::Value;

use super::centre::{Centre, booking, customer};
use super::days::text;

/// A booking by card that meets a fault and is left in doubt.
fn doubtful(centre: &Centre, n: usize, fault: ChargeFault, extra: &str) -> Value {
    centre.cards().change(|now| now.next_charges.push(fault, 1));
    let (order, _) = centre.unsettled(&booking(&format!("{} {extra}", customer(n))), 6, "payment_unknown");
    assert_eq!(text(&order["status"]), "payment_unknown", "{fault:?}");
    order
}

/// "Never charged" is believed after five seconds only: make it so.
fn age(centre: &Centre) {
    centre.sql("UPDATE payments SET started_at = started_at - 60000");
}

/// The prices of the orders that keep their money.
fn due(centre: &Centre) -> i64 {
    let orders = centre.json("orders");
    let live = ["paid", "requested", "confirmed", "completed", "no_show"];
    let orders = orders["orders"].as_array().unwrap().iter();
    orders
        .filter(|order| live.contains(&order["status"].as_str().unwrap()))
        .map(|order| order["price"].as_i64().unwrap())
        .sum()
}

on_both! {
    fn a_charge_that_was_made_pays_the_order(centre) {
        let centre = centre.with_cards();
        let faults = [
            ChargeFault::WrongAmount,
            ChargeFault::WrongOrder,
            ChargeFault::Garbage,
            ChargeFault::Endless,
            ChargeFault::ResetAfter,
            ChargeFault::FailAfter,
        ];
        for (n, fault) in faults.into_iter().enumerate() {
            let order = doubtful(&centre, n, fault, "");
            centre.work();
            assert_eq!(centre.status(&order), "requested", "{fault:?}");
            let events = centre.events(&order);
            assert_eq!(
                events,
                ["OrderPlaced", "PaymentStarted", "PaymentUnknown", "PaymentApproved", "ReservationRequested"],
                "{fault:?}"
            );
        }
        assert_eq!((centre.kept(), due(&centre)), (300_000, 300_000));
    }

    fn a_charge_that_was_never_made_leaves_the_place_to_pay(centre) {
        let centre = centre.with_cards();
        for (n, fault) in [ChargeFault::ResetBefore, ChargeFault::Fail].into_iter().enumerate() {
            let order = doubtful(&centre, n, fault, "");
            age(&centre);
            centre.work();
            assert_eq!(centre.status(&order), "held", "{fault:?}");
            assert_eq!(centre.events(&order).last().unwrap(), "PaymentReleased");
            let paid = centre.json(&format!("pay {}", order["id"]))["order"].clone();
            assert_eq!(text(&paid["status"]), "paid");
            let charge = centre.money().charges[n].clone();
            assert_eq!(charge.calls, 2, "a call that comes late must find the same key: {charge:?}");
        }
        assert_eq!((centre.kept(), due(&centre)), (100_000, 100_000));
    }

    fn a_late_approval_without_a_place_is_given_back(centre) {
        let centre = centre.with_cards().set("booking.slot_capacity", 1);
        let day = centre.open_days()[0].clone();
        let at = format!("--date {day} --time 09:00");
        let late = doubtful(&centre, 0, ChargeFault::ResetAfter, &at);
        centre.sql("UPDATE orders SET hold_expires_at = hold_expires_at - 3600000");
        let other = centre.book(&format!("{} {at} --pay cash", customer(1)));
        centre.work();
        assert_eq!((centre.status(&late), centre.status(&other)), ("cancelled".into(), "requested".into()));
        assert_eq!((centre.kept(), centre.money().totals.charged), (0, 50_000));
        let said = centre.lang("ko").text(&format!("mypage {}", late["id"]));
        assert!(said.contains("결제가 늦어"), "the customer reads why: {said}");
    }

    fn an_order_in_doubt_is_cancelled_and_its_money_comes_back(centre) {
        let centre = centre.with_cards();
        let charged = doubtful(&centre, 0, ChargeFault::ResetAfter, "");
        let (order, _) = centre.unsettled(&format!("cancel {}", charged["id"]), 6, "refund_pending");
        assert_eq!(text(&order["status"]), "refund_pending");
        assert_eq!(centre.kept(), 50_000);
        centre.work();
        assert_eq!((centre.status(&charged), centre.kept()), ("cancelled".into(), 0));

        let never = doubtful(&centre, 1, ChargeFault::ResetBefore, "");
        centre.unsettled(&format!("cancel {}", never["id"]), 6, "refund_pending");
        age(&centre);
        centre.work();
        assert_eq!((centre.status(&never), centre.kept()), ("cancelled".into(), 0));
        assert_eq!(centre.money().charges.len(), 1);
    }
}

#[test]
fn a_late_approval_takes_its_place_again_if_it_can() {
    let centre = Centre::sqlite().with_cards().set("booking.slot_capacity", 1);
    let late = doubtful(&centre, 0, ChargeFault::ResetAfter, "");
    centre.sql("UPDATE orders SET hold_expires_at = hold_expires_at - 3600000");
    let (date, time) = (text(&late["date"]), text(&late["time"]));
    assert_eq!(centre.free(&date, &time), 1, "a hold that ran out keeps no place");
    centre.work();
    assert_eq!(centre.status(&late), "requested");
    assert_eq!((centre.free(&date, &time), centre.kept()), (0, 50_000));
}

/// Its money may be on the way: "book again" would be the wrong advice.
#[test]
fn a_payment_in_doubt_is_not_paid_again_when_its_hold_runs_out() {
    let centre = Centre::sqlite().with_cards();
    let order = doubtful(&centre, 0, ChargeFault::ResetAfter, "");
    centre.sql("UPDATE orders SET hold_expires_at = hold_expires_at - 3600000");
    let said = centre.refused(&format!("pay {}", order["id"]), 4, "wrong_status");
    assert!(said.contains("payment being checked"), "{said}");
    assert!(!centre.events(&order).contains(&"HoldExpired".to_owned()));
}

#[test]
fn a_look_up_that_fails_is_repeated() {
    let centre = Centre::sqlite().with_cards();
    let order = doubtful(&centre, 0, ChargeFault::ResetAfter, "");
    centre.cards().change(|now| {
        now.next_lookups.push(LookupFault::Fail, 1);
        now.next_lookups.push(LookupFault::Garbage, 1);
    });
    centre.work();
    assert_eq!((centre.status(&order), centre.kept()), ("requested".into(), 50_000));
}

#[test]
fn never_charged_is_not_believed_at_once() {
    let centre = Centre::sqlite().with_cards();
    let order = doubtful(&centre, 0, ChargeFault::ResetBefore, "");
    let worker = centre.spawn("worker");
    let calls = |centre: &Centre| centre.money().totals.calls;
    while calls(&centre) < 3 {
        assert_eq!(centre.status(&order), "payment_unknown");
    }
    assert_eq!(worker.term().code, 0);
    assert_eq!(
        centre.status(&order),
        "payment_unknown",
        "the call may still be on its way"
    );
}
