//! What the screens read: a question a file, answered from one snapshot and bounded by an index, so that
//! it costs the same in a centre's first week and after a million bookings. Nothing here changes anything.

mod glance;
mod lists;
mod money;
mod month;
mod request;
mod roster;
mod statistics;
mod texts;

pub use crate::store::known::Known;
pub use glance::{Arrivals, Glance};
pub use lists::Page;
pub use money::Money;
pub use month::MonthDay;
pub use request::Request;
pub use roster::{Roster, RosterSlot};
pub use statistics::{Delivery, Funnel, HourLoad, PackageShare, Statistics};
pub use texts::{MessageCounts, Preview};
