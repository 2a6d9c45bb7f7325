//! The keys of the sheet and of its search.

use super::Act;
use crate::tui::bindings::Binding;
use crate::tui::key::Key;
use crate::tui::widgets::search::SLASH;

pub const SHEET: &[Binding<Act>] = &[
    Binding::foot(&[Key::char('c')], Act::AskCheckIn, "check_in"),
    Binding::foot(&[Key::char('n')], Act::AskNoShow, "no_show"),
    Binding::foot(&[Key::char('w')], Act::WalkIn, "walk_in"),
    Binding::foot(&[SLASH], Act::Search, "search"),
    Binding::foot(&[Key::RIGHT, Key::char('l')], Act::Day(1), "next_day"),
    Binding::quiet(&[Key::LEFT, Key::char('h')], Act::Day(-1), "day_before"),
    Binding::quiet(&[Key::ENTER], Act::Open, "open"),
    Binding::quiet(&[Key::char('t')], Act::Today, "today"),
    Binding::quiet(&[Key::char('d')], Act::AskDay, "which_day"),
    Binding::quiet(&[Key::char('o')], Act::SaveText, "save_text"),
    Binding::quiet(&[Key::char('e')], Act::SaveCsv, "save_csv"),
    Binding::quiet(&[Key::char('y')], Act::Copy, "copy"),
    Binding::quiet(&[Key::char('r')], Act::Refresh, "refresh"),
    Binding::quiet(&[Key::DOWN, Key::char('j')], Act::Step(1), "down"),
    Binding::quiet(&[Key::UP, Key::char('k')], Act::Step(-1), "up"),
    Binding::quiet(&[Key::PAGE_DOWN], Act::Step(10), "page_down"),
    Binding::quiet(&[Key::PAGE_UP], Act::Step(-10), "page_up"),
    Binding::quiet(&[Key::char('g'), Key::HOME], Act::Step(isize::MIN), "first"),
    Binding::quiet(&[Key::char('G'), Key::END], Act::Step(isize::MAX), "last"),
];

/// While somebody is looked for.
pub const FOUND: &[Binding<Act>] = &[Binding::quiet(&[Key::ESC], Act::Clear, "clear")];

pub const SEARCH: &[Binding<Act>] = &[
    Binding::foot(&[Key::ENTER, Key::DOWN, Key::TAB], Act::ToSheet, "to_sheet"),
    Binding::foot(&[Key::ESC], Act::Clear, "clear"),
];
