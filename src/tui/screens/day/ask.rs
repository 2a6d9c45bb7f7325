//! What the day sheet asks of the use cases.

use jiff::civil::Date;

use crate::app::reads::Roster;
use crate::app::{App, AppError, OrderView};
use crate::domain::ids::OrderId;
use crate::store::orders::OrderRef;

#[derive(Debug, Clone)]
pub enum Ask {
    Roster(Date),
    CheckIn { order: OrderId, by: String },
    NoShow { order: OrderId, by: String },
}

#[derive(Debug)]
pub enum Reply {
    Roster(Result<Roster, AppError>),
    CheckedIn(Box<Result<OrderView, AppError>>),
    NoShow(Box<Result<OrderView, AppError>>),
}

/// Answers a question of this screen.
pub async fn answer(app: &App, ask: Ask) -> Reply {
    match ask {
        Ask::Roster(date) => Reply::Roster(app.roster(date).await),
        Ask::CheckIn { order, by } => Reply::CheckedIn(Box::new(app.check_in(OrderRef::Id(order), by).await)),
        Ask::NoShow { order, by } => Reply::NoShow(Box::new(app.no_show(OrderRef::Id(order), by).await)),
    }
}
