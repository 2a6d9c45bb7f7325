//! A gateway that is down costs the texts behind it nothing, and they flow when it is back. The
//! breaker's time is moved by SQL.

use serde_json::Value;

use super::centre::{Centre, customer};
use super::worker::until;

fn breaker(centre: &Centre) -> (bool, i64) {
    let row = &centre.sql("SELECT open_until, trips FROM breakers WHERE gateway = 'sms'")[0];
    (row[0] != "NULL", row[1].parse().unwrap())
}

fn attempts(centre: &Centre) -> Vec<i64> {
    let messages = centre.json("messages");
    let messages: Vec<Value> = messages["messages"].as_array().unwrap().clone();
    assert!(
        messages.iter().all(|message| message["status"] == "pending"),
        "{messages:#?}"
    );
    messages
        .iter()
        .map(|message| message["attempts"].as_i64().unwrap())
        .collect()
}

on_both! {
    fn an_outage_uses_up_nobodys_attempts(centre) {
        let centre = centre.with_texts().set("sms.max_attempts", 2);
        centre.texts().down(None);
        for n in 0..8 {
            centre.book(&customer(n));
        }
        let worker = centre.spawn("worker");
        until(|| breaker(&centre).0);
        assert_eq!(worker.term().code, 0);
        let before = attempts(&centre);
        assert!(before.iter().all(|tries| *tries <= 1), "{before:?}");
        let calls = centre.accepted().totals.calls;
        for probe in 2..5 {
            centre.sql("UPDATE breakers SET open_until = 1, probe_until = NULL WHERE gateway = 'sms'");
            let worker = centre.spawn("worker");
            until(|| breaker(&centre).1 >= probe);
            assert_eq!(worker.term().code, 0);
        }
        assert_eq!(attempts(&centre), before, "a probe's failure counts against nobody");
        assert_eq!(centre.accepted().totals.calls, calls + 3, "one text a probe, no storm");

        centre.texts().up();
        centre.sql("UPDATE breakers SET open_until = 1, probe_until = NULL WHERE gateway = 'sms'");
        centre.work();
        assert_eq!(centre.json("messages --status pending")["messages"].as_array().unwrap().len(), 0);
        assert_eq!(centre.json("messages --status sent")["messages"].as_array().unwrap().len(), 24);
        assert_eq!(centre.accepted().totals.accepted, 24);
    }
}

#[test]
fn bookings_are_taken_while_everything_else_is_down() {
    let centre = Centre::sqlite().with_texts().with_cards();
    centre.texts().down(None);
    centre.cards().down(None);
    let (order, _) = centre.unsettled(&super::centre::booking(""), 6, "payment_unavailable");
    assert_eq!(order["status"], "held");
    assert_eq!(centre.book(&format!("{} --pay cash", customer(1)))["status"], "paid");
    centre.cards().up();
    assert_eq!(centre.json(&format!("pay {}", order["id"]))["order"]["status"], "paid");
}
