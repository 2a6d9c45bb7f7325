//! What the list asks of the use cases.

use crate::app::reads::Page;
use crate::app::{Answer, App, AppError, Pay};
use crate::domain::ids::OrderId;
use crate::mypage::{self, MyPage, Who};
use crate::store::orders::OrderRef;
use crate::store::pages::{Edge, Filter, Mark};
use crate::tui::widgets::window::End;

/// Rows that are read at a time.
pub const PAGE: i64 = 200;

/// Where the list is read from.
#[derive(Debug, Clone)]
pub enum From {
    /// Its first row, which is selected then.
    Top,
    /// Its last row, which is selected then.
    Bottom,
    /// The same stretch again; what is selected stays so.
    Here { edge: Edge, limit: i64 },
}

/// A question. `reading` tells the pages of one reading of the list from those of another.
#[derive(Debug, Clone)]
pub enum Ask {
    List { filter: Filter, from: From },
    More { filter: Filter, end: End, mark: Mark, reading: u64 },
    Detail(OrderId),
    Pay(Pay),
}

#[derive(Debug)]
pub enum Reply {
    List { page: Result<Page, AppError>, from: From },
    More { page: Result<Page, AppError>, end: End, reading: u64 },
    Detail(Result<Vec<MyPage>, AppError>),
    Paid(Box<Result<Answer, AppError>>),
}

/// Answers a question of this screen.
pub async fn answer(app: &App, ask: Ask) -> Reply {
    match ask {
        Ask::List { filter, from } => {
            let (edge, limit) = match &from {
                From::Top => (Edge::First, PAGE),
                From::Bottom => (Edge::Last, PAGE),
                From::Here { edge, limit } => (edge.clone(), *limit),
            };
            let page = app.page(filter, edge, limit).await;
            Reply::List { page, from }
        }
        Ask::More { filter, end, mark, reading } => {
            let edge = match end {
                End::Top => Edge::Before(mark),
                End::Bottom => Edge::After(mark),
            };
            let page = app.page(filter, edge, PAGE).await;
            Reply::More { page, end, reading }
        }
        Ask::Detail(order) => {
            let who = Who::Order(OrderRef::Id(order));
            let read = app.store.read(move |sql| Ok::<_, AppError>(mypage::find(sql, &who)?));
            Reply::Detail(read.await)
        }
        Ask::Pay(pay) => Reply::Paid(Box::new(app.pay(pay).await)),
    }
}
