//! Charging: once a key, and what is left at the caller and in the books after each fault.

use serde_json::json;

use super::super::fault::ChargeFault;
use super::super::{DECLINED_TOKEN, Delay, PaymentBehaviour, Rate};
use super::*;

#[tokio::test]
async fn a_charge_is_approved_once_and_replayed() {
    let bench = Bench::new().await;
    assert_eq!(answer(bench.charge("k1", 1, 50_000)).await, approved("p1", 1, 50_000));
    assert_eq!(answer(bench.charge("k2", 2, 70_000)).await, approved("p2", 2, 70_000));
    assert_eq!(answer(bench.charge("k1", 1, 50_000)).await, approved("p1", 1, 50_000));
    let ledger = bench.practice.ledger().payment;
    assert_eq!(bench.moved(), (120_000, 0));
    assert_eq!((ledger.totals.repeats, ledger.totals.calls), (1, 3));
    let calls: Vec<_> = ledger.charges.iter().map(|charge| charge.calls).collect();
    assert_eq!(calls, [2, 1]);
}

#[tokio::test]
async fn a_key_belongs_to_one_request() {
    let bench = Bench::new().await;
    assert_eq!(status(bench.charge("k", 1, 50_000)).await, 200);
    assert_eq!(status(bench.charge("k", 1, 50_001)).await, 409);
    assert_eq!(status(bench.charge("k", 2, 50_000)).await, 409);
    assert_eq!(bench.moved(), (50_000, 0));
    assert_eq!(bench.practice.ledger().payment.totals.conflicts, 2);
}

#[tokio::test]
async fn an_order_with_two_live_charges_is_counted() {
    let bench = Bench::new().await;
    let doubles = || bench.practice.ledger().payment.totals.double_charges;
    assert_eq!(status(bench.charge("a", 1, 100)).await, 200);
    assert_eq!(status(bench.cancel("r", "p1", 100)).await, 200);
    assert_eq!(status(bench.charge("b", 1, 100)).await, 200);
    assert_eq!(doubles(), 0, "the first had been given back");
    assert_eq!(status(bench.charge("c", 1, 100)).await, 200);
    assert_eq!(doubles(), 1);
}

#[tokio::test]
async fn requests_that_are_wrong_move_nothing() {
    let bench = Bench::payment(|b| b.require_secret = Some("s3cret".into())).await;
    let wrong = bench.charge("k", 1, 100).bearer_auth("other");
    assert_eq!(status(bench.charge("k", 1, 100)).await, 401);
    assert_eq!(status(wrong).await, 401);
    let url = bench.at("/paymentHistories");
    let no_key = bench.client.post(&url).json(&json!({"orderId": 1, "price": 100}));
    assert_eq!(status(no_key.bearer_auth("s3cret")).await, 400);
    for body in [
        json!({"orderId": 1}),
        json!([1, 100]),
        json!({"orderId": 1, "price": 0}),
        json!({"orderId": 1, "price": -100}),
        json!({"orderId": 1, "price": 100, "cardNo": "4111"}),
    ] {
        let call = bench.client.post(&url).header("Idempotency-Key", "k").json(&body);
        assert_eq!(status(call.bearer_auth("s3cret")).await, 400, "{body}");
    }
    assert_eq!(bench.moved(), (0, 0));
    let bare = bench.client.post(&url).header("Idempotency-Key", "k");
    let bare = bare.json(&json!({"orderId": 1, "price": 100})).bearer_auth("s3cret");
    assert_eq!(answer(bare).await, approved("p1", 1, 100));
}

/// Each switch at 1: what the caller sees, and whether the money moved.
#[tokio::test]
async fn every_rate_does_what_it_says() {
    type Turn = fn(&mut PaymentBehaviour);
    let cases: [(Turn, &str, i64); 11] = [
        (|b| b.fail_rate = Rate::ALWAYS, "500", 0),
        (|b| b.busy_rate = Rate::ALWAYS, "503", 0),
        (|b| b.decline_rate = Rate::ALWAYS, "402", 0),
        (|b| b.reset_before_rate = Rate::ALWAYS, "reset", 0),
        (|b| b.reset_after_rate = Rate::ALWAYS, "reset", 100),
        (|b| b.fail_after_rate = Rate::ALWAYS, "500", 100),
        (|b| b.wrong_amount_rate = Rate::ALWAYS, "other price", 100),
        (|b| b.wrong_order_rate = Rate::ALWAYS, "other order", 100),
        (|b| b.garbage_rate = Rate::ALWAYS, "no json", 100),
        (|b| b.endless_rate = Rate::ALWAYS, "endless", 100),
        (|b| b.hang_rate = Rate::ALWAYS, "silence", 100),
    ];
    for (turn, seen, charged) in cases {
        let mut bench = Bench::payment(turn).await;
        if seen == "silence" {
            bench = bench.impatient();
        }
        assert_eq!(what_is_seen(bench.charge("k", 1, 100)).await, seen);
        assert_eq!(bench.moved(), (charged, 0), "{seen}");
        assert_eq!(bench.practice.payment_calls().len(), 1, "{seen}: one call");
        let found = if charged > 0 || seen == "402" { 200 } else { 404 };
        assert_eq!(status(bench.look_up("k")).await, found, "{seen}");
    }
}

/// What a careful caller makes of the answer to a charge of 100 won for order 1.
async fn what_is_seen(request: RequestBuilder) -> String {
    let mut response = match request.send().await {
        Ok(response) => response,
        Err(error) if error.is_timeout() => return "silence".into(),
        Err(error) => return reset_or_panic(&error),
    };
    if response.status() != 200 {
        return response.status().as_u16().to_string();
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.unwrap() {
        body.extend(chunk);
        if body.len() > 200_000 {
            return "endless".into();
        }
    }
    match serde_json::from_slice::<Value>(&body) {
        Err(_) => "no json".into(),
        Ok(payment) if payment["price"] != 100 => "other price".into(),
        Ok(payment) if payment["orderId"] != 1 => "other order".into(),
        Ok(payment) => payment["status"].to_string(),
    }
}

/// "reset" when the peer really sent RST.
fn reset_or_panic(error: &reqwest::Error) -> String {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        let io = error.downcast_ref::<std::io::Error>();
        if io.is_some_and(|io| io.kind() == std::io::ErrorKind::ConnectionReset) {
            return "reset".into();
        }
        cause = error.source();
    }
    panic!("no reset: {error:?}");
}

#[tokio::test]
async fn busy_says_when_to_come_back() {
    let bench = Bench::payment(|b| {
        b.busy_rate = Rate::ALWAYS;
        b.busy_status = 429.try_into().unwrap();
        b.retry_after = 7;
    })
    .await;
    let response = bench.charge("k", 1, 100).send().await.unwrap();
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "7");
}

#[tokio::test]
async fn a_decline_is_remembered_with_its_key() {
    let bench = Bench::payment(|b| b.next_charges.push(ChargeFault::Decline, 1)).await;
    for _ in 0..2 {
        let (status, body) = answer(bench.charge("k", 1, 100)).await;
        assert_eq!((status, &body["error"]["code"]), (402, &json!("card_declined")));
    }
    let (_, found) = answer(bench.look_up("k")).await;
    assert_eq!(
        found,
        json!({"id": "p1", "orderId": 1, "price": 100, "status": "declined"})
    );
    assert_eq!(status(bench.charge("k2", 1, 100)).await, 200, "a new key is a new try");
    let totals = bench.practice.ledger().payment.totals;
    assert_eq!((totals.declined, totals.double_charges, totals.charged), (1, 0, 100));
    assert_eq!(status(bench.cancel("r", "p1", 100)).await, 409, "nothing to give back");
}

#[tokio::test]
async fn the_declined_token_is_declined() {
    let bench = Bench::new().await;
    let body = json!({"orderId": 1, "price": 100, "cardToken": DECLINED_TOKEN});
    let call = bench.charge("k", 1, 100).json(&body);
    assert_eq!(status(call).await, 402);
    assert_eq!(bench.moved(), (0, 0));
}

#[tokio::test]
async fn a_caller_that_leaves_is_charged_all_the_same() {
    let mut bench = Bench::payment(|b| b.delay_ms = Delay::fixed(700)).await.impatient();
    let error = bench.charge("k", 1, 100).send().await.unwrap_err();
    assert!(error.is_timeout());
    bench.client = client(Duration::from_secs(20));
    // Waits for the charge that is still under way.
    assert_eq!(answer(bench.charge("k", 1, 100)).await, approved("p1", 1, 100));
    assert_eq!(bench.moved(), (100, 0));
    assert_eq!(bench.practice.ledger().payment.totals.repeats, 1);
}

#[tokio::test]
async fn while_the_delay_runs_nothing_is_charged() {
    let bench = Bench::payment(|b| b.delay_ms = Delay::fixed(60_000)).await;
    let call = tokio::spawn(bench.charge("k", 1, 100).send());
    until(|| bench.practice.payment_calls().len() == 1).await;
    assert_eq!(status(bench.look_up("k")).await, 404);
    assert_eq!(bench.moved(), (0, 0));
    assert_eq!(bench.answers(), ["-", "404"]);
    call.abort();
}

#[tokio::test]
async fn concurrent_calls_with_one_key_charge_once() {
    let bench = Bench::payment(|b| b.delay_ms = Delay::between(0, 30).unwrap()).await;
    let calls: Vec<_> = (0..16)
        .map(|_| tokio::spawn(bench.charge("k", 1, 100).send()))
        .collect();
    for call in calls {
        let response = call.await.unwrap().unwrap();
        assert_eq!(both(response).await, approved("p1", 1, 100));
    }
    assert_eq!(bench.moved(), (100, 0));
    let ledger = bench.practice.ledger().payment;
    assert_eq!((ledger.charges.len(), ledger.charges[0].calls), (1, 16));
}

#[tokio::test]
async fn the_second_call_with_a_key_waits_for_the_first() {
    let bench = Bench::payment(|b| {
        b.delay_ms = Delay::fixed(300);
        b.next_charges.push(ChargeFault::Decline, 1);
    })
    .await;
    let first = tokio::spawn(bench.charge("k", 1, 100).send());
    until(|| bench.practice.payment_calls().len() == 1).await;
    let switches = &bench.practice.behaviour().payment;
    switches.change(|b| b.delay_ms = Delay::default());
    assert_eq!(status(bench.charge("k", 1, 100)).await, 402, "what the first was told");
    assert_eq!(first.await.unwrap().unwrap().status(), 402);
}

#[tokio::test]
async fn a_script_comes_before_the_rates() {
    let bench = Bench::payment(|b| {
        b.fail_rate = Rate::ALWAYS;
        b.next_charges.push(ChargeFault::FailAfter, 1);
        b.next_charges.push(ChargeFault::None, 1);
    })
    .await;
    let mut seen = Vec::new();
    for _ in 0..3 {
        seen.push(status(bench.charge("k", 1, 100)).await);
    }
    assert_eq!(seen, [500, 200, 500]);
    assert_eq!(bench.moved(), (100, 0));
}

#[tokio::test]
async fn the_same_seed_gives_the_same_run() {
    let run = async |seed| {
        let half = Rate::try_from(0.5).unwrap();
        let bench = Bench::payment(|b| {
            b.seed = seed;
            b.fail_rate = half;
        })
        .await;
        let mut seen = Vec::new();
        for order in 0..40 {
            seen.push(status(bench.charge(&format!("k{order}"), order, 100)).await);
        }
        seen
    };
    let first = run(7).await;
    assert!(first.contains(&200) && first.contains(&500));
    assert_eq!(run(7).await, first);
    assert_ne!(run(8).await, first);
}
