//! Bookings and people, page by page.

use crate::app::{App, AppError};
use crate::domain::order::{Order, OrderStatus};
use crate::store::known::{self, Known};
use crate::store::pages::{self, Edge, Filter};
use crate::store::tally::Tally;

/// People that a desk is offered at once.
const OFFERED: usize = 20;

/// A page of a list, and how long the list is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub orders: Vec<Order>,
    /// Of the whole list, as far as it was counted.
    pub total: Tally,
}

impl App {
    /// A page of bookings, up to `limit`; [`Edge`] says where it lies, and [`pages::Mark`] of a row that is
    /// shown leads on in either direction.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn page(&self, filter: Filter, edge: Edge, limit: i64) -> Result<Page, AppError> {
        self.store
            .read(move |sql| {
                Ok(Page {
                    orders: pages::page(sql, &filter, &edge, limit)?,
                    total: pages::count(sql, &filter)?,
                })
            })
            .await
    }

    /// A page of the requests that wait for the centre; whatever status the filter names is passed over.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn queue(&self, filter: Filter, edge: Edge, limit: i64) -> Result<Page, AppError> {
        let waiting = Filter {
            status: Some(OrderStatus::Requested),
            ..filter
        };
        self.page(waiting, edge, limit).await
    }

    /// People who have booked before, those who booked last first: by name or its beginning, initials
    /// (ㅎㄱㄷ), a phone number or its last four digits, or the code of a booking.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn customers(&self, search: &str) -> Result<Vec<Known>, AppError> {
        let search = search.to_owned();
        if search.trim().is_empty() {
            return Ok(Vec::new());
        }
        Ok(self.store.read(move |sql| known::find(sql, &search, OFFERED)).await?)
    }
}
