//! All that the terminal knows.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use super::canvas::Spots;
use super::modal::Modal;
use super::place::Tab;
use super::scene::Scene;
use super::screens::{Act, AnyScreen};
use super::toast::Toasts;

/// A screen with the number that its replies carry.
pub struct Shown {
    pub number: u64,
    pub screen: AnyScreen,
    /// Why it could not read what it shows, by the kind of the look that failed last.
    pub unread: BTreeMap<u64, String>,
}

impl Shown {
    pub(super) const fn new(number: u64, screen: AnyScreen) -> Self {
        Self {
            number,
            screen,
            unread: BTreeMap::new(),
        }
    }
}

/// The terminal's state.
pub struct Model {
    pub scene: Scene,
    pub tab: Tab,
    /// The tabs that were opened.
    pub tabs: BTreeMap<Tab, Shown>,
    /// What lies on top of the tab, the topmost last.
    pub over: Vec<Shown>,
    pub modals: Vec<Modal<Act>>,
    pub(super) toasts: Toasts,
    /// What could be clicked on the last frame.
    pub spots: Spots,
    pub(super) next_number: u64,
    /// The newest look of each kind, by screen.
    pub(super) looks: HashMap<(u64, u64), u64>,
    pub(super) waiting: usize,
    /// Since when the database can't be reached.
    pub(super) away: Option<Timestamp>,
}

impl Model {
    /// At its beginning; [`Model::begin`] opens the first screen.
    pub fn new(scene: Scene) -> Self {
        Self {
            scene,
            tab: Tab::Start,
            tabs: BTreeMap::new(),
            over: Vec::new(),
            modals: Vec::new(),
            toasts: Toasts::default(),
            spots: Spots::default(),
            next_number: 0,
            looks: HashMap::new(),
            waiting: 0,
            away: None,
        }
    }

    /// The screen that is shown.
    pub fn front(&self) -> Option<&Shown> {
        self.over.last().or_else(|| self.tabs.get(&self.tab))
    }

    pub(super) fn front_mut(&mut self) -> Option<&mut Shown> {
        match self.over.last_mut() {
            Some(shown) => Some(shown),
            None => self.tabs.get_mut(&self.tab),
        }
    }

    /// The screen that has a number, unless it was left meanwhile.
    pub(super) fn numbered(&mut self, number: u64) -> Option<&mut Shown> {
        self.tabs
            .values_mut()
            .chain(&mut self.over)
            .find(|shown| shown.number == number)
    }

    pub(super) fn number(&mut self) -> u64 {
        self.next_number += 1;
        self.next_number
    }

    /// Questions that are not answered yet.
    pub const fn waiting(&self) -> usize {
        self.waiting
    }
}
