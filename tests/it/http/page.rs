//! The customer's page: what its link opens, shows and changes, with no script at all.

use reqwest::Method;
use serde_json::{Value, json};

use super::port::{Port, Reply, reply, stream};
use crate::cli::centre::{CALLER, Centre};
use crate::cli::on_both;

/// A booking with the path of its page.
fn booked(port: &Port, fields: Value) -> (i64, String) {
    let mut order = json!({ "orderType": "basic", "name": "홍길동", "phone": "010-1234-5678" });
    for (name, value) in fields.as_object().unwrap() {
        order[name] = value.clone();
    }
    let order = port.post("/orders", order).is(201);
    let link = order["_links"]["customer"]["href"].as_str().unwrap();
    let path = link.strip_prefix(&port.url).unwrap().to_owned();
    assert!(path.starts_with("/m/") && path.len() > 28, "{path}");
    (order["orderId"].as_i64().unwrap(), path)
}

fn page(port: &Port, path: &str) -> String {
    let reply = port.get(path);
    assert_eq!(reply.status, 200, "{reply:#?}");
    assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
    reply.text
}

fn goes_to(reply: &Reply, path: &str) {
    assert_eq!((reply.status, reply.header("location")), (303, path), "{reply:#?}");
}

on_both! {
    fn it_shows_where_the_booking_stands(centre) {
        let centre = centre.with_texts();
        let port = Port::of(&centre, "--no-auth --no-worker");
        let (id, path) = booked(&port, json!({ "orderType": "prime", "name": "O'Brien" }));
        centre.work();
        port.post("/reservations", json!({ "orderId": id, "status": "confirmed" })).is(201);
        let korean = page(&port, &path);
        for part in [
            "<html lang=\"ko\">", "O&#39;Brien 님", "예약 확정", "프라임 종합검진", "350,000원", "금식", "문자 발송", "문자 대기",
            "class=\"qr\"", "한빛검진센터", "tel:0212345678",
        ] {
            assert!(korean.contains(part), "{part} is missing: {korean}");
        }
        let code = port.get(&format!("/orders/{id}")).json()["code"].as_str().unwrap().to_owned();
        assert!(korean.contains(&code));
        let english = page(&port, &format!("{path}?lang=en"));
        for part in ["<html lang=\"en\">", "confirmed", "Prime checkup", "350,000 won", "Fast for at least 8 hours", "text sent"] {
            assert!(english.contains(part), "{part} is missing: {english}");
        }
        let by_browser = reply(port.request(Method::GET, &path).header("Accept-Language", "en-US"));
        assert!(by_browser.text.contains("<html lang=\"en\">"));
    }

    fn cancelling_shows_the_refund_first_and_happens_once(centre) {
        let centre = centre.set("booking.refund_tiers", "0:50");
        let port = Port::of(&centre, "--no-auth --no-worker");
        let (id, path) = booked(&port, json!({}));
        let asked = page(&port, &format!("{path}/cancel?lang=en"));
        assert!(asked.contains("25,000 won") && asked.contains("method=\"post\""), "{asked}");
        assert_eq!(port.get(&format!("/orders/{id}")).json()["state"], "paid", "looking changes nothing");
        for _ in 0..2 {
            goes_to(&port.form(&format!("{path}/cancel?lang=en"), ""), &format!("{path}?lang=en"));
        }
        let events = centre.events(&json!({ "id": id }));
        assert_eq!(events.iter().filter(|event| *event == "OrderCancelled").count(), 1);
        let after = page(&port, &path);
        assert!(after.contains("25,000원") && !after.contains("/cancel") && !after.contains("class=\"qr\""), "{after}");
        let again = port.get(&format!("{path}/cancel"));
        assert_eq!(again.status, 303, "there is nothing to ask any more: {again:#?}");
        assert_eq!(port.get(&format!("{path}/visit.ics")).status, 404);
    }

    fn a_visit_is_moved_to_a_place_that_is_free(centre) {
        let centre = centre.set("booking.slot_capacity", 1);
        let port = Port::of(&centre, "--no-auth --no-worker");
        let (id, path) = booked(&port, json!({}));
        let slots = centre.json("slots")["slots"].as_array().unwrap().clone();
        let [first, second] = [&slots[slots.len() - 1], &slots[slots.len() - 2]];
        let (date, time) = (first["date"].as_str().unwrap(), first["time"].as_str().unwrap());
        assert_eq!(second["date"], first["date"]);
        let days = page(&port, &format!("{path}/move"));
        assert!(days.contains(&format!("href=\"?date={date}")), "{days}");
        let times = page(&port, &format!("{path}/move?date={date}"));
        assert!(times.contains(&format!("value=\"{time}\"")), "{times}");
        let send = |time: &Value| {
            port.form(&format!("{path}/move?date={date}"), &format!("date={date}&time={}", time.as_str().unwrap()))
        };
        goes_to(&send(&first["time"]), &path);
        let moved = port.get(&format!("/orders/{id}")).json();
        assert_eq!((&moved["date"], &moved["time"]), (&first["date"], &first["time"]));
        assert!(!page(&port, &format!("{path}/move?date={date}")).contains(&format!("value=\"{time}\"")));
        port.post("/orders", json!({ "orderType": "basic", "date": date, "time": second["time"] })).is(201);
        let full = send(&second["time"]);
        assert_eq!(full.status, 409);
        assert!(full.text.contains("role=\"alert\"") && full.text.contains("남은 자리가 없습니다"), "{full:#?}");
        let entry = port.get(&format!("{path}/visit.ics"));
        assert_eq!(entry.header("content-type"), "text/calendar; charset=utf-8");
        let begins = format!("{}T{}", date.replace('-', ""), time.replace(':', ""));
        let local: jiff::civil::DateTime = jiff::civil::DateTime::strptime("%Y%m%dT%H%M", &begins).unwrap();
        let utc = local.in_tz("Asia/Seoul").unwrap().with_time_zone(jiff::tz::TimeZone::UTC);
        assert!(entry.text.contains(&format!("DTSTART:{}\r\n", utc.strftime("%Y%m%dT%H%M%SZ"))), "{}", entry.text);
        assert!(entry.text.contains("SEQUENCE:3\r\n"), "a calendar follows the move: {}", entry.text);
    }

    fn news_reaches_an_open_page_and_ends_with_the_port(centre) {
        let port = Port::of(&centre, "--no-auth --no-worker");
        let (id, path) = booked(&port, json!({}));
        let shown = page(&port, &path);
        let news = stream(port.request(Method::GET, &format!("{path}/live")), 3, |seen| match seen {
            0 => centre.work(),
            1 => drop(centre.json(&format!("confirm {id}"))),
            _ => {}
        });
        assert!(shown.contains(&format!("data-version=\"{}\"", news[0])), "{news:?}");
        assert_eq!(news.len(), 3, "{news:?}");
        let mut port = Some(port);
        let request = port.as_ref().unwrap().request(Method::GET, &format!("{path}/live"));
        let last = stream(request, 2, |_| assert_eq!(port.take().unwrap().running.term().code, 0));
        assert_eq!(last.len(), 1, "the stream ended, and the port with it");
    }
}

#[test]
fn nothing_comes_from_elsewhere_and_nobody_keeps_it() {
    let centre = Centre::sqlite();
    let port = Port::of(&centre, "--no-auth --no-worker");
    let (_, path) = booked(&port, json!({}));
    for at in [
        "/m",
        &path,
        &format!("{path}/cancel"),
        &format!("{path}/move"),
        "/m/17-nothing",
    ] {
        let reply = port.get(at);
        assert!(
            reply
                .header("content-security-policy")
                .starts_with("default-src 'none'"),
            "{at}: {reply:#?}"
        );
        assert_eq!(reply.header("referrer-policy"), "no-referrer", "{at}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{at}");
        assert_eq!(reply.header("cache-control"), "no-store", "{at}");
        let text = reply.text.replace("https://", "http://");
        assert!(
            !text.contains("http://") && !text.contains("style=") && !text.contains(" on"),
            "{at}: {text}"
        );
        assert_eq!(
            text.matches("<script").count(),
            text.matches("<script src=\"/m/").count(),
            "{at}"
        );
        assert!(text.contains("<main") && text.contains("name=\"viewport\""), "{at}");
    }
    for (file, kind) in [("/m/page.css", "text/css"), ("/m/live.js", "text/javascript")] {
        assert!(port.get(file).header("content-type").starts_with(kind), "{file}");
    }
}

#[test]
fn a_link_opens_its_own_booking_only() {
    let centre = Centre::sqlite();
    let port = Port::of(&centre, "--no-worker");
    let order = centre.book("");
    let other = centre.book("--name 김철수 --phone 010-2222-3333 --birth 1970-01-01 --sex m");
    let open = Port::of(&centre, "--no-auth --no-worker");
    let link = |order: &Value| {
        let shown = open.get(&format!("/orders/{}", order["id"])).json();
        let link = shown["_links"]["customer"]["href"].as_str().unwrap().to_owned();
        link.rsplit('/').next().unwrap().to_owned()
    };
    let (mine, theirs) = (link(&order), link(&other));
    assert_eq!(
        port.get(&format!("/m/{mine}")).status,
        200,
        "every process makes the same link"
    );
    let (_, seal) = mine.split_once('-').unwrap();
    let forged = [
        format!("2-{seal}"),
        seal.to_owned(),
        format!("1-{}", &seal[..seal.len() - 1]),
        format!("1-{}", "0".repeat(26)),
        format!("-1-{seal}"),
        "1-".into(),
        mine.to_uppercase(),
    ];
    for token in &forged {
        for page in ["", "/cancel", "/move", "/visit.ics", "/live"] {
            assert_eq!(port.get(&format!("/m/{token}{page}")).status, 404, "{token}{page}");
        }
        assert_eq!(port.form(&format!("/m/{token}/cancel"), "").status, 404, "{token}");
    }
    assert_ne!(seal, theirs.split_once('-').unwrap().1);
    assert_eq!(centre.status(&order), "paid");
    let elsewhere = port
        .request(Method::POST, &format!("/m/{mine}/cancel"))
        .header("Sec-Fetch-Site", "cross-site");
    assert_eq!(reply(elsewhere).status, 403);
    assert_eq!(centre.status(&order), "paid");
}

#[test]
fn code_and_digits_open_a_booking_but_not_by_guessing() {
    let centre = Centre::sqlite();
    let port = Port::of(&centre, "--no-worker");
    let order = centre.book(CALLER);
    let code = order["code"].as_str().unwrap();
    let opened = port.form("/m", &format!("code={}&last4=5678", code.to_lowercase()));
    assert_eq!(opened.status, 303, "{opened:#?}");
    let page = port.get(opened.header("location"));
    assert!(page.text.contains(code), "{page:#?}");
    let wrong = [
        port.form("/m", &format!("code={code}&last4=0000")),
        port.form("/m", "code=7K3M-9QWZ-1&last4=5678"),
        port.form("/m", "code=nothing"),
        port.form("/m", ""),
    ];
    for reply in &wrong {
        assert_eq!(
            (reply.status, &reply.text),
            (403, &wrong[0].text),
            "one answer for all that is wrong"
        );
    }
    let tries = (0..10).map(|_| port.form("/m", &format!("code={code}&last4=1111")));
    let later = tries.into_iter().find(|reply| reply.status == 429).expect("it ends");
    assert!(
        later.header("retry-after").parse::<u32>().unwrap() > 0 && later.text.contains("role=\"alert\""),
        "{later:#?}"
    );
    assert_eq!(
        port.form("/m", &format!("code={code}&last4=5678")).status,
        429,
        "not even with the right ones"
    );
}

#[test]
fn the_link_stands_in_the_text_and_opens_the_booking() {
    let centre = Centre::sqlite().set("serve.public_url", "https://hc.example/");
    let port = Port::of(&centre, "--no-worker");
    centre.book("--hold-only");
    let messages = centre.json("messages");
    let text = messages["messages"][0]["text"].as_str().unwrap();
    let link = text
        .lines()
        .find_map(|line| line.strip_prefix("https://hc.example"))
        .expect("a link");
    assert!(page(&port, link).contains("홍길동"));
    let refused = Centre::sqlite().set("serve.public_url", "hc.example");
    assert!(
        refused
            .refused("config", 2, "invalid_config")
            .contains("serve.public_url")
    );
}
