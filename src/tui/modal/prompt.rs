//! A question that is answered by typing: a reason, a price, a PIN.

use std::fmt;

use super::{Field, Key, Scene, Step};

/// A question and the line that answers it.
pub struct Prompt<A> {
    pub(super) question: String,
    pub(super) details: Vec<String>,
    pub(super) field: Field,
    then: Box<dyn Fn(String) -> A>,
}

impl<A: 'static> Prompt<A> {
    /// A question, and the line that answers it.
    pub fn new(question: String, field: Field, then: fn(String) -> A) -> Self {
        Self {
            question,
            details: Vec::new(),
            field,
            then: Box::new(then),
        }
    }

    pub(super) fn map<B: 'static>(self, act: fn(A) -> B) -> Prompt<B> {
        let then = self.then;
        Prompt {
            question: self.question,
            details: self.details,
            field: self.field,
            then: Box::new(move |text| act(then(text))),
        }
    }

    /// With lines below the question.
    #[must_use]
    pub fn with_details(mut self, details: Vec<String>) -> Self {
        self.details = details;
        self
    }

    pub(super) fn key(&mut self, key: Key, _scene: &Scene) -> Step<A> {
        match key {
            Key::ESC => Step::Close,
            Key::ENTER => Step::Then((self.then)(self.field.text().to_owned())),
            key => {
                self.field.key(key);
                Step::Stay
            }
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        self.field.paste(text);
    }

    pub(super) fn click(&mut self, item: usize, scene: &Scene) -> Step<A> {
        match item {
            0 => self.key(Key::ESC, scene),
            _ => self.key(Key::ENTER, scene),
        }
    }
}

impl<A> fmt::Debug for Prompt<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What was typed can be a PIN.
        f.debug_struct("Prompt")
            .field("question", &self.question)
            .finish_non_exhaustive()
    }
}
