//! `/m`: for those who have lost the link. The booking code and the last four digits of the phone open the
//! booking; whatever is wrong, the answer is the same sentence, and after a few tries it is "later".

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::header::LOCATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use governor::clock::Clock;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::super::Port;
use super::super::body::bytes;
use super::super::listen::Door;
use super::super::problem::Problem;
use super::html::{Sheet, Text};
use super::visitor::words;
use crate::domain::code::BookingCode;
use crate::store::orders::{self, OrderRef};
use crate::words::Words;

/// Who may try how often: an address ten times and then once in six seconds, a booking five times and then
/// once a minute, from wherever. Ten thousand endings of a phone number then take a week.
pub struct Tries {
    of_address: DefaultKeyedRateLimiter<IpAddr>,
    of_booking: DefaultKeyedRateLimiter<String>,
}

impl Default for Tries {
    fn default() -> Self {
        let quota = |per_minute: NonZeroU32, burst: NonZeroU32| Quota::per_minute(per_minute).allow_burst(burst);
        const ONCE: NonZeroU32 = NonZeroU32::MIN;
        Self {
            of_address: RateLimiter::keyed(quota(ONCE.saturating_add(9), ONCE.saturating_add(9))),
            of_booking: RateLimiter::keyed(quota(ONCE, ONCE.saturating_add(4))),
        }
    }
}

impl Tries {
    fn take<K: std::hash::Hash + Eq + Clone>(of: &DefaultKeyedRateLimiter<K>, key: &K) -> Result<(), Problem> {
        /// What has recovered need not be remembered.
        const MANY: usize = 10_000;
        if of.len() > MANY {
            of.retain_recent();
        }
        of.check_key(key).map_err(|later| {
            let wait = later.wait_time_from(of.clock().now());
            Problem::TooMany(i64::try_from(wait.as_secs()).unwrap_or(60) + 1)
        })
    }
}

/// Where a request comes from.
pub struct From(IpAddr);

impl FromRequestParts<Port> for From {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, port: &Port) -> Result<Self, Problem> {
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|peer| peer.0.ip());
        let said = (port.door == Door::Proxy).then(|| forwarded(&parts.headers)).flatten();
        let address = said.or(peer).unwrap_or(IpAddr::from([0, 0, 0, 0]));
        Ok(Self(neighbourhood(address)))
    }
}

/// The last address is the one our own proxy has seen; the others are hearsay.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?;
    last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

/// Whoever has one IPv6 address has 2^64 of them.
fn neighbourhood(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => v4.into(),
            None => {
                let [a, b, c, d, ..] = v6.segments();
                IpAddr::from([a, b, c, d, 0, 0, 0, 0])
            }
        },
        v4 => v4,
    }
}

/// `GET /m`
///
/// # Errors
/// None.
pub async fn show(State(port): State<Port>, request: Request) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    Ok(sheet(&port, words(&parts).0, false))
}

/// `POST /m`
///
/// # Errors
/// [`Problem::TooMany`]; the store's.
pub async fn prove(State(port): State<Port>, from: From, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let (words, _) = words(&parts);
    Tries::take(&port.tries.of_address, &from.0)?;
    let body = bytes(Request::from_parts(parts, body)).await?;
    let field = |wanted: &str| {
        let found = form_urlencoded::parse(&body).find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let Ok(code) = BookingCode::parse(&field("code")) else {
        return Ok(sheet(&port, words, true));
    };
    Tries::take(&port.tries.of_booking, &code.to_string())?;
    let which = OrderRef::Code(code);
    let order = port.app.store.read(move |sql| orders::find(sql, &which)).await?;
    let last4 = field("last4");
    let right = order.filter(|order| {
        order
            .customer
            .phone
            .as_ref()
            .is_some_and(|phone| phone.last4() == last4)
    });
    let Some(order) = right else {
        return Ok(sheet(&port, words, true));
    };
    let to = format!("/m/{}?lang={}", port.app.link(order.id).await?, words.lang.code());
    Ok((StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response())
}

fn sheet(port: &Port, words: Words, failed: bool) -> Response {
    let say = |key: &str| words.get("page", key);
    let said = match failed {
        true => format!("<p class=\"error\" role=\"alert\">{}</p>", Text(&say("proof_failed"))),
        false => String::new(),
    };
    let main = format!(
        "<section class=\"card\"><h1>{}</h1><p>{}</p>{said}<form method=\"post\">\
         <label for=\"code\">{}</label><input id=\"code\" name=\"code\" required maxlength=\"20\" autocomplete=\"off\" \
         autocapitalize=\"characters\" spellcheck=\"false\" placeholder=\"7K3M-9QWZ-1\">\
         <label for=\"last4\">{}</label><input id=\"last4\" name=\"last4\" required inputmode=\"numeric\" \
         pattern=\"[0-9]{{4}}\" maxlength=\"4\" autocomplete=\"off\" placeholder=\"5678\">\
         <p class=\"actions\"><button>{}</button></p></form></section>",
        say("proof_title"),
        say("proof_hint"),
        say("proof_code"),
        say("proof_last4"),
        say("proof_open"),
    );
    let sheet = Sheet {
        words,
        title: say("proof_title"),
        path: "/m",
        version: None,
        main,
    };
    // The same status for a wrong code as for wrong digits: neither says whether the other is right.
    sheet.answer(port, if failed { StatusCode::FORBIDDEN } else { StatusCode::OK })
}
