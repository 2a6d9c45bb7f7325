//! The queue as it is shown: which rows, how narrowed, what is marked.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::ask::{Ask, PAGE};
use super::run::Run;
use super::target::Target;
use crate::app::reads::{Page, Request};
use crate::domain::ids::OrderId;
use crate::domain::order::Order;
use crate::domain::package::PackageCode;
use crate::store::pages::{Edge, Filter, Mark, Sort};
use crate::store::tally::Tally;
use crate::tui::widgets::search::Search;
use crate::tui::widgets::window::{End, Window};

/// The screen's state.
#[derive(Debug)]
pub struct State {
    pub sort: Sort,
    pub package: Option<PackageCode>,
    pub visits: Option<(Date, Date)>,
    pub search: Search,
    /// None until the first answer.
    pub total: Option<Tally>,
    pub window: Window<Order>,
    pub marks: BTreeMap<OrderId, Target>,
    pub details: Option<Request>,
    /// What the open question is about: the list may change while it is open.
    pub asked: Vec<Target>,
    pub run: Option<Run>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            sort: Sort::Visit,
            package: None,
            visits: None,
            search: Search::default(),
            total: None,
            window: Window::default(),
            marks: BTreeMap::new(),
            details: None,
            asked: Vec::new(),
            run: None,
        }
    }
}

impl State {
    /// What the list is narrowed to. The queue itself sees to the status.
    pub fn filter(&self) -> Filter {
        Filter {
            status: None,
            visits: self.visits,
            package: self.package.clone(),
            search: self.search.wanted(),
            sort: self.sort,
        }
    }

    /// Whether Esc has something to take away here.
    pub fn is_narrowed(&self) -> bool {
        !self.marks.is_empty() || self.package.is_some() || self.visits.is_some() || !self.search.is_empty()
    }

    /// The list from its beginning.
    pub fn from_the_top(&self) -> Ask {
        Ask::Queue {
            filter: self.filter(),
            edge: Edge::First,
            limit: PAGE,
        }
    }

    /// The rows that are shown, as they are now.
    pub fn again(&self) -> Ask {
        let rows = self.window.rows();
        let edge = match rows.first() {
            Some(first) if self.window.more_above() => Edge::After(Mark::from(first)),
            _ => Edge::First,
        };
        let limit = i64::try_from(rows.len()).unwrap_or(PAGE).max(PAGE);
        Ask::Queue {
            filter: self.filter(),
            edge,
            limit,
        }
    }

    /// The end of the list, however long it is.
    pub fn from_the_bottom(&self) -> Ask {
        Ask::Queue {
            filter: self.filter(),
            edge: Edge::Last,
            limit: PAGE,
        }
    }

    /// Takes the rows from an edge on. The selected order stays selected where it is still there.
    pub fn replace(&mut self, edge: &Edge, limit: i64, page: Page) {
        let full = page.orders.len() as i64 >= limit;
        let (above, below) = match edge {
            Edge::First => (false, full),
            Edge::Last | Edge::Before(_) => (full, false),
            Edge::After(_) => (true, full),
        };
        self.total = Some(page.total);
        self.window.replace(page.orders, above, below, |a, b| a.id == b.id);
        if *edge == Edge::Last {
            self.window.step(isize::MAX);
        }
    }

    /// Takes the page beyond an end, unless the list has become another one since it was asked for.
    pub fn extend(&mut self, filter: &Filter, end: End, mark: &Mark, page: Page) {
        let row = match end {
            End::Top => self.window.rows().first(),
            End::Bottom => self.window.rows().last(),
        };
        if *filter != self.filter() || row.is_none_or(|row| row.id != mark.id) {
            return;
        }
        let more = page.orders.len() as i64 >= PAGE;
        match end {
            End::Top => self.window.prepend(page.orders, more),
            End::Bottom => self.window.append(page.orders, more),
        }
    }

    /// The page that is wanted next, if the selection is near an end.
    pub fn more(&self) -> Option<Ask> {
        let end = self.window.wants()?;
        let rows = self.window.rows();
        let row = match end {
            End::Top => rows.first(),
            End::Bottom => rows.last(),
        };
        Some(Ask::More {
            filter: self.filter(),
            end,
            mark: Mark::from(row?),
        })
    }

    /// What a decision is about: the marked requests, or the selected one.
    pub fn targets(&self) -> Vec<Target> {
        if self.marks.is_empty() {
            return self.window.current().map(Target::from).into_iter().collect();
        }
        let mut marked: Vec<Target> = self.marks.values().cloned().collect();
        marked.sort_by_key(|target| (target.slot, target.id));
        marked
    }

    /// Marks the selected request, or takes its mark away.
    pub fn mark(&mut self) {
        if let Some(order) = self.window.current()
            && self.marks.remove(&order.id).is_none()
        {
            self.marks.insert(order.id, Target::from(order));
        }
    }

    /// The details of the selected request, once they are there.
    pub fn details_shown(&self) -> Option<&Request> {
        let current = self.window.current()?;
        self.details.as_ref().filter(|details| details.order.id == current.id)
    }
}
