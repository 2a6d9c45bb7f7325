//! Turning the switches of a gateway that runs, and reading its books.

use serde_json::json;

use super::super::fault::ChargeFault;
use super::super::{Delay, Rate};
use super::*;

#[tokio::test]
async fn switches_are_shown_merged_and_replaced() {
    let bench = Bench::payment(|b| b.retry_after = 9).await;
    let url = bench.at("/control");
    let patch = json!({"failRate": 1, "delayMs": "0..5", "nextCharges": [{"fault": "none"}]});
    let (ok, shown) = answer(bench.client.patch(&url).json(&patch)).await;
    assert_eq!(
        (ok, &shown["failRate"], &shown["retryAfter"]),
        (200, &json!(1.0), &json!(9))
    );
    assert_eq!(status(bench.charge("a", 1, 100)).await, 200, "the script");
    assert_eq!(status(bench.charge("b", 1, 100)).await, 500, "the rate");
    let (_, shown) = answer(bench.client.get(&url)).await;
    assert_eq!((&shown["delayMs"], &shown["nextCharges"]), (&json!("0..5"), &json!([])));

    let patch = json!({"failRate": null});
    assert_eq!(answer(bench.client.patch(&url).json(&patch)).await.1["failRate"], 0.0);

    let whole = json!({"busyRate": 1, "busyStatus": 429, "delayMs": 2});
    let (_, shown) = answer(bench.client.put(&url).json(&whole)).await;
    assert_eq!((&shown["retryAfter"], &shown["delayMs"]), (&json!(1), &json!("2")));
    assert_eq!(status(bench.charge("c", 1, 100)).await, 429);
    let now = bench.practice.behaviour().payment.get();
    assert_eq!((now.busy_rate, now.delay_ms), (Rate::ALWAYS, Delay::fixed(2)));
}

#[tokio::test]
async fn what_does_not_fit_is_refused_by_name_and_turns_nothing() {
    let bench = Bench::new().await;
    let before = bench.practice.behaviour().payment.get();
    for (patch, named) in [
        (json!({"failRate": 0.5, "fialRate": 1}), "unknown field `fialRate`"),
        (json!({"fialRate": null}), "unknown field `fialRate`"),
        (json!({"failRate": 1.5}), "failRate: 1.5 is not a rate"),
        (json!({"delayMs": "9..1"}), "delayMs: 9..1 is not a delay"),
        (json!({"delayMs": -3}), "delayMs: \"-3\" is not a delay"),
        (json!({"busyStatus": 418}), "busyStatus: 418"),
        (
            json!({"nextCharges": [{"fault": "reject"}]}),
            "nextCharges[0].fault: unknown variant",
        ),
        (json!({"nextCharges": [{"fault": "hang", "time": 2}]}), "`time`"),
        (json!([1]), "object"),
    ] {
        let calls = [
            bench.client.patch(bench.at("/control")),
            bench.client.put(bench.at("/control")),
        ];
        for call in calls {
            let (refused, body) = answer(call.json(&patch)).await;
            let message = body["error"]["message"].as_str().unwrap();
            assert_eq!(refused, 400, "{patch}");
            assert!(message.contains(named), "{patch}: {message}");
        }
    }
    assert_eq!(status(bench.client.patch(bench.at("/control")).body("{")).await, 400);
    assert_eq!(bench.practice.behaviour().payment.get(), before);
}

#[tokio::test]
async fn the_payment_books_are_shown() {
    let bench = Bench::payment(|b| b.next_charges.push(ChargeFault::FailAfter, 1)).await;
    for _ in 0..2 {
        status(bench.charge("k", 1, 50_000)).await;
    }
    status(bench.cancel("r", "p1", 20_000)).await;
    let (_, books) = answer(bench.client.get(bench.at("/control/ledger"))).await;
    let charge = json!({"id": "p1", "orderId": 1, "price": 50_000, "refunded": 20_000,
        "status": "approved", "key": "k", "calls": 2});
    let refund = json!({"id": "p1", "price": 20_000, "reason": "changed plans", "key": "r"});
    let totals = json!({"charged": 50_000, "refunded": 20_000, "calls": 3, "declined": 0,
        "doubleCharges": 0, "repeats": 1, "conflicts": 0});
    assert_eq!(
        books,
        json!({"charges": [charge], "refunds": [refund], "totals": totals})
    );
    let (_, calls) = answer(bench.client.get(bench.at("/control/calls"))).await;
    let call = |call, key, answer| json!({"call": call, "key": key, "answer": answer});
    let expected = [
        call("charge", "k", "500"),
        call("charge", "k", "200"),
        call("cancel", "r", "200"),
    ];
    assert_eq!(calls, json!({"calls": expected}));
}

#[tokio::test]
async fn the_sms_books_are_shown() {
    let bench = Bench::new().await;
    status(bench.text("k", "안내")).await;
    let (_, books) = answer(bench.client.get(bench.at_sms("/control/ledger"))).await;
    let text = json!({"key": "k", "to": "01012345678", "from": "0212345678", "type": "SMS",
        "subject": null, "text": "안내", "messageId": "m1", "calls": 1});
    let totals = json!({"accepted": 1, "repeats": 0, "conflicts": 0, "rejected": 0, "calls": 1});
    assert_eq!(books, json!({"texts": [text], "totals": totals}));
    let patched = bench
        .client
        .patch(bench.at_sms("/control"))
        .json(&json!({"failRate": 1}));
    assert_eq!(status(patched).await, 200);
    assert_eq!(status(bench.text("k2", "안내")).await, 500);
    assert_eq!(
        status(bench.charge("k", 1, 100)).await,
        200,
        "the other server is its own"
    );
}

#[tokio::test]
async fn reset_is_as_at_the_start() {
    let bench = Bench::payment(|b| b.retry_after = 9).await;
    let switches = &bench.practice.behaviour().payment;
    status(bench.charge("k", 1, 100)).await;
    switches.change(|b| {
        b.retry_after = 1;
        b.fail_rate = Rate::ALWAYS;
    });
    switches.down(None);
    assert_eq!(status(bench.client.post(bench.at("/control/reset"))).await, 204);
    assert_eq!(bench.practice.ledger().payment, Default::default());
    assert_eq!(switches.get().retry_after, 9);
    assert_eq!(answer(bench.charge("k", 2, 70)).await, approved("p1", 2, 70));
}

#[tokio::test]
async fn reset_and_a_new_seed_start_the_draws_anew() {
    let half = Rate::try_from(0.5).unwrap();
    let bench = Bench::payment(|b| b.fail_rate = half).await;
    let run = async || {
        let mut seen = Vec::new();
        for order in 0..30 {
            seen.push(status(bench.charge(&format!("k{order}"), order, 100)).await);
        }
        seen
    };
    let first = run().await;
    assert_ne!(run().await, first, "the draws go on");
    bench.client.post(bench.at("/control/reset")).send().await.unwrap();
    assert_eq!(run().await, first);
    for seed in [2, 1] {
        let patch = bench.client.patch(bench.at("/control")).json(&json!({"seed": seed}));
        assert_eq!(status(patch).await, 200);
    }
    assert_eq!(run().await, first);
}

#[tokio::test]
async fn an_outage_answers_503_to_everything_but_control() {
    let bench = Bench::payment(|b| b.require_secret = Some("s".into())).await;
    let down = bench.client.post(bench.at("/control/down"));
    assert_eq!(status(down).await, 204);
    assert_eq!(status(bench.charge("k", 1, 100)).await, 503);
    assert_eq!(status(bench.look_up("k")).await, 503);
    assert_eq!(status(bench.cancel("r", "p1", 100)).await, 503);
    assert_eq!(bench.moved(), (0, 0));
    assert_eq!(status(bench.client.post(bench.at("/control/up"))).await, 204);
    assert_eq!(status(bench.charge("k", 1, 100)).await, 401, "up again");

    let long = bench.client.post(bench.at_sms("/control/down"));
    assert_eq!(status(long.json(&json!({"ms": 600_000}))).await, 204);
    assert_eq!(status(bench.text("k", "안내")).await, 503);
    let over = bench.client.post(bench.at_sms("/control/down"));
    assert_eq!(status(over.json(&json!({"ms": 0}))).await, 204);
    assert_eq!(status(bench.text("k", "안내")).await, 200, "over by itself");
    let typo = bench.client.post(bench.at_sms("/control/down"));
    assert_eq!(status(typo.json(&json!({"sec": 1}))).await, 400);
}
