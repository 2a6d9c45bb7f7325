//! The keys of the booking screen, a table for each place the focus can be.

use super::state::{Focus, Stage, State};
use crate::domain::calendar::SlotTime;
use crate::domain::sex::Sex;
use crate::tui::bindings::Binding;
use crate::tui::key::Key;
use crate::tui::visit::form::Entry;

/// What its keys mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Go on from where the focus is: take, keep the place, pay, next customer.
    Enter,
    Back,
    Next,
    Previous,
    Move(i8, i8),
    Page(i8),
    First,
    Last,
    Find,
    Today,
    Earliest,
    Particulars,
    TurnSex,
    Sex(Sex),
    Refresh,
    Copy,
    Save,
    /// Another customer, asked first when something would be lost.
    Another,
    /// Another customer.
    Forget,
    /// Choose this half-hour instead.
    Take(SlotTime),
    /// Leave the place kept and the payment for later.
    PayLater,
    Release,
    Stay,
    /// Somebody is here now: today, the next free half-hour.
    WalkIn,
}

const UP: &[Key] = &[Key::UP];
const DOWN: &[Key] = &[Key::DOWN];
const ENTER: &[Key] = &[Key::ENTER];
const ESC: &[Key] = &[Key::ESC];

const SEARCH: &[Binding<Act>] = &[
    Binding::foot(ENTER, Act::Enter, "take"),
    Binding::foot(DOWN, Act::Move(0, 1), "down"),
    Binding::quiet(UP, Act::Move(0, -1), "up"),
    Binding::foot(&[Key::TAB], Act::Next, "next"),
    Binding::quiet(&[Key::BACK_TAB], Act::Previous, "previous"),
];

/// Something is typed.
const CLEAR: &[Binding<Act>] = &[Binding::foot(ESC, Act::Back, "clear")];

/// Nothing is.
const LEAVE: &[Binding<Act>] = &[Binding::foot(ESC, Act::Back, "leave")];

const ENTRY: &[Binding<Act>] = &[
    Binding::foot(&[Key::ENTER, Key::TAB, Key::DOWN], Act::Next, "next"),
    Binding::foot(&[Key::BACK_TAB, Key::UP], Act::Previous, "previous"),
    Binding::foot(ESC, Act::Back, "leave"),
];

const SEX: &[Binding<Act>] = &[
    Binding::foot(&[Key::SPACE, Key::LEFT, Key::RIGHT], Act::TurnSex, "sex"),
    Binding::quiet(&[Key::char('m')], Act::Sex(Sex::Male), "male"),
    Binding::quiet(&[Key::char('f')], Act::Sex(Sex::Female), "female"),
    Binding::foot(&[Key::ENTER, Key::TAB, Key::DOWN], Act::Next, "next"),
    Binding::foot(&[Key::BACK_TAB, Key::UP], Act::Previous, "previous"),
    Binding::quiet(ESC, Act::Back, "leave"),
];

const PACKAGES: &[Binding<Act>] = &[
    Binding::foot(ENTER, Act::Enter, "choose"),
    Binding::foot(&[Key::char('j'), Key::DOWN], Act::Move(0, 1), "down"),
    Binding::quiet(&[Key::char('k'), Key::UP], Act::Move(0, -1), "up"),
    Binding::quiet(&[Key::char('g'), Key::HOME], Act::First, "first"),
    Binding::quiet(&[Key::char('G'), Key::END], Act::Last, "last"),
];

const DAYS: &[Binding<Act>] = &[
    Binding::foot(ENTER, Act::Enter, "choose"),
    Binding::foot(&[Key::PAGE_DOWN], Act::Page(1), "next_month"),
    Binding::quiet(&[Key::PAGE_UP], Act::Page(-1), "previous_month"),
    Binding::foot(&[Key::char('t')], Act::Today, "today"),
    Binding::quiet(&[Key::char('h'), Key::LEFT], Act::Move(-1, 0), "day_back"),
    Binding::quiet(&[Key::char('l'), Key::RIGHT], Act::Move(1, 0), "day_on"),
    Binding::quiet(&[Key::char('k'), Key::UP], Act::Move(0, -1), "week_back"),
    Binding::quiet(&[Key::char('j'), Key::DOWN], Act::Move(0, 1), "week_on"),
    Binding::quiet(&[Key::char('g'), Key::HOME], Act::First, "month_first"),
    Binding::quiet(&[Key::char('G'), Key::END], Act::Last, "month_last"),
];

const SLOTS: &[Binding<Act>] = &[
    Binding::foot(ENTER, Act::Enter, "hold"),
    Binding::quiet(&[Key::char('h'), Key::LEFT], Act::Move(-1, 0), "left"),
    Binding::quiet(&[Key::char('l'), Key::RIGHT], Act::Move(1, 0), "right"),
    Binding::quiet(&[Key::char('k'), Key::UP], Act::Move(0, -1), "up"),
    Binding::quiet(&[Key::char('j'), Key::DOWN], Act::Move(0, 1), "down"),
    Binding::quiet(&[Key::char('g'), Key::HOME], Act::First, "first"),
    Binding::quiet(&[Key::char('G'), Key::END], Act::Last, "last"),
    Binding::foot(&[Key::PAGE_DOWN], Act::Page(1), "day_on"),
    Binding::quiet(&[Key::PAGE_UP], Act::Page(-1), "day_back"),
    Binding::quiet(&[Key::char('t')], Act::Today, "today"),
];

/// While a visit is being chosen and nothing is typed.
const CHOOSING: &[Binding<Act>] = &[
    Binding::foot(&[Key::TAB], Act::Next, "next"),
    Binding::quiet(&[Key::BACK_TAB], Act::Previous, "previous"),
    Binding::foot(&[Key::char('/')], Act::Find, "find"),
    Binding::foot(&[Key::char('e')], Act::Earliest, "earliest"),
    Binding::foot(&[Key::char('i')], Act::Particulars, "particulars"),
    Binding::foot(&[Key::char('n')], Act::Another, "another"),
    Binding::quiet(&[Key::char('r')], Act::Refresh, "refresh"),
];

const METHODS: &[Binding<Act>] = &[
    Binding::foot(ENTER, Act::Enter, "pay"),
    Binding::foot(&[Key::char('j'), Key::DOWN], Act::Move(0, 1), "down"),
    Binding::quiet(&[Key::char('k'), Key::UP], Act::Move(0, -1), "up"),
    Binding::quiet(&[Key::char('g'), Key::HOME], Act::First, "first"),
    Binding::quiet(&[Key::char('G'), Key::END], Act::Last, "last"),
    Binding::quiet(&[Key::TAB], Act::Next, "next"),
    Binding::foot(&[Key::char('y')], Act::Copy, "copy"),
    Binding::foot(&[Key::char('i')], Act::Particulars, "particulars"),
    Binding::quiet(&[Key::char('r')], Act::Refresh, "refresh"),
    Binding::foot(ESC, Act::Back, "later"),
];

const PROOF: &[Binding<Act>] = &[
    Binding::foot(ENTER, Act::Enter, "pay"),
    Binding::foot(&[Key::ESC, Key::BACK_TAB, Key::UP], Act::Previous, "methods"),
];

const RECEIPT: &[Binding<Act>] = &[
    Binding::foot(&[Key::ENTER, Key::char('n')], Act::Forget, "another"),
    Binding::foot(&[Key::char('y')], Act::Copy, "copy"),
    Binding::foot(&[Key::char('p')], Act::Save, "save"),
    Binding::foot(&[Key::char('i')], Act::Particulars, "particulars"),
    Binding::quiet(&[Key::char('/')], Act::Find, "find"),
    Binding::quiet(&[Key::char('r')], Act::Refresh, "refresh"),
];

/// The tables for the present state.
pub(super) fn tables(state: &State) -> Vec<&'static [Binding<Act>]> {
    match (&state.stage, state.focus) {
        (Stage::Done(_), _) => vec![RECEIPT],
        (Stage::Paying(_), Focus::Proof) => vec![PROOF],
        (Stage::Paying(_), _) => vec![METHODS],
        (Stage::Composing, Focus::Search) if state.search.field.is_empty() => vec![SEARCH, LEAVE],
        (Stage::Composing, Focus::Search) => vec![SEARCH, CLEAR],
        (Stage::Composing, Focus::Entry(Entry::Sex)) => vec![SEX, CHOOSING],
        (Stage::Composing, Focus::Entry(_)) => vec![ENTRY],
        (Stage::Composing, Focus::Days) => vec![DAYS, CHOOSING],
        (Stage::Composing, Focus::Slots) => vec![SLOTS, CHOOSING],
        (Stage::Composing, _) => vec![PACKAGES, CHOOSING],
    }
}
