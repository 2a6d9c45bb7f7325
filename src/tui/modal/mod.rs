//! What lies on top of a screen and has the keyboard to itself. A modal brings its answer back as an act
//! of the screen below, as a key pressed for it, or as something to do; it knows no screen.

mod confirm;
mod help;
mod palette;
mod prompt;
mod view;

use super::bindings::Hint;
use super::key::Key;
use super::scene::Scene;
use super::widgets::field::Field;

pub use confirm::Confirm;
pub use help::Pages;
pub use palette::Palette;
pub use prompt::Prompt;

/// A modal.
#[derive(Debug)]
pub enum Modal<A> {
    /// Lines to read: help, log, a text.
    Pages(Pages),
    Palette(Palette),
    /// A question with answers to choose from, the harmless one first.
    Confirm(Confirm<A>),
    /// A question that is answered by typing.
    Prompt(Prompt<A>),
}

/// What a key did to a modal.
#[derive(Debug)]
pub enum Step<A> {
    Stay,
    Close,
    /// Close, and bring this to the screen.
    Then(A),
    /// Close, and press this key for the screen.
    Press(Key),
    /// Close, and take the screen below away, whatever was typed there.
    Leave,
    Quit,
}

impl<A> Step<A> {
    fn map<B>(self, act: impl FnOnce(A) -> B) -> Step<B> {
        match self {
            Self::Then(then) => Step::Then(act(then)),
            Self::Stay => Step::Stay,
            Self::Close => Step::Close,
            Self::Press(key) => Step::Press(key),
            Self::Leave => Step::Leave,
            Self::Quit => Step::Quit,
        }
    }
}

impl<A: 'static> Modal<A> {
    /// The keys that work now.
    pub fn help(hints: Vec<Hint>, scene: &Scene) -> Self {
        Self::Pages(Pages::help(&hints, scene))
    }

    /// Everything that can be done now, to be found by typing.
    pub fn palette(hints: Vec<Hint>) -> Self {
        Self::Palette(Palette::new(hints))
    }

    /// The last lines of the log.
    pub fn log(scene: &Scene) -> Self {
        Self::Pages(Pages::log(scene))
    }

    /// A text to read.
    pub fn text(title: String, lines: Vec<String>) -> Self {
        Self::Pages(Pages::new(title, lines))
    }

    /// A question before something is done that can't be undone: No is chosen.
    pub fn confirm(question: impl Into<String>, details: Vec<String>, yes: A, scene: &Scene) -> Self {
        Self::Confirm(Confirm::yes_or_no(question.into(), details, Step::Then(yes), scene))
    }

    /// A choice among several acts.
    pub fn choose(question: impl Into<String>, choices: Vec<(String, A)>) -> Self {
        Self::Confirm(Confirm::choose(question.into(), choices))
    }

    /// A question answered by a line of text.
    pub fn prompt(question: impl Into<String>, field: Field, then: fn(String) -> A) -> Self {
        Self::Prompt(Prompt::new(question.into(), field, then))
    }

    pub(super) fn quit(question: String, scene: &Scene) -> Self {
        Self::Confirm(Confirm::yes_or_no(question, Vec::new(), Step::Quit, scene))
    }

    pub(super) fn leave(question: String, scene: &Scene) -> Self {
        Self::Confirm(Confirm::yes_or_no(question, Vec::new(), Step::Leave, scene))
    }

    pub(super) fn is_quit(&self) -> bool {
        matches!(self, Self::Confirm(confirm) if confirm.quits())
    }

    /// The same, bringing its answer back in other terms.
    pub fn map<B: 'static>(self, act: fn(A) -> B) -> Modal<B> {
        match self {
            Self::Pages(pages) => Modal::Pages(pages),
            Self::Palette(palette) => Modal::Palette(palette),
            Self::Confirm(confirm) => Modal::Confirm(confirm.map(act)),
            Self::Prompt(prompt) => Modal::Prompt(prompt.map(act)),
        }
    }

    pub(super) fn key(&mut self, key: Key, scene: &Scene) -> Step<A> {
        match self {
            Self::Pages(pages) => pages.key(key),
            Self::Palette(palette) => palette.key(key),
            Self::Confirm(confirm) => confirm.key(key),
            Self::Prompt(prompt) => prompt.key(key, scene),
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        match self {
            Self::Palette(palette) => palette.paste(text),
            Self::Prompt(prompt) => prompt.paste(text),
            Self::Pages(_) | Self::Confirm(_) => {}
        }
    }

    /// A click beside it. What was typed is not lost by a slip of the hand.
    pub(super) fn click_around(&self) -> Step<A> {
        match self {
            Self::Prompt(prompt) if !prompt.field.is_empty() => Step::Stay,
            _ => Step::Close,
        }
    }

    pub(super) fn click(&mut self, item: usize, scene: &Scene) -> Step<A> {
        match self {
            Self::Pages(_) => Step::Close,
            Self::Palette(palette) => palette.click(item),
            Self::Confirm(confirm) => confirm.click(item),
            Self::Prompt(prompt) => prompt.click(item, scene),
        }
    }
}
