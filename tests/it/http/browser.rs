//! A real browser: Debian's Chromium without a window, driven over WebDriver, which is plain JSON over HTTP.
//! `tests/run` installs it; without it these tests are red, with the remedy in the message.

use std::process::Command;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use super::port::{new_client, reply};
use crate::support::running::Running;

/// A window that does not answer for so long never will.
const PATIENCE: Duration = Duration::from_secs(30);

/// An open window of a phone's size. It closes with this value.
pub struct Browser {
    session: String,
    _driver: Running,
    _home: tempfile::TempDir,
}

impl Browser {
    /// Opens a window so many pixels wide and high, of somebody who reads Korean.
    pub fn open(width: u32, height: u32) -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut program = Command::new("chromedriver");
        program
            .arg("--port=0")
            .env("HOME", home.path())
            .env("TMPDIR", home.path());
        assert!(
            Command::new("chromedriver").arg("--version").output().is_ok(),
            "these tests need Chromium and its driver: run tests/run, which installs them, or \
             `apt-get install chromium chromium-driver`"
        );
        let mut driver = Running::start(program);
        let line = driver.wait_line("successfully on port");
        let digits: String = line.chars().filter(char::is_ascii_digit).collect();
        let url = format!("http://127.0.0.1:{digits}/session");
        // A sandbox needs rights that a container does not give; the pages are our own.
        let options = json!({
            "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--accept-lang=ko-KR",
            ],
            "mobileEmulation": { "deviceMetrics": { "width": width, "height": height, "pixelRatio": 1.0 } },
        });
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": { "browser": "ALL" },
        } } });
        let opened = reply(new_client().request(Method::POST, &url).json(&wanted)).json();
        let session = opened["value"]["sessionId"].as_str();
        let session = session.unwrap_or_else(|| panic!("no window: {opened}"));
        Self {
            session: format!("{url}/{session}"),
            _driver: driver,
            _home: home,
        }
    }

    /// From now on no script arrives. (With scripts forbidden its driver could not tap either.)
    pub fn without_scripts(self) -> Self {
        for (command, parameters) in [
            ("Network.enable", json!({})),
            ("Network.setBlockedURLs", json!({ "urls": ["*.js"] })),
        ] {
            self.post("goog/cdp/execute", json!({ "cmd": command, "params": parameters }));
        }
        self
    }

    /// Goes to an address and waits until the page is there.
    pub fn go(&self, url: &str) {
        self.post("url", json!({ "url": url }));
    }

    /// The page it has come to, wherever on it.
    pub fn url(&self) -> String {
        let url = self.ask(Method::GET, "url", None);
        let url = url.as_str().unwrap();
        url.split('#').next().unwrap_or(url).to_owned()
    }

    /// What a person reads on the page.
    pub fn text(&self) -> String {
        let text = self.ask(Method::GET, &format!("element/{}/text", self.find("body")), None);
        text.as_str().unwrap().to_owned()
    }

    /// Waits until the page reads so.
    pub fn reads(&self, what: &str) {
        let (began, mut text) = (Instant::now(), self.text());
        while !text.contains(what) {
            assert!(began.elapsed() < PATIENCE, "{what} never came: {text}");
            text = self.text();
        }
    }

    /// Taps what the selector finds first.
    pub fn tap(&self, selector: &str) {
        self.post(&format!("element/{}/click", self.find(selector)), json!({}));
    }

    /// What a script of the test's own finds out.
    pub fn measure(&self, script: &str) -> Value {
        self.post(
            "execute/sync",
            json!({ "script": format!("return {script}"), "args": [] }),
        )
    }

    /// What the browser complained of since it was last asked: blocked loads, scripts that failed.
    pub fn complaints(&self) -> Vec<Value> {
        let entries = self.post("se/log", json!({ "type": "browser" }));
        entries.as_array().unwrap().clone()
    }

    fn find(&self, selector: &str) -> String {
        let found = self.post("element", json!({ "using": "css selector", "value": selector }));
        let id = found
            .as_object()
            .and_then(|element| element.values().next())
            .and_then(Value::as_str);
        id.unwrap_or_else(|| panic!("{selector}: {found}")).to_owned()
    }

    fn post(&self, path: &str, body: Value) -> Value {
        self.ask(Method::POST, path, Some(body))
    }

    fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        let mut request = new_client()
            .request(method, format!("{}/{path}", self.session))
            .timeout(PATIENCE);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let reply = reply(request);
        assert_eq!(reply.status, 200, "{path}: {}", reply.text);
        reply.json()["value"].clone()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Its driver would leave the window behind.
        drop(reply(new_client().request(Method::DELETE, &self.session)));
    }
}
