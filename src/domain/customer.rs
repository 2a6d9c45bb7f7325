//! The customer, as far as the centre needs to know: no resident registration number, no card.

use super::birth::BirthDate;
use super::name::PersonName;
use super::phone::Phone;
use super::sex::Sex;

/// The person a checkup is for. Only the name is always known: the origin's API asks for nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    pub name: PersonName,
    /// Without one there are no texts.
    pub phone: Option<Phone>,
    pub birth: Option<BirthDate>,
    pub sex: Option<Sex>,
}
