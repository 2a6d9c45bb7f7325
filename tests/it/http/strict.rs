//! What does not fit is refused, with the field's name and one sentence in the language that was asked for.

use std::io::{Read, Write};
use std::net::TcpStream;

use reqwest::Method;
use serde_json::{Value, json};

use super::port::{Port, reply};
use crate::cli::centre::Centre;

fn open() -> (Centre, Port) {
    let centre = Centre::sqlite();
    let port = Port::of(&centre, "--no-auth --no-worker");
    (centre, port)
}

#[test]
fn a_field_that_does_not_belong_is_named() {
    let (_centre, port) = open();
    for (body, code, field) in [
        (json!({ "orderType": "basic", "nmae": "woo" }), "unknown_field", "nmae"),
        (json!({ "name": "woo" }), "missing_field", "orderType"),
        (json!({ "orderType": 7 }), "not_text", "orderType"),
        (
            json!({ "orderType": "basic", "phone": { "a": 1 } }),
            "not_text",
            "phone",
        ),
    ] {
        let refused = port.post("/orders", body);
        let said = refused.problem(422, code);
        assert_eq!(refused.json()["field"], field);
        assert!(said.contains(field), "{said}");
    }
    let paid = port.post("/paymentHistories", json!({ "orderId": "1a" }));
    assert!(paid.problem(422, "not_number").contains("orderId"));
    let twice = port
        .request(Method::POST, "/orders")
        .header("Content-Type", "application/json");
    let twice = reply(twice.body(r#"{"orderType":"basic","orderType":"prime"}"#));
    assert!(twice.problem(422, "duplicate_field").contains("orderType"));
    assert_eq!(port.get("/orders").json()["page"]["totalElements"], 0);
}

#[test]
fn values_are_those_of_the_commands_with_their_codes() {
    let (_centre, port) = open();
    for (field, value, status, code) in [
        ("orderType", "gold", 422, "package_not_found"),
        ("phone", "02-123-4567", 422, "invalid_phone"),
        ("name", "펲", 422, "invalid_name"),
        ("name", "800131-1234567", 422, "invalid_name"),
        ("birth", "1980-02-30", 422, "invalid_birth"),
        ("sex", "x", 422, "invalid_sex"),
        ("date", "tomorrow", 422, "invalid_date"),
        ("time", "8", 422, "invalid_time"),
        ("date", "2020-01-02", 422, "past_date"),
        ("date", "2999-01-02", 422, "too_far_ahead"),
        ("payMethod", "gold", 422, "invalid_payment"),
        ("payMethod", "card", 422, "method_not_accepted"),
        ("cardNo", "4111111111111111", 422, "invalid_payment"),
        ("cardToken", "4111 1111 1111 1111", 422, "invalid_payment"),
    ] {
        let mut body = json!({ "orderType": "basic", "name": "홍길동" });
        body[field] = value.into();
        let refused = port.post("/orders", body);
        let said = refused.problem(status, code);
        assert!(!said.contains("4111") && !said.contains("--"), "{said}");
    }
    let nameless = port.post("/orders", json!({ "orderType": "basic", "phone": "010-1234-5678" }));
    nameless.problem(422, "invalid_name");
}

#[test]
fn each_fault_of_a_request_has_its_status() {
    let (_centre, port) = open();
    let send = |kind: &str, body: Vec<u8>| {
        reply(
            port.request(Method::POST, "/orders")
                .header("Content-Type", kind)
                .body(body),
        )
    };
    send("text/plain", b"{}".to_vec()).problem(415, "media_type");
    send("application/x-www-form-urlencoded", b"orderType=basic".to_vec()).problem(415, "media_type");
    let deep = format!("{{\"name\":{}", "[".repeat(30_000));
    for body in ["", "{", "[]", "null", "{\"orderType\":\"basic\"} {}", deep.as_str()] {
        send("application/json", body.into()).problem(400, "invalid_json");
    }
    send("application/json", b"{\"orderType\":\"\xff\"}".to_vec()).problem(400, "invalid_json");
    send("application/json", vec![b' '; 64 * 1024 + 1]).problem(413, "too_large");
    port.get("/hotels").problem(404, "not_found");
    for path in [
        "/orders/0",
        "/orders/17",
        "/orders/x",
        "/orders/-1",
        "/orders/99999999999999999999",
        "/mypages/1",
    ] {
        assert_eq!(port.get(path).is(404)["status"], 404, "{path}");
    }
    let put = reply(port.request(Method::PUT, "/orders"));
    put.problem(405, "method_not_allowed");
    assert_eq!(put.header("allow"), "GET,HEAD,POST");
    let html = reply(port.request(Method::GET, "/orders").header("Accept", "text/html"));
    html.problem(406, "not_acceptable");
    let keyed = port
        .request(Method::POST, "/orders")
        .header("Idempotency-Key", "k".repeat(201));
    reply(keyed.json(&json!({ "orderType": "basic" }))).problem(400, "invalid_key");
    for query in ["page=-1", "page=x", "size=0", "size=1001", "sort=name", "limit=3"] {
        port.get(&format!("/orders?{query}")).problem(400, "invalid_page");
    }
}

#[test]
fn a_sentence_is_korean_or_english_as_asked() {
    let (_centre, port) = open();
    let ask = |language: &str| {
        let asked = port
            .request(Method::GET, "/orders/17")
            .header("Accept-Language", language);
        let found = reply(asked);
        (
            found.header("content-language").to_owned(),
            found.problem(404, "order_not_found"),
        )
    };
    assert_eq!(
        ask("en-GB,en;q=0.9"),
        (
            "en".into(),
            "There is no booking '17'. Check its number or code.".into()
        )
    );
    let (language, said) = ask("ko-KR");
    assert!(language == "ko" && said.contains("찾을 수 없습니다"), "{said}");
    assert_eq!(ask("fr").0, "ko");
}

/// What comes back for bytes that no client library would send.
fn raw(port: &Port, bytes: &[u8]) -> String {
    let mut socket = TcpStream::connect(port.url.strip_prefix("http://").unwrap()).unwrap();
    // It may be closed before all of it is written.
    let _ = socket.write_all(bytes);
    let mut answer = Vec::new();
    let _ = socket.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn heads_that_are_too_large_or_none_end_their_own_connection() {
    let (_centre, port) = open();
    let head = format!("GET /orders HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n", "a".repeat(20_000));
    assert!(raw(&port, head.as_bytes()).starts_with("HTTP/1.1 431"));
    let many: String = (0..200).map(|n| format!("X{n}: 1\r\n")).collect();
    assert!(raw(&port, format!("GET / HTTP/1.1\r\nHost: x\r\n{many}\r\n").as_bytes()).starts_with("HTTP/1.1 431"));
    assert!(
        raw(&port, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03").starts_with("HTTP/1.1 400"),
        "TLS"
    );
    let twice = b"POST /orders HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}   ";
    assert!(raw(&port, twice).starts_with("HTTP/1.1 400"));
    let host = b"GET /orders HTTP/1.1\r\nHost: a\"b<script>\r\nConnection: close\r\n\r\n";
    let shown = raw(&port, host);
    assert!(
        shown.starts_with("HTTP/1.1 200") && !shown.contains("script"),
        "{shown}"
    );
    assert_eq!(port.get("/livez").status, 200);
    assert_eq!(port.get("/orders").is(200)["_embedded"]["orders"], Value::Array(vec![]));
}
