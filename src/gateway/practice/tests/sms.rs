//! Texts: one acceptance a key, and every fault before it and after it.

use serde_json::json;

use super::super::fault::TextFault;
use super::super::{Delay, Rate, SmsBehaviour};
use super::*;

#[tokio::test]
async fn a_text_is_accepted_once_and_its_repeats_are_counted() {
    let bench = Bench::new().await;
    let first = answer(bench.text("a", "예약되었습니다")).await;
    assert_eq!(first, (200, json!({"messageId": "m1"})));
    assert_eq!(answer(bench.text("b", "확정")).await.1, json!({"messageId": "m2"}));
    assert_eq!(answer(bench.text("a", "예약되었습니다")).await, first);
    assert_eq!(status(bench.text("a", "another")).await, 409);
    let ledger = bench.practice.ledger().sms;
    let texts: Vec<_> = ledger
        .texts
        .iter()
        .map(|text| (text.body.text.as_str(), text.message_id.as_str(), text.calls))
        .collect();
    assert_eq!(texts, [("예약되었습니다", "m1", 2), ("확정", "m2", 1)]);
    let totals = ledger.totals;
    assert_eq!(
        (totals.accepted, totals.repeats, totals.conflicts, totals.calls),
        (2, 1, 1, 4)
    );
}

/// Each switch at 1: what the caller sees, and whether the text was accepted.
#[tokio::test]
async fn every_rate_does_what_it_says() {
    type Turn = fn(&mut SmsBehaviour);
    let cases: [(Turn, &str, u64); 7] = [
        (|b| b.fail_rate = Rate::ALWAYS, "500", 0),
        (|b| b.busy_rate = Rate::ALWAYS, "429", 0),
        (|b| b.reject_rate = Rate::ALWAYS, "400", 0),
        (|b| b.reset_rate = Rate::ALWAYS, "reset", 0),
        (|b| b.reset_after_rate = Rate::ALWAYS, "reset", 1),
        (|b| b.garbage_rate = Rate::ALWAYS, "no json", 1),
        (|b| b.hang_rate = Rate::ALWAYS, "silence", 1),
    ];
    for (turn, expected, accepted) in cases {
        let mut bench = Bench::sms(turn).await;
        if expected == "silence" {
            bench = bench.impatient();
        }
        let seen = match bench.text("k", "안내").send().await {
            Err(error) if error.is_timeout() => "silence".to_owned(),
            Err(_) => "reset".to_owned(),
            Ok(response) if response.status() != 200 => response.status().as_u16().to_string(),
            Ok(response) => match response.json::<Value>().await {
                Ok(body) => body.to_string(),
                Err(_) => "no json".to_owned(),
            },
        };
        assert_eq!(seen, expected);
        let ledger = bench.practice.ledger().sms;
        assert_eq!(ledger.totals.accepted, accepted, "{expected}");
        assert_eq!((ledger.texts.len() as u64, ledger.totals.calls), (accepted, 1));
        assert_eq!(ledger.totals.rejected, u64::from(expected == "400"));
    }
}

#[tokio::test]
async fn busy_says_when_to_come_back() {
    let bench = Bench::sms(|b| {
        b.next_texts.push(TextFault::Busy, 1);
        b.retry_after = 3;
    })
    .await;
    let response = bench.text("k", "안내").send().await.unwrap();
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "3");
    assert_eq!(status(bench.text("k", "안내")).await, 200);
}

#[tokio::test]
async fn a_recipient_on_the_list_is_always_rejected() {
    let bench = Bench::sms(|b| {
        b.rejects.insert("01000000000".into());
        b.next_texts.push(TextFault::Fail, 1);
    })
    .await;
    assert_eq!(status(bench.text_to("01000000000", "a", "안내")).await, 400);
    assert_eq!(status(bench.text_to("01000000000", "a", "안내")).await, 400);
    assert_eq!(status(bench.text("b", "안내")).await, 500, "the script is untouched");
    assert_eq!(status(bench.text("b", "안내")).await, 200);
    assert_eq!(bench.practice.ledger().sms.totals.rejected, 2);
}

#[tokio::test]
async fn requests_that_are_wrong_are_refused() {
    let bench = Bench::sms(|b| b.require_secret = Some("api".into())).await;
    assert_eq!(status(bench.text("k", "안내")).await, 401);
    assert_eq!(status(bench.text("k", "안내").bearer_auth("wrong")).await, 401);
    assert_eq!(status(bench.text("", "안내").bearer_auth("api")).await, 400);
    let kind = json!({"to": "1", "from": "2", "type": "FAX", "text": "x"});
    let wrong = bench.text("k", "안내").json(&kind).bearer_auth("api");
    assert_eq!(status(wrong).await, 400);
    assert_eq!(status(bench.text("k", "안내").bearer_auth("api")).await, 200);
    assert_eq!(bench.practice.ledger().sms.totals.accepted, 1);
}

#[tokio::test]
async fn a_caller_that_leaves_is_texted_all_the_same() {
    let bench = Bench::sms(|b| b.delay_ms = Delay::fixed(600)).await.impatient();
    let error = bench.text("k", "안내").send().await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(bench.practice.ledger().sms.totals.accepted, 0);
    until(|| bench.practice.ledger().sms.totals.accepted == 1).await;
}

#[tokio::test]
async fn concurrent_calls_with_one_key_are_one_text() {
    let bench = Bench::sms(|b| b.delay_ms = Delay::between(0, 20).unwrap()).await;
    let calls: Vec<_> = (0..16).map(|_| tokio::spawn(bench.text("k", "안내").send())).collect();
    for call in calls {
        let (status, body) = both(call.await.unwrap().unwrap()).await;
        assert_eq!((status, &body["messageId"]), (200, &json!("m1")));
    }
    let totals = bench.practice.ledger().sms.totals;
    assert_eq!((totals.accepted, totals.repeats), (1, 15));
}

#[tokio::test]
async fn without_recording_keys_still_count() {
    let bench = Bench::sms(|b| b.record = false).await;
    assert_eq!(status(bench.text("k", "안내")).await, 200);
    assert_eq!(answer(bench.text("k", "안내")).await.1, json!({"messageId": "m1"}));
    assert_eq!(status(bench.text("k", "other")).await, 409);
    let ledger = bench.practice.ledger().sms;
    assert!(ledger.texts.is_empty() && bench.practice.sms_calls().is_empty());
    assert_eq!(
        (ledger.totals.accepted, ledger.totals.repeats, ledger.totals.calls),
        (1, 1, 3)
    );
}
