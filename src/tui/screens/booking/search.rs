//! The search for a customer whom the centre knows: by name or 초성, telephone or its last four digits,
//! or booking code, found while one types.

use crate::app::reads::Known;
use crate::tui::widgets::field::Field;

/// What is searched for, and who was found.
#[derive(Debug)]
pub struct Search {
    pub field: Field,
    found: Vec<Known>,
    /// What they were found by; older than the field while an answer is on its way.
    by: String,
    pub selected: usize,
    /// Enter was pressed before the answer had come.
    pub hurried: bool,
}

impl Default for Search {
    fn default() -> Self {
        Self {
            field: Field::new(40),
            found: Vec::new(),
            by: String::new(),
            selected: 0,
            hurried: false,
        }
    }
}

impl Search {
    /// What to look for now; none while nothing is typed.
    pub fn wanted(&self) -> Option<String> {
        Some(self.field.text().trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// Whether the answer to what is typed has come.
    pub fn is_answered(&self) -> bool {
        self.wanted().is_none_or(|text| text == self.by)
    }

    /// Those who were found by what is typed.
    pub fn found(&self) -> &[Known] {
        if self.is_answered() && self.wanted().is_some() {
            &self.found
        } else {
            &[]
        }
    }

    pub fn current(&self) -> Option<&Known> {
        self.found().get(self.selected)
    }

    /// Takes in who was found; the selected one stays selected.
    pub fn see(&mut self, by: String, found: Vec<Known>) {
        let same = |known: &Known| self.current().is_some_and(|c| c.customer == known.customer);
        self.selected = found.iter().position(same).unwrap_or(0);
        self.by = by;
        self.found = found;
    }

    pub fn step(&mut self, by: isize) {
        let last = self.found().len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(by).min(last);
    }

    pub fn clear(&mut self) {
        *self = Self::default();
    }
}
