//! What the sheet shows of the roster: who fits the search, who is chosen, and how far the day has come.

use jiff::ToSpan;
use jiff::civil::Date;

use super::{State, is_expected};
use crate::app::reads::{Roster, RosterSlot};
use crate::domain::ids::OrderId;
use crate::domain::order::OrderStatus;
use crate::store::roster::Visitor;
use crate::store::search::Search;
use crate::tui::scene::Scene;

/// A row of the sheet.
#[derive(Debug, Clone, Copy)]
pub enum Line<'a> {
    Slot(&'a RosterSlot),
    Visitor(&'a Visitor),
}

/// How far a day has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    pub expected: usize,
    pub came: usize,
    pub missing: usize,
    /// Not confirmed, or not even paid.
    pub open: usize,
}

impl Progress {
    pub fn of(roster: &Roster) -> Self {
        let mut progress = Self::default();
        for visitor in roster.slots.iter().flat_map(|slot| &slot.visitors) {
            match visitor.order.status {
                OrderStatus::Completed => progress.came += 1,
                OrderStatus::NoShow => progress.missing += 1,
                OrderStatus::Confirmed => progress.expected += 1,
                OrderStatus::Held
                | OrderStatus::Paying
                | OrderStatus::PaymentUnknown
                | OrderStatus::Paid
                | OrderStatus::Requested
                | OrderStatus::Expired
                | OrderStatus::Declined
                | OrderStatus::RefundPending
                | OrderStatus::Cancelled
                | OrderStatus::Rejected => progress.open += 1,
            }
        }
        progress
    }
}

impl State {
    /// The day that is shown: today unless another was chosen, also after midnight.
    pub fn date(&self, scene: &Scene) -> Date {
        self.date.unwrap_or_else(|| scene.today())
    }

    pub(super) fn go(&mut self, by: i64, scene: &Scene) {
        let date = self.date(scene).saturating_add(by.days());
        self.date = Some(date).filter(|date| *date != scene.today());
    }

    /// The roster of the day that is shown; none until it has been read. What is not on the screen is not acted on.
    pub(super) fn roster(&self, scene: &Scene) -> Option<&Roster> {
        self.roster.as_ref().filter(|roster| roster.date == self.date(scene))
    }

    /// The rows, by half-hour; while somebody is looked for, only the half-hours in which somebody fits.
    pub fn lines(&self, scene: &Scene) -> Vec<Line<'_>> {
        let search = self.search.wanted().as_deref().and_then(Search::read);
        let slots = self.roster(scene).into_iter().flat_map(|roster| &roster.slots);
        let mut lines = Vec::new();
        for slot in slots {
            let visitors = slot.visitors.iter();
            let fitting: Vec<&Visitor> = visitors
                .filter(|visitor| search.as_ref().is_none_or(|search| search.fits(&visitor.order)))
                .collect();
            if search.is_none() || !fitting.is_empty() {
                lines.push(Line::Slot(slot));
                lines.extend(fitting.into_iter().map(Line::Visitor));
            }
        }
        lines
    }

    /// Who is chosen: the one that was, or the first who is still expected, or the first.
    pub fn current(&self, scene: &Scene) -> Option<&Visitor> {
        let visitors = self.visitors(scene);
        let chosen = visitors.iter().find(|visitor| Some(visitor.order.id) == self.chosen);
        let expected = || visitors.iter().find(|visitor| is_expected(visitor.order.status));
        chosen.or_else(expected).or(visitors.first()).copied()
    }

    /// Takes in what was read. Who is chosen stays so, whoever comes before them; when they have gone, whoever
    /// followed them is chosen, or else whoever stood before.
    pub(super) fn see(&mut self, roster: Roster, scene: &Scene) {
        let ids = |visitors: Vec<&Visitor>| -> Vec<OrderId> { visitors.iter().map(|visitor| visitor.order.id).collect() };
        let current = self.current(scene).map(|visitor| visitor.order.id);
        let before = ids(self.visitors(scene));
        self.roster = Some(roster);
        let now = ids(self.visitors(scene));
        let at = before.iter().position(|id| Some(*id) == current).unwrap_or(0);
        let (above, below) = before.split_at(at);
        let next = below.iter().chain(above.iter().rev()).find(|id| now.contains(id));
        self.chosen = next.copied().or(self.chosen);
    }

    fn visitors(&self, scene: &Scene) -> Vec<&Visitor> {
        let lines = self.lines(scene).into_iter();
        lines
            .filter_map(|line| match line {
                Line::Visitor(visitor) => Some(visitor),
                Line::Slot(_) => None,
            })
            .collect()
    }

    pub(super) fn step(&mut self, by: isize, scene: &Scene) {
        let visitors = self.visitors(scene);
        let current = self.current(scene).map(|visitor| visitor.order.id);
        let at = visitors
            .iter()
            .position(|visitor| Some(visitor.order.id) == current)
            .unwrap_or(0);
        let to = at.saturating_add_signed(by).min(visitors.len().saturating_sub(1));
        self.chosen = visitors.get(to).map(|visitor| visitor.order.id);
    }
}
