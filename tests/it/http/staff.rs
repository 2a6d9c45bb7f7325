//! Who may call, and what their token lets them do.

use reqwest::Method;
use serde_json::{Value, json};

use super::port::{Port, Reply, reply};
use crate::cli::centre::Centre;
use crate::cli::on_both;

fn token(centre: &Centre, arguments: &str) -> String {
    let made = centre.json(&format!("token add {arguments}"));
    made["token"]["token"].as_str().unwrap().to_owned()
}

fn ask(port: &Port, token: &str, method: Method, path: &str, body: Value) -> Reply {
    let request = port.request(method, path).bearer_auth(token);
    reply(if body.is_null() { request } else { request.json(&body) })
}

on_both! {
    fn a_token_opens_what_its_role_may_do(centre) {
        let port = Port::of(&centre, "--no-worker");
        let (desk, admin) = (token(&centre, "--name 접수1 --role desk"), token(&centre, "--name 원장 --role admin"));
        let booked = ask(&port, &desk, Method::POST, "/orders", json!({ "orderType": "basic", "name": "홍길동" }));
        assert_eq!(booked.status, 201, "{booked:#?}");
        let request = json!({ "orderId": 1, "status": "confirmed" });
        let refused = ask(&port, &desk, Method::POST, "/reservations", request.clone());
        refused.problem(403, "not_allowed");
        assert_eq!(ask(&port, &desk, Method::GET, "/reservations", Value::Null).is(200)["page"]["totalElements"], 0);
        let confirmed = ask(&port, &admin, Method::POST, "/reservations", request).is(201);
        assert_eq!(confirmed["decidedBy"], "원장");
        for decision in ["confirmed", "rejected"] {
            let body = json!({ "status": decision, "reason": "점검" });
            ask(&port, &desk, Method::PATCH, "/reservations/1", body).problem(403, "not_allowed");
        }
        let cancelled = ask(&port, &desk, Method::POST, "/cancellations", json!({ "orderId": 1 })).is(201);
        assert_eq!(cancelled["by"], "접수1");
    }

    fn without_a_good_token_nothing_opens(centre) {
        let port = Port::of(&centre, "--no-worker");
        let made = centre.json("token add --name 접수1 --role desk --days 30")["token"].clone();
        let secret = made["token"].as_str().unwrap();
        for path in ["/orders", "/orders/1", "/paymentHistories", "/reservations", "/cancellations", "/mypages/1"] {
            let asked = port.get(path);
            asked.problem(401, "unauthorized");
            assert_eq!(asked.header("www-authenticate"), "Bearer");
        }
        let last = if secret.ends_with('0') { '1' } else { '0' };
        let wrong = format!("{}{last}", &secret[..secret.len() - 1]);
        for bad in ["", "x", wrong.as_str(), &secret[1..]] {
            ask(&port, bad, Method::GET, "/orders", Value::Null).problem(401, "unauthorized");
        }
        let basic = reply(port.request(Method::GET, "/orders").basic_auth("x", Some(secret)));
        basic.problem(401, "unauthorized");
        assert_eq!(ask(&port, secret, Method::GET, "/orders", Value::Null).status, 200);
        assert_eq!(port.get("/livez").status, 200, "who asks whether it lives is no staff");

        centre.json(&format!("token revoke {}", made["id"]));
        ask(&port, secret, Method::GET, "/orders", Value::Null).problem(401, "unauthorized");
        centre.refused(&format!("token revoke {}", made["id"]), 3, "token_not_found");
        let late = token(&centre, "--name 접수2 --role desk --days 1");
        centre.sql("UPDATE tokens SET expires_at = 1 WHERE name = '접수2'");
        ask(&port, &late, Method::GET, "/orders", Value::Null).problem(401, "unauthorized");
        let listed = centre.json("token list")["tokens"].clone();
        let standing: Vec<_> = listed.as_array().unwrap().iter().map(|t| t["status"].as_str().unwrap()).collect();
        assert_eq!(standing, ["revoked", "expired"]);
        let text = centre.text("token list") + &listed.to_string();
        assert!(!text.contains(secret) && !text.contains(&late), "shown once only: {text}");
    }
}

#[test]
fn nothing_stands_open_to_the_public_by_mistake() {
    let centre = Centre::sqlite();
    let said = centre.refused("serve --listen 0.0.0.0:0 --no-auth --behind-proxy", 8, "not_allowed");
    assert!(said.contains("--no-auth"), "{said}");
    let said = centre.refused("serve --listen 0.0.0.0:0", 8, "not_allowed");
    assert!(said.contains("--behind-proxy"), "{said}");
    let mut port = centre.spawn("serve --listen 0.0.0.0:0 --behind-proxy --json");
    port.wait_line("http://0.0.0.0:");
    assert_eq!(port.term().code, 0);
}

#[test]
fn a_name_that_would_spoil_the_record_is_refused() {
    let centre = Centre::sqlite();
    let run = centre
        .program()
        .run(["token", "add", "--json", "--role", "desk", "--name", " \n "]);
    assert_eq!((run.code, run.error().0.as_str()), (2, "invalid_name"));
}
