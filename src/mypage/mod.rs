//! The query side: the customer's own view of an order, built from its events and from nothing else.
//!
//! The projector keeps a row an order; a look at it folds whatever the projector has not seen yet on
//! top, so that somebody who has just booked sees everything even when no worker runs.

mod projector;
mod query;
mod rebuild;
mod view;

pub use projector::{fold, project, row};
pub use query::{Who, find};
pub use rebuild::rebuild;
pub use view::{MessageLine, MyPage, Step};
