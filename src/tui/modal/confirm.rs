//! A question with answers to choose from. The first answer is the harmless one and is chosen at first:
//! an Enter too many does nothing that can't be undone.

use super::{Key, Scene, Step};

/// A question and its answers.
#[derive(Debug)]
pub struct Confirm<A> {
    pub(super) question: String,
    pub(super) details: Vec<String>,
    pub(super) answers: Vec<String>,
    pub(super) chosen: usize,
    steps: Vec<Option<Step<A>>>,
    yes_or_no: bool,
}

impl<A> Confirm<A> {
    pub(super) fn yes_or_no(question: String, details: Vec<String>, yes: Step<A>, scene: &Scene) -> Self {
        Self {
            question,
            details,
            answers: vec![scene.get("modal", "no"), scene.get("modal", "yes")],
            chosen: 0,
            steps: vec![None, Some(yes)],
            yes_or_no: true,
        }
    }

    pub(super) fn choose(question: String, choices: Vec<(String, A)>) -> Self {
        let (answers, steps) = choices
            .into_iter()
            .map(|(words, act)| (words, Some(Step::Then(act))))
            .unzip();
        Self {
            question,
            details: Vec::new(),
            answers,
            chosen: 0,
            steps,
            yes_or_no: false,
        }
    }

    pub(super) fn map<B>(self, act: fn(A) -> B) -> Confirm<B> {
        Confirm {
            question: self.question,
            details: self.details,
            answers: self.answers,
            chosen: self.chosen,
            steps: self
                .steps
                .into_iter()
                .map(|step| step.map(|step| step.map(act)))
                .collect(),
            yes_or_no: self.yes_or_no,
        }
    }

    pub(super) fn quits(&self) -> bool {
        self.steps.iter().flatten().any(|step| matches!(step, Step::Quit))
    }

    /// Whether the answers stand in one row.
    pub(super) const fn in_a_row(&self) -> bool {
        self.yes_or_no
    }

    pub(super) fn key(&mut self, key: Key) -> Step<A> {
        let last = self.answers.len().saturating_sub(1);
        match key.latin() {
            Key::ESC => Step::Close,
            Key::ENTER | Key::SPACE => self.take(self.chosen),
            Key::LEFT | Key::UP | Key::BACK_TAB => self.choose_at(self.chosen.checked_sub(1).unwrap_or(last)),
            Key::RIGHT | Key::DOWN | Key::TAB => self.choose_at(if self.chosen == last { 0 } else { self.chosen + 1 }),
            key if self.yes_or_no && key == Key::char('y') => self.take(1),
            key if self.yes_or_no && key == Key::char('n') => Step::Close,
            key if !self.yes_or_no && key == Key::char('k') => self.choose_at(self.chosen.saturating_sub(1)),
            key if !self.yes_or_no && key == Key::char('j') => self.choose_at((self.chosen + 1).min(last)),
            key => match key.typed().and_then(|c| c.to_digit(10)) {
                Some(digit @ 1..) if !self.yes_or_no => self.take(digit as usize - 1),
                _ => Step::Stay,
            },
        }
    }

    pub(super) fn click(&mut self, item: usize) -> Step<A> {
        self.take(item)
    }

    fn choose_at(&mut self, answer: usize) -> Step<A> {
        self.chosen = answer;
        Step::Stay
    }

    fn take(&mut self, answer: usize) -> Step<A> {
        match self.steps.get_mut(answer) {
            Some(step) => step.take().unwrap_or(Step::Close),
            None => Step::Stay,
        }
    }
}
