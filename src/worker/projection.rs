//! The projector's lane: events into the customers' views.

use super::Worker;
use crate::app::AppError;
use crate::mypage;

const AT_ONCE: i64 = 500;

impl Worker {
    /// Brings up to 500 events into their views.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn project(&self) -> Result<usize, AppError> {
        let now = self.app.clock.now();
        Ok(self
            .app
            .store
            .write(move |sql| mypage::project(sql, now, AT_ONCE))
            .await?)
    }
}
