//! `/paymentHistories`: the money that moved, and paying for what is held.

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
use super::orders::tender;
use super::problem::Problem;
use super::{Port, number, schema, settled};
use crate::app::{AppError, Asked, Outcome, Pay};
use crate::domain::ids::{OrderId, PaymentId};
use crate::domain::order::OrderStatus;
use crate::domain::payment::{Direction, Payment};
use crate::domain::refusal::Refusal;
use crate::store::landmarks::Numbered;
use crate::store::orders::{self, OrderRef};
use crate::store::payments as rows;
use crate::store::sql::Sql;

const PATH: &str = "paymentHistories";

/// One movement of money.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PaymentHistory)]
pub struct PaymentResource {
    #[serde(rename = "_links")]
    #[schema(value_type = std::collections::BTreeMap<String, Link>)]
    links: Links,
    order_id: i64,
    /// Won.
    price: i64,
    pay_method: &'static str,
    /// Always null.
    card_no: Option<i64>,
    /// started, unknown, approved, declined or released.
    status: &'static str,
    state: &'static str,
    payment_id: i64,
    /// charge or refund.
    direction: &'static str,
    /// The charge that a refund gives back.
    refund_of: Option<i64>,
    started_at: String,
    settled_at: Option<String>,
}

impl PaymentResource {
    fn of(call: &Call, payment: &Payment) -> Self {
        let mut links = to_itself(call, "paymentHistory", PATH, payment.id.0);
        links.insert("order", link(format!("{}/orders/{}", call.base, payment.order)));
        Self {
            links,
            order_id: payment.order.0,
            price: payment.amount.get(),
            pay_method: payment.method.code(),
            card_no: None,
            status: payment.status.code(),
            state: payment.status.code(),
            payment_id: payment.id.0,
            direction: payment.direction.code(),
            refund_of: payment.refund_of.map(|charge| charge.0),
            started_at: payment.started_at.to_string(),
            settled_at: payment.settled_at.map(|at| at.to_string()),
        }
    }
}

/// Payments under their name.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PaymentHistories {
    payment_histories: Vec<PaymentResource>,
}

/// A held order to pay.
#[derive(Debug, ToSchema)]
#[schema(as = NewPayment, rename_all = "camelCase")]
#[expect(dead_code, reason = "the document's picture of what `pay` takes out of the fields")]
pub struct NewPayment {
    order_id: i64,
    /// Won; must be the order's price.
    #[schema(required = false)]
    price: Option<i64>,
    /// card, terminal, cash, transfer, company or none.
    #[schema(required = false)]
    pay_method: Option<String>,
    #[schema(required = false)]
    card_token: Option<String>,
    #[schema(required = false)]
    approval_no: Option<String>,
}

/// The routes.
pub fn routes() -> OpenApiRouter<Port> {
    OpenApiRouter::new().routes(routes!(list, pay)).routes(routes!(show))
}

/// A page of payments and refunds.
#[utoipa::path(get, path = "/paymentHistories", tag = PATH, params(schema::Pages),
    responses((status = 200, content_type = "application/hal+json", body = Page<PaymentHistories>), schema::Staff))]
async fn list(State(port): State<Port>, _: Staff, call: Call, cut: Cut) -> Result<Response, Problem> {
    let read = |sql: &mut dyn Sql, first, last| rows::between(sql, PaymentId(first), PaymentId(last));
    let listed = port.archive.page(&port.app, Numbered::Payments, cut, read).await?;
    let page = Page::new(&call, PATH, cut, listed, |payments| PaymentHistories {
        payment_histories: payments
            .iter()
            .map(|payment| PaymentResource::of(&call, payment))
            .collect(),
    });
    Ok(Shown::ok(&call, page).into_response())
}

/// Pays a held order; what is paid already is shown.
#[utoipa::path(post, path = "/paymentHistories", tag = PATH, request_body = NewPayment, params(schema::Key),
    responses((status = 201, content_type = "application/hal+json", body = PaymentResource, description = "Paid"),
        (status = 200, content_type = "application/hal+json", body = PaymentResource, description = "It was paid before; this is that payment"),
        (status = 202, content_type = "application/hal+json", body = PaymentResource, description = "Not settled yet"),
        (status = 402, content_type = "application/problem+json", body = schema::ProblemDocument, description = "Declined: the place is free again"), schema::Staff, schema::Body))]
async fn pay(State(port): State<Port>, _: Staff, call: Call, mut fields: Fields) -> Result<Response, Problem> {
    let id = OrderId(fields.needed_number("orderId")?);
    let price = fields.number("price")?;
    let tender = tender(&mut fields)?;
    fields.end()?;
    let found = port
        .app
        .store
        .read(move |sql| orders::find(sql, &OrderRef::Id(id)))
        .await?;
    let order = found.ok_or_else(|| Refusal::OrderNotFound(id.to_string()))?;
    // The price of what is paid already is history, whatever the call says of it.
    if order.status == OrderStatus::Held && price.is_some_and(|price| price != order.price.get()) {
        return Err(Fault::Price(order.price.get()).into());
    }
    let pay = Pay {
        asked: Asked {
            order: OrderRef::Id(id),
            seen: None,
            key: Some(call.key.clone()),
        },
        tender,
    };
    let (outcome, status) = match port.app.pay(pay).await {
        Ok(answer)
            if matches!(
                answer.outcome,
                Outcome::Declined { .. } | Outcome::PaymentUnavailable { .. }
            ) =>
        {
            return Err(Problem::NotPaid(Box::new(answer)));
        }
        Ok(answer) => (answer.outcome, StatusCode::CREATED),
        Err(AppError::Refused(Refusal::WrongStatus {
            status: OrderStatus::Paying | OrderStatus::PaymentUnknown,
            ..
        })) => (Outcome::PaymentUnknown, StatusCode::ACCEPTED),
        Err(AppError::Refused(Refusal::WrongStatus {
            status:
                OrderStatus::Paid
                | OrderStatus::Requested
                | OrderStatus::Confirmed
                | OrderStatus::Completed
                | OrderStatus::NoShow,
            ..
        })) => (Outcome::Done, StatusCode::OK),
        Err(other) => return Err(other.into()),
    };
    let payments = port.app.store.read(move |sql| rows::of_order(sql, id)).await?;
    let charge = payments.iter().rfind(|payment| payment.direction == Direction::Charge);
    let charge = charge.ok_or(Problem::Nowhere)?;
    let shown = Shown::ok(&call, PaymentResource::of(&call, charge)).at(&call, status, PATH, charge.id.0);
    Ok(settled(&port, shown, &outcome).into_response())
}

/// One payment or refund.
#[utoipa::path(get, path = "/paymentHistories/{id}", tag = PATH, params(schema::Id),
    responses((status = 200, content_type = "application/hal+json", body = PaymentResource), schema::Staff, schema::One))]
async fn show(State(port): State<Port>, _: Staff, call: Call, Named(id): Named) -> Result<Response, Problem> {
    let id = PaymentId(number(&id)?);
    let found = port.app.store.read(move |sql| rows::between(sql, id, id)).await?;
    let payment = found.first().ok_or(Problem::Nowhere)?;
    let tag = format!("{}-{}", payment.status.code(), payment.attempts);
    let shown = Shown::ok(&call, PaymentResource::of(&call, payment));
    Ok(shown.tagged(tag).unless_known(&call))
}
