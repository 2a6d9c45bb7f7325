//! From a key to a decision: what is asked before, and what follows when the answers come.

use super::ask::Ask;
use super::keys::Act;
use super::results;
use super::run::{Decision, Run};
use super::state::State;
use crate::app;
use crate::tui::effect::Do;
use crate::tui::look::Tone;
use crate::tui::modal::{Modal, Prompt};
use crate::tui::scene::Scene;
use crate::tui::widgets::field::Field;

type Wants = Vec<Do<Act, Ask>>;

impl State {
    /// Of many it is asked first.
    pub fn ask_to_confirm(&mut self, scene: &Scene) -> Wants {
        self.asked = self.targets();
        if self.asked.len() <= 1 {
            return self.decide(Decision::Confirm, scene);
        }
        let question = scene.say("requests", "confirm_question", &[("count", &self.asked.len().to_string())]);
        vec![Do::Open(Modal::confirm(question, Vec::new(), Act::ConfirmAsked, scene))]
    }

    /// Asks why what was asked for is rejected; `typed` is what was refused.
    pub fn ask_to_reject(&self, scene: &Scene, typed: &str) -> Wants {
        let question = match self.asked.as_slice() {
            [] => return Vec::new(),
            [one] => scene.say("requests", "reject_question", &[("name", &one.name)]),
            many => scene.say("requests", "reject_many", &[("count", &many.len().to_string())]),
        };
        let field = Field::new(100).with(typed);
        let prompt = Prompt::new(question, field, Act::RejectAsked).with_details(vec![scene.get("requests", "reject_note")]);
        vec![Do::Open(Modal::Prompt(prompt))]
    }

    /// Takes the reason that was typed.
    pub fn reject(&mut self, typed: &str, scene: &Scene) -> Wants {
        match app::reason(typed) {
            Ok(reason) => self.decide(Decision::Reject(reason), scene),
            Err(invalid) => {
                let mut wants = vec![Do::Toast(Tone::Bad, scene.words.invalid(&invalid))];
                wants.extend(self.ask_to_reject(scene, typed));
                wants
            }
        }
    }

    /// Begins the decisions about what was asked for.
    pub fn decide(&mut self, decision: Decision, scene: &Scene) -> Wants {
        let targets = std::mem::take(&mut self.asked);
        if targets.is_empty() || self.run.is_some() {
            return Vec::new();
        }
        self.run = Some(Run::new(decision, scene.by.clone(), targets));
        self.go_on(scene)
    }

    /// The next decisions; after the last the marks have served. Of a single one a toast says enough.
    pub fn go_on(&mut self, scene: &Scene) -> Wants {
        let Some(run) = &mut self.run else { return Vec::new() };
        if let Some(ask) = run.next() {
            return vec![Do::Ask(ask)];
        }
        for (target, _) in &run.results {
            self.marks.remove(&target.id);
        }
        let mut wants = vec![Do::Look(self.again())];
        if let Some(run) = self.run.take_if(|run| run.total() == 1) {
            wants.extend(results::toast(&run, scene).map(|(tone, text)| Do::Toast(tone, text)));
        }
        wants
    }
}
