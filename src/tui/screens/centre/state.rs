//! The centre's settings as they are shown: three lists, one of them open.

use jiff::ToSpan;
use jiff::civil::Date;

use super::ask::Capacity;
use super::form::Form;
use super::{capacity, packages};
use crate::app::OrderView;
use crate::domain::offer::Offer;
use crate::domain::reason::Reason;
use crate::domain::slot::CapacityRule;
use crate::tui::scene::Scene;
use crate::tui::text;
use crate::tui::widgets::search::Search;

/// The sections in their order.
pub const CAPACITY: usize = 0;
pub const CLOSURES: usize = 1;
pub const PACKAGES: usize = 2;

/// A day on which nobody new is received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    pub date: Date,
    /// Its reason, or the name of the holiday.
    pub why: String,
    /// By law, not by the centre: it can't be taken back here.
    pub holiday: bool,
}

impl Closed {
    /// The day and why, as the screen says it.
    pub fn words(&self, scene: &Scene) -> String {
        let why = match (&self.why, self.holiday) {
            (name, true) => scene.say("centre", "holiday", &[("name", name)]),
            (why, false) if why.is_empty() => scene.get("error", "closed_unnamed"),
            (why, false) => why.clone(),
        };
        let day = text::left(&scene.words.day(self.date), 11, scene.look.more());
        format!("{day}{why}")
    }
}

/// The screen's state.
#[derive(Debug, Default)]
pub struct State {
    pub section: usize,
    /// The selected row of each section.
    pub selected: [usize; 3],
    pub capacity: Option<Capacity>,
    pub form: Option<Form>,
    pub closures: Option<Vec<(Date, String)>>,
    /// The bookings of the selected closed day.
    pub hits: Option<(Date, Vec<OrderView>)>,
    /// The day that is about to be closed, the bookings it hits, and the reason once it is typed.
    pub closing: Option<(Date, Vec<OrderView>, Option<Reason>)>,
    pub offers: Vec<Offer>,
    /// What narrows the rows of the section.
    pub search: Search,
    /// The package that a question is open about, as it stood when it was asked.
    pub deciding: Option<Offer>,
}

impl State {
    /// How many rows a section has.
    pub fn rows(&self, scene: &Scene) -> usize {
        match self.section {
            CAPACITY => self.rules(scene).len(),
            CLOSURES => self.closed_days(scene).len(),
            _ => self.offers(scene).len(),
        }
    }

    /// The rules of the capacity, the newest first; the settings' own, which is none, stands last.
    pub fn rules(&self, scene: &Scene) -> Vec<Option<&CapacityRule>> {
        let capacity = self.capacity.iter();
        capacity
            .flat_map(|capacity| capacity.rules.iter().map(Some).chain([None]))
            .filter(|rule| self.search.fits(&capacity::words(*rule, scene)))
            .collect()
    }

    /// The packages.
    pub fn offers(&self, scene: &Scene) -> Vec<&Offer> {
        let fits = |offer: &&Offer| self.search.fits(packages::name(offer, scene));
        self.offers.iter().filter(fits).collect()
    }

    /// Closures and holidays from today on, as far as can be booked or was closed.
    pub fn closed_days(&self, scene: &Scene) -> Vec<Closed> {
        let Some(closures) = &self.closures else { return Vec::new() };
        let days = scene.today().series(1.day()).take_while(|date| *date <= scene.rules.last_day(scene.now));
        let mut closed: Vec<Closed> = days
            .filter_map(|date| {
                let name = scene.rules.holidays.name_on(date)?;
                let why = name.get(scene.words.lang).to_owned();
                Some(Closed { date, why, holiday: true })
            })
            .chain(closures.iter().map(|(date, why)| Closed {
                date: *date,
                why: why.clone(),
                holiday: false,
            }))
            .filter(|closed| self.search.fits(&closed.words(scene)))
            .collect();
        closed.sort_by_key(|closed| (closed.date, closed.holiday));
        closed
    }

    /// The selected closed day.
    pub fn closed_day(&self, scene: &Scene) -> Option<Closed> {
        self.closed_days(scene).into_iter().nth(self.selected[CLOSURES])
    }

    /// The selected package.
    pub fn offer(&self, scene: &Scene) -> Option<&Offer> {
        self.offers(scene).get(self.selected[PACKAGES]).copied()
    }

    /// Keeps the selection among the rows.
    pub fn clamp(&mut self, scene: &Scene) {
        let last = self.rows(scene).saturating_sub(1);
        if let Some(selected) = self.selected.get_mut(self.section) {
            *selected = (*selected).min(last);
        }
    }
}
