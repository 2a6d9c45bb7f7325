//! Every call of the origin's README, in its order, with the answers shown there: status, shape and words.

use reqwest::Method;
use serde_json::{Value, json};

use super::port::{Port, Reply, reply};
use crate::cli::centre::Centre;
use crate::cli::on_both;
use crate::cli::worker::until;

/// `http URL field=value …`: httpie sends every value as a text, and likes JSON best when it sends some.
fn http(port: &Port, path: &str, fields: &[&str]) -> Reply {
    if fields.is_empty() {
        return reply(port.request(Method::GET, path).header("Accept", "*/*"));
    }
    let body: serde_json::Map<String, Value> = fields
        .iter()
        .map(|field| field.split_once('=').unwrap())
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect();
    let request = port.request(Method::POST, path).json(&body);
    reply(request.header("Accept", "application/json, */*;q=0.5"))
}

/// Every field that the README shows is there with that value; further fields are ours.
fn shows(reply: &Reply, status: u16, shown: Value) {
    let found = reply.is(status);
    for (name, value) in shown.as_object().unwrap() {
        assert_eq!(&found[name], value, "{name}: {reply:#?}");
    }
}

fn links(port: &Port, name: &str, path: &str) -> (Value, Value) {
    let href = format!("{}{path}", port.url);
    (
        json!({ "href": href }),
        json!({ name: { "href": href }, "self": { "href": href } }),
    )
}

fn is_linked(port: &Port, reply: &Reply, name: &str, path: &str) {
    let (href, _) = links(port, name, path);
    let found = reply.json()["_links"].clone();
    assert_eq!((&found[name], &found["self"]), (&href, &href), "{reply:#?}");
}

on_both! {
    fn the_readme_works_as_it_is_written(centre) {
        let port = Port::of(&centre, "--no-auth");

        let none = http(&port, "/orders", &[]);
        assert_eq!(none.header("content-type"), "application/hal+json");
        let at = |path: &str| format!("{}{path}", port.url);
        shows(&none, 200, json!({
            "_embedded": { "orders": [] },
            "_links": {
                "profile": { "href": at("/profile/orders") },
                "self": { "href": at("/orders{?page,size,sort}"), "templated": true },
            },
            "page": { "number": 0, "size": 20, "totalElements": 0, "totalPages": 0 },
        }));

        let basic = http(&port, "/orders", &["orderType=basic"]);
        shows(&basic, 201, json!({ "cardNo": null, "name": null, "orderType": "basic", "status": null }));
        is_linked(&port, &basic, "order", "/orders/1");
        assert_eq!(basic.header("location"), at("/orders/1"));
        assert_eq!(basic.header("content-type"), "application/json");
        let paid = http(&port, "/paymentHistories", &["orderId=1", "price=50000", "payMethod=card"]);
        shows(&paid, 200, json!({ "orderId": 1, "price": 50000, "cardNo": null }));
        let confirmed = http(&port, "/reservations", &["orderId=1", "status=confirmed"]);
        shows(&confirmed, 201, json!({ "orderId": 1, "status": "confirmed" }));
        let reservation = confirmed.json()["reservationId"].clone();
        let page = http(&port, "/mypages/1", &[]);
        assert_eq!(page.header("content-type"), "application/hal+json");
        is_linked(&port, &page, "mypage", "/mypages/1");
        shows(&page, 200, json!({ "name": null, "orderId": 1, "reservationId": reservation, "status": "confirmed" }));

        let woo = http(&port, "/orders", &["orderType=basic", "name=woo"]);
        shows(&woo, 201, json!({ "cardNo": null, "name": "woo", "orderType": "basic", "status": null }));
        is_linked(&port, &woo, "order", "/orders/2");
        until(|| http(&port, "/mypages/2", &[]).json()["status"] == "Reservation Complete");
        let page = http(&port, "/mypages/2", &[]);
        shows(&page, 200, json!({ "name": "woo", "orderId": 2, "status": "Reservation Complete" }));
        assert!(page.json()["reservationId"].is_i64());

        let jung = http(&port, "/orders", &["orderType=prime", "name=jung"]);
        shows(&jung, 201, json!({ "cardNo": null, "name": "jung", "orderType": "prime", "status": null }));
        until(|| http(&port, "/orders/3", &[]).json()["status"] == "Reservation Complete");
        let both = http(&port, "/mypages", &[]);
        assert_eq!(both.json()["_embedded"]["mypages"].as_array().unwrap().len(), 3);
    }

    fn orders_are_taken_while_the_centre_is_down_and_passed_on_later(centre) {
        let port = Port::of(&centre, "--no-auth --no-worker");
        shows(&http(&port, "/orders", &["orderType=prime", "name=jung"]), 201, json!({ "status": null }));
        let paid = http(&port, "/paymentHistories", &["orderId=1", "price=50000", "payMethod=cash"]);
        assert_eq!(paid.status, 200, "paid is paid, whatever the price is said to be: {paid:#?}");
        shows(&http(&port, "/orders/1", &[]), 200, json!({ "name": "jung", "status": null, "cardNo": null }));
        centre.work();
        shows(&http(&port, "/orders/1", &[]), 200, json!({
            "name": "jung", "orderId": 1, "reservationId": 1, "status": "Reservation Complete",
        }));
        shows(&http(&port, "/mypages/1", &[]), 200, json!({ "status": "Reservation Complete" }));
    }
}

#[test]
fn the_siege_of_the_readme_is_told_what_is_wrong_with_it() {
    let centre = Centre::sqlite();
    let port = Port::of(&centre, "--no-auth --no-worker");
    let siege = port.post("/orders", json!({ "hotelId": "4001", "roomType": "standard" }));
    assert!(siege.problem(422, "missing_field").contains("orderType"));
}
