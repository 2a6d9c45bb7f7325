//! Answers that get lost, and changes that meet: keys and versions.

use reqwest::Method;
use serde_json::{Value, json};

use super::port::{Port, Reply, reply};
use crate::cli::centre::Centre;
use crate::cli::on_both;

fn keyed(port: &Port, path: &str, key: &str, body: &Value) -> Reply {
    reply(
        port.request(Method::POST, path)
            .header("Idempotency-Key", key)
            .json(body),
    )
}

fn seen(port: &Port, path: &str, tag: &str, body: &Value) -> Reply {
    reply(port.request(Method::PATCH, path).header("If-Match", tag).json(body))
}

on_both! {
    fn every_post_can_be_repeated_under_its_key(centre) {
        let port = Port::of(&centre, "--no-auth --no-worker");
        let steps = [
            ("/orders", json!({ "orderType": "basic", "name": "woo" }), json!({ "orderType": "prime", "name": "woo" })),
            ("/reservations", json!({ "orderId": 1, "status": "confirmed" }), json!({ "orderId": 2, "status": "confirmed" })),
            ("/cancellations", json!({ "orderId": 1 }), json!({ "orderId": 1, "reason": "일정" })),
        ];
        for (n, (path, body, other)) in steps.iter().enumerate() {
            if n == 1 {
                port.post("/orders", json!({ "orderType": "basic" })).is(201);
            }
            let key = format!("key-{n}");
            let first = keyed(&port, path, &key, body);
            assert_eq!((first.status, first.header("idempotency-key")), (201, key.as_str()), "{first:#?}");
            let again = keyed(&port, path, &key, body);
            assert_eq!((again.status, again.json()), (201, first.json()));
            assert_eq!(again.header("location"), first.header("location"));
            keyed(&port, path, &key, other).problem(409, "idempotency_conflict");
        }
        assert_eq!(port.get("/orders").json()["page"]["totalElements"], 2);
        let minted = port.post("/orders", json!({ "orderType": "basic" }));
        assert!(minted.header("idempotency-key").len() > 20, "{minted:#?}");
    }

    fn a_held_order_is_paid_once(centre) {
        let held = centre.book("--hold-only");
        let port = Port::of(&centre, "--no-auth --no-worker");
        let path = "/paymentHistories";
        let wrong = keyed(&port, path, "p", &json!({ "orderId": held["id"], "price": 1 }));
        assert!(wrong.problem(422, "price_mismatch").contains("50000"));
        let body = json!({ "orderId": held["id"], "price": 50000, "payMethod": "transfer" });
        let paid = keyed(&port, path, "p", &body);
        assert_eq!(paid.is(201)["status"], "approved");
        assert_eq!(keyed(&port, path, "p", &body).is(201), paid.json());
        let other = keyed(&port, path, "p", &json!({ "orderId": held["id"], "payMethod": "cash" }));
        other.problem(409, "idempotency_conflict");
        assert_eq!(keyed(&port, path, "q", &body).is(200), paid.json(), "it was paid before");
        assert_eq!(port.get(path).json()["page"]["totalElements"], 1);
        assert_eq!(port.get(paid.header("location").strip_prefix(&port.url).unwrap()).json()["payMethod"], "transfer");
    }

    fn a_change_of_what_has_changed_since_is_refused(centre) {
        let port = Port::of(&centre, "--no-auth --no-worker");
        port.post("/orders", json!({ "orderType": "basic" })).is(201);
        let order = port.get("/orders/1");
        let tag = order.header("etag").to_owned();
        let same = reply(port.request(Method::GET, "/orders/1").header("If-None-Match", &tag));
        assert_eq!((same.status, same.text.as_str(), same.header("etag")), (304, "", tag.as_str()));
        centre.work();
        let cancel = json!({ "status": "cancelled", "reason": "일정 변경" });
        seen(&port, "/orders/1", &tag, &cancel).problem(412, "changed");
        seen(&port, "/orders/1", "\"x\"", &cancel).problem(412, "changed");
        seen(&port, "/reservations/1", &tag, &json!({ "status": "confirmed" })).problem(412, "changed");
        let tag = port.get("/reservations/1").header("etag").to_owned();
        let confirmed = seen(&port, "/reservations/1", &tag, &json!({ "status": "confirmed" }));
        assert_eq!(confirmed.is(200)["status"], "confirmed");
        let tags = format!("\"0\", {}", confirmed.header("etag"));
        let cancelled = seen(&port, "/orders/1", &tags, &cancel);
        let order = cancelled.is(200);
        assert_eq!((&order["status"], &order["state"]), (&"cancelled".into(), &"cancelled".into()));
        let recorded = port.get("/cancellations/1").is(200);
        assert_eq!((&recorded["reason"], &recorded["refund"]), (&"일정 변경".into(), &50_000.into()));
        seen(&port, "/reservations/1", "*", &json!({ "status": "confirmed" })).problem(409, "wrong_status");
    }

    fn a_visit_is_moved_and_a_request_rejected(centre) {
        let port = Port::of(&centre, "--no-auth --no-worker");
        let booked = port.post("/orders", json!({ "orderType": "basic" })).is(201);
        let later = centre.json("slots")["slots"].as_array().unwrap().last().unwrap().clone();
        let moved = port.patch("/orders/1", json!({ "date": later["date"], "time": later["time"] })).is(200);
        assert_ne!(moved["date"], booked["date"]);
        assert_eq!((&moved["date"], &moved["time"]), (&later["date"], &later["time"]));
        port.patch("/orders/1", json!({})).problem(422, "missing_field");
        port.patch("/orders/1", json!({ "status": "confirmed" })).problem(422, "not_one_of");
        centre.work();
        port.patch("/reservations/1", json!({ "status": "rejected" })).problem(422, "missing_field");
        let rejected = port.patch("/reservations/1", json!({ "status": "rejected", "reason": "내시경실 점검" }));
        assert_eq!(rejected.is(200)["status"], "rejected");
        assert_eq!(port.get("/mypages/1").json()["refund"], 50_000);
    }

    fn a_long_list_comes_in_pages(centre) {
        let centre = centre.set("booking.slot_capacity", 100);
        let port = Port::of(&centre, "--no-auth --no-worker");
        for n in 0..7 {
            port.post("/orders", json!({ "orderType": "basic", "name": format!("손님{n}") })).is(201);
        }
        let numbers = |path: &str| -> (Vec<i64>, Value) {
            let page = port.get(path).is(200);
            let orders = page["_embedded"]["orders"].as_array().unwrap().clone();
            (orders.iter().map(|order| order["orderId"].as_i64().unwrap()).collect(), page)
        };
        let (first, page) = numbers("/orders?size=3");
        assert_eq!(first, [1, 2, 3]);
        assert_eq!(page["page"], json!({ "size": 3, "totalElements": 7, "totalPages": 3, "number": 0 }));
        assert!(page["_links"]["prev"].is_null());
        let next = page["_links"]["next"]["href"].as_str().unwrap().strip_prefix(&port.url).unwrap().to_owned();
        assert_eq!(numbers(&next).0, [4, 5, 6]);
        let last = page["_links"]["last"]["href"].as_str().unwrap().strip_prefix(&port.url).unwrap().to_owned();
        let (found, page) = numbers(&last);
        assert_eq!((found, &page["_links"]["next"]), (vec![7], &Value::Null));
        assert_eq!(numbers("/orders?page=9&size=3").0, [0; 0]);
        assert_eq!(numbers("/orders?size=3&sort=id,desc").0, [7, 6, 5]);
        assert_eq!(numbers("/orders?size=3&page=2&sort=id,desc").0, [1]);
    }
}
