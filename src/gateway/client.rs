//! One HTTP call as both gateways need it: a deadline over the whole of it, no redirects, no proxy from
//! the environment, and never more than 64 KiB of answer in memory.

use std::time::Duration;

use jiff::fmt::rfc2822::DateTimeParser;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use reqwest::{Client, RequestBuilder, StatusCode, Url, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;

use crate::domain::text;
use crate::domain::why::Why;

const LARGEST_ANSWER: usize = 64 * 1024;

/// A gateway's address, secret and patience.
#[derive(Clone)]
pub struct Wire {
    client: Client,
    base: Url,
    secret: Option<SecretString>,
    pub deadline: Duration,
}

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("{key} is missing")]
    Missing { key: &'static str },
    #[error("{key} is not an http:// or https:// address")]
    Address { key: &'static str },
    #[error("no HTTP client: {0}")]
    Client(String),
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    /// Seconds of `Retry-After`, where it was given.
    pub retry_after: Option<u64>,
    pub body: Vec<u8>,
}

impl Answer {
    /// An answer that is here as a whole.
    pub fn new(status: StatusCode, headers: &HeaderMap, body: Vec<u8>) -> Self {
        Self {
            status,
            retry_after: seconds(headers),
            body,
        }
    }

    /// The object that the body is. A list is none, though its values may stand in the order of our fields.
    pub fn object<T: DeserializeOwned>(&self) -> Option<T> {
        let object = self.body.trim_ascii_start().starts_with(b"{");
        object.then(|| serde_json::from_slice(&self.body).ok()).flatten()
    }
}

impl Wire {
    /// A wire to `base`. `key` names the setting in faults.
    ///
    /// # Errors
    /// [`Fault`] when the address is none.
    pub fn new(base: &str, key: &'static str, secret: Option<SecretString>, deadline: Duration) -> Result<Self, Fault> {
        if base.is_empty() {
            return Err(Fault::Missing { key });
        }
        let base = Url::parse(base).map_err(|_| Fault::Address { key })?;
        if !matches!(base.scheme(), "http" | "https") || base.host_str().is_none() {
            return Err(Fault::Address { key });
        }
        let roots = rustls::RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|e| Fault::Client(e.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .timeout(deadline)
            .pool_idle_timeout(Duration::from_secs(30))
            .user_agent(concat!("healthcenter/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|e| Fault::Client(e.to_string()))?;
        Ok(Self {
            client,
            base,
            secret,
            deadline,
        })
    }

    /// POST of a JSON body under a key.
    ///
    /// # Errors
    /// The sentence that says why there is no answer.
    pub async fn post(&self, path: &str, key: &str, body: &impl serde::Serialize) -> Result<Answer, String> {
        let request = self.client.post(self.at(path)).json(body);
        self.call(request.header("Idempotency-Key", key)).await
    }

    /// GET under a key.
    ///
    /// # Errors
    /// The sentence that says why there is no answer.
    pub async fn get(&self, path: &str, key: &str) -> Result<Answer, String> {
        let request = self.client.get(self.at(path));
        self.call(request.header("Idempotency-Key", key)).await
    }

    /// Whether anybody answers there, whatever the answer.
    ///
    /// # Errors
    /// The sentence that says why not.
    pub async fn reach(&self) -> Result<(), String> {
        self.call(self.client.get(self.base.clone())).await.map(drop)
    }

    /// A place at the gateway. The address was read once: to read it for each text took a twentieth of the drain.
    fn at(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.base.path().trim_end_matches('/')));
        url
    }

    async fn call(&self, mut request: RequestBuilder) -> Result<Answer, String> {
        if let Some(secret) = &self.secret {
            request = request.bearer_auth(secret.expose_secret());
        }
        let mut response = request.send().await.map_err(|e| why(&e))?;
        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|e| why(&e))? {
            if body.len() + chunk.len() > LARGEST_ANSWER {
                return Err(Why::TooLarge.into());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer::new(status, &headers, body))
    }
}

/// A gateway's words: nothing that disturbs a screen, no more than a line of them.
pub fn printable(words: &str) -> String {
    let shown = |c: &char| !text::is_control(*c) && !text::is_hidden(*c);
    words.chars().filter(shown).take(120).collect()
}

/// `Retry-After` is a number, or an instant by the gateway's own clock.
fn seconds(headers: &HeaderMap) -> Option<u64> {
    let text = |name| headers.get(name)?.to_str().ok().map(str::trim);
    let instant = |text| DateTimeParser::new().parse_timestamp(text).ok();
    let wait = text(RETRY_AFTER)?;
    if let Ok(seconds) = wait.parse() {
        return Some(seconds);
    }
    let wait = instant(wait)?.duration_since(instant(text(DATE)?)?).as_secs();
    Some(u64::try_from(wait).unwrap_or(0))
}

/// The cause without the address: it can hold what does not belong into a log.
fn why(e: &reqwest::Error) -> String {
    let why = if e.is_timeout() {
        Why::NoAnswer
    } else if e.is_connect() {
        Why::NoConnection
    } else {
        Why::BrokeOff
    };
    let mut cause: &dyn std::error::Error = e;
    while let Some(source) = cause.source() {
        cause = source;
    }
    why.of(cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_a_number_or_an_instant() {
        let after = |wait: &str, date: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, wait.parse().unwrap());
            if let Some(date) = date {
                headers.insert(DATE, date.parse().unwrap());
            }
            seconds(&headers)
        };
        let now = Some("Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(after("120", now), Some(120));
        assert_eq!(after("Sun, 06 Nov 1994 08:51:07 GMT", now), Some(90));
        assert_eq!(after("Sun, 06 Nov 1994 08:00:00 GMT", now), Some(0), "it is over");
        assert_eq!(after("Sun, 06 Nov 1994 08:51:07 GMT", None), None);
        assert_eq!(after("soon", now), None);
    }
}
