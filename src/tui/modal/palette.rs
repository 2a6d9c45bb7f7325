//! Everything that can be done now, found by a few of its letters. It presses the key for you, so that
//! it teaches the shortcut and can do nothing that a key can't.

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher};

use super::{Field, Hint, Key, Step};
use crate::domain::hangul;

/// What was typed, and what it finds.
#[derive(Debug)]
pub struct Palette {
    pub(super) field: Field,
    hints: Vec<Hint>,
    pub(super) chosen: usize,
}

impl Palette {
    pub(super) fn new(hints: Vec<Hint>) -> Self {
        Self {
            field: Field::new(40),
            hints,
            chosen: 0,
        }
    }

    /// What fits, the best first; everything while nothing is typed. 초성 find Korean words.
    pub(super) fn found(&self) -> Vec<&Hint> {
        let typed = self.field.text();
        if typed.trim().is_empty() {
            return self.hints.iter().collect();
        }
        if hangul::is_initials(typed) {
            let wanted = hangul::initials(typed);
            return self
                .hints
                .iter()
                .filter(|hint| hangul::initials(&hint.words).contains(&wanted))
                .collect();
        }
        let pattern = Pattern::new(typed, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy);
        let mut matcher = Matcher::new(Config::DEFAULT);
        let mut buffer = Vec::new();
        let mut found: Vec<(u32, &Hint)> = self
            .hints
            .iter()
            .filter_map(|hint| {
                let words = nucleo_matcher::Utf32Str::new(&hint.words, &mut buffer);
                pattern.score(words, &mut matcher).map(|score| (score, hint))
            })
            .collect();
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        found.into_iter().map(|(_, hint)| hint).collect()
    }

    pub(super) fn key<A>(&mut self, key: Key) -> Step<A> {
        match key {
            Key::ESC => return Step::Close,
            Key::ENTER => return self.click(self.chosen),
            Key::DOWN | Key::TAB => self.chosen = (self.chosen + 1).min(self.found().len().saturating_sub(1)),
            Key::UP | Key::BACK_TAB => self.chosen = self.chosen.saturating_sub(1),
            key => {
                if self.field.key(key) {
                    self.chosen = 0;
                }
            }
        }
        Step::Stay
    }

    pub(super) fn paste(&mut self, text: &str) {
        self.field.paste(text);
        self.chosen = 0;
    }

    pub(super) fn click<A>(&mut self, item: usize) -> Step<A> {
        match self.found().get(item) {
            Some(hint) => Step::Press(hint.key),
            None => Step::Stay,
        }
    }
}
