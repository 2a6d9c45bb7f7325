//! A gateway in trouble is left alone: the place is kept, and the customer is told when to pay.

use healthcenter::gateway::practice::Behaviour;
use healthcenter::gateway::practice::fault::ChargeFault;

use crate::support::binary::Healthcenter;
use crate::support::counter::{booking, order, slot_ahead};
use crate::support::gateways::Gateways;

#[test]
fn an_open_breaker_keeps_the_place_and_names_the_next_time() {
    let gateways = Gateways::start(Behaviour::default());
    let program = gateways
        .joined(Healthcenter::new().database("breaker.db"))
        .env("HEALTHCENTER_BOOKING__SLOT_CAPACITY", "20");
    let slot = slot_ahead(&program);
    gateways
        .behaviour()
        .payment
        .change(|now| now.next_charges.push(ChargeFault::Fail, 5));
    let by_card = ["--pay", "card", "--card-token", "tok_1"];
    for n in 0..5 {
        let shown = program.run(booking(n, &slot, &by_card));
        assert_eq!(
            (shown.code, shown.error().0.as_str()),
            (6, "payment_unknown"),
            "{shown:#?}"
        );
    }
    // Open it is; for a minute rather than its first five seconds, which a busy machine outlasts.
    let opened = rusqlite::Connection::open(program.home().join("breaker.db")).expect("the file");
    let longer =
        "UPDATE breakers SET open_until = open_until + 60000 WHERE gateway = 'payment' AND open_until IS NOT NULL";
    assert_eq!(opened.execute(longer, []).expect("one row"), 1, "it has opened");
    drop(opened);
    let before = gateways.ledger().payment.totals.calls;

    let shown = program.run(booking(9, &slot, &by_card));
    assert_eq!(
        (shown.code, shown.error().0.as_str()),
        (6, "payment_unavailable"),
        "{shown:#?}"
    );
    assert_eq!(gateways.ledger().payment.totals.calls, before, "nobody called");
    let document: serde_json::Value = serde_json::from_str(&shown.stdout).expect("the order");
    let held = order(&document);
    assert_eq!(held["status"], "held", "{held}");
    let error: serde_json::Value = serde_json::from_str(&shown.stderr).expect("the error");
    let next = error["error"]["retryAt"].as_str().expect("the next time");
    let next: jiff::Timestamp = next.parse().expect("an instant");
    let placed: jiff::Timestamp = held["createdAt"].as_str().expect("text").parse().expect("an instant");
    let expires: jiff::Timestamp = held["holdExpiresAt"]
        .as_str()
        .expect("text")
        .parse()
        .expect("an instant");
    assert!(placed < next && next < expires, "{placed} {next} {expires}");

    // For people, in words: the clock time of the next try.
    let said = program.run(booking(10, &slot, &by_card).into_iter().filter(|word| word != "--json"));
    assert_eq!(said.code, 6, "{said:#?}");
    let seoul = jiff::tz::TimeZone::get("Asia/Seoul").expect("the zone");
    let hour = seoul.to_datetime(next).strftime("%H:").to_string();
    assert!(said.stderr.contains(&hour), "{hour}: {said:#?}");
}
