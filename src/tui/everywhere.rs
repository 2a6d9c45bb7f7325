//! The keys that work on every screen.

use super::bindings::Binding;
use super::key::Key;
use super::place::Tab;

/// What the keys that work everywhere do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Everywhere {
    Help,
    Palette,
    Quit,
    QuitNow,
    Back,
    Language,
    Theme,
    Glyphs,
    Log,
    Suspend,
    Redraw,
    Tab(Tab),
}

/// In the section `[everywhere]` of the words. Of the keys to the screens those with Alt work while one types, too.
pub const EVERYWHERE: &[Binding<Everywhere>] = &[
    Binding::foot(&[Key::char('?'), Key::f(1)], Everywhere::Help, "help"),
    Binding::foot(&[Key::ctrl('p'), Key::char(':')], Everywhere::Palette, "palette"),
    Binding::quiet(&[Key::ESC], Everywhere::Back, "back"),
    Binding::quiet(&[Key::char('0'), Key::alt('0')], Everywhere::Tab(Tab::Start), "start"),
    Binding::quiet(
        &[Key::char('1'), Key::alt('1')],
        Everywhere::Tab(Tab::Booking),
        "booking",
    ),
    Binding::quiet(
        &[Key::char('2'), Key::alt('2')],
        Everywhere::Tab(Tab::Bookings),
        "bookings",
    ),
    Binding::quiet(&[Key::char('3'), Key::alt('3')], Everywhere::Tab(Tab::Day), "day"),
    Binding::quiet(
        &[Key::char('4'), Key::alt('4')],
        Everywhere::Tab(Tab::Requests),
        "requests",
    ),
    Binding::quiet(&[Key::char('5'), Key::alt('5')], Everywhere::Tab(Tab::Centre), "centre"),
    Binding::quiet(
        &[Key::char('6'), Key::alt('6')],
        Everywhere::Tab(Tab::Delivery),
        "delivery",
    ),
    Binding::quiet(
        &[Key::char('7'), Key::alt('7')],
        Everywhere::Tab(Tab::Dashboard),
        "dashboard",
    ),
    Binding::quiet(&[Key::f(2)], Everywhere::Language, "language"),
    Binding::quiet(&[Key::f(3)], Everywhere::Theme, "theme"),
    Binding::quiet(&[Key::f(4)], Everywhere::Glyphs, "glyphs"),
    Binding::quiet(&[Key::f(12)], Everywhere::Log, "log"),
    Binding::quiet(&[Key::ctrl('l')], Everywhere::Redraw, "redraw"),
    Binding::quiet(&[Key::ctrl('z')], Everywhere::Suspend, "suspend"),
    Binding::quiet(&[Key::char('q')], Everywhere::Quit, "quit"),
    Binding::quiet(&[Key::ctrl('c')], Everywhere::QuitNow, "quit_now"),
];

/// A customer at the kiosk gets these and no others.
pub const KIOSK: &[Binding<Everywhere>] = &[
    Binding::foot(&[Key::f(1)], Everywhere::Help, "help"),
    Binding::quiet(&[Key::ctrl('l')], Everywhere::Redraw, "redraw"),
];
