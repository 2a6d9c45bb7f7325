//! One booking, live: what happened to it and what is to come, its money and its texts; from here it is
//! paid, moved and cancelled.

mod ask;
mod cancel;
mod keys;
mod moving;
mod pay;
mod view;

use jiff::Timestamp;
use ratatui::layout::Rect;

use crate::app::AppError;
use crate::domain::money::Won;
use crate::domain::order::{Order, OrderStatus};
use crate::store::orders::OrderRef;
use crate::tui::bindings::Binding;
use crate::tui::canvas::Canvas;
use crate::tui::effect::Do;
use crate::tui::look::Tone;
use crate::tui::paying::{Paying, Step};
use crate::tui::place::Place;
use crate::tui::scene::Scene;
use crate::tui::screen::{Screen, Wants, unread};
use crate::tui::widgets::{countdown, order};

pub use ask::{Ask, Reply, answer};
use ask::Story;
use moving::Moving;

/// Rows that the timeline goes on by.
const SCROLL: isize = 5;

/// The screen's state.
#[derive(Debug)]
pub struct State {
    order: OrderRef,
    /// None before it was read.
    story: Option<Box<Story>>,
    /// Which of the other bookings is selected.
    other: usize,
    /// Rows of the timeline below the last one that is seen.
    below: usize,
    /// The new time that is being chosen.
    moving: Option<Moving>,
    paying: Option<Paying>,
    /// From when a payment that found the gateway busy can be tried again.
    retry: Option<Timestamp>,
    /// The event at which a cancellation was rehearsed, and what it gives back.
    refund: Option<(i64, Won)>,
}

#[derive(Debug, Clone)]
pub enum Act {
    Pay,
    Paying(Step),
    Move,
    MoveNow,
    Cancel,
    CancelYes,
    CancelNow(String),
    Copy,
    Refresh,
    /// Columns and rows.
    Step(i64, isize),
    Scroll(isize),
    First,
    Last,
    Today,
    /// What is selected: another booking, a day, a half-hour.
    Open,
    /// Out of what is open, by one level.
    Back,
}

impl State {
    /// The view of an order.
    pub const fn new(order: OrderRef) -> Self {
        Self {
            order,
            story: None,
            other: 0,
            below: 0,
            moving: None,
            paying: None,
            retry: None,
            refund: None,
        }
    }

    /// The booking, once it has been read.
    fn booked(&self) -> Option<&Order> {
        self.story.as_ref().map(|story| &story.order)
    }

    fn others(&self) -> &[Order] {
        self.story.as_ref().map_or(&[], |story| &story.others)
    }

    fn look(&self) -> Do<Act, Ask> {
        Do::Look(Ask::Story(self.order.clone()))
    }

    fn told(&mut self, story: Result<Box<Story>, AppError>, scene: &Scene) -> Wants<Self> {
        match story {
            Ok(story) => {
                // The row that is selected stays so, whatever has come above it.
                let selected = self.others().get(self.other).map(|order| order.id);
                let place = story.others.iter().position(|order| Some(order.id) == selected);
                self.other = place.unwrap_or(0);
                self.story = Some(story);
                Vec::new()
            }
            Err(error) => vec![unread(scene, &error)],
        }
    }

    fn copy(&self, scene: &Scene) -> Wants<Self> {
        let Some(order) = self.booked() else { return Vec::new() };
        let code = order.code.to_string();
        let said = scene.say("bookings", "copied", &[("code", &code)]);
        vec![Do::Copy(code), Do::Toast(Tone::Good, said)]
    }

    fn select(&mut self, other: usize) {
        self.other = other.min(self.others().len().saturating_sub(1));
    }

    fn open(&self) -> Wants<Self> {
        let other = self.others().get(self.other);
        other.map_or_else(Vec::new, |order| vec![Do::Go(Place::MyPage(OrderRef::Id(order.id)))])
    }

    fn scroll(&mut self, by: isize, scene: &Scene) {
        let most = self.story.as_ref().map_or(0, |story| view::hidden(story, scene));
        self.below = self.below.saturating_add_signed(by).min(most);
    }
}

impl Screen for State {
    type Act = Act;
    type Ask = Ask;
    type Reply = Reply;
    const WORDS: &'static str = "mypage";

    fn bindings(&self) -> Vec<&'static [Binding<Act>]> {
        match &self.moving {
            Some(moving) if moving.at_slots() => vec![keys::SLOTS],
            Some(_) => vec![keys::DAYS],
            None => {
                let status = self.booked().map(|order| order.status);
                let pay = match status {
                    Some(OrderStatus::Held) => keys::UNPAID,
                    _ => keys::NOTHING_TO_PAY,
                };
                let change = match status {
                    Some(status) if status.is_active() => keys::AHEAD,
                    _ => keys::OVER,
                };
                let others = (!self.others().is_empty()).then_some(keys::OTHERS);
                [pay, change, keys::BOOKING].into_iter().chain(others).collect()
            }
        }
    }

    fn shown(&mut self, scene: &Scene) -> Wants<Self> {
        let calendar = self.moving.as_ref().map(|moving| moving.again(scene));
        std::iter::once(self.look()).chain(calendar).collect()
    }

    fn act(&mut self, act: Act, scene: &Scene) -> Wants<Self> {
        if let Some(moving) = &mut self.moving
            && let Some(wants) = moving.act(&act, self.story.as_deref(), scene)
        {
            return wants;
        }
        match act {
            Act::Pay => return self.pay(scene),
            Act::Paying(step) => return self.paying(step, scene),
            Act::Move => return self.begin_move(scene),
            Act::MoveNow => return self.move_now(scene),
            Act::Cancel => return self.rehearse(scene),
            Act::CancelYes => return Self::why(scene),
            Act::CancelNow(reason) => return self.cancel(&reason, scene),
            Act::Copy => return self.copy(scene),
            Act::Refresh => return self.shown(scene),
            Act::Open => return self.open(),
            Act::Back if self.moving.take().is_some() => {}
            Act::Back => return vec![Do::Back],
            Act::Step(_, by) => self.select(self.other.saturating_add_signed(by)),
            Act::Scroll(by) => self.scroll(by * SCROLL, scene),
            Act::First => self.select(0),
            Act::Last => self.select(usize::MAX),
            Act::Today => {}
        }
        Vec::new()
    }

    fn reply(&mut self, reply: Reply, scene: &Scene) -> Wants<Self> {
        match reply {
            Reply::Story(story) => self.told(story, scene),
            Reply::Calendar(seen) => self.seen(seen, scene),
            Reply::Paid(paid) => self.paid(&paid, scene),
            Reply::Moved(moved) => self.moved(&moved, scene),
            Reply::Rehearsed(rehearsed) => self.rehearsed(*rehearsed, scene),
            Reply::Cancelled(cancelled) => self.cancelled(&cancelled, scene),
        }
    }

    fn clicked(&mut self, zone: &'static str, item: usize, scene: &Scene) -> Wants<Self> {
        match (zone, &mut self.moving) {
            ("other", _) => {
                self.select(item);
                self.open()
            }
            (zone, Some(moving)) => moving.clicked(zone, item, self.story.as_deref(), scene),
            _ => Vec::new(),
        }
    }

    fn wheeled(&mut self, zone: &'static str, down: bool, scene: &Scene) -> Option<Wants<Self>> {
        (zone == "timeline").then(|| {
            self.scroll(if down { -1 } else { 1 }, scene);
            Vec::new()
        })
    }

    fn wakes(&self, scene: &Scene) -> Option<Timestamp> {
        let hold = self.booked().and_then(|booked| order::hold(booked, scene));
        let awaited = [hold, self.retry].into_iter().flatten();
        awaited.filter_map(|until| countdown::next(until, scene.now)).min()
    }

    fn view(&self, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
        view::view(self, scene, area, canvas);
    }
}
