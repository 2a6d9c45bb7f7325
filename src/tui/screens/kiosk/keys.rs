//! The keys of the kiosk: a customer needs none but the arrows and Enter.

use super::state::{State, Step};
use crate::tui::bindings::Binding;
use crate::tui::key::Key;

/// What its keys mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Enter,
    Next,
    Previous,
    Move(i8, i8),
    Month(i8),
    Back,
    Staff,
    Language,
}

const KEYS: &[Binding<Act>] = &[
    Binding::foot(&[Key::ENTER], Act::Enter, "press"),
    Binding::foot(&[Key::TAB], Act::Next, "on"),
    Binding::quiet(&[Key::BACK_TAB], Act::Previous, "previous"),
    Binding::quiet(&[Key::DOWN], Act::Move(0, 1), "down"),
    Binding::quiet(&[Key::UP], Act::Move(0, -1), "up"),
    Binding::quiet(&[Key::RIGHT], Act::Move(1, 0), "right"),
    Binding::quiet(&[Key::LEFT], Act::Move(-1, 0), "left"),
    Binding::quiet(&[Key::SPACE], Act::Enter, "press"),
];

const MONTHS: &[Binding<Act>] = &[
    Binding::foot(&[Key::PAGE_DOWN], Act::Month(1), "next_month"),
    Binding::quiet(&[Key::PAGE_UP], Act::Month(-1), "previous_month"),
];

const AWAY: &[Binding<Act>] = &[Binding::foot(&[Key::ESC], Act::Back, "back")];

const HOME: &[Binding<Act>] = &[Binding::quiet(&[Key::f(10)], Act::Staff, "staff")];

const LANGUAGE: &[Binding<Act>] = &[Binding::foot(&[Key::f(2)], Act::Language, "language")];

/// The tables for the present step.
pub(super) fn tables(state: &State) -> Vec<&'static [Binding<Act>]> {
    match state.step {
        Step::Home => vec![KEYS, HOME, LANGUAGE],
        Step::When | Step::Moving => vec![KEYS, MONTHS, AWAY, LANGUAGE],
        _ => vec![KEYS, AWAY, LANGUAGE],
    }
}
