//! What keeps a place: a booking at the price that is shown, the payment left for the next step.

use crate::app::{Book, Tender, When};
use crate::domain::calendar::SlotTime;
use crate::domain::customer::Customer;
use crate::domain::package::Package;

/// The booking of a customer; `key` repeats a try whose outcome is not known.
pub fn hold(customer: Customer, package: &Package, slot: SlotTime, key: Option<String>) -> Book {
    Book {
        customer,
        package: package.code.clone(),
        agreed: Some(package.price),
        when: When::At(slot),
        tender: Tender::default(),
        hold_only: true,
        rehearse: false,
        key,
    }
}
