//! Texts and payments: what waits, what failed and why, and when it is tried again.

mod ask;
mod keys;
mod payments;
mod state;
mod strip;
mod texts;

use jiff::Timestamp;
use ratatui::layout::{Constraint, Layout, Rect};

use crate::store::messages::Edge;
use crate::store::orders::OrderRef;
use crate::tui::bindings::Binding;
use crate::tui::canvas::Canvas;
use crate::tui::effect::Do;
use crate::tui::key::Key;
use crate::tui::look::Tone;
use crate::tui::modal::Modal;
use crate::tui::place::Place;
use crate::tui::scene::Scene;
use crate::tui::screen::{Screen, Wants, refused, unread};
use crate::tui::widgets::sections;
use crate::tui::widgets::window::{End, Window};

use state::{BURIED, KINDS, Section};

pub use ask::{Ask, Reply, answer};
pub use keys::Act;
pub use state::State;

impl Screen for State {
    type Act = Act;
    type Ask = Ask;
    type Reply = Reply;
    const WORDS: &'static str = "delivery";

    fn bindings(&self) -> Vec<&'static [Binding<Act>]> {
        if self.search.typing() {
            return vec![keys::SEARCH];
        }
        let mut tables = match self.section {
            Section::Texts => vec![keys::TEXTS, keys::BOTH],
            Section::Payments => vec![keys::BOTH],
        };
        if !self.search.is_empty() {
            tables.push(keys::FOUND);
        }
        tables
    }

    fn typing(&self) -> bool {
        self.search.typing()
    }

    fn typed(&mut self, key: Key, _scene: &Scene) -> Wants<Self> {
        if self.search.key(key) { self.narrowed() } else { Vec::new() }
    }

    fn pasted(&mut self, text: &str, _scene: &Scene) -> Wants<Self> {
        if self.search.paste(text) { self.narrowed() } else { Vec::new() }
    }

    fn shown(&mut self, _scene: &Scene) -> Wants<Self> {
        match self.section {
            Section::Texts => vec![Do::Look(self.again())],
            Section::Payments => vec![Do::Look(Ask::Money)],
        }
    }

    fn tick(&mut self, scene: &Scene) -> Wants<Self> {
        // A countdown has moved on, or has come to its end: then there may be news.
        match payments::wakes(self, scene.now) {
            Some(_) => Vec::new(),
            None => self.shown(scene),
        }
    }

    fn wakes(&self, scene: &Scene) -> Option<Timestamp> {
        match self.section {
            Section::Texts => None,
            Section::Payments => payments::wakes(self, scene.now),
        }
    }

    fn clicked(&mut self, zone: &'static str, item: usize, scene: &Scene) -> Wants<Self> {
        self.search.leave();
        match zone {
            sections::ZONE => {
                self.section = if item == 0 { Section::Texts } else { Section::Payments };
                return self.shown(scene);
            }
            texts::KIND => return self.show_kind(item),
            texts::ROW if self.texts.selected() == item => return self.open(),
            texts::ROW => self.texts.select(item),
            payments::ROW if self.payment == item => return self.open(),
            payments::ROW => self.payment = item,
            _ => return Vec::new(),
        }
        self.moved()
    }

    fn act(&mut self, act: Act, scene: &Scene) -> Wants<Self> {
        match (act, self.section) {
            (Act::Step(by), Section::Texts) => self.texts.step(by),
            (Act::Step(by), Section::Payments) => {
                let last = self.payments().len().saturating_sub(1);
                self.payment = self.payment.saturating_add_signed(by).min(last);
            }
            (Act::First, Section::Texts) => {
                self.texts.select(0);
                return vec![Do::Look(self.texts_from(Edge::First))];
            }
            (Act::Last, Section::Texts) if self.texts.more_below() => {
                return vec![Do::Look(self.texts_from(Edge::Last))];
            }
            (Act::Last, Section::Texts) => self.texts.step(isize::MAX),
            (Act::First, Section::Payments) => self.payment = 0,
            (Act::Last, Section::Payments) => self.payment = self.payments().len().saturating_sub(1),
            (Act::NextSection, section) => {
                self.section = match section {
                    Section::Texts => Section::Payments,
                    Section::Payments => Section::Texts,
                };
                return self.shown(scene);
            }
            (Act::Kind(by), _) => {
                let kinds = KINDS.len() as isize;
                let next = (self.kind as isize + by).rem_euclid(kinds);
                return self.show_kind(next.unsigned_abs());
            }
            (Act::Open, _) => return self.open(),
            (Act::Copy, _) => return self.copy(scene),
            (Act::Refresh, _) => return self.shown(scene),
            (Act::Search, _) => self.search.begin(),
            (Act::ToList, _) => self.search.leave(),
            (Act::ShowAll, _) => {
                self.search.clear();
                return self.narrowed();
            }
            (Act::Retry, _) => {
                let id = self.texts.current().map(|message| message.id.clone());
                return id.into_iter().map(|id| Do::Ask(Ask::Retry(id))).collect();
            }
            (Act::RetryAll, _) => return self.ask_to_retry(scene),
            (Act::RetryAllAsked, _) => return vec![Do::Ask(Ask::RetryBuried)],
        }
        self.moved()
    }

    fn reply(&mut self, reply: Reply, scene: &Scene) -> Wants<Self> {
        match reply {
            Reply::Texts {
                filter,
                edge,
                limit,
                found,
            } => match found {
                Ok((page, counts)) => {
                    // Nothing waits and something has failed: that is what one has come for.
                    let first = self.counts.replace(counts).is_none();
                    if first && self.kind == 0 && counts.pending.is_empty() && !counts.buried.is_empty() {
                        return self.show_kind(BURIED);
                    }
                    if filter == self.filter() {
                        self.replace(edge, limit, page);
                    }
                    self.moved()
                }
                Err(error) => vec![unread(scene, &error)],
            },
            Reply::More {
                filter,
                end,
                mark,
                page,
            } => match page {
                Ok(page) => {
                    let row = match end {
                        End::Top => self.texts.rows().first(),
                        End::Bottom => self.texts.rows().last(),
                    };
                    // The list may have become another one since it was asked for.
                    if filter == self.filter() && row.is_some_and(|row| row.event_id == mark) {
                        let more = page.len() as i64 >= ask::PAGE;
                        match end {
                            End::Top => self.texts.prepend(page, more),
                            End::Bottom => self.texts.append(page, more),
                        }
                    }
                    Vec::new()
                }
                Err(error) => vec![unread(scene, &error)],
            },
            Reply::Preview(Ok(preview)) => {
                self.preview = Some(preview);
                Vec::new()
            }
            Reply::Money(Ok(money)) => {
                self.money = Some(money);
                self.payment = self.payment.min(self.payments().len().saturating_sub(1));
                Vec::new()
            }
            Reply::Retried(Ok(count)) => {
                let said = scene.say("say", "retried", &[("count", &count.to_string())]);
                let mut wants = vec![Do::Toast(Tone::Good, said)];
                wants.extend(self.shown(scene));
                wants
            }
            Reply::Retried(Err(error)) => {
                let mut wants = vec![refused(scene, &error)];
                wants.extend(self.shown(scene));
                wants
            }
            Reply::Preview(Err(error)) | Reply::Money(Err(error)) => vec![unread(scene, &error)],
        }
    }

    fn view(&self, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
        let [head, body] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(area);
        let names = ["texts", "money"].map(|key| scene.get(Self::WORDS, key));
        let shown = usize::from(self.section == Section::Payments);
        sections::view(canvas, head, &names, shown);
        match self.section {
            Section::Texts => texts::view(self, scene, body, canvas),
            Section::Payments => payments::view(self, scene, body, canvas),
        }
    }
}

impl State {
    /// After the selection has moved: the text that is selected now, and the page it comes near.
    fn moved(&self) -> Wants<Self> {
        if self.section == Section::Payments {
            return Vec::new();
        }
        let current = self.texts.current().map(|message| Do::Look(Ask::Preview(message.id.clone())));
        current.into_iter().chain(self.more().map(Do::Look)).collect()
    }

    fn show_kind(&mut self, kind: usize) -> Wants<Self> {
        self.kind = kind;
        self.narrowed()
    }

    /// After the lists have become other ones.
    fn narrowed(&mut self) -> Wants<Self> {
        self.payment = 0;
        self.texts = Window::default();
        vec![Do::Look(self.texts_from(Edge::First))]
    }

    /// The order of what is selected.
    fn order(&self) -> Option<OrderRef> {
        let id = match self.section {
            Section::Texts => self.texts.current()?.order,
            Section::Payments => self.payments().get(self.payment)?.order.id,
        };
        Some(OrderRef::Id(id))
    }

    fn open(&self) -> Wants<Self> {
        let order = self.order().into_iter();
        order.map(|order| Do::Go(Place::MyPage(order))).collect()
    }

    /// A payment's booking code; of a text its words.
    fn copy(&self, scene: &Scene) -> Wants<Self> {
        let copied = match self.section {
            Section::Texts => self.texts.current().and_then(|message| message.text.clone()),
            Section::Payments => self.payments().get(self.payment).map(|payment| payment.order.code.to_string()),
        };
        let Some(copied) = copied else { return Vec::new() };
        vec![Do::Copy(copied), Do::Toast(Tone::Good, scene.get("delivery", "copied"))]
    }

    fn ask_to_retry(&self, scene: &Scene) -> Wants<Self> {
        let Some(counts) = self.counts.filter(|counts| !counts.buried.is_empty()) else {
            return vec![Do::Toast(Tone::Plain, scene.get("delivery", "none_buried"))];
        };
        let count = counts.buried.to_string();
        let question = scene.say("delivery", "retry_question", &[("count", &count)]);
        vec![Do::Open(Modal::confirm(question, Vec::new(), Act::RetryAllAsked, scene))]
    }
}
