//! The OpenAPI document: what it says is there, is there; what it does not, is not.

use std::collections::BTreeSet;

use reqwest::Method;

use super::port::{Port, reply};
use crate::cli::centre::Centre;

const METHODS: [(&str, Method); 5] = [
    ("get", Method::GET),
    ("post", Method::POST),
    ("put", Method::PUT),
    ("patch", Method::PATCH),
    ("delete", Method::DELETE),
];

#[test]
fn routes_and_document_say_the_same() {
    let centre = Centre::sqlite();
    let port = Port::of(&centre, "--no-worker");
    let document = port.get("/openapi.json").is(200);
    assert_eq!(document["openapi"], "3.1.0");
    let paths = document["paths"].as_object().unwrap();
    let named: BTreeSet<&str> = paths.keys().map(String::as_str).collect();
    let resources = ["orders", "paymentHistories", "reservations", "cancellations", "mypages"];
    let expected: Vec<String> = resources
        .iter()
        .flat_map(|name| [format!("/{name}"), format!("/{name}/{{id}}")])
        .collect();
    assert_eq!(named, expected.iter().map(String::as_str).collect());
    for (path, operations) in paths {
        for (name, method) in METHODS {
            // Without a token every call that exists is refused for that, before anything else.
            let status = reply(port.request(method, &path.replace("{id}", "1"))).status;
            let expected = if operations.get(name).is_some() { 401 } else { 405 };
            assert_eq!(status, expected, "{name} {path}");
        }
    }
    for name in resources {
        let schema = port.get(&format!("/profile/{name}")).is(200);
        assert_eq!(schema["type"], "object", "{name}");
    }
}

#[test]
fn every_reference_of_the_document_leads_somewhere() {
    let centre = Centre::sqlite();
    let port = Port::of(&centre, "--no-worker");
    let document = port.get("/openapi.json").is(200);
    let text = document.to_string();
    let references: BTreeSet<&str> = text
        .split("\"$ref\":\"#")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert!(references.len() > 10, "{references:?}");
    for reference in references {
        assert!(document.pointer(reference).is_some(), "{reference}");
    }
}
