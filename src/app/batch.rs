//! Many decisions at once: each in a transaction of its own, so that nobody else waits for all of them and
//! one refusal undoes no other.

use std::future::Future;

use tokio::task::JoinSet;

use super::view::{Answer, OrderView};
use super::{App, AppError};
use crate::domain::reason::Reason;
use crate::store::orders::OrderRef;

/// Confirmations under way at once: enough to share the commits of a batch.
const DECISIONS: usize = 64;
/// Rejections under way at once: each may call the payment gateway.
const CALLS: usize = 16;

impl App {
    /// Confirms requests, and answers for each in the order they were named.
    pub async fn confirm_all(&self, orders: Vec<OrderRef>, by: &str) -> Vec<Result<OrderView, AppError>> {
        let confirm = |order| {
            let (app, by) = (self.clone(), by.to_owned());
            async move { app.confirm(order, by).await }
        };
        each(orders, DECISIONS, confirm).await
    }

    /// Rejects requests for one reason, and answers for each in the order they were named.
    pub async fn reject_all(&self, orders: Vec<OrderRef>, reason: &Reason, by: &str) -> Vec<Result<Answer, AppError>> {
        let reject = |order| {
            let (app, reason, by) = (self.clone(), reason.clone(), by.to_owned());
            async move { app.reject(order, reason, by).await }
        };
        each(orders, CALLS, reject).await
    }
}

async fn each<T, F, W>(orders: Vec<OrderRef>, at_once: usize, work: F) -> Vec<Result<T, AppError>>
where
    T: Send + 'static,
    F: Fn(OrderRef) -> W,
    W: Future<Output = Result<T, AppError>> + Send + 'static,
{
    let died = || AppError::Bug("a decision ended without an answer".into());
    let mut results: Vec<Result<T, AppError>> = orders.iter().map(|_| Err(died())).collect();
    let mut waiting = orders.into_iter().enumerate();
    let mut working = JoinSet::new();
    loop {
        while working.len() < at_once
            && let Some((n, order)) = waiting.next()
        {
            let work = work(order);
            working.spawn(async move { (n, work.await) });
        }
        match working.join_next().await {
            Some(Ok((n, result))) => results[n] = result,
            Some(Err(panicked)) => tracing::error!(%panicked, "a decision"),
            None => return results,
        }
    }
}
