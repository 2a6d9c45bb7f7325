//! `/cancellations`: who ended an order, why, and what goes back.

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
use super::fields::Fields;
use super::hal::{Link, Links, Page, Shown, link, to_itself};
use super::named::Named;
use super::problem::Problem;
use super::{Port, number, schema, settled};
use crate::app::{self, Asked, Cancel};
use crate::domain::cancellation::Cancellation;
use crate::domain::ids::{CancellationId, OrderId};
use crate::store::landmarks::Numbered;
use crate::store::orders::OrderRef;
use crate::store::reservations as rows;
use crate::store::sql::Sql;

const PATH: &str = "cancellations";

/// A recorded decision.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Cancellation)]
pub struct CancellationResource {
    #[serde(rename = "_links")]
    #[schema(value_type = std::collections::BTreeMap<String, Link>)]
    links: Links,
    order_id: i64,
    /// owed, as long as the money is not back, then settled.
    status: &'static str,
    state: &'static str,
    cancellation_id: i64,
    by: String,
    reason: Option<String>,
    /// What goes back, in won.
    refund: i64,
    at: String,
}

impl CancellationResource {
    fn of(call: &Call, cancellation: Cancellation) -> Self {
        let mut links = to_itself(call, "cancellation", PATH, cancellation.id.0);
        links.insert("order", link(format!("{}/orders/{}", call.base, cancellation.order)));
        Self {
            links,
            order_id: cancellation.order.0,
            status: cancellation.status.code(),
            state: cancellation.status.code(),
            cancellation_id: cancellation.id.0,
            by: cancellation.by,
            reason: cancellation.reason,
            refund: cancellation.refund.get(),
            at: cancellation.at.to_string(),
        }
    }
}

/// Cancellations under their name.
#[derive(Debug, Serialize, ToSchema)]
pub struct Cancellations {
    cancellations: Vec<CancellationResource>,
}

/// An order to cancel.
#[derive(Debug, ToSchema)]
#[schema(as = NewCancellation, rename_all = "camelCase")]
#[expect(
    dead_code,
    reason = "the document's picture of what `cancel` takes out of the fields"
)]
pub struct NewCancellation {
    order_id: i64,
    #[schema(required = false)]
    reason: Option<String>,
}

/// The routes.
pub fn routes() -> OpenApiRouter<Port> {
    OpenApiRouter::new().routes(routes!(list, cancel)).routes(routes!(show))
}

/// A page of cancellations.
#[utoipa::path(get, path = "/cancellations", tag = PATH, params(schema::Pages),
    responses((status = 200, content_type = "application/hal+json", body = Page<Cancellations>), schema::Staff))]
async fn list(State(port): State<Port>, _: Staff, call: Call, cut: Cut) -> Result<Response, Problem> {
    let read = |sql: &mut dyn Sql, first, last| rows::cancellations(sql, CancellationId(first), CancellationId(last));
    let listed = port.archive.page(&port.app, Numbered::Cancellations, cut, read).await?;
    let page = Page::new(&call, PATH, cut, listed, |cancellations| Cancellations {
        cancellations: cancellations
            .into_iter()
            .map(|row| CancellationResource::of(&call, row))
            .collect(),
    });
    Ok(Shown::ok(&call, page).into_response())
}

/// Cancels an order and gives the money back; what is cancelled already is shown.
#[utoipa::path(post, path = "/cancellations", tag = PATH, request_body = NewCancellation, params(schema::Key),
    responses((status = 201, content_type = "application/hal+json", body = CancellationResource),
        (status = 202, content_type = "application/hal+json", body = CancellationResource, description = "The money is not back yet"), schema::Staff, schema::Body))]
async fn cancel(State(port): State<Port>, staff: Staff, call: Call, mut fields: Fields) -> Result<Response, Problem> {
    let id = OrderId(fields.needed_number("orderId")?);
    let reason = fields.text("reason")?;
    fields.end()?;
    let cancel = Cancel {
        asked: Asked {
            order: OrderRef::Id(id),
            seen: None,
            key: Some(call.key.clone()),
        },
        reason: reason.as_deref().map(app::reason).transpose()?,
        by: staff.name,
        rehearse: false,
    };
    let answer = port.app.cancel(cancel).await?;
    let found = port.app.store.read(move |sql| rows::cancellation_of(sql, id)).await?;
    let cancellation = found.ok_or(Problem::Nowhere)?;
    let id = cancellation.id.0;
    let shown = Shown::ok(&call, CancellationResource::of(&call, cancellation));
    let shown = shown.at(&call, StatusCode::CREATED, PATH, id);
    Ok(settled(&port, shown, &answer.outcome).into_response())
}

/// One cancellation.
#[utoipa::path(get, path = "/cancellations/{id}", tag = PATH, params(schema::Id),
    responses((status = 200, content_type = "application/hal+json", body = CancellationResource), schema::Staff, schema::One))]
async fn show(State(port): State<Port>, _: Staff, call: Call, Named(id): Named) -> Result<Response, Problem> {
    let id = CancellationId(number(&id)?);
    let mut found = port.app.store.read(move |sql| rows::cancellations(sql, id, id)).await?;
    let cancellation = found.pop().ok_or(Problem::Nowhere)?;
    let tag = cancellation.status.code();
    let shown = Shown::ok(&call, CancellationResource::of(&call, cancellation));
    Ok(shown.tagged(tag).unless_known(&call))
}
