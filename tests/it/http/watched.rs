//! What the machines around the port see: it lives, it may be sent customers, it counts, it ends well.

use std::os::unix::net::UnixDatagram;
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::port::{Port, reply};
use crate::cli::centre::Centre;
use crate::cli::on_both;
use crate::cli::worker::until;
use crate::support::postgres::TestPostgres;

on_both! {
    fn a_port_that_ends_is_not_ready_first_and_answers_all_the_same(centre) {
        let port = Port::of(&centre, "--drain 2");
        let ready = port.get("/readyz");
        assert_eq!((ready.status, ready.text.as_str()), (200, "ready\n"));
        port.running.ask_to_end();
        until(|| port.get("/readyz").status == 503);
        let draining = port.get("/readyz");
        assert_eq!(draining.text, "draining\n");
        assert_eq!(draining.headers["connection"], "close", "the next request is better sent elsewhere");
        assert_eq!(port.get("/livez").status, 200);
        let ended = port.running.finish();
        assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{ended:#?}");
    }

    fn what_waits_is_counted(centre) {
        let port = Port::of(&centre, "--no-worker");
        let before = port.get("/metrics");
        assert_eq!(before.status, 200);
        assert!(before.headers["content-type"].to_str().unwrap().starts_with("application/openmetrics-text"));
        assert!(before.text.contains("healthcenter_orders_placed_total 0\n"), "{}", before.text);
        centre.book("");
        centre.book("--hold-only");
        centre.sql("UPDATE breakers SET open_until = 9999999999999 WHERE gateway = 'sms'");
        port.get("/nothing/of/the/kind");
        let after = port.get("/metrics").text;
        for line in [
            "healthcenter_build_info{version=\"0.1.0\"} 1",
            "healthcenter_orders_placed_total 2",
            "healthcenter_orders_open{status=\"paid\"} 1",
            "healthcenter_orders_open{status=\"held\"} 1",
            "healthcenter_payments_latest{direction=\"charge\",method=\"cash\",outcome=\"approved\"} 1",
            "healthcenter_outbox_pending 3",
            "healthcenter_outbox_buried 0",
            "healthcenter_breaker_open{gateway=\"sms\"} 1",
            "healthcenter_breaker_open{gateway=\"payment\"} 0",
            "healthcenter_request_seconds_count{method=\"GET\",route=\"none\",status=\"404\"} 1",
            "# EOF",
        ] {
            assert!(after.lines().any(|found| found == line), "{line}: {after}");
        }
    }

    /// One number goes through everything that is done for an order, from the request on.
    fn a_payment_is_counted_and_told_of_with_its_order(centre) {
        let centre = centre.with_cards();
        let mut port = Port::of(&centre, "--no-auth --no-worker --log-json");
        let order = json!({ "orderType": "basic", "name": "홍길동", "phone": "010-1234-5678", "cardToken": "tok_1" });
        assert_eq!(port.post("/orders", order).status, 201);
        let declined = json!({ "orderType": "basic", "cardToken": "tok_declined" });
        assert_eq!(port.post("/orders", declined).status, 402);
        let entry = |line: String| -> Value { serde_json::from_str(&line).expect("one object a line") };
        let call = entry(port.running.wait_line("payment gateway"));
        assert_eq!((&call["order"], &call["call"], &call["outcome"]), (&1.into(), &"charge".into(), &"approved".into()));
        let request = entry(port.running.wait_line("\"request\""));
        assert_eq!((&request["order"], &request["route"], &request["status"]), (&1.into(), &"/orders".into(), &201.into()));
        let figures = port.get("/metrics").text;
        for line in [
            "healthcenter_payment_call_seconds_count{call=\"charge\",outcome=\"approved\"} 1",
            "healthcenter_payment_call_seconds_count{call=\"charge\",outcome=\"declined\"} 1",
            "healthcenter_request_seconds_count{method=\"POST\",route=\"/orders\",status=\"201\"} 1",
            "healthcenter_requests_under_way 0",
        ] {
            assert!(figures.lines().any(|found| found == line), "{line}: {figures}");
        }
        let scraped_from_outside = port.request(Method::GET, "/metrics").header("X-Forwarded-For", "203.0.113.7");
        assert_eq!(reply(scraped_from_outside).status, 404, "the house's figures are for the house");
        let ended = port.running.term();
        assert!(!ended.stderr.contains("홍길동") && !ended.stderr.contains("12345678"), "{ended:#?}");
        assert!(!ended.stderr.contains("tok_1"), "{ended:#?}");
    }

    /// The same in a worker's, and no name in it.
    fn a_workers_log_follows_an_order(centre) {
        let centre = centre.with_texts();
        centre.book("");
        let mut worker = centre.spawn("worker --quiet --log-json --listen 127.0.0.1:0");
        let line = worker.wait_line("\"text\"");
        let entry: serde_json::Value = serde_json::from_str(&line).expect("one object a line");
        assert_eq!((&entry["message"], &entry["order"]), (&"text".into(), &1.into()), "{entry}");
        assert_eq!(entry["answer"], "accepted");
        let ended = worker.term();
        assert_eq!(ended.code, 0, "{ended:#?}");
        assert!(!ended.stderr.contains("홍길동") && !ended.stderr.contains("12345678"), "{ended:#?}");
    }
}

#[test]
fn a_port_without_its_database_lives_and_is_not_ready() {
    let server = TestPostgres::private();
    let centre = Centre::at(server.url());
    let port = Port::of(&centre, "");
    assert_eq!(port.get("/readyz").status, 200);
    server.stop_immediately();
    until(|| port.get("/readyz").status == 503);
    assert_eq!(port.get("/livez").status, 200);
    assert!(
        port.get("/metrics").text.contains("healthcenter_requests_under_way"),
        "it counts on"
    );
    server.start_again();
    until(|| port.get("/readyz").status == 200);
    assert_eq!(port.running.term().code, 0);
}

/// A newer program has migrated the database under this one, and adds to the schema only.
#[test]
fn a_newer_schema_is_no_reason_to_send_nobody() {
    let centre = Centre::sqlite();
    let port = Port::of(&centre, "");
    centre.sql("INSERT INTO schema_version VALUES (9999)");
    assert_eq!(port.get("/readyz").text, "ready\n");
}

#[test]
fn the_service_manager_is_told() {
    let centre = Centre::sqlite();
    let told = centre.program().home().join("told");
    let manager = UnixDatagram::bind(&told).unwrap();
    manager.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let hears = |wanted: &str| {
        let mut text = [0; 256];
        loop {
            let length = manager.recv(&mut text).expect(wanted);
            if text[..length].starts_with(wanted.as_bytes()) {
                return;
            }
        }
    };
    let centre = centre
        .env("NOTIFY_SOCKET", told.to_str().unwrap())
        .env("WATCHDOG_USEC", "200000");
    for command in ["worker", "serve --listen 127.0.0.1:0"] {
        let running = centre.spawn(command);
        hears("READY=1");
        hears("WATCHDOG=1");
        hears("WATCHDOG=1");
        running.ask_to_end();
        hears("STOPPING=1");
        assert_eq!(running.finish().code, 0);
    }
}
