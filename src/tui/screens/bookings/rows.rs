//! The rows: read page by page in both directions, and read again where one is.

use super::ask::{From, PAGE};
use super::{Ask, State};
use crate::app::AppError;
use crate::app::reads::Page;
use crate::domain::order::Order;
use crate::mypage::MyPage;
use crate::store::pages::{Edge, Mark};
use crate::tui::effect::Do;
use crate::tui::scene::Scene;
use crate::tui::screen::{Wants, unread};
use crate::tui::widgets::window::End;

type Want = Do<super::Act, Ask>;

impl State {
    pub(super) fn read_top(&mut self) -> Want {
        self.read(From::Top)
    }

    pub(super) fn read_bottom(&mut self) -> Want {
        self.read(From::Bottom)
    }

    /// What is in the window once more, the selected row still selected. The first row of a window that
    /// does not begin with the list comes back with the page above it.
    pub(super) fn read_again(&mut self) -> Want {
        let rows = self.window.rows();
        let edge = match rows.first() {
            Some(first) if self.window.more_above() => Edge::After(Mark::from(first)),
            _ => Edge::First,
        };
        let limit = i64::try_from(rows.len()).unwrap_or(PAGE).max(PAGE);
        self.read(From::Here { edge, limit })
    }

    fn read(&mut self, from: From) -> Want {
        self.reading += 1;
        self.asked = None;
        Do::Look(Ask::List {
            filter: self.filter.clone(),
            from,
        })
    }

    pub(super) fn listed(&mut self, page: Result<Page, AppError>, from: &From, scene: &Scene) -> Wants<Self> {
        let page = match page {
            Ok(page) => page,
            Err(error) => return vec![unread(scene, &error)],
        };
        self.total = Some(page.total);
        let full = |limit: i64| page.orders.len() as i64 >= limit;
        let (above, below) = match from {
            From::Top => (false, full(PAGE)),
            From::Bottom => (full(PAGE), false),
            From::Here { edge, limit } => (*edge != Edge::First, full(*limit)),
        };
        self.window.replace(page.orders, above, below, |a, b| a.id == b.id);
        match from {
            From::Top => self.window.select(0),
            From::Bottom => self.window.select(usize::MAX),
            From::Here { .. } => {}
        }
        self.moved(scene)
    }

    pub(super) fn more(
        &mut self,
        page: Result<Page, AppError>,
        end: End,
        reading: u64,
        scene: &Scene,
    ) -> Wants<Self> {
        if reading != self.reading {
            return Vec::new();
        }
        self.asked = None;
        let page = match page {
            Ok(page) => page,
            Err(error) => return vec![unread(scene, &error)],
        };
        let more = page.orders.len() as i64 >= PAGE;
        match end {
            End::Top => self.window.prepend(page.orders, more),
            End::Bottom => self.window.append(page.orders, more),
        }
        self.next_page()
    }

    pub(super) fn step(&mut self, by: isize, scene: &Scene) -> Wants<Self> {
        self.window.step(by);
        self.moved(scene)
    }

    /// Another row is selected: its history, and perhaps the next page.
    pub(super) fn moved(&mut self, scene: &Scene) -> Wants<Self> {
        let mut wants = self.next_page();
        if scene.is_wide()
            && let Some(order) = self.window.current()
        {
            wants.push(Do::Look(Ask::Detail(order.id)));
        }
        wants
    }

    fn next_page(&mut self) -> Wants<Self> {
        let Some(end) = self.window.wants().filter(|end| self.asked != Some(*end)) else {
            return Vec::new();
        };
        let row: Option<&Order> = match end {
            End::Top => self.window.rows().first(),
            End::Bottom => self.window.rows().last(),
        };
        let Some(mark) = row.map(Mark::from) else {
            return Vec::new();
        };
        self.asked = Some(end);
        vec![Do::Look(Ask::More {
            filter: self.filter.clone(),
            end,
            mark,
            reading: self.reading,
        })]
    }

    pub(super) fn detailed(&mut self, detail: Result<Vec<MyPage>, AppError>, scene: &Scene) -> Wants<Self> {
        match detail {
            Ok(mut pages) => self.detail = pages.pop(),
            Err(error) => return vec![unread(scene, &error)],
        }
        Vec::new()
    }
}
