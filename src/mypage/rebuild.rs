//! The read model from zero: every view is dropped and folded again from the log. The rows come out the
//! same to the byte, or the projector was wrong.

use super::projector;
use super::view::MyPage;
use crate::domain::ids::OrderId;
use crate::store::sql::Sql;
use crate::store::{StoreError, events, mypages};

/// Replays everything in one transaction. Answers with how many views there are.
///
/// # Errors
/// Only the store's.
pub fn rebuild(sql: &mut dyn Sql) -> Result<usize, StoreError> {
    mypages::clear(sql)?;
    let mut rebuilt = 0;
    let mut from = OrderId(0);
    loop {
        let views = folded(sql, from, 1_000)?;
        let Some((last, _)) = views.last() else {
            return Ok(rebuilt);
        };
        from = OrderId(last.id);
        rebuilt += views.len();
        for (view, seq) in views {
            let (phone, stored) = projector::row(view, seq)?;
            mypages::put(sql, phone.as_deref(), &stored)?;
        }
    }
}

/// The views of up to `limit` orders after `from`, folded from the log alone.
///
/// # Errors
/// Only the store's.
pub fn folded(sql: &mut dyn Sql, from: OrderId, limit: i64) -> Result<Vec<(MyPage, i64)>, StoreError> {
    let mut views: Vec<(MyPage, i64)> = Vec::new();
    events::each_after(sql, from, limit, &mut |recorded| {
        let same = views.last().is_some_and(|(view, _)| view.id == recorded.order.0);
        let view = if same { views.pop().map(|(view, _)| view) } else { None };
        if let Some(view) = projector::fold(view, &recorded) {
            views.push((view, recorded.seq));
        }
        Ok(())
    })?;
    Ok(views)
}
