//! What the queue asks of the use cases.

use crate::app::reads::{Page, Request};
use crate::app::{Answer, App, AppError, Outcome};
use crate::domain::ids::OrderId;
use crate::domain::money::Won;
use crate::domain::payment::{Direction, Method};
use crate::domain::reason::Reason;
use crate::store::orders::OrderRef;
use crate::store::pages::{Edge, Filter, Mark};
use crate::tui::widgets::window::End;

/// Requests that one mark of all takes; a queue longer than that has other troubles.
pub const MOST: i64 = 5_000;
/// Rows of a page.
pub const PAGE: i64 = 100;

/// How a decision was carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// Nothing is left to be done.
    Whole,
    /// A card's money is still on its way back.
    Pending,
    /// So much was taken at the desk, or nothing, and has to be given back there.
    ByHand(Method, Won),
}

/// How a decision ended.
pub type Ended = Result<Made, AppError>;

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
            Reply::Decided(answers.into_iter().map(|answer| answer.map(|_| Made::Whole)).collect())
        }
        Ask::Reject { orders, reason, by } => {
            let answers = app.reject_all(refs(&orders), &reason, &by).await;
            let mut ended = Vec::with_capacity(answers.len());
            for answer in answers {
                ended.push(match answer {
                    Ok(answer) => Ok(given_back(app, &answer).await),
                    Err(error) => Err(error),
                });
            }
            Reply::Decided(ended)
        }
    }
}

/// How the money of a rejected request goes back, by how it came.
async fn given_back(app: &App, answer: &Answer) -> Made {
    if answer.outcome != Outcome::Done {
        return Made::Pending;
    }
    let request = app.request(OrderId(answer.order.id)).await;
    let payments = request.map(|request| request.payments).unwrap_or_default();
    match payments.iter().rfind(|payment| payment.direction == Direction::Refund) {
        Some(refund) if refund.method != Method::Card => Made::ByHand(refund.method, refund.amount),
        _ => Made::Whole,
    }
}

fn refs(orders: &[OrderId]) -> Vec<OrderRef> {
    orders.iter().copied().map(OrderRef::Id).collect()
}
