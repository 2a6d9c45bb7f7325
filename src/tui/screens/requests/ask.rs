//! What the queue asks of the use cases.

use crate::app::reads::{Page, Request};
use crate::app::{App, AppError, Outcome};
use crate::domain::ids::OrderId;
use crate::domain::reason::Reason;
use crate::store::orders::OrderRef;
use crate::store::pages::{Edge, Filter, Mark};
use crate::tui::widgets::window::End;

/// Requests that one mark of all takes; a queue longer than that has other troubles.
pub const MOST: i64 = 5_000;
/// Rows of a page.
pub const PAGE: i64 = 100;

/// How a decision ended: the money of a rejection may still be on its way.
pub type Ended = Result<Outcome, AppError>;

/// A question to the use cases.
#[derive(Debug, Clone)]
pub enum Ask {
    /// The rows from an edge on, in place of those that are shown.
    Queue {
        filter: Filter,
        edge: Edge,
        limit: i64,
    },
    /// The page beyond the row at an end.
    More {
        filter: Filter,
        end: End,
        mark: Mark,
    },
    /// Every request that the filter leaves.
    All(Filter),
    Details(OrderId),
    Confirm {
        orders: Vec<OrderId>,
        by: String,
    },
    Reject {
        orders: Vec<OrderId>,
        reason: Reason,
        by: String,
    },
}

/// An answer, with as much of the question as tells whether it still fits.
#[derive(Debug)]
pub enum Reply {
    Queue {
        edge: Edge,
        limit: i64,
        page: Result<Page, AppError>,
    },
    More {
        filter: Filter,
        end: End,
        mark: Mark,
        page: Result<Page, AppError>,
    },
    All {
        filter: Filter,
        page: Result<Page, AppError>,
    },
    Details(Box<Result<Request, AppError>>),
    /// One for each that was asked, in that order.
    Decided(Vec<Ended>),
}

/// Answers a question of the queue.
pub async fn answer(app: &App, ask: Ask) -> Reply {
    match ask {
        Ask::Queue { filter, edge, limit } => Reply::Queue {
            page: app.queue(filter, edge.clone(), limit).await,
            edge,
            limit,
        },
        Ask::More { filter, end, mark } => {
            let edge = match end {
                End::Top => Edge::Before(mark.clone()),
                End::Bottom => Edge::After(mark.clone()),
            };
            Reply::More {
                page: app.queue(filter.clone(), edge, PAGE).await,
                filter,
                end,
                mark,
            }
        }
        Ask::All(filter) => Reply::All {
            page: app.queue(filter.clone(), Edge::First, MOST).await,
            filter,
        },
        Ask::Details(order) => Reply::Details(Box::new(app.request(order).await)),
        Ask::Confirm { orders, by } => {
            let answers = app.confirm_all(refs(&orders), &by).await;
            Reply::Decided(answers.into_iter().map(|answer| answer.map(|_| Outcome::Done)).collect())
        }
        Ask::Reject { orders, reason, by } => {
            let answers = app.reject_all(refs(&orders), &reason, &by).await;
            Reply::Decided(answers.into_iter().map(|answer| answer.map(|a| a.outcome)).collect())
        }
    }
}

fn refs(orders: &[OrderId]) -> Vec<OrderRef> {
    orders.iter().copied().map(OrderRef::Id).collect()
}
