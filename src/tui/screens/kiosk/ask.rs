//! What the kiosk asks of the use cases. A booking leaves this room only for who has proven that it is
//! theirs: nothing of another customer ever reaches the screen's state.

use subtle::ConstantTimeEq;

use super::keys::Act;
use crate::app::{Answer, App, AppError, Book, Cancel, OrderView, Pay, When};
use crate::domain::calendar::SlotTime;
use crate::domain::code::BookingCode;
use crate::domain::offer::Offer;
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
    /// For the customer of this number.
    For(u64, Own),
}

/// A question about the customer's own booking.
#[derive(Debug, Clone)]
pub enum Own {
    /// Its code and the last four digits of its telephone.
    Prove(String, String),
    Again(OrderRef),
    Hold(Box<Book>),
    Pay(Pay),
    /// What a cancellation would give back.
    Refund(Box<Cancel>),
    Cancel(Box<Cancel>),
    Move(OrderRef, SlotTime, String),
}

/// An answer.
#[derive(Debug)]
pub enum Reply {
    Offers(Result<Vec<Offer>, AppError>),
    Calendar(Result<Seen, AppError>),
    /// With what was asked about.
    For(u64, Asked, Box<Result<Answer, AppError>>),
    /// None: nothing was proven, and which of the two was wrong is nobody's business.
    Proven(u64, Result<Option<Box<OrderView>>, AppError>),
    Order(u64, Box<Result<OrderView, AppError>>),
    Moved(u64, Box<Result<OrderView, AppError>>),
}

/// What an answer answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    Hold,
    Pay,
    Refund,
    Cancel,
}

/// Answers a question of this screen.
pub async fn answer(app: &App, ask: Ask) -> Reply {
    let (customer, own) = match ask {
        Ask::Offers => return Reply::Offers(app.catalogue().await),
        Ask::Calendar(sought) => return Reply::Calendar(calendar::look(app, sought).await),
        Ask::For(customer, own) => (customer, own),
    };
    let about = |asked, answer| Reply::For(customer, asked, Box::new(answer));
    match own {
        Own::Prove(code, last_four) => Reply::Proven(customer, prove(app, &code, &last_four).await),
        Own::Again(order) => Reply::Order(customer, Box::new(app.order(order).await)),
        Own::Hold(book) => about(Asked::Hold, app.book(*book).await),
        Own::Pay(pay) => about(Asked::Pay, app.pay(pay).await),
        Own::Refund(cancel) => about(Asked::Refund, app.cancel(*cancel).await),
        Own::Cancel(cancel) => about(Asked::Cancel, app.cancel(*cancel).await),
        Own::Move(order, slot, by) => {
            let moved = app.reschedule(order, When::At(slot), by).await;
            Reply::Moved(customer, Box::new(moved))
        }
    }
}

async fn prove(app: &App, code: &str, last_four: &str) -> Result<Option<Box<OrderView>>, AppError> {
    let Ok(code) = BookingCode::parse(code) else { return Ok(None) };
    let order = match app.order(OrderRef::Code(code)).await {
        Ok(order) => order,
        Err(AppError::Refused(_)) => return Ok(None),
        Err(other) => return Err(other),
    };
    let phone = order.phone.as_deref().unwrap_or_default();
    let last = phone.get(phone.len().saturating_sub(4)..).unwrap_or_default();
    let same = last.len() == 4 && bool::from(last.as_bytes().ct_eq(last_four.as_bytes()));
    Ok(same.then(|| Box::new(order)))
}
