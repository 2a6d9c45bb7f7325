//! `/orders`: booking, looking, moving, cancelling.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::archive::Cut;
use super::call::Call;
use super::caller::Staff;
use super::fields::{Fault, Fields};
use super::hal::{Link, Links, Page, Shown, link, to_itself};
use super::named::Named;
use super::problem::Problem;
use super::{Port, number, schema, settled, status};
use crate::app::{self, Answer, Asked, Book, Cancel, OrderView, Outcome};
use crate::domain::ids::OrderId;
use crate::domain::package::PackageCode;
use crate::domain::refusal::Refusal;
use crate::store::StoreError;
use crate::store::landmarks::Numbered;
use crate::store::orders::{self as rows, OrderRef};
use crate::store::sql::Sql;

const PATH: &str = "orders";

/// A customer's request for a package at a slot.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Order)]
pub struct OrderResource {
    #[serde(rename = "_links")]
    #[schema(value_type = std::collections::BTreeMap<String, Link>)]
    links: Links,
    order_type: String,
    name: Option<String>,
    /// Always null: a card number never gets this far.
    card_no: Option<i64>,
    /// The origin's word: null until the centre has it, then `Reservation Complete`, `confirmed`.
    status: Option<String>,
    /// Where it stands: held, paying, payment_unknown, paid, requested, confirmed, …
    state: String,
    order_id: i64,
    reservation_id: Option<i64>,
    payment_id: Option<i64>,
    /// The booking code.
    code: String,
    phone: Option<String>,
    /// YYYY-MM-DD.
    birth: Option<String>,
    /// m or f.
    sex: Option<String>,
    /// The day of the visit, in the centre's time zone.
    date: String,
    /// HH:MM.
    time: String,
    /// Won.
    price: i64,
    created_at: String,
    /// Until when the place is kept unpaid.
    hold_expires_at: Option<String>,
}

impl OrderResource {
    /// An order as it is shown.
    pub fn of(call: &Call, order: OrderView) -> Self {
        let mut links = to_itself(call, "order", PATH, order.id);
        let base = &call.base;
        links.insert("mypage", link(format!("{base}/mypages/{}", order.id)));
        if let Some(id) = order.reservation_id {
            links.insert("reservation", link(format!("{base}/reservations/{id}")));
        }
        if let Some(id) = order.payment_id {
            links.insert("paymentHistory", link(format!("{base}/paymentHistories/{id}")));
        }
        Self {
            links,
            status: status::of_order(&order.status),
            state: order.status,
            order_type: order.package,
            name: Some(order.name).filter(|name| !name.is_empty()),
            card_no: None,
            order_id: order.id,
            reservation_id: order.reservation_id,
            payment_id: order.payment_id,
            code: order.code,
            phone: order.phone,
            birth: order.birth,
            sex: order.sex,
            date: order.date,
            time: order.time,
            price: order.price,
            created_at: order.created_at,
            hold_expires_at: order.hold_expires_at,
        }
    }
}

/// Orders under their name.
#[derive(Debug, Serialize, ToSchema)]
pub struct Orders {
    orders: Vec<OrderResource>,
}

/// A booking to make.
#[derive(Debug, ToSchema)]
#[schema(as = NewOrder, rename_all = "camelCase")]
#[expect(dead_code, reason = "the document's picture of what `book` takes out of the fields")]
pub struct NewOrder {
    /// A package's code.
    #[schema(example = "prime")]
    order_type: String,
    #[schema(example = "jung", required = false)]
    name: Option<String>,
    /// Without one there are no texts.
    #[schema(example = "010-1234-5678", required = false)]
    phone: Option<String>,
    #[schema(example = "1980-01-31", required = false)]
    birth: Option<String>,
    #[schema(example = "f", required = false)]
    sex: Option<String>,
    /// Without one the earliest free place.
    #[schema(required = false)]
    date: Option<String>,
    #[schema(example = "08:30", required = false)]
    time: Option<String>,
    /// card, terminal, cash, transfer, company or none.
    #[schema(required = false)]
    pay_method: Option<String>,
    /// The gateway's token for a card, never its number.
    #[schema(required = false)]
    card_token: Option<String>,
    /// The card terminal's approval number.
    #[schema(required = false)]
    approval_no: Option<String>,
    /// Only null is taken.
    #[schema(required = false)]
    card_no: Option<i64>,
}

/// What may change of an order: its end, or its day.
#[derive(Debug, ToSchema)]
#[schema(as = OrderChange, rename_all = "camelCase")]
#[expect(
    dead_code,
    reason = "the document's picture of what `change` takes out of the fields"
)]
pub struct OrderChange {
    /// cancelled.
    #[schema(example = "cancelled", required = false)]
    status: Option<String>,
    #[schema(required = false)]
    reason: Option<String>,
    /// The new day of the visit; not together with a status.
    #[schema(required = false)]
    date: Option<String>,
    #[schema(required = false)]
    time: Option<String>,
}

/// The routes.
pub fn routes() -> OpenApiRouter<Port> {
    OpenApiRouter::new()
        .routes(routes!(list, book))
        .routes(routes!(show, change))
}

/// A page of orders.
#[utoipa::path(get, path = "/orders", tag = PATH, params(schema::Pages),
    responses((status = 200, content_type = "application/hal+json", body = Page<Orders>), schema::Staff))]
async fn list(State(port): State<Port>, _: Staff, call: Call, cut: Cut) -> Result<Response, Problem> {
    let read = |sql: &mut dyn Sql, first, last| -> Result<_, StoreError> {
        let rows = rows::between(sql, OrderId(first), OrderId(last))?;
        // A row that can't be read hides no other; `doctor` names it.
        Ok(rows
            .iter()
            .filter_map(|row| row.order.as_ref().ok().map(OrderView::of))
            .collect())
    };
    let listed = port.archive.page(&port.app, Numbered::Orders, cut, read).await?;
    let page = Page::new(&call, PATH, cut, listed, |orders| Orders {
        orders: orders
            .into_iter()
            .map(|order| OrderResource::of(&call, order))
            .collect(),
    });
    Ok(Shown::ok(&call, page).into_response())
}

/// Books: takes a place and pays for it.
#[utoipa::path(post, path = "/orders", tag = PATH, request_body = NewOrder, params(schema::Key),
    responses((status = 201, content_type = "application/hal+json", body = OrderResource, description = "Booked"),
        (status = 202, content_type = "application/hal+json", body = OrderResource, description = "The payment is not settled: the place is kept"),
        (status = 402, content_type = "application/problem+json", body = schema::ProblemDocument, description = "Declined: the place is free again"), schema::Staff, schema::Body))]
async fn book(State(port): State<Port>, _: Staff, call: Call, mut fields: Fields) -> Result<Response, Problem> {
    let package = package(&fields.needed_text("orderType")?)?;
    let (name, phone) = (fields.text("name")?, fields.text("phone")?);
    let (birth, sex) = (fields.text("birth")?, fields.text("sex")?);
    let (date, time) = (fields.text("date")?, fields.text("time")?);
    let tender = tender(&mut fields)?;
    fields.end()?;
    let today = port.app.recorder.rules.today(port.app.clock.now());
    let book = Book {
        customer: app::customer(
            name.as_deref(),
            phone.as_deref(),
            birth.as_deref(),
            sex.as_deref(),
            today,
        )?,
        package,
        agreed: None,
        when: app::when(date.as_deref(), time.as_deref())?,
        tender,
        hold_only: false,
        rehearse: false,
        key: Some(call.key.clone()),
    };
    let answer = port.app.book(book).await?;
    if matches!(answer.outcome, Outcome::Declined { .. }) {
        return Err(Problem::NotPaid(Box::new(answer)));
    }
    let id = answer.order.id;
    let shown = shown(&port, &call, answer).await?;
    let status = shown.status;
    Ok(match status {
        StatusCode::OK => shown.at(&call, StatusCode::CREATED, PATH, id),
        other => shown.at(&call, other, PATH, id),
    }
    .into_response())
}

/// One order.
#[utoipa::path(get, path = "/orders/{id}", tag = PATH, params(schema::Id),
    responses((status = 200, content_type = "application/hal+json", body = OrderResource), schema::Staff, schema::One))]
async fn show(State(port): State<Port>, _: Staff, call: Call, Named(id): Named) -> Result<Response, Problem> {
    let which = OrderRef::Id(OrderId(number(&id)?));
    let found = port.app.store.glance(move |sql| rows::find(sql, &which)).await?;
    let order = found.ok_or(Refusal::OrderNotFound(id))?;
    let answer = Answer {
        order: OrderView::of(&order),
        outcome: Outcome::Done,
    };
    Ok(shown(&port, &call, answer).await?.unless_known(&call))
}

/// Cancels an order, or moves the visit.
#[utoipa::path(patch, path = "/orders/{id}", tag = PATH, request_body = OrderChange, params(schema::Id, schema::Seen),
    responses((status = 200, content_type = "application/hal+json", body = OrderResource),
        (status = 202, content_type = "application/hal+json", body = OrderResource, description = "Cancelled; the money is not back yet"), schema::Staff, schema::Body, schema::One))]
async fn change(
    State(port): State<Port>,
    staff: Staff,
    call: Call,
    Named(id): Named,
    mut fields: Fields,
) -> Result<Response, Problem> {
    let (status, reason) = (fields.text("status")?, fields.text("reason")?);
    let (date, time) = (fields.text("date")?, fields.text("time")?);
    fields.end()?;
    let asked = Asked {
        order: OrderRef::Id(OrderId(number(&id)?)),
        seen: call.seen.clone(),
        key: None,
    };
    let answer = match (status.as_deref(), date) {
        (Some("cancelled" | "canceled"), None) if time.is_none() => {
            let cancel = Cancel {
                asked,
                reason: reason.as_deref().map(app::reason).transpose()?,
                by: staff.name,
                rehearse: false,
            };
            port.app.cancel(cancel).await?
        }
        (None, Some(date)) => {
            let when = app::when(Some(&date), time.as_deref())?;
            let order = port.app.reschedule(asked, when, staff.name).await?;
            Answer {
                order,
                outcome: Outcome::Done,
            }
        }
        (None, None) => return Err(Fault::Missing("status").into()),
        _ => return Err(Fault::NotOneOf("status", "cancelled").into()),
    };
    Ok(shown(&port, &call, answer).await?.into_response())
}

/// One order, with the link that staff can hand to its customer.
async fn shown(port: &Port, call: &Call, answer: Answer) -> Result<Shown<OrderResource>, Problem> {
    let (id, tag) = (answer.order.id, answer.order.seq);
    let token = port.app.link(OrderId(id)).await?;
    let mut order = OrderResource::of(call, answer.order);
    order.links.insert("customer", link(format!("{}/m/{token}", call.base)));
    Ok(settled(port, Shown::ok(call, order).tagged(tag), &answer.outcome))
}

/// A way to pay, out of the fields that speak of one.
///
/// # Errors
/// What is wrong with it; a card number above all.
pub fn tender(fields: &mut Fields) -> Result<app::Tender, Problem> {
    let (method, token) = (fields.text("payMethod")?, fields.text("cardToken")?);
    let approval = fields.text("approvalNo")?;
    if fields.holds("cardNo") {
        return Err(app::Invalid::CardNumber("card token").into());
    }
    Ok(app::tender(method.as_deref(), token, approval)?)
}

fn package(code: &str) -> Result<PackageCode, Problem> {
    Ok(PackageCode::parse(code.trim()).map_err(|_| Refusal::PackageNotFound(code.to_owned()))?)
}
