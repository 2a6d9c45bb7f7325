//! A package as the centre sells it today. The catalogue that came with the program is the beginning; what
//! the centre has changed is laid over it, so that a new release brings new exams and takes no price back.

use super::money::Won;
use super::package::Package;

/// What the centre has changed of a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Its own price; the catalogue's when none.
    pub price: Option<Won>,
    pub on_sale: bool,
}

impl Change {
    /// Sold as it came.
    pub const NONE: Self = Self {
        price: None,
        on_sale: true,
    };
}

/// A package at today's price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// With the price that a booking pays now.
    pub package: Package,
    /// The price in the catalogue that came with the program.
    pub listed: Won,
    /// Whether it can be booked; what was booked before stays.
    pub on_sale: bool,
}

impl Offer {
    /// A package of the catalogue with what was changed of it.
    pub fn of(package: &Package, change: Change) -> Self {
        let mut sold = package.clone();
        sold.price = change.price.unwrap_or(package.price);
        Self {
            package: sold,
            listed: package.price,
            on_sale: change.on_sale,
        }
    }
}
