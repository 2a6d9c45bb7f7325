//! `/reservations`: the centre's side of an order, and its decision.

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
use crate::app::{self, Answer, Asked, Outcome};
use crate::domain::ids::{OrderId, ReservationId};
use crate::domain::reservation::Reservation;
use crate::store::StoreError;
use crate::store::landmarks::Numbered;
use crate::store::orders::{self, OrderRef};
use crate::store::reservations as rows;
use crate::store::sql::Sql;

const PATH: &str = "reservations";

/// The centre's commitment.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Reservation)]
pub struct ReservationResource {
    #[serde(rename = "_links")]
    #[schema(value_type = std::collections::BTreeMap<String, Link>)]
    links: Links,
    order_id: i64,
    /// The origin's word: `Reservation Complete`, `confirmed`.
    status: &'static str,
    /// requested, confirmed, rejected or cancelled.
    state: &'static str,
    reservation_id: i64,
    requested_at: String,
    decided_by: Option<String>,
    decided_at: Option<String>,
}

impl ReservationResource {
    fn of(call: &Call, reservation: Reservation) -> Self {
        let mut links = to_itself(call, "reservation", PATH, reservation.id.0);
        links.insert("order", link(format!("{}/orders/{}", call.base, reservation.order)));
        let (decided_by, decided_at) = reservation.decided.unzip();
        Self {
            links,
            order_id: reservation.order.0,
            status: status::of_reservation(reservation.status),
            state: reservation.status.code(),
            reservation_id: reservation.id.0,
            requested_at: reservation.requested_at.to_string(),
            decided_by,
            decided_at: decided_at.map(|at| at.to_string()),
        }
    }
}

/// Reservations under their name.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reservations {
    reservations: Vec<ReservationResource>,
}

/// A request to confirm.
#[derive(Debug, ToSchema)]
#[schema(as = NewReservation, rename_all = "camelCase")]
#[expect(
    dead_code,
    reason = "the document's picture of what `confirm` takes out of the fields"
)]
pub struct NewReservation {
    order_id: i64,
    /// confirmed.
    #[schema(example = "confirmed")]
    status: String,
}

/// The centre's decision.
#[derive(Debug, ToSchema)]
#[schema(as = Decision, rename_all = "camelCase")]
#[expect(
    dead_code,
    reason = "the document's picture of what `decide` takes out of the fields"
)]
pub struct Decision {
    /// confirmed or rejected.
    #[schema(example = "confirmed")]
    status: String,
    /// Told to the customer; needed to reject.
    #[schema(required = false)]
    reason: Option<String>,
}

/// The routes.
pub fn routes() -> OpenApiRouter<Port> {
    OpenApiRouter::new()
        .routes(routes!(list, confirm))
        .routes(routes!(show, decide))
}

/// A page of reservations.
#[utoipa::path(get, path = "/reservations", tag = PATH, params(schema::Pages),
    responses((status = 200, content_type = "application/hal+json", body = Page<Reservations>), schema::Staff))]
async fn list(State(port): State<Port>, _: Staff, call: Call, cut: Cut) -> Result<Response, Problem> {
    let read = |sql: &mut dyn Sql, first, last| rows::between(sql, ReservationId(first), ReservationId(last));
    let listed = port.archive.page(&port.app, Numbered::Reservations, cut, read).await?;
    let page = Page::new(&call, PATH, cut, listed, |reservations| Reservations {
        reservations: reservations
            .into_iter()
            .map(|row| ReservationResource::of(&call, row))
            .collect(),
    });
    Ok(Shown::ok(&call, page).into_response())
}

/// Confirms the request of an order. An order that is paid and on its way to the centre arrives at once.
#[utoipa::path(post, path = "/reservations", tag = PATH, request_body = NewReservation, params(schema::Key),
    responses((status = 201, content_type = "application/hal+json", body = ReservationResource), schema::Staff, schema::Body))]
async fn confirm(State(port): State<Port>, staff: Staff, call: Call, mut fields: Fields) -> Result<Response, Problem> {
    let id = OrderId(fields.needed_number("orderId")?);
    let status = fields.needed_text("status")?;
    fields.end()?;
    if status != "confirmed" {
        return Err(Fault::NotOneOf("status", "confirmed").into());
    }
    staff.may_decide()?;
    port.app.take_over(id).await?;
    let asked = Asked {
        order: OrderRef::Id(id),
        seen: None,
        key: Some(call.key.clone()),
    };
    let order = port.app.confirm(asked, staff.name).await?;
    let id = order.reservation_id.ok_or(Problem::Nowhere)?;
    let (reservation, tag) = found(&port, ReservationId(id)).await?;
    let shown = Shown::ok(&call, ReservationResource::of(&call, reservation)).tagged(tag);
    Ok(shown.at(&call, StatusCode::CREATED, PATH, id).into_response())
}

/// One reservation.
#[utoipa::path(get, path = "/reservations/{id}", tag = PATH, params(schema::Id),
    responses((status = 200, content_type = "application/hal+json", body = ReservationResource), schema::Staff, schema::One))]
async fn show(State(port): State<Port>, _: Staff, call: Call, Named(id): Named) -> Result<Response, Problem> {
    let (reservation, tag) = found(&port, ReservationId(number(&id)?)).await?;
    let shown = Shown::ok(&call, ReservationResource::of(&call, reservation));
    Ok(shown.tagged(tag).unless_known(&call))
}

/// Confirms or rejects; what is rejected is paid back.
#[utoipa::path(patch, path = "/reservations/{id}", tag = PATH, request_body = Decision, params(schema::Id, schema::Seen),
    responses((status = 200, content_type = "application/hal+json", body = ReservationResource),
        (status = 202, content_type = "application/hal+json", body = ReservationResource, description = "Rejected; the money is not back yet"), schema::Staff, schema::Body, schema::One))]
async fn decide(
    State(port): State<Port>,
    staff: Staff,
    call: Call,
    Named(id): Named,
    mut fields: Fields,
) -> Result<Response, Problem> {
    let (status, reason) = (fields.needed_text("status")?, fields.text("reason")?);
    fields.end()?;
    staff.may_decide()?;
    let id = ReservationId(number(&id)?);
    let (reservation, _) = found(&port, id).await?;
    let asked = Asked {
        order: OrderRef::Id(reservation.order),
        seen: call.seen.clone(),
        key: None,
    };
    let answer = match status.as_str() {
        "confirmed" => Answer {
            order: port.app.confirm(asked, staff.name).await?,
            outcome: Outcome::Done,
        },
        "rejected" => {
            let reason = app::reason(&reason.ok_or(Fault::Missing("reason"))?)?;
            port.app.reject(asked, reason, staff.name).await?
        }
        _ => return Err(Fault::NotOneOf("status", "confirmed, rejected").into()),
    };
    let (reservation, tag) = found(&port, id).await?;
    let shown = Shown::ok(&call, ReservationResource::of(&call, reservation)).tagged(tag);
    Ok(settled(&port, shown, &answer.outcome).into_response())
}

/// A reservation, and its version: the last event of its order.
async fn found(port: &Port, id: ReservationId) -> Result<(Reservation, i64), Problem> {
    let read = move |sql: &mut dyn Sql| -> Result<_, StoreError> {
        let Some(reservation) = rows::between(sql, id, id)?.pop() else {
            return Ok(None);
        };
        let order = orders::find(sql, &OrderRef::Id(reservation.order))?;
        Ok(order.map(|order| (reservation, order.seq)))
    };
    let found = port.app.store.read(read).await?;
    found.ok_or(Problem::Nowhere)
}
