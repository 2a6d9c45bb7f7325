//! What the booking screen knows: the parts of a visit, where the focus is, and how far it has come.

use super::search::Search;
use crate::app::OrderView;
use crate::domain::ids::OrderId;
use crate::domain::payment::Method;
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::visit::calendar::Calendar;
use crate::tui::visit::form::{Entry, Form, PhoneIs};
use crate::tui::visit::packages::Packages;
use crate::tui::visit::till::Till;

/// What has the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    Search,
    Entry(Entry),
    Packages,
    Days,
    Slots,
    Methods,
    /// The approval number or the card's token.
    Proof,
    Receipt,
}

/// How far the visit has come.
#[derive(Debug)]
pub enum Stage {
    /// Nothing is kept yet.
    Composing,
    /// The place is kept and waits for the payment.
    Paying(Box<Till>),
    /// Booked; or paid for with an answer that is not known yet.
    Done(Box<OrderView>),
}

/// What has been asked for and is under way. Nothing else is asked for meanwhile: a second Enter does nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnderWay {
    Holding,
    Paying,
    Releasing,
}

/// The screen's state.
#[derive(Debug)]
pub struct State {
    pub(super) focus: Focus,
    pub(super) stage: Stage,
    pub(super) search: Search,
    pub(super) form: Form,
    pub(super) packages: Packages,
    pub(super) calendar: Calendar,
    pub(super) under_way: Option<UnderWay>,
    /// What the place is asked for under: a try whose outcome is not known is repeated with it, and keeps no second one.
    pub(super) key: Option<String>,
    /// Where the customer finds the order of the receipt.
    pub(super) link: Option<(OrderId, String)>,
    /// What has just gone wrong, or right; longer than a toast.
    pub(super) notice: Option<(Tone, String)>,
    /// The customer is here already: what is offered first is today.
    pub(super) walk_in: bool,
    /// How the last customer paid: the next one probably pays the same way.
    pub(super) usual: Method,
}

impl Default for State {
    fn default() -> Self {
        Self {
            focus: Focus::Search,
            stage: Stage::Composing,
            search: Search::default(),
            form: Form::new(PhoneIs::Wanted),
            packages: Packages::default(),
            calendar: Calendar::default(),
            under_way: None,
            key: None,
            link: None,
            notice: None,
            walk_in: false,
            usual: Method::Cash,
        }
    }
}

impl State {
    /// Whether a customer has been begun and not been finished.
    pub(super) fn is_begun(&self) -> bool {
        match self.stage {
            Stage::Composing => !self.form.is_empty(),
            Stage::Paying(_) => true,
            Stage::Done(_) => false,
        }
    }

    pub(super) fn till(&self) -> Option<&Till> {
        match &self.stage {
            Stage::Paying(till) => Some(till),
            Stage::Composing | Stage::Done(_) => None,
        }
    }

    pub(super) fn till_mut(&mut self) -> Option<&mut Till> {
        match &mut self.stage {
            Stage::Paying(till) => Some(till),
            Stage::Composing | Stage::Done(_) => None,
        }
    }

    /// The order that this visit has become.
    pub(super) fn order(&self) -> Option<&OrderView> {
        match &self.stage {
            Stage::Composing => None,
            Stage::Paying(till) => Some(&till.order),
            Stage::Done(order) => Some(order),
        }
    }

    /// The next customer: everything empty but what is on sale and the way that is usually paid.
    pub(super) fn forget(&mut self) {
        let (packages, usual) = (std::mem::take(&mut self.packages), self.usual);
        *self = Self {
            packages,
            usual,
            ..Self::default()
        };
        self.packages.choose(0);
    }

    /// Where the customer finds the order that is shown.
    pub(super) fn link(&self) -> Option<&str> {
        let shown = self.order()?.id;
        self.link.as_ref().filter(|(order, _)| order.0 == shown).map(|(_, link)| link.as_str())
    }

    /// Back to choosing, with everything typed still there, at the half-hour that was kept: its place is free again.
    pub(super) fn back_to_choosing(&mut self, notice: Option<(Tone, String)>, scene: &Scene) {
        if let Some(slot) = self.order().and_then(OrderView::slot) {
            self.calendar.take(slot, scene);
        }
        self.stage = Stage::Composing;
        self.focus = Focus::Slots;
        self.under_way = None;
        self.key = None;
        self.notice = notice;
    }
}
