//! Resources as the origin shows them: HAL, with links to themselves, a version of their own, and pages.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{FromRequestParts, Query};
use axum::http::header::{CONTENT_TYPE, ETAG, HeaderValue, LOCATION, RETRY_AFTER};
use axum::http::request::Parts;
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Port;
use super::archive::{Cut, Listed};
use super::call::{Call, KEY};
use super::fields::Fault;
use super::problem::Problem;

/// A link.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Link {
    pub href: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub templated: Option<bool>,
}

/// Links by their relation.
pub type Links = BTreeMap<&'static str, Link>;

/// A link to an address.
pub fn link(href: impl Into<String>) -> Link {
    let href = href.into();
    Link { href, templated: None }
}

/// The links of a resource: itself, under both of its names.
pub fn to_itself(call: &Call, relation: &'static str, path: &str, id: i64) -> Links {
    let href = format!("{}/{path}/{id}", call.base);
    Links::from([(relation, link(href.clone())), ("self", link(href))])
}

/// Where a page stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PageInfo {
    pub size: i64,
    pub total_elements: i64,
    pub total_pages: i64,
    /// From 0.
    pub number: i64,
}

/// A page of resources.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Page<E> {
    #[serde(rename = "_embedded")]
    pub embedded: E,
    #[serde(rename = "_links")]
    #[schema(value_type = BTreeMap<String, Link>)]
    pub links: Links,
    pub page: PageInfo,
}

impl<E> Page<E> {
    /// The page that `cut` asked for; `wrap` puts the resources under their name.
    pub fn new<T>(call: &Call, path: &str, cut: Cut, listed: Listed<T>, wrap: impl FnOnce(Vec<T>) -> E) -> Self {
        let all = format!("{}/{path}", call.base);
        let pages = (listed.total + cut.size - 1) / cut.size;
        let at = |number: i64| {
            let sort = if cut.backwards { "&sort=id,desc" } else { "" };
            link(format!("{all}?page={number}&size={}{sort}", cut.size))
        };
        let mut links = Links::from([
            (
                "self",
                Link {
                    href: format!("{all}{{?page,size,sort}}"),
                    templated: Some(true),
                },
            ),
            ("profile", link(format!("{}/profile/{path}", call.base))),
        ]);
        if pages > 1 {
            links.extend([("first", at(0)), ("last", at(pages - 1))]);
        }
        if cut.number > 0 && pages > 0 {
            links.insert("prev", at((cut.number - 1).min(pages - 1)));
        }
        if cut.number + 1 < pages {
            links.insert("next", at(cut.number + 1));
        }
        Self {
            embedded: wrap(listed.items),
            links,
            page: PageInfo {
                size: cut.size,
                total_elements: listed.total,
                total_pages: pages,
                number: cut.number,
            },
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    page: Option<String>,
    #[serde(default)]
    size: Option<String>,
    #[serde(default)]
    sort: Option<String>,
}

impl FromRequestParts<Port> for Cut {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, port: &Port) -> Result<Self, Problem> {
        let Query(asked) = Query::<Asked>::from_request_parts(parts, port)
            .await
            .map_err(|_| Fault::Page("page, size, sort"))?;
        let number = |text: Option<String>, default: i64, from: i64, to: i64, name| match text {
            None => Ok(default),
            Some(text) => text
                .parse()
                .ok()
                .filter(|n| (from..=to).contains(n))
                .ok_or(Fault::Page(name)),
        };
        Ok(Self {
            number: number(asked.page, 0, 0, 1_000_000_000, "page")?,
            size: number(asked.size, 20, 1, 1_000, "size")?,
            backwards: match asked.sort.as_deref() {
                None | Some("" | "id" | "id,asc") => false,
                Some("id,desc") => true,
                Some(_) => return Err(Fault::Page("sort").into()),
            },
        })
    }
}

/// An answer that shows a resource.
pub struct Shown<T> {
    pub status: StatusCode,
    pub body: T,
    pub media: &'static str,
    pub headers: Vec<(HeaderName, String)>,
}

impl<T: Serialize> Shown<T> {
    /// What was asked for.
    pub fn ok(call: &Call, body: T) -> Self {
        Self {
            status: StatusCode::OK,
            body,
            media: call.media.name(),
            headers: Vec::new(),
        }
    }

    /// Under its own address, with the key of the request that made it.
    pub fn at(mut self, call: &Call, status: StatusCode, path: &str, id: i64) -> Self {
        self.status = status;
        self.headers.push((LOCATION, format!("{}/{path}/{id}", call.base)));
        self.headers.push((KEY, call.key.clone()));
        self
    }

    /// As this version.
    pub fn tagged(mut self, tag: impl std::fmt::Display) -> Self {
        self.headers.push((ETAG, format!("\"{tag}\"")));
        self
    }

    /// Not settled: ask again in so many seconds.
    pub fn later(mut self, seconds: i64) -> Self {
        self.status = StatusCode::ACCEPTED;
        self.headers.push((RETRY_AFTER, seconds.max(1).to_string()));
        self
    }

    /// With nothing but the news that there is none, for a client that has this version already.
    pub fn unless_known(self, call: &Call) -> Response {
        let known = self
            .headers
            .iter()
            .any(|(name, tag)| name == ETAG && call.has(tag.trim_matches('"')));
        let mut response = self.into_response();
        if known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            *response.body_mut() = axum::body::Body::empty();
            response.headers_mut().remove(CONTENT_TYPE);
            response.headers_mut().remove(axum::http::header::CONTENT_LENGTH);
        }
        response
    }
}

impl<T: Serialize> IntoResponse for Shown<T> {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body)).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.media));
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        }
        response
    }
}
