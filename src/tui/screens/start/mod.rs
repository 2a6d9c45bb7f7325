//! The first screen: who is at the terminal, and how the day stands, so that somebody passing by sees
//! whether anything needs a hand.

mod ask;
mod view;

use jiff::{SignedDuration, Timestamp};
use ratatui::layout::Rect;

use crate::app::reads::Glance;
use crate::tui::bindings::Binding;
use crate::tui::canvas::Canvas;
use crate::tui::effect::Do;
use crate::tui::key::Key;
use crate::tui::look::Tone;
use crate::tui::place::{Place, Tab};
use crate::tui::scene::{Role, Scene};
use crate::tui::screen::{Screen, Wants, unread};

pub use ask::{Ask, Reply, answer};

/// Who can be at the terminal, in the order shown.
const ROLES: [Role; 3] = [Role::Desk, Role::Admin, Role::Customer];

/// The screen's state.
#[derive(Debug, Default)]
pub struct State {
    chosen: usize,
    glance: Option<Box<Glance>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Up,
    Down,
    Take,
    Be(Role),
    Refresh,
}

const KEYS: &[Binding<Act>] = &[
    Binding::foot(&[Key::ENTER], Act::Take, "take"),
    Binding::foot(&[Key::char('d')], Act::Be(Role::Desk), "be_desk"),
    Binding::foot(&[Key::char('a')], Act::Be(Role::Admin), "be_admin"),
    Binding::foot(&[Key::char('c')], Act::Be(Role::Customer), "be_customer"),
    Binding::quiet(&[Key::DOWN, Key::char('j'), Key::TAB], Act::Down, "down"),
    Binding::quiet(&[Key::UP, Key::char('k'), Key::BACK_TAB], Act::Up, "up"),
    Binding::quiet(&[Key::char('r')], Act::Refresh, "refresh"),
];

/// Where the lines of the glance lead.
const LINES: [Tab; 7] = [
    Tab::Day,
    Tab::Booking,
    Tab::Requests,
    Tab::Delivery,
    Tab::Delivery,
    Tab::Delivery,
    Tab::Delivery,
];

impl State {
    fn be(role: Role, scene: &Scene) -> Wants<Self> {
        if role == Role::Customer && scene.kiosk_pin.is_none() {
            return vec![Do::Toast(Tone::Warn, scene.get("say", "no_kiosk_pin"))];
        }
        vec![Do::Go(Place::Role(role))]
    }
}

impl Screen for State {
    type Act = Act;
    type Ask = Ask;
    type Reply = Reply;
    const WORDS: &'static str = "start";

    fn bindings(&self) -> Vec<&'static [Binding<Act>]> {
        vec![KEYS]
    }

    fn shown(&mut self, _scene: &Scene) -> Wants<Self> {
        vec![Do::Look(Ask::Glance)]
    }

    fn act(&mut self, act: Act, scene: &Scene) -> Wants<Self> {
        match act {
            Act::Up => self.chosen = self.chosen.checked_sub(1).unwrap_or(ROLES.len() - 1),
            Act::Down => self.chosen = (self.chosen + 1) % ROLES.len(),
            Act::Take => return Self::be(ROLES[self.chosen], scene),
            Act::Be(role) => return Self::be(role, scene),
            Act::Refresh => return self.shown(scene),
        }
        Vec::new()
    }

    fn reply(&mut self, reply: Reply, scene: &Scene) -> Wants<Self> {
        match reply {
            Reply::Glance(Ok(glance)) => {
                self.glance = Some(glance);
                Vec::new()
            }
            Reply::Glance(Err(error)) => vec![unread(scene, &error)],
        }
    }

    fn clicked(&mut self, zone: &'static str, item: usize, scene: &Scene) -> Wants<Self> {
        match (zone, ROLES.get(item), LINES.get(item)) {
            (view::WHO, Some(role), _) => Self::be(*role, scene),
            (view::DAY, _, Some(tab)) => vec![Do::Go(Place::Tab(*tab))],
            _ => Vec::new(),
        }
    }

    fn tick(&mut self, scene: &Scene) -> Wants<Self> {
        self.shown(scene)
    }

    /// A breaker's countdown goes by seconds; everything else the header's minute is enough for.
    fn wakes(&self, scene: &Scene) -> Option<Timestamp> {
        let glance = self.glance.as_ref()?;
        let open = glance.payment_breaker.is_open(scene.now) || glance.sms_breaker.is_open(scene.now);
        open.then(|| scene.now + SignedDuration::from_secs(1))
    }

    fn view(&self, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
        view::view(self, scene, area, canvas);
    }
}
