//! For what: the packages on sale, one of them chosen.

use crate::domain::lang::Lang;
use crate::domain::money::Won;
use crate::domain::offer::Offer;
use crate::domain::package::{Catalogue, Package, PackageCode};
use crate::domain::sex::Sex;

/// What is on sale, at the prices of the last look.
#[derive(Debug, Clone, Default)]
pub struct Packages {
    offers: Vec<Offer>,
    chosen: usize,
    /// Wanted before the list was there.
    wanted: Option<PackageCode>,
}

impl Packages {
    pub fn offers(&self) -> &[Offer] {
        &self.offers
    }

    pub const fn chosen(&self) -> usize {
        self.chosen
    }

    pub fn current(&self) -> Option<&Package> {
        self.offers.get(self.chosen).map(|offer| &offer.package)
    }

    /// Takes a new look at the list; what was chosen stays chosen. Answers with its price if that has changed
    /// under the eyes of whoever looks at it.
    pub fn see(&mut self, offers: Vec<Offer>) -> Option<Won> {
        let shown = self.current().map(|package| (package.code.clone(), package.price));
        let before = self.wanted.take().or_else(|| self.current().map(|p| p.code.clone()));
        self.offers = offers.into_iter().filter(|offer| offer.on_sale).collect();
        self.chosen = self.chosen.min(self.offers.len().saturating_sub(1));
        if let Some(code) = before {
            self.want(&code);
        }
        let (code, price) = shown?;
        let now = self.current().filter(|package| package.code == code)?;
        (now.price != price).then_some(now.price)
    }

    /// Chooses a package by its code, if it is on sale.
    pub fn want(&mut self, code: &PackageCode) {
        match self.offers.iter().position(|offer| offer.package.code == *code) {
            Some(n) => self.chosen = n,
            None if self.offers.is_empty() => self.wanted = Some(code.clone()),
            None => {}
        }
    }

    pub fn choose(&mut self, n: usize) {
        self.chosen = n.min(self.offers.len().saturating_sub(1));
    }

    pub fn step(&mut self, by: isize) {
        self.choose(self.chosen.saturating_add_signed(by));
    }
}

/// Whether a package is for somebody else.
pub fn is_for_others(package: &Package, sex: Option<Sex>) -> bool {
    matches!((package.sex, sex), (Some(only), Some(sex)) if only != sex)
}

/// The exams and what to do before them, a line each; a blank line between.
pub fn particulars(catalogue: &Catalogue, package: &Package, lang: Lang) -> Vec<String> {
    let exams = package.exams.iter().filter_map(|code| catalogue.exam(code));
    let mut lines: Vec<String> = exams.map(|exam| exam.name.get(lang).to_owned()).collect();
    let preparation = catalogue.preparation(package, lang);
    if !preparation.is_empty() {
        lines.push(String::new());
        lines.extend(preparation.into_iter().map(|line| format!("- {line}")));
    }
    lines
}
