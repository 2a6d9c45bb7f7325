//! What the booking screen asks of the use cases.

use super::keys::Act;
use crate::app::{Answer, App, AppError, Book, Cancel, OrderView, Pay};
use crate::domain::calendar::SlotTime;
use crate::domain::ids::OrderId;
use crate::domain::offer::Offer;
use crate::app::reads::Known;
use crate::store::orders::OrderRef;
use crate::tui::effect::Do;
use crate::tui::visit::calendar::{self, Seen, Sought};

/// What the screen wants done.
pub(super) type Wants = Vec<Do<Act, Ask>>;

/// A question.
#[derive(Debug, Clone)]
pub enum Ask {
    Offers,
    Calendar(Sought),
    Customers(String),
    /// Where else, when a half-hour has filled up.
    Nearest(SlotTime),
    /// How the order of this visit stands.
    Order(OrderRef),
    /// The key that the next place is asked for under.
    Key,
    /// Where the customer finds this order.
    Link(OrderId),
    /// Keeps the place. A try whose outcome is not known is repeated under its key.
    Hold(Box<Book>),
    Pay(Pay),
    /// Gives the place back.
    Release(Box<Cancel>),
}

/// An answer.
#[derive(Debug)]
pub enum Reply {
    Offers(Result<Vec<Offer>, AppError>),
    Calendar(Result<Seen, AppError>),
    /// With what was searched for.
    Customers(String, Result<Vec<Known>, AppError>),
    Nearest(SlotTime, Result<Vec<SlotTime>, AppError>),
    Order(Box<Result<OrderView, AppError>>),
    Key(String),
    /// None where the centre has no address.
    Link(OrderId, Result<Option<String>, AppError>),
    /// With the key it was tried under.
    Held(String, Box<Result<Answer, AppError>>),
    Paid(Box<Result<Answer, AppError>>),
    Released(Result<(), AppError>),
}

/// Answers a question of this screen.
pub async fn answer(app: &App, ask: Ask) -> Reply {
    match ask {
        Ask::Offers => Reply::Offers(app.catalogue().await),
        Ask::Calendar(sought) => Reply::Calendar(calendar::look(app, sought).await),
        Ask::Customers(search) => {
            let found = app.customers(&search).await;
            Reply::Customers(search, found)
        }
        Ask::Nearest(slot) => Reply::Nearest(slot, app.nearest(slot).await),
        Ask::Order(order) => Reply::Order(Box::new(app.order(order).await)),
        Ask::Key => Reply::Key(app.recorder.ids.key()),
        Ask::Link(order) => Reply::Link(order, app.link_in_text(order).await),
        Ask::Hold(mut book) => {
            let key = book.key.take().unwrap_or_else(|| app.recorder.ids.key());
            book.key = Some(key.clone());
            Reply::Held(key, Box::new(app.book(*book).await))
        }
        Ask::Pay(pay) => Reply::Paid(Box::new(app.pay(pay).await)),
        Ask::Release(cancel) => Reply::Released(app.cancel(*cancel).await.map(drop)),
    }
}
