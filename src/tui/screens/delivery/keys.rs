//! What the keys of the texts and payments mean.

use crate::tui::bindings::Binding;
use crate::tui::key::Key;
use crate::tui::widgets::search::SLASH;

/// An act of this screen.
#[derive(Debug, Clone, Copy)]
pub enum Act {
    Step(isize),
    First,
    Last,
    NextSection,
    /// The next kind of texts, or the one before.
    Kind(isize),
    Open,
    Copy,
    Refresh,
    Search,
    ToList,
    ShowAll,
    Retry,
    RetryAll,
    RetryAllAsked,
}

const PAGE: isize = 15;

/// The texts.
pub const TEXTS: &[Binding<Act>] = &[
    Binding::foot(&[Key::char('r')], Act::Retry, "retry"),
    Binding::foot(&[Key::char('R')], Act::RetryAll, "retry_all"),
    Binding::foot(&[Key::RIGHT, Key::char('l')], Act::Kind(1), "next_kind"),
    Binding::quiet(&[Key::LEFT, Key::char('h')], Act::Kind(-1), "previous_kind"),
];

/// While somebody is searched for.
pub const FOUND: &[Binding<Act>] = &[Binding::quiet(&[Key::ESC], Act::ShowAll, "show_all")];

pub const SEARCH: &[Binding<Act>] = &[
    Binding::foot(&[Key::ENTER, Key::DOWN, Key::TAB], Act::ToList, "to_list"),
    Binding::foot(&[Key::ESC], Act::ShowAll, "show_all"),
];

/// Both.
pub const BOTH: &[Binding<Act>] = &[
    Binding::foot(&[Key::TAB, Key::BACK_TAB], Act::NextSection, "next_section"),
    Binding::foot(&[SLASH], Act::Search, "search"),
    Binding::foot(&[Key::ENTER], Act::Open, "open"),
    Binding::quiet(&[Key::f(5)], Act::Refresh, "refresh"),
    Binding::quiet(&[Key::char('y')], Act::Copy, "copy"),
    Binding::quiet(&[Key::char('j'), Key::DOWN], Act::Step(1), "down"),
    Binding::quiet(&[Key::char('k'), Key::UP], Act::Step(-1), "up"),
    Binding::quiet(&[Key::PAGE_DOWN], Act::Step(PAGE), "page_down"),
    Binding::quiet(&[Key::PAGE_UP], Act::Step(-PAGE), "page_up"),
    Binding::quiet(&[Key::char('g'), Key::HOME], Act::First, "first"),
    Binding::quiet(&[Key::char('G'), Key::END], Act::Last, "last"),
];
