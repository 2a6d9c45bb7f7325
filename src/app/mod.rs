//! The command side: what people and programs can do, one use case a file.
//!
//! A use case that moves money has the shape of the saga: a transaction that makes the intent durable,
//! the call with nothing open, a transaction for its answer. Whoever dies in between leaves a row with a
//! `due_at`, and the worker goes on from there.

mod asked;
mod batch;
mod book;
mod cancel;
mod capacity;
mod days;
mod decide;
mod error;
pub mod gate;
mod intake;
mod links;
mod lists;
mod locked;
mod offers;
mod pay;
mod places;
pub mod ports;
pub mod reads;
mod record;
mod refund;
mod request;
mod reschedule;
mod rules;
mod settle;
mod sweep;
mod telling;
mod tokens;
mod view;

use std::sync::Arc;

use ports::{Clock, PaymentGateway};

use crate::store::Store;

pub use asked::Asked;
pub use book::Book;
pub use cancel::Cancel;
pub use capacity::CapacitySet;
pub use error::{AppError, Rehearsal};
pub use intake::{Invalid, birth, customer, date, phone, reason, tender, time, when};
pub use links::Links;
pub use pay::{Pay, Tender};
pub use places::When;
pub use record::Recorder;
pub use rules::Rules;
pub use settle::{Finding, too_late};
pub use telling::Texts;
pub use view::{Answer, OrderView, Outcome};

/// Everything a use case works with. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub recorder: Recorder,
    /// None when money is settled at the desk only.
    pub gateway: Option<Arc<dyn PaymentGateway>>,
}
