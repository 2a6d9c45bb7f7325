//! The screens, and the one list that routes to them. Each is a folder with its state, its keys, what it
//! asks of the use cases, and its view.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::mem::discriminant;

use jiff::Timestamp;
use ratatui::layout::Rect;

use super::bindings::{self, Hint};
use super::canvas::{Canvas, Spot};
use super::effect::Do;
use super::key::Key;
use super::place::Tab;
use super::scene::Scene;
use super::screen::{Screen, Wants};
use crate::app::App;
use crate::store::orders::OrderRef;

/// What a screen wants, in the terms of the root.
pub type AnyWants = Vec<Do<Act, Ask>>;

fn press<S: Screen>(screen: &mut S, key: Key, scene: &Scene) -> Option<Wants<S>> {
    if screen.typing() && key.edits() {
        return Some(screen.typed(key, scene));
    }
    bindings::find(&screen.bindings(), key).map(|act| screen.act(act, scene))
}

fn shortcut<S: Screen>(screen: &mut S, key: Key, scene: &Scene) -> Option<Wants<S>> {
    bindings::find(&screen.bindings(), key).map(|act| screen.act(act, scene))
}

fn hints<S: Screen>(screen: &S, scene: &Scene) -> Vec<Hint> {
    bindings::hints(&screen.bindings(), |name| scene.get(S::WORDS, name))
}

/// A screen's wants in the terms of the root.
fn lift<A: 'static, Q>(wants: Vec<Do<A, Q>>, act: fn(A) -> Act, ask: fn(Q) -> Ask) -> AnyWants {
    wants.into_iter().map(|want| want.map(act, ask)).collect()
}

fn kind<T>(ask: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    discriminant(ask).hash(&mut hasher);
    hasher.finish()
}

/// One line a screen: its state, acts, questions and replies get a place in the enums, and its routes.
macro_rules! screens {
    ($($name:ident in $module:ident),* $(,)?) => {
        $(pub mod $module;)*

        /// An act of any screen.
        #[derive(Debug, Clone)]
        pub enum Act { $($name($module::Act)),* }
        /// A question of any screen to the use cases.
        #[derive(Debug, Clone)]
        pub enum Ask { $($name($module::Ask)),* }
        /// An answer to any screen.
        #[derive(Debug)]
        pub enum Reply { $($name($module::Reply)),* }
        /// Any screen.
        pub enum AnyScreen { $($name(Box<$module::State>)),* }

        $(
            impl From<$module::State> for AnyScreen {
                fn from(state: $module::State) -> Self { Self::$name(Box::new(state)) }
            }
        )*

        impl Ask {
            /// Its kind: of two looks of one kind the older is overtaken.
            pub fn kind(&self) -> u64 {
                match self { $(Self::$name(ask) => kind(ask)),* }
            }
        }

        /// Answers a question. No screen waits for it.
        pub async fn answer(app: &App, ask: Ask) -> Reply {
            match ask { $(Ask::$name(ask) => Reply::$name($module::answer(app, ask).await)),* }
        }

        impl AnyScreen {
            pub fn title(&self, scene: &Scene) -> String {
                match self { $(Self::$name(_) => scene.get(<$module::State as Screen>::WORDS, "title")),* }
            }
            pub fn hints(&self, scene: &Scene) -> Vec<Hint> {
                match self { $(Self::$name(screen) => hints(&**screen, scene)),* }
            }
            /// The key, typed into the field with the focus or looked up. None when it means nothing here.
            pub fn key(&mut self, key: Key, scene: &Scene) -> Option<AnyWants> {
                match self { $(Self::$name(screen) => press(&mut **screen, key, scene).map(|w| lift(w, Act::$name, Ask::$name))),* }
            }
            /// The key as a shortcut, even where characters are typed.
            pub fn shortcut(&mut self, key: Key, scene: &Scene) -> Option<AnyWants> {
                match self { $(Self::$name(screen) => shortcut(&mut **screen, key, scene).map(|w| lift(w, Act::$name, Ask::$name))),* }
            }
            /// An act that a modal has brought back. It may have outlived its screen.
            pub fn act(&mut self, act: Act, scene: &Scene) -> AnyWants {
                match (self, act) {
                    $((Self::$name(screen), Act::$name(act)) => lift(screen.act(act, scene), Act::$name, Ask::$name),)*
                    _ => Vec::new(),
                }
            }
            pub fn reply(&mut self, reply: Reply, scene: &Scene) -> AnyWants {
                match (self, reply) {
                    $((Self::$name(screen), Reply::$name(reply)) => lift(screen.reply(reply, scene), Act::$name, Ask::$name),)*
                    _ => Vec::new(),
                }
            }
            pub fn lost(&mut self, ask: Ask, scene: &Scene) -> AnyWants {
                match (self, ask) {
                    $((Self::$name(screen), Ask::$name(ask)) => lift(screen.lost(ask, scene), Act::$name, Ask::$name),)*
                    _ => Vec::new(),
                }
            }
            pub fn shown(&mut self, scene: &Scene) -> AnyWants {
                match self { $(Self::$name(screen) => lift(screen.shown(scene), Act::$name, Ask::$name)),* }
            }
            pub fn changed(&mut self, scene: &Scene) -> AnyWants {
                match self { $(Self::$name(screen) => lift(screen.changed(scene), Act::$name, Ask::$name)),* }
            }
            pub fn tick(&mut self, scene: &Scene) -> AnyWants {
                match self { $(Self::$name(screen) => lift(screen.tick(scene), Act::$name, Ask::$name)),* }
            }
            pub fn wakes(&self, scene: &Scene) -> Option<Timestamp> {
                match self { $(Self::$name(screen) => screen.wakes(scene)),* }
            }
            pub fn typing(&self) -> bool {
                match self { $(Self::$name(screen) => screen.typing()),* }
            }
            pub fn pasted(&mut self, text: &str, scene: &Scene) -> AnyWants {
                match self { $(Self::$name(screen) => lift(screen.pasted(text, scene), Act::$name, Ask::$name)),* }
            }
            pub fn clicked(&mut self, spot: &Spot, scene: &Scene) -> AnyWants {
                let Spot::Item(zone, item) = spot else { return Vec::new() };
                match self { $(Self::$name(screen) => lift(screen.clicked(zone, *item, scene), Act::$name, Ask::$name)),* }
            }
            pub fn wheeled(&mut self, zone: &'static str, down: bool, scene: &Scene) -> Option<AnyWants> {
                match self { $(Self::$name(screen) => screen.wheeled(zone, down, scene).map(|w| lift(w, Act::$name, Ask::$name))),* }
            }
            pub fn unsaved(&self) -> bool {
                match self { $(Self::$name(screen) => screen.unsaved()),* }
            }
            pub fn view(&self, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
                match self { $(Self::$name(screen) => screen.view(scene, area, canvas)),* }
            }
        }
    };
}

screens! {
    Start in start,
    Booking in booking,
    Bookings in bookings,
    MyPage in mypage,
    Day in day,
    Requests in requests,
    Centre in centre,
    Delivery in delivery,
    Dashboard in dashboard,
    Kiosk in kiosk,
}

/// The screen of a tab, as it is when it is opened first.
pub fn open(tab: Tab) -> AnyScreen {
    match tab {
        Tab::Start => start::State::default().into(),
        Tab::Booking => booking::State::default().into(),
        Tab::Bookings => bookings::State::default().into(),
        Tab::Day => day::State::default().into(),
        Tab::Requests => requests::State::default().into(),
        Tab::Centre => centre::State::default().into(),
        Tab::Delivery => delivery::State::default().into(),
        Tab::Dashboard => dashboard::State::default().into(),
        Tab::Kiosk => kiosk::State::default().into(),
    }
}

/// What makes a booking that of somebody who is here now.
pub const fn walk_in() -> Act {
    Act::Booking(booking::Act::WalkIn)
}

/// The view of one booking.
pub fn my_page(order: OrderRef) -> AnyScreen {
    mypage::State::new(order).into()
}
