//! A gateway that charges and then says nothing. The customer is told so, nothing is called failed, and
//! the worker finds out what happened to every single charge.

use healthcenter::gateway::practice::Behaviour;
use healthcenter::gateway::practice::fault::ChargeFault;

use crate::support::binary::Healthcenter;
use crate::support::counter::{booking, order, slot_ahead};
use crate::support::gateways::Gateways;

const ORDERS: usize = 4;

#[test]
fn charges_without_an_answer_are_all_settled() {
    let gateways = Gateways::start(Behaviour::default());
    let program = gateways.joined(Healthcenter::new());
    let slot = slot_ahead(&program);
    let hang = |switches: &mut healthcenter::gateway::practice::PaymentBehaviour| {
        switches.next_charges.push(ChargeFault::Hang, ORDERS as u32);
    };
    gateways.behaviour().payment.change(hang);

    let ids: Vec<i64> = (0..ORDERS)
        .map(|n| {
            let shown = program.run(booking(n, &slot, &["--pay", "card", "--card-token", "tok_1"]));
            assert_eq!(
                (shown.code, shown.error().0.as_str()),
                (6, "payment_unknown"),
                "{shown:#?}"
            );
            let document: serde_json::Value = serde_json::from_str(&shown.stdout).expect("the order");
            assert_eq!(order(&document)["status"], "payment_unknown", "{document}");
            order(&document)["id"].as_i64().expect("a number")
        })
        .collect();
    let ledger = gateways.ledger().payment;
    assert_eq!(ledger.charges.len(), ORDERS, "all of them are charged at the gateway");

    // One customer does not wait: the money that nobody here knows of goes back all the same.
    let given_up = ids[0].to_string();
    let cancelled = program.run(["cancel", &given_up, "--json"]);
    assert_eq!(
        (cancelled.code, cancelled.error().0.as_str()),
        (6, "refund_pending"),
        "{cancelled:#?}"
    );

    let idle = program.run(["worker", "--until-idle", "--json"]);
    assert_eq!(idle.code, 0, "{idle:#?}");
    let mut kept = 0;
    for id in &ids {
        let shown = program.run(["mypage", &id.to_string(), "--json"]).json();
        let page = &shown["mypages"][0];
        let expected = if id.to_string() == given_up {
            "cancelled"
        } else {
            "requested"
        };
        assert_eq!(page["status"], expected, "{page}");
        kept += if expected == "requested" {
            page["price"].as_i64().expect("won")
        } else {
            0
        };
    }
    let totals = gateways.ledger().payment.totals;
    assert_eq!(
        (totals.charged - totals.refunded, totals.double_charges),
        (kept, 0),
        "{totals:?}"
    );
    assert!(totals.refunded > 0, "{totals:?}");
}
