//! What the day sheet asks of the use cases.

use jiff::civil::Date;

use crate::app::reads::Roster;
use crate::app::{App, AppError, OrderView};
use crate::domain::ids::OrderId;
use crate::domain::refusal::Refusal;
use crate::store::orders::OrderRef;

#[derive(Debug, Clone)]
pub enum Ask {
    Roster(Date),
    CheckIn { order: OrderId, how: Receive, by: String },
    NoShow { order: OrderId, by: String },
}

/// How far the centre is with somebody who is to be received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receive {
    Confirmed,
    /// Confirmed here and now: they stand at the desk.
    Requested,
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
        Ask::CheckIn { order, how, by } => Reply::CheckedIn(Box::new(received(app, order, how, by).await)),
        Ask::NoShow { order, by } => Reply::NoShow(Box::new(app.no_show(OrderRef::Id(order), by).await)),
    }
}

async fn received(app: &App, order: OrderId, how: Receive, by: String) -> Result<OrderView, AppError> {
    if how == Receive::Requested {
        match app.confirm(OrderRef::Id(order), by.clone()).await {
            // Somebody else was faster; whether it was confirmed, the check-in says.
            Ok(_) | Err(AppError::Refused(Refusal::WrongStatus { .. })) => {}
            Err(error) => return Err(error),
        }
    }
    app.check_in(OrderRef::Id(order), by).await
}
