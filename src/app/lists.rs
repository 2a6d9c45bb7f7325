//! What the desk and the admin look at: orders, requests, messages.

use super::view::OrderView;
use super::{App, AppError};
use crate::domain::refusal::Refusal;
use crate::store::orders::OrderRef;
use crate::store::outbox::Message;
use crate::store::{orders, outbox};

/// Buried messages that one transaction takes up.
const AT_ONCE: i64 = 500;

impl App {
    /// Orders by number.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn orders(&self, filter: orders::Filter) -> Result<Vec<OrderView>, AppError> {
        let found = self.store.read(move |sql| orders::list(sql, &filter)).await?;
        Ok(found.iter().map(OrderView::of).collect())
    }

    /// One order, as it stands.
    ///
    /// # Errors
    /// [`Refusal::OrderNotFound`].
    pub async fn order(&self, which: OrderRef) -> Result<OrderView, AppError> {
        let name = match &which {
            OrderRef::Id(id) => id.to_string(),
            OrderRef::Code(code) => code.to_string(),
        };
        let found = self.store.read(move |sql| orders::find(sql, &which)).await?;
        Ok(OrderView::of(&found.ok_or(Refusal::OrderNotFound(name))?))
    }

    /// The outbox.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn messages(&self, filter: outbox::Filter) -> Result<Vec<Message>, AppError> {
        Ok(self.store.read(move |sql| outbox::list(sql, &filter)).await?)
    }

    /// Takes messages up again.
    ///
    /// # Errors
    /// For the first that is not there [`Refusal::MessageNotFound`], that is sent or not to be sent
    /// [`Refusal::MessageSettled`]; none is changed then.
    pub async fn retry_messages(&self, ids: Vec<String>) -> Result<(), AppError> {
        let now = self.clock.now();
        self.store
            .write(move |sql| {
                for id in &ids {
                    if outbox::retry(sql, id, now)? {
                        continue;
                    }
                    let id = id.clone();
                    return Err(match outbox::status(sql, &id)? {
                        Some(status) => Refusal::MessageSettled { id, status },
                        None => Refusal::MessageNotFound(id),
                    }
                    .into());
                }
                Ok(())
            })
            .await
    }

    /// Takes up again what is buried now, some at a time, so that no worker waits for all of it; answers with
    /// how many.
    ///
    /// # Errors
    /// Only the store's; those before it are taken up all the same.
    pub async fn retry_buried(&self) -> Result<u64, AppError> {
        let now = self.clock.now();
        let mut all = 0;
        loop {
            let some = self
                .store
                .write(move |sql| outbox::retry_buried(sql, AT_ONCE, now))
                .await?;
            all += some;
            if some < AT_ONCE.unsigned_abs() {
                return Ok(all);
            }
        }
    }
}
