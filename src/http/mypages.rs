//! `/mypages`: the customer's view, as staff and programs read it.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::archive::Cut;
use super::call::Call;
use super::caller::Staff;
use super::hal::{Link, Links, Page, Shown, link, to_itself};
use super::named::Named;
use super::problem::Problem;
use super::{Port, number, schema, status};
use crate::domain::ids::OrderId;
use crate::mypage::{self, MyPage, Who};
use crate::store::StoreError;
use crate::store::landmarks::Numbered;
use crate::store::orders::{self, OrderRef};
use crate::store::sql::Sql;

const PATH: &str = "mypages";

/// The customer's view of one order.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Mypage)]
pub struct MypageResource {
    #[serde(rename = "_links")]
    #[schema(value_type = std::collections::BTreeMap<String, Link>)]
    links: Links,
    name: Option<String>,
    order_id: i64,
    reservation_id: Option<i64>,
    /// The origin's word: null until the centre has it, then `Reservation Complete`, `confirmed`.
    status: Option<String>,
    state: String,
    code: String,
    order_type: String,
    date: String,
    time: String,
    /// Won.
    price: i64,
    /// What goes back, in won.
    refund: Option<i64>,
    hold_expires_at: Option<String>,
    timeline: Vec<StepResource>,
    messages: Vec<MessageResource>,
}

/// One thing that happened.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Step)]
pub struct StepResource {
    at: String,
    event: String,
    status: String,
}

/// One text about it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Message)]
pub struct MessageResource {
    event: String,
    status: String,
    sent_at: Option<String>,
}

impl MypageResource {
    fn of(call: &Call, view: MyPage) -> Self {
        let mut links = to_itself(call, "mypage", PATH, view.id);
        links.insert("order", link(format!("{}/orders/{}", call.base, view.id)));
        Self {
            links,
            name: Some(view.name).filter(|name| !name.is_empty()),
            order_id: view.id,
            reservation_id: view.reservation_id,
            status: status::of_order(&view.status),
            state: view.status,
            code: view.code,
            order_type: view.package,
            date: view.date,
            time: view.time,
            price: view.price,
            refund: view.refund,
            hold_expires_at: view.hold_expires_at,
            timeline: view
                .timeline
                .into_iter()
                .map(|step| StepResource {
                    at: step.at,
                    event: step.event,
                    status: step.status,
                })
                .collect(),
            messages: view
                .messages
                .into_iter()
                .map(|message| MessageResource {
                    event: message.event,
                    status: message.status,
                    sent_at: message.sent_at,
                })
                .collect(),
        }
    }
}

/// Views under their name.
#[derive(Debug, Serialize, ToSchema)]
pub struct Mypages {
    mypages: Vec<MypageResource>,
}

/// The routes.
pub fn routes() -> OpenApiRouter<Port> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show))
}

/// A page of views, in the order of their orders.
#[utoipa::path(get, path = "/mypages", tag = PATH, params(schema::Pages),
    responses((status = 200, content_type = "application/hal+json", body = Page<Mypages>), schema::Staff))]
async fn list(State(port): State<Port>, _: Staff, call: Call, cut: Cut) -> Result<Response, Problem> {
    let read = |sql: &mut dyn Sql, first, last| -> Result<_, StoreError> {
        let mut views = Vec::new();
        for row in orders::between(sql, OrderId(first), OrderId(last))? {
            views.extend(mypage::find(sql, &Who::Order(OrderRef::Id(row.id)))?);
        }
        Ok(views)
    };
    let listed = port.archive.page(&port.app, Numbered::Orders, cut, read).await?;
    let page = Page::new(&call, PATH, cut, listed, |views| Mypages {
        mypages: views.into_iter().map(|view| MypageResource::of(&call, view)).collect(),
    });
    Ok(Shown::ok(&call, page).into_response())
}

/// The view of one order.
#[utoipa::path(get, path = "/mypages/{id}", tag = PATH, params(schema::Id),
    responses((status = 200, content_type = "application/hal+json", body = MypageResource), schema::Staff, schema::One))]
async fn show(State(port): State<Port>, _: Staff, call: Call, Named(id): Named) -> Result<Response, Problem> {
    let who = Who::Order(OrderRef::Id(OrderId(number(&id)?)));
    let mut found = port.app.store.glance(move |sql| mypage::find(sql, &who)).await?;
    let view = found.pop().ok_or(Problem::Nowhere)?;
    // Every event is a step; a text that was sent is news as well.
    let sent = view.messages.iter().filter(|message| message.sent_at.is_some()).count();
    let tag = format!("{}-{sent}", view.timeline.len());
    let shown = Shown::ok(&call, MypageResource::of(&call, view));
    Ok(shown.tagged(tag).unless_known(&call))
}
