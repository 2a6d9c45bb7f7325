//! All bookings, the newest first: a window on a list too long to hold, filtered by status and day,
//! searched by what a caller says.

mod ask;
mod keys;
mod pay;
mod rows;
mod view;

use jiff::Timestamp;
use ratatui::layout::Rect;

use crate::domain::ids::OrderId;
use crate::domain::order::{Order, OrderStatus};
use crate::mypage::MyPage;
use crate::store::orders::OrderRef;
use crate::store::pages::{Filter, Sort};
use crate::store::tally::Tally;
use crate::tui::bindings::Binding;
use crate::tui::canvas::Canvas;
use crate::tui::effect::Do;
use crate::tui::key::Key;
use crate::tui::look::Tone;
use crate::tui::modal::Modal;
use crate::tui::paying::{Paying, Step};
use crate::tui::place::Place;
use crate::tui::scene::Scene;
use crate::tui::screen::{Screen, Wants};
use crate::tui::typed;
use crate::tui::widgets::field::Field;
use crate::tui::widgets::search::Search;
use crate::tui::widgets::window::{End, Window};

pub use ask::{Ask, Reply, answer};

/// The screen's state.
#[derive(Debug, Default)]
pub struct State {
    search: Search,
    filter: Filter,
    window: Window<Order>,
    /// How long the list is; none before it was read.
    total: Option<Tally>,
    /// Counts the readings of the list: a page that belongs to an earlier one is not added.
    reading: u64,
    /// The end whose next page is on its way.
    asked: Option<End>,
    /// The history of the selected order, where there is room to show it.
    detail: Option<MyPage>,
    paying: Option<Paying>,
    /// From when a payment that found the gateway busy can be tried again.
    retry: Option<(OrderId, Timestamp)>,
}

#[derive(Debug, Clone)]
pub enum Act {
    Step(isize),
    Page(isize),
    First,
    Last,
    Search,
    ToList,
    Clear,
    Statuses,
    Status(Option<OrderStatus>),
    Days,
    Between(String),
    Today,
    Sort,
    Open,
    Pay,
    Paying(Step),
    Copy,
    Refresh,
}

impl State {
    fn narrow(&mut self, change: impl FnOnce(&mut Filter)) -> Wants<Self> {
        change(&mut self.filter);
        vec![self.read_top()]
    }

    fn is_narrowed(&self) -> bool {
        self.filter.status.is_some() || self.filter.visits.is_some() || self.filter.search.is_some()
    }

    fn statuses(scene: &Scene) -> Modal<Act> {
        let all = (scene.get("bookings", "all"), Act::Status(None));
        let each = OrderStatus::ALL
            .into_iter()
            .map(|status| (scene.get("status", status.code()), Act::Status(Some(status))));
        Modal::choose(scene.get("bookings", "which_status"), std::iter::once(all).chain(each).collect())
    }

    fn between(&mut self, text: &str, scene: &Scene) -> Wants<Self> {
        if text.trim().is_empty() {
            return self.narrow(|filter| filter.visits = None);
        }
        match typed::days(text, scene.today()) {
            Ok(days) => self.narrow(|filter| filter.visits = Some(days)),
            Err(invalid) => vec![Do::Toast(Tone::Bad, scene.words.invalid(&invalid))],
        }
    }

    fn today(&mut self, scene: &Scene) -> Wants<Self> {
        let today = (scene.today(), scene.today());
        self.narrow(|filter| {
            filter.visits = if filter.visits == Some(today) { None } else { Some(today) };
        })
    }

    fn searched(&mut self) -> Wants<Self> {
        let wanted = self.search.wanted();
        self.narrow(|filter| filter.search = wanted)
    }

    fn clear(&mut self) -> Wants<Self> {
        self.search.clear();
        self.narrow(|filter| {
            *filter = Filter {
                sort: filter.sort,
                ..Filter::default()
            };
        })
    }

    fn open(&self) -> Wants<Self> {
        let current = self.window.current();
        current.map_or_else(Vec::new, |order| vec![Do::Go(Place::MyPage(OrderRef::Id(order.id)))])
    }

    fn copy(&self, scene: &Scene) -> Wants<Self> {
        let Some(order) = self.window.current() else {
            return Vec::new();
        };
        let code = order.code.to_string();
        let said = scene.say("bookings", "copied", &[("code", &code)]);
        vec![Do::Copy(code), Do::Toast(Tone::Good, said)]
    }
}

impl Screen for State {
    type Act = Act;
    type Ask = Ask;
    type Reply = Reply;
    const WORDS: &'static str = "bookings";

    fn bindings(&self) -> Vec<&'static [Binding<Act>]> {
        if self.search.typing() {
            return vec![keys::SEARCH];
        }
        let pay = match self.window.current().map(|order| order.status) {
            Some(OrderStatus::Held) => keys::UNPAID,
            _ => keys::NOTHING_TO_PAY,
        };
        let narrowed = self.is_narrowed().then_some(keys::NARROWED);
        [keys::LIST, pay, keys::MORE].into_iter().chain(narrowed).collect()
    }

    fn shown(&mut self, _scene: &Scene) -> Wants<Self> {
        vec![self.read_again()]
    }

    fn act(&mut self, act: Act, scene: &Scene) -> Wants<Self> {
        match act {
            Act::Step(by) => self.step(by, scene),
            Act::Page(pages) => self.step(pages * view::page(scene), scene),
            Act::First => vec![self.read_top()],
            Act::Last => vec![self.read_bottom()],
            Act::Search => {
                self.search.begin();
                Vec::new()
            }
            Act::ToList => {
                self.search.leave();
                Vec::new()
            }
            Act::Clear => self.clear(),
            Act::Statuses => vec![Do::Open(Self::statuses(scene))],
            Act::Status(status) => self.narrow(|filter| filter.status = status),
            Act::Days => vec![Do::Open(Modal::prompt(scene.get("bookings", "which_days"), Field::new(24), Act::Between))],
            Act::Between(text) => self.between(&text, scene),
            Act::Today => self.today(scene),
            Act::Sort => self.narrow(|filter| {
                filter.sort = match filter.sort {
                    Sort::Newest => Sort::Visit,
                    Sort::Visit => Sort::Newest,
                };
            }),
            Act::Open => self.open(),
            Act::Pay => self.pay(scene),
            Act::Paying(step) => self.paying(step, scene),
            Act::Copy => self.copy(scene),
            Act::Refresh => vec![self.read_again()],
        }
    }

    fn reply(&mut self, reply: Reply, scene: &Scene) -> Wants<Self> {
        match reply {
            Reply::List { page, from } => self.listed(page, &from, scene),
            Reply::More { page, end, reading } => self.more(page, end, reading, scene),
            Reply::Detail(detail) => self.detailed(detail, scene),
            Reply::Paid(paid) => self.paid(&paid, scene),
        }
    }

    fn typing(&self) -> bool {
        self.search.typing()
    }

    fn typed(&mut self, key: Key, _scene: &Scene) -> Wants<Self> {
        if self.search.key(key) { self.searched() } else { Vec::new() }
    }

    fn pasted(&mut self, text: &str, _scene: &Scene) -> Wants<Self> {
        if self.search.paste(text) { self.searched() } else { Vec::new() }
    }

    fn clicked(&mut self, zone: &'static str, item: usize, scene: &Scene) -> Wants<Self> {
        match zone {
            "status" => self.act(Act::Statuses, scene),
            "days" => self.act(Act::Days, scene),
            "sort" => self.act(Act::Sort, scene),
            _ => {
                self.search.leave();
                if self.window.selected() == item {
                    return self.open();
                }
                self.window.select(item);
                self.moved(scene)
            }
        }
    }

    fn wakes(&self, scene: &Scene) -> Option<Timestamp> {
        view::wakes(self, scene)
    }

    fn view(&self, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
        view::view(self, scene, area, canvas);
    }
}
