//! Asking by key what became of a charge.

use super::super::Rate;
use super::super::fault::LookupFault;
use super::*;

#[tokio::test]
async fn a_key_is_found_once_it_is_charged() {
    let bench = Bench::new().await;
    let key = "order:1/가";
    let encoded = "order%3A1%2F%EA%B0%80";
    assert_eq!(status(bench.look_up(encoded)).await, 404);
    let call = bench.charge("-", 1, 100);
    let mut call = call.build().unwrap();
    let key = reqwest::header::HeaderValue::from_bytes(key.as_bytes()).unwrap();
    call.headers_mut().insert("idempotency-key", key);
    assert_eq!(bench.client.execute(call).await.unwrap().status(), 200);
    assert_eq!(answer(bench.look_up(encoded)).await, approved("p1", 1, 100));
}

#[tokio::test]
async fn look_ups_fail_as_asked() {
    let bench = Bench::payment(|b| {
        b.next_lookups.push(LookupFault::None, 1);
        b.next_lookups.push(LookupFault::Garbage, 1);
        b.next_lookups.push(LookupFault::Reset, 1);
        b.lookup_fail_rate = Rate::ALWAYS;
    })
    .await;
    assert_eq!(status(bench.charge("k", 1, 100)).await, 200, "look-ups only");
    assert_eq!(answer(bench.look_up("k")).await, approved("p1", 1, 100));
    let garbage = bench.look_up("k").send().await.unwrap();
    assert!(garbage.status() == 200 && garbage.json::<Value>().await.is_err());
    assert!(!bench.look_up("k").send().await.unwrap_err().is_timeout());
    assert_eq!(status(bench.look_up("k")).await, 500);
    assert_eq!(bench.answers(), ["200", "200", "garbage", "reset", "500"]);
}

#[tokio::test]
async fn a_look_up_can_be_left_in_silence() {
    let bench = Bench::payment(|b| b.next_lookups.push(LookupFault::Hang, 1)).await;
    let bench = bench.impatient();
    assert!(bench.look_up("k").send().await.unwrap_err().is_timeout());
    assert_eq!(status(bench.look_up("k")).await, 404);
}
