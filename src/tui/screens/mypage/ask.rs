//! What the view of one booking asks of the use cases.

use crate::app::{Answer, App, AppError, Cancel, OrderView, Pay, When};
use crate::domain::calendar::SlotTime;
use crate::domain::order::Order;
use crate::domain::refusal::Refusal;
use crate::mypage::{self, MyPage, Who};
use crate::store::orders::{self, OrderRef};
use crate::tui::visit::calendar::{self, Seen, Sought};

/// Other bookings of the same telephone that are read, the newest ones.
const OTHERS: usize = 20;

/// A booking, what happened to it, and what else its telephone has booked.
#[derive(Debug)]
pub struct Story {
    pub order: Order,
    pub page: MyPage,
    /// The newest first.
    pub others: Vec<Order>,
}

/// A question.
#[derive(Debug, Clone)]
pub enum Ask {
    Story(OrderRef),
    Calendar(Sought),
    Pay(Pay),
    Move(OrderRef, SlotTime, String),
    /// What a cancellation would give back.
    Refund(Box<Cancel>),
    Cancel(Box<Cancel>),
}

#[derive(Debug)]
pub enum Reply {
    Story(Result<Box<Story>, AppError>),
    Calendar(Result<Seen, AppError>),
    Paid(Box<Result<Answer, AppError>>),
    Moved(Box<Result<OrderView, AppError>>),
    Rehearsed(Box<Result<Answer, AppError>>),
    Cancelled(Box<Result<Answer, AppError>>),
}

/// Answers a question of this screen.
pub async fn answer(app: &App, ask: Ask) -> Reply {
    match ask {
        Ask::Story(order) => Reply::Story(story(app, order).await),
        Ask::Calendar(sought) => Reply::Calendar(calendar::look(app, sought).await),
        Ask::Pay(pay) => Reply::Paid(Box::new(app.pay(pay).await)),
        Ask::Move(order, slot, by) => Reply::Moved(Box::new(app.reschedule(order, When::At(slot), by).await)),
        Ask::Refund(cancel) => Reply::Rehearsed(Box::new(app.cancel(*cancel).await)),
        Ask::Cancel(cancel) => Reply::Cancelled(Box::new(app.cancel(*cancel).await)),
    }
}

async fn story(app: &App, which: OrderRef) -> Result<Box<Story>, AppError> {
    app.store
        .read(move |sql| {
            let unknown = || {
                Refusal::OrderNotFound(match &which {
                    OrderRef::Id(id) => id.to_string(),
                    OrderRef::Code(code) => code.to_string(),
                })
            };
            let order = orders::find(sql, &which)?.ok_or_else(unknown)?;
            let pages = mypage::find(sql, &Who::Order(OrderRef::Id(order.id)))?;
            let page = pages.into_iter().next().ok_or_else(unknown)?;
            let ids = match &order.customer.phone {
                Some(phone) => orders::of_phone(sql, phone.digits())?,
                None => Vec::new(),
            };
            let mut others = Vec::new();
            for id in ids.into_iter().rev().filter(|id| *id != order.id).take(OTHERS) {
                others.extend(orders::find(sql, &OrderRef::Id(id))?);
            }
            Ok(Box::new(Story { order, page, others }))
        })
        .await
}
