//! What the texts and payments ask of the use cases.

use crate::app::reads::{MessageCounts, Money, Preview};
use crate::app::{App, AppError};
use crate::domain::ids::EventId;
use crate::store::messages::{Edge, Filter};
use crate::store::outbox::Message;
use crate::tui::widgets::window::End;

/// Rows of a page.
pub const PAGE: i64 = 100;

/// A question to the use cases.
#[derive(Debug, Clone)]
pub enum Ask {
    /// The rows from an edge on, and how many there are of each kind.
    Texts {
        filter: Filter,
        edge: Edge,
        limit: i64,
    },
    /// The page beyond the row at an end.
    More {
        filter: Filter,
        end: End,
        mark: EventId,
    },
    Preview(String),
    Money,
    Retry(String),
    RetryBuried,
}

/// An answer, with as much of the question as tells whether it still fits.
#[derive(Debug)]
pub enum Reply {
    Texts {
        filter: Filter,
        edge: Edge,
        limit: i64,
        found: Result<(Vec<Message>, MessageCounts), AppError>,
    },
    More {
        filter: Filter,
        end: End,
        mark: EventId,
        page: Result<Vec<Message>, AppError>,
    },
    Preview(Result<Box<Preview>, AppError>),
    Money(Result<Box<Money>, AppError>),
    /// How many are taken up again.
    Retried(Result<u64, AppError>),
}

/// Answers a question of this screen.
pub async fn answer(app: &App, ask: Ask) -> Reply {
    match ask {
        Ask::Texts { filter, edge, limit } => Reply::Texts {
            found: texts(app, filter.clone(), edge, limit).await,
            filter,
            edge,
            limit,
        },
        Ask::More { filter, end, mark } => {
            let edge = match end {
                End::Top => Edge::Before(mark),
                End::Bottom => Edge::After(mark),
            };
            Reply::More {
                page: app.message_page(filter.clone(), edge, PAGE).await,
                filter,
                end,
                mark,
            }
        }
        Ask::Preview(id) => Reply::Preview(app.message(&id).await.map(Box::new)),
        Ask::Money => Reply::Money(app.money().await.map(Box::new)),
        Ask::Retry(id) => Reply::Retried(app.retry_messages(vec![id]).await.map(|()| 1)),
        Ask::RetryBuried => Reply::Retried(app.retry_buried().await),
    }
}

async fn texts(
    app: &App,
    filter: Filter,
    edge: Edge,
    limit: i64,
) -> Result<(Vec<Message>, MessageCounts), AppError> {
    let page = app.message_page(filter, edge, limit).await?;
    Ok((page, app.message_counts().await?))
}
