//! What is sent to the port: `POST /orders`, headers, a blank line, a body; `@` in the path is the customer's
//! own link. Whatever it is, the answer is one of the port's, in a form its client reads, and never a fault.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, SET_COOKIE};
use axum::http::response::Parts;
use axum::http::{HeaderName, HeaderValue, Method, Request};
use serde_json::Value;

use super::port::Port;
use super::said::assert_sentence;

pub fn check(data: &[u8]) {
    let Some((request, about)) = Port::with(|port| request(data, port.link())) else {
        return;
    };
    let Some((head, body)) = Port::with(|port| port.ask(request)) else {
        return;
    };
    let status = head.status.as_u16();
    assert!(
        status < 500,
        "{about} is answered with {status}: {}",
        String::from_utf8_lossy(&body)
    );
    assert!(!head.headers.contains_key(SET_COOKIE), "{about}: a cookie");
    let kind = head
        .headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    let kept = head.headers.get(CACHE_CONTROL).is_some();
    assert!(kept, "{about}: nobody is told not to keep it");
    match (status, kind) {
        _ if body.is_empty() => {}
        (400.., "application/problem+json") => problem(&about, &head, &body),
        (
            200..300,
            "application/hal+json" | "application/json" | "application/schema+json" | "application/alps+json",
        ) => {
            resource(&about, &body);
        }
        (_, kind) if kind.starts_with("text/html") => page(&about, &head, &body),
        (200, kind) if ["text/", "image/svg+xml"].iter().any(|known| kind.starts_with(known)) => {}
        odd => panic!("{about}: {odd:?}"),
    }
}

/// The request, and how it is called in a complaint.
fn request(data: &[u8], link: &str) -> Option<(Request<Body>, String)> {
    let end = data.windows(2).position(|pair| pair == b"\n\n");
    let (head, body) = match end {
        Some(end) => (&data[..end], &data[end + 2..]),
        None => (data, &b""[..]),
    };
    let mut lines = head.split(|byte| *byte == b'\n');
    let first = String::from_utf8_lossy(lines.next()?).replacen('@', link, 1);
    let (method, path) = first.split_once(' ')?;
    let mut request = Request::builder()
        .method(Method::from_bytes(method.as_bytes()).ok()?)
        .uri(path);
    for line in lines.take(16) {
        let colon = line.iter().position(|byte| *byte == b':')?;
        let name = HeaderName::from_bytes(&line[..colon]).ok()?;
        request = request.header(name, HeaderValue::from_bytes(line[colon + 1..].trim_ascii()).ok()?);
    }
    Some((request.body(Body::from(body.to_vec())).ok()?, first))
}

/// RFC 9457, with a code for programs and a sentence for people.
fn problem(about: &str, head: &Parts, body: &[u8]) {
    let document: Value = serde_json::from_slice(body).unwrap_or_else(|e| panic!("{about}: {e}"));
    assert_eq!(document["status"], head.status.as_u16(), "{about}");
    let code = document["code"].as_str().unwrap_or_default();
    assert!(
        !code.is_empty() && code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'),
        "{about}: {code:?}"
    );
    assert_sentence(document["detail"].as_str().unwrap_or_default());
}

fn resource(about: &str, body: &[u8]) {
    let document: Value = serde_json::from_slice(body).unwrap_or_else(|e| panic!("{about}: {e}"));
    assert!(document.is_object(), "{about}: {document}");
    assert!(
        document.get("cardNo").is_none_or(Value::is_null),
        "{about}: a card number"
    );
}

/// What was typed stays text: the only script is the page's own.
fn page(about: &str, head: &Parts, body: &[u8]) {
    let html = String::from_utf8_lossy(body);
    assert_eq!(html.matches("<script").count(), 1, "{about}: {html}");
    assert!(html.ends_with("</html>\n"), "{about}: half a page");
    let policy = head
        .headers
        .get(CONTENT_SECURITY_POLICY)
        .and_then(|policy| policy.to_str().ok());
    assert!(
        policy.is_some_and(|policy| policy.starts_with("default-src 'none'")),
        "{about}"
    );
}
