//! The day sheet: who comes today, or on any other day, by half-hour; received here when they arrive.

mod ask;
mod keys;
pub mod sheet;
mod state;
mod view;

use jiff::civil::Date;
use ratatui::layout::Rect;

use crate::app::reads::Roster;
use crate::app::{AppError, OrderView};
use crate::domain::ids::OrderId;
use crate::domain::order::OrderStatus;
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
use crate::tui::typed;
use crate::tui::widgets::field::Field;
use crate::tui::widgets::order;
use crate::tui::widgets::search::Search;

pub use ask::{Ask, Receive, Reply, answer};

/// The screen's state.
#[derive(Debug, Default)]
pub struct State {
    /// Another day than today.
    date: Option<Date>,
    roster: Option<Roster>,
    /// Who was chosen last.
    chosen: Option<OrderId>,
    search: Search,
}

#[derive(Debug, Clone)]
pub enum Act {
    AskCheckIn,
    CheckIn(OrderId, Receive),
    AskNoShow,
    NoShow(OrderId),
    Open,
    Copy,
    WalkIn,
    Day(i64),
    Today,
    AskDay,
    Typed(String),
    Search,
    ToSheet,
    Clear,
    SaveText,
    SaveCsv,
    Step(isize),
    Refresh,
}

impl State {
    fn read(&self, scene: &Scene) -> Wants<Self> {
        vec![Do::Look(Ask::Roster(self.date(scene)))]
    }

    /// A text goes out at once and it can't be taken back: who it is, with the date of birth, is asked first. Somebody
    /// who has just walked in is confirmed with it. Whoever can't be received is refused without a question.
    fn ask_check_in(&self, scene: &Scene) -> Wants<Self> {
        let Some(visitor) = self.current(scene) else {
            return Vec::new();
        };
        let order = &visitor.order;
        let (question, how) = match order.status {
            _ if order.slot.date > scene.today() => return Self::check_in(order.id, Receive::Confirmed, scene),
            OrderStatus::Confirmed => ("check_in_question", Receive::Confirmed),
            OrderStatus::Requested => ("confirm_question", Receive::Requested),
            _ => return Self::check_in(order.id, Receive::Confirmed, scene),
        };
        let mut details = order::summary(scene, order);
        if let Some(birth) = &order.customer.birth {
            details.insert(1, format!("{} {}", scene.get("day", "birth"), birth.date()));
        }
        let yes = Act::CheckIn(order.id, how);
        vec![Do::Open(Modal::confirm(scene.get("day", question), details, yes, scene))]
    }

    fn check_in(order: OrderId, how: Receive, scene: &Scene) -> Wants<Self> {
        let by = scene.by.clone();
        vec![Do::Ask(Ask::CheckIn { order, how, by })]
    }

    /// It can't be taken back, so it is asked first.
    fn ask_no_show(&self, scene: &Scene) -> Wants<Self> {
        let Some(visitor) = self.current(scene) else {
            return Vec::new();
        };
        let question = scene.get("day", "no_show_question");
        let details = order::summary(scene, &visitor.order);
        vec![Do::Open(Modal::confirm(question, details, Act::NoShow(visitor.order.id), scene))]
    }

    fn open(&self, scene: &Scene) -> Wants<Self> {
        let current = self.current(scene);
        current.map_or_else(Vec::new, |visitor| {
            vec![Do::Go(Place::MyPage(OrderRef::Id(visitor.order.id)))]
        })
    }

    fn copy(&self, scene: &Scene) -> Wants<Self> {
        let Some(visitor) = self.current(scene) else {
            return Vec::new();
        };
        let code = visitor.order.code.to_string();
        let said = scene.say("day", "copied", &[("code", &code)]);
        vec![Do::Copy(code), Do::Toast(Tone::Good, said)]
    }

    fn go_to(&mut self, text: &str, scene: &Scene) -> Wants<Self> {
        match typed::day(text, scene.today()) {
            Ok(date) => {
                self.date = Some(date).filter(|date| *date != scene.today());
                self.read(scene)
            }
            Err(invalid) => vec![Do::Toast(Tone::Bad, scene.words.invalid(&invalid))],
        }
    }

    fn save(&self, csv: bool, scene: &Scene) -> Wants<Self> {
        let Some(roster) = self.roster(scene) else {
            return Vec::new();
        };
        let written = match csv {
            true => sheet::as_csv(roster, scene).map_err(|e| e.to_string()),
            false => Ok(sheet::as_text(roster, scene)),
        };
        let name = sheet::name(roster, if csv { "csv" } else { "txt" });
        match written {
            Ok(text) => vec![Do::Save { name, text }],
            Err(why) => vec![Do::Toast(Tone::Bad, why)],
        }
    }

    /// What became of a check-in or a no-show, and the sheet as it is now.
    fn received(&self, done: &Result<OrderView, AppError>, said: &str, scene: &Scene) -> Wants<Self> {
        let told = match done {
            Ok(order) => Do::Toast(Tone::Good, scene.say("day", said, &[("name", &order.name)])),
            Err(error) => refused(scene, error),
        };
        let mut wants = self.read(scene);
        wants.push(told);
        wants
    }
}

impl Screen for State {
    type Act = Act;
    type Ask = Ask;
    type Reply = Reply;
    const WORDS: &'static str = "day";

    fn bindings(&self) -> Vec<&'static [Binding<Act>]> {
        match (self.search.typing(), self.search.is_empty()) {
            (true, _) => vec![keys::SEARCH],
            (false, false) => vec![keys::SHEET, keys::FOUND],
            (false, true) => vec![keys::SHEET],
        }
    }

    fn shown(&mut self, scene: &Scene) -> Wants<Self> {
        self.read(scene)
    }

    fn act(&mut self, act: Act, scene: &Scene) -> Wants<Self> {
        match act {
            Act::AskCheckIn => return self.ask_check_in(scene),
            Act::CheckIn(order, how) => return Self::check_in(order, how, scene),
            Act::AskNoShow => return self.ask_no_show(scene),
            Act::NoShow(order) => {
                let by = scene.by.clone();
                return vec![Do::Ask(Ask::NoShow { order, by })];
            }
            Act::Open => return self.open(scene),
            Act::Copy => return self.copy(scene),
            Act::WalkIn => return vec![Do::Go(Place::WalkIn)],
            Act::Day(by) => {
                self.go(by, scene);
                return self.read(scene);
            }
            Act::Today => {
                self.date = None;
                return self.read(scene);
            }
            Act::AskDay => {
                let question = scene.get("day", "day_question");
                return vec![Do::Open(Modal::prompt(question, Field::new(12), Act::Typed))];
            }
            Act::Typed(text) => return self.go_to(&text, scene),
            Act::Search => self.search.begin(),
            Act::ToSheet => self.search.leave(),
            Act::Clear => self.search.clear(),
            Act::SaveText => return self.save(false, scene),
            Act::SaveCsv => return self.save(true, scene),
            Act::Step(by) => self.step(by, scene),
            Act::Refresh => return self.read(scene),
        }
        Vec::new()
    }

    fn reply(&mut self, reply: Reply, scene: &Scene) -> Wants<Self> {
        match reply {
            Reply::Roster(Ok(roster)) => {
                self.see(roster, scene);
                Vec::new()
            }
            Reply::Roster(Err(error)) => vec![unread(scene, &error)],
            Reply::CheckedIn(done) => self.received(&done, "came", scene),
            Reply::NoShow(done) => self.received(&done, "did_not_come", scene),
        }
    }

    fn typing(&self) -> bool {
        self.search.typing()
    }

    fn typed(&mut self, key: Key, _scene: &Scene) -> Wants<Self> {
        self.search.key(key);
        Vec::new()
    }

    fn pasted(&mut self, text: &str, _scene: &Scene) -> Wants<Self> {
        self.search.paste(text);
        Vec::new()
    }

    fn clicked(&mut self, zone: &'static str, item: usize, scene: &Scene) -> Wants<Self> {
        match zone {
            view::DAYS if item == 0 => self.act(Act::Day(-1), scene),
            view::DAYS if item == 1 => self.act(Act::AskDay, scene),
            view::DAYS => self.act(Act::Day(1), scene),
            _ => {
                self.search.leave();
                let before = self.current(scene).map(|visitor| visitor.order.id);
                let clicked = match self.lines(scene).get(item) {
                    Some(state::Line::Visitor(visitor)) => Some(visitor.order.id),
                    _ => None,
                };
                match clicked {
                    Some(order) if Some(order) == before => self.open(scene),
                    Some(order) => {
                        self.chosen = Some(order);
                        Vec::new()
                    }
                    None => Vec::new(),
                }
            }
        }
    }

    /// A sheet that is left open past midnight becomes the new day's.
    fn tick(&mut self, scene: &Scene) -> Wants<Self> {
        match &self.roster {
            Some(roster) if roster.date != self.date(scene) => self.read(scene),
            _ => Vec::new(),
        }
    }

    fn view(&self, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
        view::view(self, scene, area, canvas);
    }
}

/// Whether somebody can be received: the visit is confirmed.
fn is_expected(status: OrderStatus) -> bool {
    status == OrderStatus::Confirmed
}
