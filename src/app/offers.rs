//! What the centre sells, and at which price: read by every booking, changed by the admin.

use super::rules::Rules;
use super::{App, AppError};
use crate::domain::money::Won;
use crate::domain::offer::{Change, Offer};
use crate::domain::package::PackageCode;
use crate::domain::refusal::Refusal;
use crate::store::packages;
use crate::store::sql::Sql;

impl App {
    /// Every package at today's price, in the catalogue's order; those off the list too.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn catalogue(&self) -> Result<Vec<Offer>, AppError> {
        let rules = self.recorder.rules.clone();
        self.store
            .read(move |sql| {
                let changes = packages::all(sql)?;
                let packages = rules.catalogue.packages().iter();
                Ok(packages
                    .map(|package| {
                        let change = changes.get(&package.code).copied().unwrap_or(Change::NONE);
                        Offer::of(package, change)
                    })
                    .collect())
            })
            .await
    }

    /// Sets a package's price. Bookings made from now on pay it; those made before keep theirs.
    ///
    /// # Errors
    /// [`Refusal::PackageNotFound`].
    pub async fn set_price(&self, code: PackageCode, price: Won, by: String) -> Result<Offer, AppError> {
        let (rules, now) = (self.recorder.rules.clone(), self.clock.now());
        self.store
            .write(move |sql| {
                find(sql, &rules, &code)?;
                packages::set_price(sql, &code, price, &by, now)?;
                find(sql, &rules, &code)
            })
            .await
    }

    /// Takes a package off the list, or puts it back. What was booked before stays as it is.
    ///
    /// # Errors
    /// [`Refusal::PackageNotFound`].
    pub async fn set_on_sale(&self, code: PackageCode, on_sale: bool, by: String) -> Result<Offer, AppError> {
        let (rules, now) = (self.recorder.rules.clone(), self.clock.now());
        self.store
            .write(move |sql| {
                find(sql, &rules, &code)?;
                packages::set_on_sale(sql, &code, on_sale, &by, now)?;
                find(sql, &rules, &code)
            })
            .await
    }
}

/// A package at its price of this moment, whether it is on the list or not.
///
/// # Errors
/// [`Refusal::PackageNotFound`].
pub fn find(sql: &mut dyn Sql, rules: &Rules, code: &PackageCode) -> Result<Offer, AppError> {
    let package = rules.catalogue.package(code);
    let package = package.ok_or_else(|| Refusal::PackageNotFound(code.as_str().to_owned()))?;
    Ok(Offer::of(package, packages::find(sql, code)?))
}
