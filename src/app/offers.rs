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

    /// Sets a package's price. Bookings made from now on pay it; those made before keep theirs. `seen` is how
    /// it stood when somebody decided so: nobody overrules unseen what another has just changed.
    ///
    /// # Errors
    /// [`Refusal::PackageNotFound`], [`Refusal::OfferChanged`].
    pub async fn set_price(
        &self,
        code: PackageCode,
        price: Won,
        by: String,
        seen: Option<Offer>,
    ) -> Result<Offer, AppError> {
        let (rules, now) = (self.recorder.rules.clone(), self.clock.now());
        self.store
            .write(move |sql| {
                unchanged(sql, &rules, &code, seen.as_ref())?;
                packages::set_price(sql, &code, price, &by, now)?;
                find(sql, &rules, &code)
            })
            .await
    }

    /// Takes a package off the list, or puts it back. What was booked before stays as it is. `seen` as for
    /// [`Self::set_price`].
    ///
    /// # Errors
    /// [`Refusal::PackageNotFound`], [`Refusal::OfferChanged`].
    pub async fn set_on_sale(
        &self,
        code: PackageCode,
        on_sale: bool,
        by: String,
        seen: Option<Offer>,
    ) -> Result<Offer, AppError> {
        let (rules, now) = (self.recorder.rules.clone(), self.clock.now());
        self.store
            .write(move |sql| {
                unchanged(sql, &rules, &code, seen.as_ref())?;
                packages::set_on_sale(sql, &code, on_sale, &by, now)?;
                find(sql, &rules, &code)
            })
            .await
    }
}

/// Whether a package, which has to be there, still is what its looker saw.
fn unchanged(sql: &mut dyn Sql, rules: &Rules, code: &PackageCode, seen: Option<&Offer>) -> Result<(), AppError> {
    let offer = find(sql, rules, code)?;
    if seen.is_none_or(|seen| *seen == offer) {
        return Ok(());
    }
    // A new release may have brought another price: then nobody has changed it.
    let Some((by, at)) = packages::last_change(sql, code)? else {
        return Err(Refusal::Changed.into());
    };
    Err(Refusal::OfferChanged { by, at }.into())
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
