//! The customer behind a link: which booking it opens, how it stands, and in which language they read.

use std::collections::HashMap;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;

use super::super::Port;
use super::super::language;
use super::super::problem::Problem;
use crate::app::Asked;
use crate::domain::ids::OrderId;
use crate::domain::lang::Lang;
use crate::domain::order::OrderStatus;
use crate::mypage::{self, MyPage, Who};
use crate::store::orders::OrderRef;
use crate::words::Words;

/// Who did something through the page, for the record.
pub const BY: &str = "customer";

/// Somebody with a link that opens a booking.
pub struct Visitor {
    pub words: Words,
    pub view: MyPage,
    token: String,
    /// Whether the language was chosen on the page, and not by the browser.
    chosen: bool,
}

impl Visitor {
    /// Where the booking's page stands.
    pub fn path(&self) -> String {
        format!("/m/{}", self.token)
    }

    /// What keeps the chosen language on the way to the next page.
    pub fn query(&self) -> String {
        if self.chosen {
            format!("?lang={}", self.words.lang.code())
        } else {
            String::new()
        }
    }

    /// The order, for a use case; `key` makes a form that is sent twice one request.
    pub fn asked(&self, key: Option<String>) -> Asked {
        Asked {
            order: OrderRef::Id(OrderId(self.view.id)),
            seen: None,
            key,
        }
    }

    /// Another one means that there is news: an event, or a text that went out.
    pub fn version(&self) -> String {
        version(&self.view)
    }

    /// Whether the visit can still be moved.
    pub fn may_move(&self) -> bool {
        use OrderStatus::{Confirmed, Held, Paid, Requested};
        let status = OrderStatus::parse(&self.view.status);
        matches!(status, Some(Held | Paid | Requested | Confirmed))
    }

    /// Whether there is anything to cancel.
    pub fn may_cancel(&self) -> bool {
        let status = OrderStatus::parse(&self.view.status);
        self.may_move() || matches!(status, Some(OrderStatus::Paying | OrderStatus::PaymentUnknown))
    }
}

/// As [`Visitor::version`].
pub fn version(view: &MyPage) -> String {
    let settled = view.messages.iter().filter(|message| message.sent_at.is_some()).count();
    format!("{}-{settled}", view.timeline.len())
}

/// The view of an order.
///
/// # Errors
/// [`Problem::Nowhere`]; the store's.
pub async fn view(port: &Port, order: OrderId) -> Result<MyPage, Problem> {
    let who = Who::Order(OrderRef::Id(order));
    let mut found = port.app.store.glance(move |sql| mypage::find(sql, &who)).await?;
    found.pop().ok_or(Problem::Nowhere)
}

/// The words somebody reads, and whether they chose them.
pub fn words(parts: &Parts) -> (Words, bool) {
    let query = parts.uri.query().unwrap_or_default().as_bytes();
    let chosen = form_urlencoded::parse(query).find(|(name, _)| name == "lang");
    match chosen.and_then(|(_, lang)| Lang::parse(&lang)) {
        Some(lang) => (Words::new(lang).of_the_web(), true),
        None => (language::of(&parts.headers), false),
    }
}

impl FromRequestParts<Port> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, port: &Port) -> Result<Self, Problem> {
        let Path(mut named) = Path::<HashMap<String, String>>::from_request_parts(parts, port)
            .await
            .map_err(|_| Problem::Nowhere)?;
        let token = named.remove("token").ok_or(Problem::Nowhere)?;
        let order = port.app.order_of_link(&token).await?.ok_or(Problem::Nowhere)?;
        let (words, chosen) = words(parts);
        Ok(Self {
            words,
            view: view(port, order).await?,
            token,
            chosen,
        })
    }
}
