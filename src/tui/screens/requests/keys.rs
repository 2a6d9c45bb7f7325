//! What the keys of the queue mean.

use crate::domain::package::PackageCode;
use crate::tui::bindings::Binding;
use crate::tui::key::Key;
use crate::tui::widgets::search::SLASH;

/// An act of the queue. Those with a value are brought back by a modal.
#[derive(Debug, Clone)]
pub enum Act {
    Step(isize),
    First,
    Last,
    Mark,
    MarkAll,
    Unmark,
    Confirm,
    ConfirmAsked,
    Reject,
    RejectAsked(String),
    Open,
    Search,
    Found,
    Sort,
    Packages,
    Package(Option<PackageCode>),
    Dates,
    DatesTyped,
    Span(String),
    Today,
    AnyDay,
    ThisWeek,
    NextWeek,
    Back,
    Copy,
    Refresh,
    Stop,
    Close,
}

const PAGE: isize = 15;

pub const LIST: &[Binding<Act>] = &[
    Binding::foot(&[Key::char('c')], Act::Confirm, "confirm"),
    Binding::foot(&[Key::char('x')], Act::Reject, "reject"),
    Binding::foot(&[Key::SPACE], Act::Mark, "mark"),
    Binding::foot(&[Key::char('a')], Act::MarkAll, "mark_all"),
    Binding::foot(&[SLASH], Act::Search, "search"),
    Binding::foot(&[Key::ENTER], Act::Open, "open"),
    Binding::quiet(&[Key::char('s')], Act::Sort, "sort"),
    Binding::quiet(&[Key::char('p')], Act::Packages, "packages"),
    Binding::quiet(&[Key::char('d')], Act::Dates, "dates"),
    Binding::quiet(&[Key::char('t')], Act::Today, "today"),
    Binding::quiet(&[Key::char('u')], Act::Unmark, "unmark"),
    Binding::quiet(&[Key::char('y')], Act::Copy, "copy"),
    Binding::quiet(&[Key::char('r')], Act::Refresh, "refresh"),
    Binding::quiet(&[Key::char('j'), Key::DOWN], Act::Step(1), "down"),
    Binding::quiet(&[Key::char('k'), Key::UP], Act::Step(-1), "up"),
    Binding::quiet(&[Key::PAGE_DOWN], Act::Step(PAGE), "page_down"),
    Binding::quiet(&[Key::PAGE_UP], Act::Step(-PAGE), "page_up"),
    Binding::quiet(&[Key::char('g'), Key::HOME], Act::First, "first"),
    Binding::quiet(&[Key::char('G'), Key::END], Act::Last, "last"),
];

/// While something narrows the list or is marked.
pub const NARROWED: &[Binding<Act>] = &[Binding::quiet(&[Key::ESC], Act::Back, "widen")];

pub const SEARCH: &[Binding<Act>] = &[
    Binding::foot(&[Key::ENTER], Act::Found, "found"),
    Binding::foot(&[Key::ESC], Act::Back, "widen"),
    Binding::quiet(&[Key::DOWN], Act::Step(1), "down"),
    Binding::quiet(&[Key::UP], Act::Step(-1), "up"),
];

pub const RUNNING: &[Binding<Act>] = &[Binding::foot(&[Key::ESC], Act::Stop, "stop")];

pub const RESULTS: &[Binding<Act>] = &[
    Binding::foot(&[Key::ESC, Key::ENTER], Act::Close, "close"),
    Binding::quiet(&[Key::char('j'), Key::DOWN], Act::Step(1), "down"),
    Binding::quiet(&[Key::char('k'), Key::UP], Act::Step(-1), "up"),
    Binding::quiet(&[Key::PAGE_DOWN], Act::Step(PAGE), "page_down"),
    Binding::quiet(&[Key::PAGE_UP], Act::Step(-PAGE), "page_up"),
];
