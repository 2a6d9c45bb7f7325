//! Moving the visit: a day with free places, a half-hour of it, and the question whether it is meant.

use super::ask::Story;
use super::{Act, Ask, State};
use crate::app::{AppError, OrderView};
use crate::domain::calendar::SlotTime;
use crate::domain::event::Event;
use crate::domain::refusal::{Action, Refusal};
use crate::store::orders::OrderRef;
use crate::tui::effect::Do;
use crate::tui::look::Tone;
use crate::tui::modal::Modal;
use crate::tui::scene::Scene;
use crate::tui::screen::{Screen, Wants, refused, unread};
use crate::tui::visit::calendar::{Calendar, Seen, Sought};
use crate::tui::visit::receipt;
use crate::tui::widgets::order;

/// Half-hours in a row.
pub const COLUMNS: usize = 3;

/// A new time that is being chosen.
#[derive(Debug, Default)]
pub struct Moving {
    pub calendar: Calendar,
    /// Whether the half-hours have the keyboard; else the days.
    slots: bool,
}

fn look(sought: Sought) -> Wants<State> {
    vec![Do::Look(Ask::Calendar(sought))]
}

impl Moving {
    pub const fn at_slots(&self) -> bool {
        self.slots
    }

    pub fn again(&self, scene: &Scene) -> Do<Act, Ask> {
        Do::Look(Ask::Calendar(self.calendar.again(scene)))
    }

    /// What an act means here. None when it means what it means elsewhere.
    pub fn act(&mut self, act: &Act, story: Option<&Story>, scene: &Scene) -> Option<Wants<State>> {
        Some(match (act, self.slots) {
            (Act::Step(columns, rows), true) => {
                let below = isize::try_from(COLUMNS).unwrap_or(1) * rows;
                self.calendar.step_slot(below + isize::try_from(*columns).unwrap_or(0));
                Vec::new()
            }
            (Act::Step(days, weeks), false) => {
                let weeks = i64::try_from(*weeks).unwrap_or(0);
                look(self.calendar.step_days(days + 7 * weeks, scene))
            }
            (Act::Scroll(by), true) => look(self.calendar.step_days(i64::try_from(*by).unwrap_or(0), scene)),
            (Act::Scroll(by), false) => look(self.calendar.step_months(i64::try_from(*by).unwrap_or(0), scene)),
            (Act::Today, _) => look(self.calendar.go(scene.today(), scene)),
            (Act::Open, false) => {
                self.slots = self.calendar.slot().is_some();
                Vec::new()
            }
            (Act::Open, true) => self.question(story, scene),
            (Act::Back, true) => {
                self.slots = false;
                Vec::new()
            }
            _ => return None,
        })
    }

    pub fn clicked(&mut self, zone: &str, item: usize, story: Option<&Story>, scene: &Scene) -> Wants<State> {
        match zone {
            "month" => look(self.calendar.step_months(if item == 0 { -1 } else { 1 }, scene)),
            "day" => {
                self.slots = false;
                let first = self.calendar.days().first().map(|day| day.date);
                let day = first.and_then(|first| first.with().day(i8::try_from(item).ok()?).build().ok());
                day.map_or_else(Vec::new, |day| look(self.calendar.go(day, scene)))
            }
            "slot" if self.calendar.choose_slot(item) => {
                self.slots = true;
                self.question(story, scene)
            }
            _ => Vec::new(),
        }
    }

    fn question(&self, story: Option<&Story>, scene: &Scene) -> Wants<State> {
        let (Some(story), Some(slot)) = (story, self.calendar.slot()) else {
            return Vec::new();
        };
        let (from, to) = (order::visit(scene, story.order.slot), order::visit(scene, slot));
        let question = scene.get("mypage", "move_question");
        let mut details = order::summary(scene, &story.order);
        details.push(format!("{from} {} {to}", scene.look.glyph("→", "->")));
        vec![Do::Open(Modal::confirm(question, details, Act::MoveNow, scene))]
    }
}

impl State {
    pub(super) fn begin_move(&mut self, scene: &Scene) -> Wants<Self> {
        let Some(order) = self.booked() else { return Vec::new() };
        if order.hold_ran_out(scene.now) {
            let at = order.hold_expires_at;
            return vec![refused(scene, &Refusal::HoldRanOut { at }.into())];
        }
        let moved = Event::OrderRescheduled {
            from: order.slot,
            to: order.slot,
            by: scene.by.clone(),
        };
        if order.apply(&moved).is_err() {
            return vec![refused(scene, &Refusal::from((Action::Reschedule, order.status)).into())];
        }
        // The same time of another day is what is asked for most.
        let slot = order.slot;
        let mut moving = Moving::default();
        let sought = moving.calendar.take(slot, scene);
        self.moving = Some(moving);
        look(sought)
    }

    pub(super) fn seen(&mut self, seen: Result<Seen, AppError>, scene: &Scene) -> Wants<Self> {
        let own = self.booked().map(|order| order.slot);
        let Some(moving) = &mut self.moving else { return Vec::new() };
        match seen {
            Ok(seen) => {
                // The visit's own half-hour is no loss: it may well have filled up with this very visit.
                let lost = moving.calendar.see(seen).filter(|slot| Some(*slot) != own);
                moving.slots &= moving.calendar.slot().is_some();
                lost.map_or_else(Vec::new, |slot| vec![full(slot, scene)])
            }
            Err(error) => vec![unread(scene, &error)],
        }
    }

    pub(super) fn move_now(&self, scene: &Scene) -> Wants<Self> {
        let slot = self.moving.as_ref().and_then(|moving| moving.calendar.slot());
        let (Some(order), Some(slot)) = (self.booked(), slot) else {
            return Vec::new();
        };
        vec![Do::Ask(Ask::Move(OrderRef::Id(order.id), slot, scene.by.clone()))]
    }

    pub(super) fn moved(&mut self, moved: &Result<OrderView, AppError>, scene: &Scene) -> Wants<Self> {
        let said = match moved {
            Ok(order) => {
                self.moving = None;
                let to = receipt::visit(scene, order);
                Do::Toast(Tone::Good, scene.say("mypage", "moved", &[("to", &to)]))
            }
            Err(error) => refused(scene, error),
        };
        std::iter::once(said).chain(self.shown(scene)).collect()
    }
}

fn full(slot: SlotTime, scene: &Scene) -> Do<Act, Ask> {
    let nearest = Vec::new();
    refused(scene, &Refusal::SlotFull { slot, nearest }.into())
}
