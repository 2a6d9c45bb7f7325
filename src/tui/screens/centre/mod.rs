//! The centre's own settings: how many it admits, when it is closed, what it sells. What is booked already
//! stays as it is, and whatever a change hits is shown before it is made.

mod ask;
mod capacity;
mod closures;
mod form;
mod keys;
mod packages;
mod state;
mod submit;

use ratatui::layout::{Constraint, Layout, Rect};

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

use crate::app::AppError;
use crate::domain::ids::OrderId;
use crate::store::orders::OrderRef;
use form::Form;
use state::{CAPACITY, CLOSURES, PACKAGES};

pub use ask::{Ask, Reply, answer};
pub use keys::Act;
pub use state::State;

impl Screen for State {
    type Act = Act;
    type Ask = Ask;
    type Reply = Reply;
    const WORDS: &'static str = "centre";

    fn bindings(&self) -> Vec<&'static [Binding<Act>]> {
        match self.form {
            Some(_) => keys::of_form(),
            None if self.search.typing() => keys::of_search(),
            None => keys::of_section(self.section, !self.search.is_empty()),
        }
    }

    fn shown(&mut self, scene: &Scene) -> Wants<Self> {
        let look = match self.section {
            CAPACITY => Ask::Capacity(scene.today()),
            CLOSURES => Ask::Closures(scene.today()),
            _ => Ask::Offers,
        };
        vec![Do::Look(look)]
    }

    fn typing(&self) -> bool {
        self.form.is_some() || self.search.typing()
    }

    fn typed(&mut self, key: Key, scene: &Scene) -> Wants<Self> {
        match &mut self.form {
            Some(form) => form.field().key(key),
            None if self.search.key(key) => return self.select(0, scene),
            None => false,
        };
        Vec::new()
    }

    fn pasted(&mut self, text: &str, scene: &Scene) -> Wants<Self> {
        match &mut self.form {
            Some(form) => form.field().paste(text),
            None if self.search.paste(text) => return self.select(0, scene),
            None => false,
        };
        Vec::new()
    }

    fn clicked(&mut self, zone: &'static str, item: usize, scene: &Scene) -> Wants<Self> {
        match zone {
            sections::ZONE if self.form.is_none() => return self.show_section(item, scene),
            form::FIELD => {
                if let Some(form) = &mut self.form {
                    form.focus = item;
                }
            }
            closures::HIT => {
                let hit = self.hits.as_ref().and_then(|(_, hits)| hits.get(item));
                return hit.map(|hit| open(hit.id)).into_iter().collect();
            }
            capacity::ROW | closures::ROW | packages::ROW => {
                self.search.leave();
                return self.select(item, scene);
            }
            _ => {}
        }
        Vec::new()
    }

    fn act(&mut self, act: Act, scene: &Scene) -> Wants<Self> {
        let selected = self.selected.get(self.section).copied().unwrap_or(0);
        match act {
            Act::Step(by) => return self.select(selected.saturating_add_signed(by), scene),
            Act::First => return self.select(0, scene),
            Act::Last => return self.select(usize::MAX, scene),
            Act::NextSection(by) => {
                let next = (self.section as isize + by).rem_euclid(3);
                return self.show_section(next.unsigned_abs(), scene);
            }
            Act::Refresh => return self.shown(scene),
            Act::Search => self.search.begin(),
            Act::ToList => self.search.leave(),
            Act::ShowAll => {
                self.search.clear();
                return self.select(0, scene);
            }
            Act::New if self.section == CAPACITY => self.form = Some(Form::new(scene.today())),
            Act::New => return vec![Do::Open(submit::ask_day(scene, ""))],
            Act::DayTyped(typed) => return submit::day(&typed, scene),
            Act::ReasonTyped(typed) => return self.reason(&typed, scene),
            Act::CloseAsked => return self.close(),
            Act::Remove => return self.ask_to_reopen(scene),
            Act::RemoveAsked(date) => return vec![Do::Ask(Ask::Reopen(date))],
            Act::Hits => {
                let hits = self.hits.as_ref().filter(|(_, hits)| !hits.is_empty());
                return hits.map(|(_, hits)| Do::Open(closures::choose(hits, scene))).into_iter().collect();
            }
            Act::Open(id) => return vec![open(id)],
            Act::Price => return self.ask_price(scene, None),
            Act::PriceTyped(typed) => return self.set_price(&typed, scene),
            Act::Sale => return self.ask_about_sale(scene),
            Act::SaleAsked => return self.set_sale(scene),
            Act::NextField(by) => {
                if let Some(form) = &mut self.form {
                    form.step(by);
                }
            }
            Act::Submit => return self.set_capacity(scene),
            Act::Leave => self.form = None,
        }
        Vec::new()
    }

    fn reply(&mut self, reply: Reply, scene: &Scene) -> Wants<Self> {
        let is_read = matches!(
            reply,
            Reply::Capacity(_) | Reply::Closures(_) | Reply::Offers(_) | Reply::Hits(..)
        );
        match self.take(reply, scene) {
            Ok(wants) => wants,
            Err(error) if is_read => vec![unread(scene, &error)],
            Err(error) => vec![refused(scene, &error)],
        }
    }

    fn unsaved(&self) -> bool {
        self.form.as_ref().is_some_and(Form::is_begun)
    }

    fn view(&self, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
        let [head, body] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(area);
        let names = ["capacity", "closures", "packages"].map(|key| scene.get(Self::WORDS, key));
        sections::view(canvas, head, &names, self.section);
        match self.section {
            CAPACITY => capacity::view(self, scene, body, canvas),
            CLOSURES => closures::view(self, scene, body, canvas),
            _ => packages::view(self, scene, body, canvas),
        }
    }
}

fn open(id: i64) -> Do<Act, Ask> {
    Do::Go(Place::MyPage(OrderRef::Id(OrderId(id))))
}

impl State {
    /// The panel of a section's rows, with the search in its first row; answers with the rest.
    fn panel(&self, area: Rect, title: &str, scene: &Scene, canvas: &mut Canvas<'_, '_>) -> Rect {
        let inner = canvas.panel(area, &scene.get("centre", title), !self.search.typing());
        let [search, rest] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(inner);
        self.search.view(search, &scene.get("centre", "search_hint"), canvas);
        rest
    }

    fn show_section(&mut self, section: usize, scene: &Scene) -> Wants<Self> {
        self.section = section.min(PACKAGES);
        self.search.clear();
        self.shown(scene)
    }

    fn select(&mut self, row: usize, scene: &Scene) -> Wants<Self> {
        if let Some(selected) = self.selected.get_mut(self.section) {
            *selected = row;
        }
        self.clamp(scene);
        self.look_at_hits(scene)
    }

    /// The bookings of the closed day that is selected.
    fn look_at_hits(&self, scene: &Scene) -> Wants<Self> {
        let day = self.closed_day(scene).filter(|_| self.section == CLOSURES);
        day.map(|closed| Do::Look(Ask::Hits(closed.date))).into_iter().collect()
    }

    fn take(&mut self, reply: Reply, scene: &Scene) -> Result<Wants<Self>, AppError> {
        let mut wants = Vec::new();
        match reply {
            Reply::Capacity(capacity) => {
                self.capacity = Some(capacity?);
                self.clamp(scene);
            }
            Reply::Closures(closures) => {
                self.closures = Some(closures?);
                self.clamp(scene);
                wants = self.look_at_hits(scene);
            }
            Reply::Offers(offers) => {
                self.offers = offers?;
                self.clamp(scene);
            }
            Reply::Hits(date, hits) => self.hits = Some((date, hits?)),
            Reply::Preview(date, hits) => wants = self.ask_reason(date, hits?, scene),
            Reply::CapacitySet(set) => {
                let (said, kept) = capacity::told(&set?, scene);
                self.form = None;
                wants.push(Do::Toast(Tone::Good, said.clone()));
                if !kept.is_empty() {
                    wants.push(Do::Open(Modal::text(said, kept)));
                }
                wants.extend(self.shown(scene));
            }
            Reply::Closed(date, hits) => {
                let hits = hits?;
                let day = scene.words.date(date);
                wants.push(Do::Toast(Tone::Good, scene.say("say", "closed", &[("date", &day)])));
                if !hits.is_empty() {
                    let count = hits.len().to_string();
                    wants.push(Do::Toast(Tone::Warn, scene.say("centre", "still_booked", &[("count", &count)])));
                }
                wants.extend(self.shown(scene));
            }
            Reply::Reopened(date, was_closed) => {
                let (key, tone) = if was_closed? { ("reopened", Tone::Good) } else { ("not_closed", Tone::Warn) };
                wants.push(Do::Toast(tone, scene.say("say", key, &[("date", &scene.words.date(date))])));
                wants.extend(self.shown(scene));
            }
            Reply::OfferSet(Err(error)) => {
                wants.push(refused(scene, &error));
                wants.extend(self.shown(scene));
            }
            Reply::OfferSet(offer) => {
                wants.push(Do::Toast(Tone::Good, submit::told(&offer?, scene)));
                wants.extend(self.shown(scene));
            }
        }
        Ok(wants)
    }
}
