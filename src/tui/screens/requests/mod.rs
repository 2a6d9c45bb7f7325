//! The queue of requests: what is paid and waits for the centre's yes or no. On a Monday morning there are
//! hundreds, and most of them are simply fine: narrow the list, mark all that is left, confirm.

mod ask;
mod decide;
mod details;
mod keys;
mod narrow;
mod results;
mod run;
mod state;
mod target;
mod view;

use ratatui::layout::Rect;

use crate::store::orders::OrderRef;
use crate::store::pages::Sort;
use crate::tui::bindings::Binding;
use crate::tui::canvas::Canvas;
use crate::tui::effect::Do;
use crate::tui::key::Key;
use crate::tui::look::Tone;
use crate::tui::place::Place;
use crate::tui::scene::Scene;
use crate::tui::screen::{Screen, Wants, in_doubt, unread};
use crate::tui::typed;

use run::Decision;

pub use ask::{Ask, Reply, answer};
pub use keys::Act;
pub use state::State;

/// The section of its words.
const WORDS: &str = "requests";

impl Screen for State {
    type Act = Act;
    type Ask = Ask;
    type Reply = Reply;
    const WORDS: &'static str = WORDS;

    fn bindings(&self) -> Vec<&'static [Binding<Act>]> {
        match &self.run {
            Some(run) if run.is_over() => vec![keys::RESULTS],
            Some(_) => vec![keys::RUNNING, keys::RESULTS],
            None if self.search.typing() => vec![keys::SEARCH],
            None if self.is_narrowed() => vec![keys::LIST, keys::NARROWED],
            None => vec![keys::LIST],
        }
    }

    fn shown(&mut self, _scene: &Scene) -> Wants<Self> {
        vec![Do::Look(self.again())]
    }

    fn changed(&mut self, scene: &Scene) -> Wants<Self> {
        // Mostly it is this screen's own decisions; the list is read again when they are all made.
        match self.run {
            Some(_) => Vec::new(),
            None => self.shown(scene),
        }
    }

    fn typing(&self) -> bool {
        self.search.typing()
    }

    fn typed(&mut self, key: Key, _scene: &Scene) -> Wants<Self> {
        match self.search.key(key) {
            true => self.narrowed(),
            false => Vec::new(),
        }
    }

    fn pasted(&mut self, text: &str, _scene: &Scene) -> Wants<Self> {
        match self.run.is_none() && self.search.paste(text) {
            true => self.narrowed(),
            false => Vec::new(),
        }
    }

    fn clicked(&mut self, zone: &'static str, item: usize, _scene: &Scene) -> Wants<Self> {
        match zone {
            view::MARK => {
                self.window.select(item);
                self.mark();
            }
            view::ROW if self.window.selected() == item => return self.open(),
            view::ROW => self.window.select(item),
            results::ROW => {
                if let Some(run) = &mut self.run {
                    run.selected = item;
                }
                return Vec::new();
            }
            _ => return Vec::new(),
        }
        self.moved()
    }

    fn act(&mut self, act: Act, scene: &Scene) -> Wants<Self> {
        match act {
            Act::Step(by) => match &mut self.run {
                Some(run) => run.step(by),
                None => self.window.step(by),
            },
            Act::First => {
                self.window.select(0);
                return vec![Do::Look(self.from_the_top())];
            }
            Act::Last if self.window.more_below() => return vec![Do::Look(self.from_the_bottom())],
            Act::Last => self.window.step(isize::MAX),
            Act::Mark => {
                self.mark();
                self.window.step(1);
            }
            Act::MarkAll => return vec![Do::Look(Ask::All(self.filter()))],
            Act::Unmark => self.marks.clear(),
            Act::Confirm => return self.ask_to_confirm(scene),
            Act::ConfirmAsked => return self.decide(Decision::Confirm, scene),
            Act::Reject => {
                self.asked = self.targets();
                return self.ask_to_reject(scene, "");
            }
            Act::RejectAsked(reason) => return self.reject(&reason, scene),
            Act::Open => return self.open(),
            Act::Search => self.search.begin(),
            Act::Found => self.search.leave(),
            Act::Sort => {
                self.sort = match self.sort {
                    Sort::Newest => Sort::Visit,
                    Sort::Visit => Sort::Newest,
                };
                return vec![Do::Look(self.from_the_top())];
            }
            Act::Packages => return vec![Do::Open(narrow::packages(scene))],
            Act::Dates => return vec![Do::Open(narrow::days(scene))],
            Act::DatesTyped => return vec![Do::Open(narrow::span(scene, ""))],
            Act::Package(package) => {
                self.package = package;
                return self.narrowed();
            }
            Act::Today | Act::AnyDay | Act::ThisWeek | Act::NextWeek => {
                let span = narrow::span_of(&act, scene.today());
                // The key for today takes it back, too.
                self.visits = span.filter(|span| self.visits != Some(*span));
                return self.narrowed();
            }
            Act::Span(typed) => match typed::days(&typed, scene.today()) {
                Ok(span) => {
                    self.visits = Some(span);
                    return self.narrowed();
                }
                Err(invalid) => {
                    let sentence = Do::Toast(Tone::Bad, scene.words.invalid(&invalid));
                    return vec![sentence, Do::Open(narrow::span(scene, &typed))];
                }
            },
            Act::Back => return self.widen(),
            Act::Copy => return self.copy(scene),
            Act::Refresh => return vec![Do::Look(self.again())],
            Act::Stop => {
                if let Some(run) = &mut self.run {
                    run.stop();
                }
                return Vec::new();
            }
            Act::Close => {
                self.run = None;
                return vec![Do::Look(self.again())];
            }
        }
        self.moved()
    }

    fn reply(&mut self, reply: Reply, scene: &Scene) -> Wants<Self> {
        match reply {
            Reply::Queue { edge, limit, page } => match page {
                Ok(page) => {
                    self.replace(&edge, limit, page);
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
                    self.extend(&filter, end, &mark, page);
                    Vec::new()
                }
                Err(error) => vec![unread(scene, &error)],
            },
            Reply::All { filter, page } => match page {
                Ok(page) if filter == self.filter() => {
                    let targets = page.orders.iter().map(target::Target::from);
                    self.marks.extend(targets.map(|target| (target.id, target)));
                    let all = (page.orders.len() as i64) < ask::MOST;
                    let said = scene.say(WORDS, "marked_most", &[("count", &ask::MOST.to_string())]);
                    (!all).then(|| Do::Toast(Tone::Warn, said)).into_iter().collect()
                }
                Ok(_) => Vec::new(),
                Err(error) => vec![unread(scene, &error)],
            },
            Reply::Details(details) => match *details {
                Ok(details) => {
                    self.details = Some(details);
                    Vec::new()
                }
                Err(error) => vec![unread(scene, &error)],
            },
            Reply::Decided(ended) => {
                if let Some(run) = &mut self.run {
                    run.answered(ended);
                }
                self.go_on(scene)
            }
        }
    }

    fn lost(&mut self, _ask: Ask, scene: &Scene) -> Wants<Self> {
        if let Some(run) = &mut self.run {
            run.lost(&scene.get(WORDS, "lost"));
        }
        std::iter::once(in_doubt(scene)).chain(self.go_on(scene)).collect()
    }

    fn unsaved(&self) -> bool {
        self.run.as_ref().is_some_and(|run| !run.is_over())
    }

    fn view(&self, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
        match &self.run {
            Some(run) => results::view(run, scene, area, canvas),
            None => view::view(self, scene, area, canvas),
        }
    }
}

impl State {
    /// After the selection has moved: the details of what is selected now, and the page it comes near.
    fn moved(&self) -> Wants<Self> {
        let current = self.window.current().map(|order| Do::Look(Ask::Details(order.id)));
        current.into_iter().chain(self.more().map(Do::Look)).collect()
    }

    /// After the list has become another one.
    fn narrowed(&mut self) -> Wants<Self> {
        self.window.select(0);
        vec![Do::Look(self.from_the_top())]
    }

    /// One level back: the text that is searched, then the marks, then the other filters.
    fn widen(&mut self) -> Wants<Self> {
        if self.search.typing() || !self.search.is_empty() {
            self.search.clear();
        } else if !self.marks.is_empty() {
            self.marks.clear();
            return Vec::new();
        } else {
            self.package = None;
            self.visits = None;
        }
        self.narrowed()
    }

    fn open(&self) -> Wants<Self> {
        let order = self.window.current().map(|order| OrderRef::Id(order.id));
        order.into_iter().map(|order| Do::Go(Place::MyPage(order))).collect()
    }

    fn copy(&self, scene: &Scene) -> Wants<Self> {
        let Some(order) = self.window.current() else {
            return Vec::new();
        };
        let code = order.code.to_string();
        let said = scene.say(WORDS, "copied", &[("code", &code)]);
        vec![Do::Copy(code), Do::Toast(Tone::Good, said)]
    }
}
