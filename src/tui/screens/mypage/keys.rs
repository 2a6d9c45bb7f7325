//! The keys of the booking, of its day and of its half-hour while it is moved.

use super::Act;
use crate::tui::bindings::Binding;
use crate::tui::key::Key;

/// While it waits for its payment.
pub const UNPAID: &[Binding<Act>] = &[Binding::foot(&[Key::char('p')], Act::Pay, "pay")];

/// What can't be paid is not offered; who presses the key is told why.
pub const NOTHING_TO_PAY: &[Binding<Act>] = &[Binding::quiet(&[Key::char('p')], Act::Pay, "pay")];

/// Until it is over.
pub const AHEAD: &[Binding<Act>] = &[
    Binding::foot(&[Key::char('m')], Act::Move, "move"),
    Binding::foot(&[Key::char('c')], Act::Cancel, "cancel"),
];

/// What is over is not offered to be changed.
pub const OVER: &[Binding<Act>] = &[
    Binding::quiet(&[Key::char('m')], Act::Move, "move"),
    Binding::quiet(&[Key::char('c')], Act::Cancel, "cancel"),
];

pub const BOOKING: &[Binding<Act>] = &[
    Binding::foot(&[Key::char('y')], Act::Copy, "copy"),
    Binding::foot(&[Key::ESC], Act::Back, "back"),
    Binding::quiet(&[Key::char('r')], Act::Refresh, "refresh"),
    Binding::quiet(&[Key::PAGE_UP], Act::Scroll(1), "earlier"),
    Binding::quiet(&[Key::PAGE_DOWN], Act::Scroll(-1), "later"),
];

/// While there are other bookings of the same telephone.
pub const OTHERS: &[Binding<Act>] = &[
    Binding::foot(&[Key::ENTER], Act::Open, "open"),
    Binding::quiet(&[Key::DOWN, Key::char('j')], Act::Step(0, 1), "down"),
    Binding::quiet(&[Key::UP, Key::char('k')], Act::Step(0, -1), "up"),
    Binding::quiet(&[Key::HOME, Key::char('g')], Act::First, "first"),
    Binding::quiet(&[Key::END, Key::char('G')], Act::Last, "last"),
];

pub const DAYS: &[Binding<Act>] = &[
    Binding::foot(&[Key::ENTER, Key::TAB], Act::Open, "choose_day"),
    Binding::foot(&[Key::PAGE_DOWN, Key::char('n')], Act::Scroll(1), "next_month"),
    Binding::foot(&[Key::PAGE_UP, Key::char('b')], Act::Scroll(-1), "previous_month"),
    Binding::foot(&[Key::char('t')], Act::Today, "today"),
    Binding::foot(&[Key::ESC], Act::Back, "back"),
    Binding::quiet(&[Key::LEFT, Key::char('h')], Act::Step(-1, 0), "day_back"),
    Binding::quiet(&[Key::RIGHT, Key::char('l')], Act::Step(1, 0), "day_on"),
    Binding::quiet(&[Key::UP, Key::char('k')], Act::Step(0, -1), "week_back"),
    Binding::quiet(&[Key::DOWN, Key::char('j')], Act::Step(0, 1), "week_on"),
    Binding::quiet(&[Key::char('r')], Act::Refresh, "refresh"),
];

pub const SLOTS: &[Binding<Act>] = &[
    Binding::foot(&[Key::ENTER], Act::Open, "move_here"),
    Binding::foot(&[Key::PAGE_DOWN, Key::char('n')], Act::Scroll(1), "day_on"),
    Binding::quiet(&[Key::PAGE_UP, Key::char('b')], Act::Scroll(-1), "day_back"),
    Binding::foot(&[Key::ESC, Key::BACK_TAB], Act::Back, "back"),
    Binding::quiet(&[Key::LEFT, Key::char('h')], Act::Step(-1, 0), "left"),
    Binding::quiet(&[Key::RIGHT, Key::char('l')], Act::Step(1, 0), "right"),
    Binding::quiet(&[Key::UP, Key::char('k')], Act::Step(0, -1), "up"),
    Binding::quiet(&[Key::DOWN, Key::char('j')], Act::Step(0, 1), "down"),
    Binding::quiet(&[Key::char('t')], Act::Today, "today"),
    Binding::quiet(&[Key::char('r')], Act::Refresh, "refresh"),
];
