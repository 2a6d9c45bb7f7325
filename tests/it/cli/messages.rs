//! Texts to customers: each event once, in order, with what the gateway refuses visible.

use std::collections::BTreeMap;

use healthcenter::gateway::practice::fault::TextFault;
use serde_json::Value;

use super::centre::{Centre, booking, customer};
use super::days::text;

/// The outbox, oldest first.
fn outbox(centre: &Centre, filter: &str) -> Vec<Value> {
    let messages = centre.json(&format!("messages {filter}"));
    messages["messages"].as_array().unwrap().clone()
}

/// What the gateway accepted of one order, by the outbox's ids, against what the outbox says was sent.
fn in_order(centre: &Centre) {
    let accepted = centre.accepted();
    assert_eq!(
        (accepted.totals.conflicts, accepted.texts.len() as u64),
        (0, accepted.totals.accepted)
    );
    let mut of_order: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for message in outbox(centre, "--status sent") {
        of_order
            .entry(message["orderId"].as_i64().unwrap())
            .or_default()
            .push(text(&message["id"]));
    }
    assert_eq!(of_order.values().map(Vec::len).sum::<usize>(), accepted.texts.len());
    for ids in of_order.values() {
        let arrived: Vec<_> = accepted
            .texts
            .iter()
            .filter(|text| ids.iter().any(|id| **id == *text.key))
            .collect();
        let arrived: Vec<_> = arrived.iter().map(|text| text.key.to_string()).collect();
        assert_eq!(arrived, *ids, "in the order of what happened");
    }
}

on_both! {
    fn every_change_is_texted_once_and_in_order(centre) {
        let centre = centre.with_texts();
        for n in 0..4 {
            centre.book(&customer(n));
        }
        centre.work();
        centre.json("confirm --all");
        centre.json("cancel 2");
        centre.work();
        assert_eq!(outbox(&centre, "--status pending").len(), 0);
        in_order(&centre);
        let accepted = centre.accepted();
        assert_eq!(accepted.totals.repeats, 0);
        assert!(accepted.texts.iter().all(|text| text.body.from == "0212345678"));
        for message in outbox(&centre, "--status sent") {
            let (bytes, _, lossy) = encoding_rs::EUC_KR.encode(message["text"].as_str().unwrap());
            let limit = if message["type"] == "SMS" { 90 } else { 2000 };
            assert!(!lossy && bytes.len() <= limit, "{message}");
            assert_eq!(message["subject"].is_string(), message["type"] == "LMS", "{message}");
        }
        let page = centre.json("mypage 1")["mypages"][0].clone();
        assert!(page["messages"].as_array().unwrap().iter().all(|line| line["status"] == "sent" && line["sentAt"].is_string()));
    }

    fn an_answer_that_gets_lost_sends_no_second_text(centre) {
        let centre = centre.with_texts();
        centre.texts().change(|now| {
            for fault in [TextFault::ResetAfter, TextFault::FailAfter, TextFault::Garbage] {
                now.next_texts.push(fault, 1);
            }
        });
        for n in 0..3 {
            centre.book(&customer(n));
        }
        centre.work();
        assert_eq!(outbox(&centre, "--status sent").len(), 9);
        assert_eq!(centre.accepted().totals.repeats, 3, "the same key and the same text again");
        in_order(&centre);
    }

    fn a_refused_text_is_buried_visibly_and_revived(centre) {
        let centre = centre.with_texts();
        centre.texts().change(|now| _ = now.rejects.insert("01012345678".into()));
        centre.book("");
        centre.book(&customer(1));
        centre.work();
        let buried = outbox(&centre, "--status buried");
        assert_eq!(buried.len(), 3);
        for message in &buried {
            assert!(text(&message["reason"]).contains("400") && message["attempts"] == 1, "{message}");
        }
        assert_eq!(outbox(&centre, "--status sent").len(), 3, "one order's trouble is its own");
        centre.texts().change(|now| now.rejects.clear());
        let ids: Vec<_> = buried.iter().map(|message| text(&message["id"])).collect();
        let retried = centre.json(&format!("messages retry {}", ids.join(" ")));
        assert_eq!(retried["retried"].as_array().unwrap().len(), 3);
        centre.work();
        assert_eq!(outbox(&centre, "--status sent").len(), 6);
        in_order(&centre);
        let said = centre.refused(&format!("messages retry {}", ids[0]), 4, "wrong_status");
        assert!(said.contains("sent"), "{said}");
    }

    fn a_cancelled_order_is_promised_nothing_any_more(centre) {
        let order = centre.book("");
        centre.work();
        centre.json(&format!("confirm {}", order["id"]));
        assert_eq!(outbox(&centre, "--status pending").len(), 4);
        centre.json(&format!("cancel {}", order["id"]));
        let suppressed: Vec<_> = outbox(&centre, "--status suppressed").iter().map(|message| text(&message["event"])).collect();
        assert_eq!(suppressed, ["OrderPlaced", "ReservationRequested", "ReservationConfirmed"]);
        let centre = centre.with_texts();
        centre.work();
        let texts = centre.accepted().texts;
        assert_eq!(texts.len(), 4);
        assert!(texts.iter().all(|text| !text.body.text.contains("확정")), "{texts:#?}");
        let said = centre.lang("ko").text("messages --status suppressed");
        assert!(said.contains("안 보냄") && !said.contains("superseded"), "{said}");
    }

    fn a_text_that_is_days_old_is_no_news(centre) {
        centre.book("");
        centre.sql("UPDATE outbox SET at = at - 259200000");
        centre.book(&customer(1));
        let centre = centre.with_texts();
        centre.work();
        let stale = outbox(&centre, "--status suppressed");
        assert_eq!(stale.len(), 2);
        assert!(stale.iter().all(|message| message["reason"] == "stale" && message["orderId"] == 1), "{stale:#?}");
        assert!(outbox(&centre, "--status sent").len() >= 3);
    }
}

#[test]
fn without_a_gateway_texts_wait_visibly() {
    let centre = Centre::sqlite();
    centre.book("");
    centre.work();
    let waiting = outbox(&centre, "");
    assert_eq!(waiting.len(), 3);
    assert!(
        waiting
            .iter()
            .all(|message| message["status"] == "pending" && message["attempts"] == 0)
    );
    assert!(centre.text("messages").contains("waiting"));
}

#[test]
fn what_a_gateway_puts_off_is_put_off() {
    let centre = Centre::sqlite().with_texts();
    centre.texts().change(|now| {
        now.retry_after = 3600;
        now.next_texts.push(TextFault::Busy, 1);
    });
    centre.book("");
    centre.work();
    let put_off = outbox(&centre, "--status pending");
    assert_eq!(
        (put_off.len(), &put_off[0]["attempts"], &put_off[1]["attempts"]),
        (3, &1.into(), &0.into())
    );
    let wait = centre.sql("SELECT not_before - (SELECT MAX(at) FROM events) FROM outbox WHERE attempts = 1");
    assert!(
        (3_590_000..3_700_000).contains(&wait[0][0].parse::<i64>().unwrap()),
        "{wait:?}"
    );
    centre.book(&customer(1));
    centre.work();
    assert_eq!(outbox(&centre, "--status sent").len(), 3, "another order goes ahead");
    assert_eq!(
        outbox(&centre, "--status pending").len(),
        3,
        "and this one keeps its order"
    );
    assert_eq!(centre.accepted().totals.calls, 4);
    centre.sql("UPDATE outbox SET not_before = 0, due_at = 0 WHERE status = 'pending'");
    centre.work();
    in_order(&centre);
    assert_eq!(centre.accepted().totals.accepted, 6);
}

#[test]
fn a_text_that_fails_too_often_is_buried() {
    let centre = Centre::sqlite().with_texts().set("sms.max_attempts", 2);
    centre.texts().change(|now| now.next_texts.push(TextFault::Fail, 2));
    centre.book("");
    centre.work();
    let buried = outbox(&centre, "--status buried");
    assert_eq!((buried.len(), &buried[0]["attempts"]), (1, &2.into()));
    assert_eq!(text(&buried[0]["event"]), "OrderPlaced");
    assert!(text(&buried[0]["reason"]).contains("500"));
    assert_eq!(outbox(&centre, "--status sent").len(), 2, "what follows is sent");
}

#[test]
fn a_wrong_secret_is_seen_and_put_right() {
    let centre = Centre::sqlite().with_texts().set("sms.api_secret", "wrong");
    centre.texts().change(|now| now.require_secret = Some("right".into()));
    centre.book("");
    centre.work();
    let buried = outbox(&centre, "--status buried");
    assert!(
        buried.len() == 3 && buried.iter().all(|message| text(&message["reason"]).contains("401")),
        "{buried:#?}"
    );
    let centre = centre.set("sms.api_secret", "right");
    let ids: Vec<_> = buried.iter().map(|message| text(&message["id"])).collect();
    centre.json(&format!("messages retry {}", ids.join(" ")));
    centre.work();
    in_order(&centre);
    assert_eq!(centre.accepted().totals.accepted, 3);
}

#[test]
fn a_reason_is_said_in_the_readers_language_and_stays_what_it_was_to_a_script() {
    let centre = Centre::sqlite().with_texts().with_cards();
    centre
        .texts()
        .change(|now| _ = now.rejects.insert("01012345678".into()));
    let declined = centre.declined(&booking("--card-token tok_declined"));
    centre.work();
    let ko = |line: &str| centre.text(&format!("{line} --lang ko"));
    assert!(
        text(&declined["message"]).contains("gateway: 'the card was declined'"),
        "{declined}"
    );
    assert!(
        ko("mypage 1").contains("대행사: 'the card was declined'"),
        "{}",
        ko("mypage 1")
    );
    assert_eq!(centre.json("mypage 1")["mypages"][0]["reason"], "the card was declined");
    assert!(
        ko("messages").contains("대행사가 문자를 거절함 (400)"),
        "{}",
        ko("messages")
    );
    assert!(centre.text("messages").contains("the gateway refused it with 400"));
    let buried = outbox(&centre, "--status buried");
    assert_eq!(buried[0]["reason"], "the gateway refused it with 400");

    let centre = centre
        .set("payment.base_url", "http://127.0.0.1:9")
        .set("sms.base_url", "http://127.0.0.1:9");
    let doctor = centre.run("doctor --lang ko").stdout;
    assert_eq!(
        doctor.matches("http://127.0.0.1:9: 연결되지 않음 (").count(),
        2,
        "{doctor}"
    );
}
