//! The texts and payments as they are shown.

use jiff::Timestamp;

use super::ask::{Ask, PAGE};
use crate::app::reads::{MessageCounts, Money, Preview};
use crate::domain::breaker::{Admission, Breaker};
use crate::domain::message::MessageStatus;
use crate::store::messages::{Edge, Filter};
use crate::store::outbox::Message;
use crate::store::search as store;
use crate::store::unsettled::Unsettled;
use crate::tui::widgets::search::Search;
use crate::tui::widgets::window::{End, Window};

/// The kinds of texts, in the order of the screen; the last is all of them.
pub const KINDS: [Option<MessageStatus>; 5] = [
    Some(MessageStatus::Pending),
    Some(MessageStatus::Sent),
    Some(MessageStatus::Buried),
    Some(MessageStatus::Suppressed),
    None,
];

/// Of [`KINDS`]: those that failed.
pub const BURIED: usize = 2;

/// Which half is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Section {
    #[default]
    Texts,
    Payments,
}

/// The screen's state.
#[derive(Debug, Default)]
pub struct State {
    pub section: Section,
    /// Of `KINDS`.
    pub kind: usize,
    pub counts: Option<MessageCounts>,
    pub texts: Window<Message>,
    pub preview: Option<Box<Preview>>,
    pub money: Option<Box<Money>>,
    /// Whose texts and payments are shown.
    pub search: Search,
    /// Of [`State::payments`].
    pub payment: usize,
}

impl State {
    /// Which texts are shown.
    pub fn filter(&self) -> Filter {
        Filter {
            status: KINDS.get(self.kind).copied().flatten(),
            search: self.search.wanted(),
        }
    }

    /// Texts from an edge on.
    pub fn texts_from(&self, edge: Edge) -> Ask {
        let rows = i64::try_from(self.texts.rows().len()).unwrap_or(PAGE);
        Ask::Texts {
            filter: self.filter(),
            edge,
            limit: if edge == Edge::First || edge == Edge::Last { PAGE } else { rows.max(PAGE) },
        }
    }

    /// The texts that are shown, as they are now.
    pub fn again(&self) -> Ask {
        match self.texts.rows().first() {
            Some(first) if self.texts.more_above() => self.texts_from(Edge::After(first.event_id)),
            _ => Ask::Texts {
                filter: self.filter(),
                edge: Edge::First,
                limit: i64::try_from(self.texts.rows().len()).unwrap_or(PAGE).max(PAGE),
            },
        }
    }

    /// Takes the rows from an edge on.
    pub fn replace(&mut self, edge: Edge, limit: i64, page: Vec<Message>) {
        let full = page.len() as i64 >= limit;
        let (above, below) = match edge {
            Edge::First => (false, full),
            Edge::Last | Edge::Before(_) => (full, false),
            Edge::After(_) => (true, full),
        };
        self.texts.replace(page, above, below, |a, b| a.id == b.id);
        if edge == Edge::Last {
            self.texts.step(isize::MAX);
        }
    }

    /// The page that is wanted next, if the selection is near an end.
    pub fn more(&self) -> Option<Ask> {
        let end = self.texts.wants()?;
        let row = match end {
            End::Top => self.texts.rows().first(),
            End::Bottom => self.texts.rows().last(),
        };
        Some(Ask::More {
            filter: self.filter(),
            end,
            mark: row?.event_id,
        })
    }

    /// The preview of the selected text, once it is there.
    pub fn preview_shown(&self) -> Option<&Preview> {
        let current = self.texts.current()?;
        self.preview.as_deref().filter(|preview| preview.message.id == current.id)
    }

    /// What is in doubt, then what has to go back, of those who are searched for.
    pub fn payments(&self) -> Vec<&Unsettled> {
        let search = self.search.wanted().as_deref().and_then(store::Search::read);
        let money = self.money.iter();
        money
            .flat_map(|money| money.in_doubt.iter().chain(&money.refunds))
            .filter(|payment| search.as_ref().is_none_or(|search| search.fits(&payment.order)))
            .collect()
    }
}

/// Until when a gateway is left alone; none when calls go through, or one may probe it.
pub fn resting(breaker: &Breaker, now: Timestamp) -> Option<Timestamp> {
    match breaker.admit(now).0 {
        Admission::Refused { retry_at } => Some(retry_at),
        Admission::Call | Admission::Probe => None,
    }
}
