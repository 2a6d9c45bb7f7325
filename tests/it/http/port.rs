//! A port to test on: `serve` of a centre on a free port, and a client that says what came back.

use std::sync::OnceLock;

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

fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| Runtime::new().expect("a runtime"))
}

fn client() -> &'static Client {
    static CLIENT: OnceLock<Client> = OnceLock::new();
    CLIENT.get_or_init(|| {
        // The program installs its own provider for its own clients; a test brings one along.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Client::builder().no_proxy().build().expect("a client")
    })
}
