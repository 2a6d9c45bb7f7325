//! The customer's page on a phone: in a real browser, with its script and without.

use serde_json::{Value, json};

use super::browser::Browser;
use super::port::Port;
use crate::cli::centre::Centre;

/// The narrowest phone that is still sold.
const PHONE: (u32, u32) = (360, 740);

/// A paid booking of a long name, and the address of its page.
fn booked(port: &Port) -> (i64, String) {
    let order = json!({ "orderType": "prime", "name": "남궁황보제갈독고선우", "phone": "010-1234-5678" });
    let order = port.post("/orders", order).is(201);
    let link = order["_links"]["customer"]["href"].as_str().unwrap().to_owned();
    (order["orderId"].as_i64().unwrap(), link)
}

/// Nothing sticks out at the side, and a finger meets what it aims at.
fn fits(window: &Browser, width: u32) {
    let wide = window.measure("document.documentElement.scrollWidth");
    assert_eq!(
        wide,
        json!(width),
        "{} is wider than the phone: {}",
        window.url(),
        window.text()
    );
    let small = "[...document.querySelectorAll('.button, button, .actions a')].map(b => b.getBoundingClientRect()) \
                 .filter(b => b.height < 40 || b.width < 40).length";
    assert_eq!(
        window.measure(small),
        json!(0),
        "{}: buttons too small for a finger",
        window.url()
    );
}

/// The page asks nobody but its own port for anything, and the browser has nothing to complain of.
fn asks_nobody_else(window: &Browser, port: &Port) {
    let loaded = window.measure("performance.getEntriesByType('resource').map(entry => entry.name)");
    for address in loaded.as_array().unwrap() {
        assert!(address.as_str().unwrap().starts_with(&port.url), "{address}");
    }
    assert_eq!(window.complaints(), Vec::<Value>::new());
}

#[test]
fn it_follows_its_booking_by_itself() {
    let centre = Centre::sqlite().with_texts();
    let port = Port::of(&centre, "--no-auth --no-worker");
    let (id, link) = booked(&port);
    let window = Browser::open(PHONE.0, PHONE.1);
    window.go(&link);
    fits(&window, PHONE.0);
    let qr =
        window.measure("(b => Math.min(b.width, b.height))(document.querySelector('.qr').getBoundingClientRect())");
    assert!(
        qr.as_f64().unwrap() >= 120.0,
        "a scanner can't read a code {qr} pixels wide"
    );
    window.measure("window.untouched = true");
    centre.work();
    window.reads("문자 발송");
    centre.json(&format!("confirm {id}"));
    window.reads("예약 확정");
    assert_eq!(
        window.measure("window.untouched"),
        json!(true),
        "it followed without being loaded again"
    );
    asks_nobody_else(&window, &port);
    window.tap("nav a");
    window.reads("confirmed");
    fits(&window, PHONE.0);
    asks_nobody_else(&window, &port);
}

#[test]
fn without_a_script_it_moves_and_cancels() {
    let centre = Centre::sqlite();
    let port = Port::of(&centre, "--no-auth --no-worker");
    let (id, link) = booked(&port);
    let window = Browser::open(PHONE.0, PHONE.1).without_scripts();
    window.go(&link);
    let before = port.get(&format!("/orders/{id}")).json();

    window.tap("a[href*='/move']");
    fits(&window, PHONE.0);
    // Not the first day: late in the morning its one time that is left is the booking's own.
    window.tap("main li:has(a[href*='date=']) ~ li a[href*='date=']");
    fits(&window, PHONE.0);
    window.tap("main form label:last-of-type");
    window.tap("main form button");
    assert_eq!(window.url(), link, "{}", window.text());
    let after = port.get(&format!("/orders/{id}")).json();
    assert_ne!((&before["date"], &before["time"]), (&after["date"], &after["time"]));

    window.tap("a[href*='/cancel']");
    fits(&window, PHONE.0);
    assert!(
        window.text().contains("350,000원"),
        "the refund is shown first: {}",
        window.text()
    );
    assert_eq!(
        port.get(&format!("/orders/{id}")).json()["state"],
        after["state"],
        "asking changes nothing"
    );
    window.tap("main form button");
    assert_eq!(window.url(), link);
    assert_ne!(port.get(&format!("/orders/{id}")).json()["state"], after["state"]);
    assert!(window.text().contains("취소"), "{}", window.text());
    fits(&window, PHONE.0);
}
