//! What really happened, whatever the callers were told: the truth that a test compares an
//! application's books with.

pub mod calls;
pub mod charges;
pub mod payment_page;
pub mod texts;

use serde::Serialize;

use self::calls::{Call, CallLog};
pub use self::payment_page::PaymentLedger;
pub use self::texts::SmsLedger;

/// What both servers have in their books at one instant.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// The payment gateway's; empty when it is not running.
    pub payment: PaymentLedger,
    /// The SMS gateway's; empty when it is not running.
    pub sms: SmsLedger,
}

/// The books of one server. Everything here is done under a short lock.
pub trait Book: Default + Send + 'static {
    /// The document `GET /control/ledger` shows.
    type Page: Serialize;
    /// A copy of that document.
    fn page(&self) -> Self::Page;
    /// The log of all calls.
    fn log(&mut self) -> &mut CallLog;
    /// Forgets everything; ids start at 1 again.
    fn clear(&mut self);
    /// The calls that were kept, in order of arrival.
    fn calls(&self) -> Vec<Call>;
}
