//! The keys of the list and of its search.

use super::Act;
use crate::tui::bindings::Binding;
use crate::tui::key::Key;
use crate::tui::widgets::search::SLASH;

pub const LIST: &[Binding<Act>] = &[
    Binding::foot(&[Key::ENTER], Act::Open, "open"),
    Binding::foot(&[SLASH], Act::Search, "search"),
    Binding::foot(&[Key::char('s')], Act::Statuses, "status"),
    Binding::foot(&[Key::char('d')], Act::Days, "days"),
];

/// Behind what can be done with the selected one.
pub const MORE: &[Binding<Act>] = &[
    Binding::foot(&[Key::char('y')], Act::Copy, "copy"),
    Binding::quiet(&[Key::char('t')], Act::Today, "today"),
    Binding::quiet(&[Key::char('v')], Act::Sort, "sort"),
    Binding::quiet(&[Key::char('r')], Act::Refresh, "refresh"),
    Binding::quiet(&[Key::DOWN, Key::char('j')], Act::Step(1), "down"),
    Binding::quiet(&[Key::UP, Key::char('k')], Act::Step(-1), "up"),
    Binding::quiet(&[Key::PAGE_DOWN], Act::Page(1), "page_down"),
    Binding::quiet(&[Key::PAGE_UP], Act::Page(-1), "page_up"),
    Binding::quiet(&[Key::char('g'), Key::HOME], Act::First, "first"),
    Binding::quiet(&[Key::char('G'), Key::END], Act::Last, "last"),
];

/// While the selected one waits for its payment.
pub const UNPAID: &[Binding<Act>] = &[Binding::foot(&[Key::char('p')], Act::Pay, "pay")];

/// What can't be paid is not offered; who presses the key is told why.
pub const NOTHING_TO_PAY: &[Binding<Act>] = &[Binding::quiet(&[Key::char('p')], Act::Pay, "pay")];

/// While something is left out of the list.
pub const NARROWED: &[Binding<Act>] = &[Binding::quiet(&[Key::ESC], Act::Clear, "clear")];

pub const SEARCH: &[Binding<Act>] = &[
    Binding::foot(&[Key::ENTER, Key::DOWN, Key::TAB], Act::ToList, "to_list"),
    Binding::foot(&[Key::ESC], Act::Clear, "clear"),
];
