//! The read model from zero: every view is dropped and folded again from the log. The rows come out the
//! same to the byte, or the projector was wrong.

use super::projector;
use super::view::MyPage;
use crate::domain::ids::OrderId;
use crate::store::sql::Sql;
use crate::store::{StoreError, events, mypages};

/// Orders that one transaction rebuilds: bookings go on between two of them.
const AT_ONCE: i64 = 1_000;

/// Replays the views of the next 1,000 orders after `from`. Answers with the last of them and how many there
/// were; `None` at the end, when what is beyond the last order is gone too.
///
/// # Errors
/// Only the store's.
pub fn rebuild(sql: &mut dyn Sql, from: OrderId) -> Result<Option<(OrderId, usize)>, StoreError> {
    let views = folded(sql, from, AT_ONCE)?;
    let last = views.last().map(|(view, _)| OrderId(view.id));
    mypages::clear(sql, from, last)?;
    let Some(last) = last else { return Ok(None) };
    let rebuilt = views.len();
    for (view, seq) in views {
        let (phone, stored) = projector::row(view, seq)?;
        mypages::put(sql, phone.as_deref(), &stored)?;
    }
    Ok(Some((last, rebuilt)))
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
