//! Pages of what there is, with what this process remembers of the long tables.

use std::sync::{Arc, Mutex, PoisonError};

use crate::app::{App, AppError};
use crate::store::StoreError;
use crate::store::landmarks::{Landmarks, Numbered};
use crate::store::sql::Sql;

/// A page of resources, and how many there are in all.
pub struct Listed<T> {
    pub total: i64,
    pub items: Vec<T>,
}

/// The long tables.
#[derive(Default)]
pub struct Archive {
    marks: Arc<[Mutex<Landmarks>; 4]>,
}

impl Archive {
    /// The rows that `read` gives between two numbers, as the page from `skip` on; `backwards` counts from
    /// the last one.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn page<T, F>(&self, app: &App, of: Numbered, cut: Cut, mut read: F) -> Result<Listed<T>, AppError>
    where
        T: Send + 'static,
        F: FnMut(&mut dyn Sql, i64, i64) -> Result<Vec<T>, StoreError> + Send + 'static,
    {
        let marks = self.marks.clone();
        let place = match of {
            Numbered::Orders => 0,
            Numbered::Payments => 1,
            Numbered::Reservations => 2,
            Numbered::Cancellations => 3,
        };
        app.store
            .read(move |sql| {
                let mut marks = marks[place].lock().unwrap_or_else(PoisonError::into_inner);
                let (skip, size) = match cut.backwards {
                    false => (cut.skip(), cut.size),
                    // What is left of the page, when it is the one with the oldest rows.
                    true => {
                        let end = marks.count(sql, of)? - cut.skip();
                        ((end - cut.size).max(0), cut.size.min(end))
                    }
                };
                let page = marks.page(sql, of, skip, size)?;
                drop(marks);
                let mut items = match (page.numbers.first(), page.numbers.last()) {
                    (Some(first), Some(last)) => read(sql, *first, *last)?,
                    _ => Vec::new(),
                };
                if cut.backwards {
                    items.reverse();
                }
                Ok(Listed {
                    total: page.total,
                    items,
                })
            })
            .await
    }
}

/// Which page of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// From 0.
    pub number: i64,
    pub size: i64,
    /// The newest first.
    pub backwards: bool,
}

impl Cut {
    /// Rows before the page.
    pub const fn skip(self) -> i64 {
        self.number.saturating_mul(self.size)
    }
}
