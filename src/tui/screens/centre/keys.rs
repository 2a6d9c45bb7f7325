//! What the keys of the centre's settings mean.

use jiff::civil::Date;

use crate::tui::bindings::Binding;
use crate::tui::key::Key;
use crate::tui::widgets::search::SLASH;

/// An act of this screen. Those with a value are brought back by a modal.
#[derive(Debug, Clone)]
pub enum Act {
    Step(isize),
    First,
    Last,
    NextSection(isize),
    Refresh,
    Search,
    ToList,
    ShowAll,
    /// Begin a new rule, or a new closure.
    New,
    DayTyped(String),
    ReasonTyped(String),
    CloseAsked,
    Remove,
    RemoveAsked(Date),
    Hits,
    Open(i64),
    Price,
    PriceTyped(String),
    Sale,
    SaleAsked,
    NextField(isize),
    Submit,
    Leave,
}

const PAGE: isize = 15;

const MOVES: &[Binding<Act>] = &[
    Binding::foot(&[Key::TAB], Act::NextSection(1), "next_section"),
    Binding::foot(&[SLASH], Act::Search, "search"),
    Binding::quiet(&[Key::BACK_TAB], Act::NextSection(-1), "previous_section"),
    Binding::quiet(&[Key::char('r')], Act::Refresh, "refresh"),
    Binding::quiet(&[Key::char('j'), Key::DOWN], Act::Step(1), "down"),
    Binding::quiet(&[Key::char('k'), Key::UP], Act::Step(-1), "up"),
    Binding::quiet(&[Key::PAGE_DOWN], Act::Step(PAGE), "page_down"),
    Binding::quiet(&[Key::PAGE_UP], Act::Step(-PAGE), "page_up"),
    Binding::quiet(&[Key::char('g'), Key::HOME], Act::First, "first"),
    Binding::quiet(&[Key::char('G'), Key::END], Act::Last, "last"),
];

const CAPACITY: &[Binding<Act>] = &[Binding::foot(&[Key::char('n'), Key::ENTER], Act::New, "new_rule")];

const CLOSURES: &[Binding<Act>] = &[
    Binding::foot(&[Key::char('n')], Act::New, "new_closure"),
    Binding::foot(&[Key::char('x'), Key::DELETE], Act::Remove, "remove"),
    Binding::foot(&[Key::ENTER], Act::Hits, "hits"),
];

const PACKAGES: &[Binding<Act>] = &[
    Binding::foot(&[Key::char('e'), Key::ENTER], Act::Price, "price"),
    Binding::foot(&[Key::char('o')], Act::Sale, "sale"),
];

const FORM: &[Binding<Act>] = &[
    Binding::foot(&[Key::TAB, Key::DOWN], Act::NextField(1), "next_field"),
    Binding::quiet(&[Key::BACK_TAB, Key::UP], Act::NextField(-1), "previous_field"),
    Binding::foot(&[Key::ENTER], Act::Submit, "submit"),
    Binding::foot(&[Key::ESC], Act::Leave, "leave"),
];

/// While the rows are narrowed.
const FOUND: &[Binding<Act>] = &[Binding::quiet(&[Key::ESC], Act::ShowAll, "show_all")];

const SEARCH: &[Binding<Act>] = &[
    Binding::foot(&[Key::ENTER, Key::DOWN, Key::TAB], Act::ToList, "to_list"),
    Binding::foot(&[Key::ESC], Act::ShowAll, "show_all"),
];

/// Of each section, in the order of the screen, what it has beside [`MOVES`].
const SECTIONS: [&[Binding<Act>]; 3] = [CAPACITY, CLOSURES, PACKAGES];

/// The tables of a section.
pub fn of_section(section: usize, narrowed: bool) -> Vec<&'static [Binding<Act>]> {
    let own = SECTIONS.get(section).copied();
    own.into_iter().chain([MOVES]).chain(narrowed.then_some(FOUND)).collect()
}

/// The tables while one types what to look for.
pub fn of_search() -> Vec<&'static [Binding<Act>]> {
    vec![SEARCH]
}

/// The tables while a form is filled in.
pub fn of_form() -> Vec<&'static [Binding<Act>]> {
    vec![FORM]
}
