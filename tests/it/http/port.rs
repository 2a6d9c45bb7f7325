//! A port to test on: `serve` of a centre on a free port, and a client that says what came back.

use std::sync::OnceLock;
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::cli::centre::Centre;
use crate::support::running::Running;

/// The port of a centre; it ends with this value.
pub struct Port {
    pub url: String,
    pub running: Running,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Port {
    /// Starts `serve` with further arguments.
    pub fn of(centre: &Centre, extra: &str) -> Self {
        let mut running = centre.spawn(&format!("serve --listen 127.0.0.1:0 --json {extra}"));
        let line = running.wait_line("\"serve\"");
        let said: Value = serde_json::from_str(&line).unwrap();
        let url = said["serve"]["url"].as_str().unwrap().to_owned();
        Self { url, running }
    }

    /// A request to be filled in.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        client().request(method, format!("{}{path}", self.url))
    }

    /// What is under a path.
    pub fn get(&self, path: &str) -> Reply {
        reply(self.request(Method::GET, path))
    }

    /// What comes of a JSON body.
    pub fn post(&self, path: &str, body: Value) -> Reply {
        reply(self.request(Method::POST, path).json(&body))
    }

    /// What comes of a form that a page has sent.
    pub fn form(&self, path: &str, fields: &str) -> Reply {
        let form = self.request(Method::POST, path).body(fields.to_owned());
        reply(
            form.header("Content-Type", "application/x-www-form-urlencoded")
                .header("Sec-Fetch-Site", "same-origin"),
        )
    }

    /// What comes of a change.
    pub fn patch(&self, path: &str, body: Value) -> Reply {
        reply(self.request(Method::PATCH, path).json(&body))
    }
}

impl Reply {
    /// The JSON of the answer.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("no JSON ({e}): {self:#?}"))
    }

    /// The JSON of an answer with this status.
    pub fn is(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self:#?}");
        self.json()
    }

    /// The code and the sentence of a problem with this status.
    pub fn problem(&self, status: u16, code: &str) -> String {
        let document = self.is(status);
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:#?}");
        assert_eq!(
            (&document["code"], &document["status"]),
            (&code.into(), &status.into()),
            "{self:#?}"
        );
        document["detail"].as_str().unwrap().to_owned()
    }

    /// A header's text; empty without it.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// Sends a request; without an answer the test ends.
pub fn reply(request: RequestBuilder) -> Reply {
    runtime().block_on(async {
        let response = request.send().await.expect("an answer");
        Reply {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            text: response.text().await.expect("a whole answer"),
        }
    })
}

/// Reads a stream until it has brought `count` pieces of data, or has ended.
pub fn stream(request: RequestBuilder, count: usize, mut between: impl FnMut(usize)) -> Vec<String> {
    let mut response = runtime().block_on(request.send()).expect("an answer");
    assert_eq!(response.status(), 200);
    let (mut text, mut seen) = (String::new(), 0);
    while seen < count
        && let Some(chunk) = runtime().block_on(response.chunk()).expect("a stream")
    {
        text.push_str(&String::from_utf8_lossy(&chunk));
        let now = text.matches("data: ").count();
        (seen..now).for_each(&mut between);
        seen = now;
    }
    text.lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .map(str::to_owned)
        .collect()
}

fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| Runtime::new().expect("a runtime"))
}

fn client() -> &'static Client {
    static CLIENT: OnceLock<Client> = OnceLock::new();
    CLIENT.get_or_init(new_client)
}

/// A client of the caller's own, for a runtime of its own.
pub fn new_client() -> Client {
    // The program installs its own provider for its own clients; a test brings one along.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
    // Well before the port closes a connection that nobody uses: a request must not meet it on its way.
    client
        .pool_idle_timeout(Duration::from_secs(5))
        .build()
        .expect("a client")
}
