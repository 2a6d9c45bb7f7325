//! Giving money back: once a key, never more than was charged, and with every fault on the way.

use serde_json::json;

use super::super::fault::CancelFault;
use super::super::{Delay, Rate};
use super::*;

fn cancelled(id: &str, order: i64, price: i64) -> (u16, Value) {
    let body = json!({"id": id, "orderId": order, "price": price, "status": "cancelled"});
    (200, body)
}

async fn charged(bench: Bench) -> Bench {
    assert_eq!(status(bench.charge("k", 1, 50_000)).await, 200);
    bench
}

#[tokio::test]
async fn a_full_refund_moves_once_and_is_replayed() {
    let bench = charged(Bench::new().await).await;
    for _ in 0..2 {
        let call = bench.cancel("r", "p1", 50_000);
        assert_eq!(answer(call).await, cancelled("p1", 1, 50_000));
    }
    assert_eq!(bench.moved(), (50_000, 50_000));
    assert_eq!(answer(bench.look_up("k")).await, cancelled("p1", 1, 50_000));
    assert_eq!(status(bench.cancel("r2", "p1", 50_000)).await, 409, "all is given back");
    let replay = bench.charge("k", 1, 50_000);
    assert_eq!(
        answer(replay).await,
        approved("p1", 1, 50_000),
        "the first answer again"
    );
    assert_eq!(bench.moved(), (50_000, 50_000));
}

#[tokio::test]
async fn parts_add_up_to_the_charge_and_no_further() {
    let bench = charged(Bench::new().await).await;
    assert_eq!(
        answer(bench.cancel("a", "p1", 20_000)).await,
        cancelled("p1", 1, 20_000)
    );
    assert_eq!(answer(bench.look_up("k")).await, approved("p1", 1, 50_000));
    let (refused, body) = answer(bench.cancel("b", "p1", 30_001)).await;
    assert_eq!(refused, 409);
    assert!(body["error"]["message"].as_str().unwrap().contains("30000 won"));
    assert_eq!(
        status(bench.cancel("a", "p1", 30_000)).await,
        409,
        "a is the key of another"
    );
    assert_eq!(status(bench.cancel("b", "p1", 30_000)).await, 200);
    assert_eq!(answer(bench.look_up("k")).await, cancelled("p1", 1, 50_000));
    let refunds: Vec<_> = bench.practice.ledger().payment.refunds;
    assert_eq!(refunds.iter().map(|r| r.price).collect::<Vec<_>>(), [20_000, 30_000]);
    assert_eq!(refunds[0].reason.as_deref(), Some("changed plans"));
}

#[tokio::test]
async fn an_unknown_payment_is_not_found() {
    let bench = charged(Bench::new().await).await;
    for id in ["p2", "p0", "p01", "k", "p"] {
        assert_eq!(status(bench.cancel("r", id, 1)).await, 404, "{id}");
    }
    assert_eq!(status(bench.cancel("r", "p1", 0)).await, 400);
    assert_eq!(status(bench.cancel("", "p1", 1)).await, 400);
    assert_eq!(bench.moved(), (50_000, 0));
}

#[tokio::test]
async fn faults_before_and_after_the_refund() {
    for (fault, refunded) in [
        (CancelFault::Fail, 0),
        (CancelFault::Busy, 0),
        (CancelFault::FailAfter, 50_000),
        (CancelFault::ResetAfter, 50_000),
        (CancelFault::Hang, 50_000),
    ] {
        let bench = Bench::payment(|b| b.next_cancels.push(fault, 1)).await;
        let bench = charged(bench).await.impatient();
        match bench.cancel("r", "p1", 50_000).send().await {
            Ok(response) => assert!(response.status().is_server_error(), "{fault:?}"),
            Err(error) => assert_eq!(error.is_timeout(), fault == CancelFault::Hang),
        }
        assert_eq!(bench.moved(), (50_000, refunded), "{fault:?}");
        let again = answer(bench.cancel("r", "p1", 50_000)).await;
        assert_eq!(again, cancelled("p1", 1, 50_000), "{fault:?}");
        assert_eq!(bench.moved(), (50_000, 50_000), "{fault:?}");
    }
}

#[tokio::test]
async fn cancel_rates() {
    let bench = Bench::payment(|b| b.cancel_fail_rate = Rate::ALWAYS).await;
    let bench = charged(bench).await.impatient();
    assert_eq!(status(bench.cancel("r", "p1", 50_000)).await, 500);
    assert_eq!(bench.moved(), (50_000, 0));
    bench.practice.behaviour().payment.change(|b| {
        b.cancel_fail_rate = Rate::NEVER;
        b.cancel_hang_rate = Rate::ALWAYS;
    });
    let error = bench.cancel("r", "p1", 50_000).send().await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(bench.moved(), (50_000, 50_000));
}

#[tokio::test]
async fn concurrent_refunds_with_one_key_move_once() {
    let bench = Bench::payment(|b| b.cancel_delay_ms = Delay::between(0, 20).unwrap()).await;
    let bench = charged(bench).await;
    let calls: Vec<_> = (0..8)
        .map(|_| tokio::spawn(bench.cancel("r", "p1", 20_000).send()))
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap().status(), 200);
    }
    assert_eq!(bench.moved(), (50_000, 20_000));
}
