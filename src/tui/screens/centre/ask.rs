//! What the centre's settings ask of the use cases.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::app::{App, AppError, CapacitySet, OrderView};
use crate::domain::money::Won;
use crate::domain::offer::Offer;
use crate::domain::reason::Reason;
use crate::domain::slot::{CapacityRule, Occupancy};

/// Days ahead whose places are shown beside the rules.
const AHEAD: i64 = 13;

/// A question to the use cases.
#[derive(Debug, Clone)]
pub enum Ask {
    Capacity(Date),
    Closures(Date),
    Offers,
    /// The bookings of a day that is closed, or is going to be.
    Hits(Date),
    Preview(Date),
    SetCapacity(CapacityRule),
    Close(Date, Option<Reason>),
    Reopen(Date),
    /// As the offer stood when it was decided, and by whom.
    SetPrice(Box<Offer>, Won, String),
    SetOnSale(Box<Offer>, bool, String),
}

/// Rules, the newest first, and the places that they come to.
#[derive(Debug)]
pub struct Capacity {
    pub rules: Vec<CapacityRule>,
    pub coming: Vec<Occupancy>,
}

/// An answer.
#[derive(Debug)]
pub enum Reply {
    Capacity(Result<Capacity, AppError>),
    Closures(Result<Vec<(Date, String)>, AppError>),
    Offers(Result<Vec<Offer>, AppError>),
    Hits(Date, Result<Vec<OrderView>, AppError>),
    Preview(Date, Result<Vec<OrderView>, AppError>),
    CapacitySet(Result<CapacitySet, AppError>),
    Closed(Date, Result<Vec<OrderView>, AppError>),
    Reopened(Date, Result<bool, AppError>),
    OfferSet(Result<Offer, AppError>),
}

/// Answers a question of this screen.
pub async fn answer(app: &App, ask: Ask) -> Reply {
    match ask {
        Ask::Capacity(today) => Reply::Capacity(capacity(app, today).await),
        Ask::Closures(today) => Reply::Closures(app.closures(today, Date::MAX).await),
        Ask::Offers => Reply::Offers(app.catalogue().await),
        Ask::Hits(date) => Reply::Hits(date, app.closure_preview(date).await),
        Ask::Preview(date) => Reply::Preview(date, app.closure_preview(date).await),
        Ask::SetCapacity(rule) => Reply::CapacitySet(app.set_capacity(rule).await),
        Ask::Close(date, reason) => Reply::Closed(date, app.close(date, reason).await),
        Ask::Reopen(date) => Reply::Reopened(date, app.reopen(date).await),
        Ask::SetPrice(seen, price, by) => {
            let code = seen.package.code.clone();
            Reply::OfferSet(app.set_price(code, price, by, Some(*seen)).await)
        }
        Ask::SetOnSale(seen, on_sale, by) => {
            let code = seen.package.code.clone();
            Reply::OfferSet(app.set_on_sale(code, on_sale, by, Some(*seen)).await)
        }
    }
}

async fn capacity(app: &App, today: Date) -> Result<Capacity, AppError> {
    Ok(Capacity {
        rules: app.capacity_rules().await?,
        coming: app.slots(today, today.saturating_add(AHEAD.days())).await?,
    })
}
