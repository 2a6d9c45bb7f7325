//! What a request says about itself beside its body: under which address it reached us, what it can read,
//! what it has seen, and its key.

use axum::extract::FromRequestParts;
use axum::http::header::{ACCEPT, HOST, IF_MATCH, IF_NONE_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};

use super::Port;
use super::fields::Fault;
use super::language::weighed;
use super::listen::Door;
use super::problem::Problem;

/// The header of a request's key.
pub const KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// What a client reads. The origin answers a client that asks for JSON with JSON, and others with HAL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    Hal,
    Json,
}

impl Media {
    /// Its name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hal => "application/hal+json",
            Self::Json => "application/json",
        }
    }
}

/// What a request says about itself.
#[derive(Debug, Clone)]
pub struct Call {
    /// `http://localhost:8080`: where the client sees us, for links.
    pub base: String,
    pub media: Media,
    /// Events the client may have seen last, by `If-Match`; any when it does not say.
    pub seen: Option<Vec<i64>>,
    /// What it has already, by `If-None-Match`.
    has: Option<String>,
    /// `Idempotency-Key`, made here when the client has none; empty where nothing is changed.
    pub key: String,
}

impl Call {
    /// Whether the client has this version already.
    pub fn has(&self, tag: &str) -> bool {
        self.has
            .as_deref()
            .is_some_and(|has| tags(has).any(|known| known == tag || known == "*"))
    }
}

impl FromRequestParts<Port> for Call {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, port: &Port) -> Result<Self, Problem> {
        let headers = &parts.headers;
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        let seen = text(IF_MATCH).map(|said| tags(said).map(|tag| tag.parse().unwrap_or(-1)).collect());
        let any = text(IF_MATCH).is_some_and(|said| said.trim() == "*");
        Ok(Self {
            base: base(headers, port.door),
            media: media(headers)?,
            seen: if any { None } else { seen },
            has: text(IF_NONE_MATCH).map(str::to_owned),
            key: match headers.get(KEY) {
                Some(value) => key(value.to_str().ok()).ok_or(Fault::Key)?,
                None if parts.method.is_safe() => String::new(),
                None => port.app.recorder.ids.key(),
            },
        })
    }
}

/// The tags of a list, without quotes; a weak one is as good as a strong one here.
fn tags(list: &str) -> impl Iterator<Item = &str> {
    list.split(',')
        .map(|tag| tag.trim().trim_start_matches("W/").trim_matches('"'))
}

fn key(text: Option<&str>) -> Option<String> {
    let text = text?.trim();
    let fits = (1..=200).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic() || b == b' ');
    fits.then(|| text.to_owned())
}

fn media(headers: &HeaderMap) -> Result<Media, Problem> {
    let Some(accept) = headers.get(ACCEPT).and_then(|value| value.to_str().ok()) else {
        return Ok(Media::Hal);
    };
    // The most precise name that fits decides how much a media type is liked.
    let liked = |media: Media| {
        let fitting = accept.split(',').take(50).map(weighed).filter_map(|(name, quality)| {
            let precision = match name {
                name if name.eq_ignore_ascii_case(media.name()) => 2,
                "application/*" => 1,
                "*/*" => 0,
                _ => return None,
            };
            Some((precision, quality))
        });
        fitting
            .max_by_key(|(precision, _)| *precision)
            .map_or(0.0, |(_, quality)| quality)
    };
    let (hal, json) = (liked(Media::Hal), liked(Media::Json));
    match (hal, json) {
        (hal, json) if hal <= 0.0 && json <= 0.0 => Err(Problem::NotAcceptable),
        (hal, json) if json > hal => Ok(Media::Json),
        _ => Ok(Media::Hal),
    }
}

/// Where the client sees us. A proxy says what it was called by; a name that is none is left out of links.
pub fn base(headers: &HeaderMap, door: Door) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let proxy = |name: &str| text(name).filter(|_| door == Door::Proxy);
    let scheme = match proxy("x-forwarded-proto") {
        Some("https") => "https",
        _ => "http",
    };
    let host = proxy("x-forwarded-host").or_else(|| text(HOST.as_str()));
    let named = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']');
    match host {
        Some(host) if !host.is_empty() && host.len() <= 255 && host.bytes().all(named) => format!("{scheme}://{host}"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(
            HeaderName::from_static(name),
            axum::http::HeaderValue::from_static(value),
        )])
    }

    #[test]
    fn a_client_gets_what_it_likes_best() {
        for (accept, media) in [
            ("*/*", Some(Media::Hal)),
            ("application/json, */*;q=0.5", Some(Media::Json)),
            ("application/json", Some(Media::Json)),
            ("application/hal+json, application/json", Some(Media::Hal)),
            ("application/*", Some(Media::Hal)),
            ("application/json;q=0.1, application/hal+json;q=0", Some(Media::Json)),
            ("text/html", None),
            ("application/json;q=0", None),
        ] {
            assert_eq!(super::media(&headers("accept", accept)).ok(), media, "{accept}");
        }
    }

    #[test]
    fn links_name_the_host_that_was_asked_and_nothing_worse() {
        let seen = |value| base(&headers("host", value), Door::Street);
        assert_eq!(seen("localhost:8081"), "http://localhost:8081");
        assert_eq!(seen("[::1]:80"), "http://[::1]:80");
        assert_eq!(seen("a/b"), "");
        assert_eq!(seen("a\"><script>"), "");
        let mut said = headers("host", "inside");
        said.extend(headers("x-forwarded-proto", "https"));
        said.extend(headers("x-forwarded-host", "hc.example"));
        assert_eq!(base(&said, Door::Street), "http://inside");
        assert_eq!(base(&said, Door::Proxy), "https://hc.example");
    }
}
