//! One life of a centre, step by step: who gets the word, whose transaction is done, what a gateway hears
//! and answers, who dies, what time it is. After every step the rules are asked.

use std::collections::VecDeque;

use jiff::Timestamp;

use super::actors;
use super::dice::Dice;
use super::fibre::Fibre;
use super::gateways::Mood;
use super::house::House;
use super::known::Known;
use super::ledger::Ledger;
use super::line::Call;
use super::moves::Moves;
use super::mutants::Mutant;
use super::rules::Broken;

/// How many are at work at once.
const CROWD: usize = 7;

/// A centre, everybody in it, and everything around it.
pub struct Life {
    pub house: House,
    pub dice: Dice,
    pub ledger: Ledger,
    pub known: Known,
    pub moves: Moves,
    pub steps: u64,
    /// Of all that happened.
    pub hash: u64,
    pub history: VecDeque<String>,
    pub(super) mood: Mood,
    pub(super) ghosts: Vec<Call>,
    pub(super) read: i64,
    pub(super) clock_moved: bool,
    /// When the workers, who found nothing to do, have something again.
    pub(super) due: Option<Timestamp>,
    pub(super) fibres: Vec<Fibre>,
    /// Commits that nobody heard of.
    pub(super) faults: u64,
}

impl Life {
    pub fn begin(seed: u64, moves: Moves, mutant: Option<&Mutant>) -> Self {
        Self {
            house: House::open(mutant),
            dice: Dice::new(seed),
            ledger: Ledger::default(),
            known: Known::default(),
            moves,
            steps: 0,
            hash: 0xcbf2_9ce4_8422_2325,
            history: VecDeque::new(),
            mood: Mood::Fine,
            ghosts: Vec::new(),
            read: 0,
            clock_moved: false,
            due: None,
            fibres: Vec::new(),
            faults: 0,
        }
    }

    /// One step, and every rule after it.
    pub async fn step(&mut self) -> Result<(), Broken> {
        self.steps += 1;
        let n = self.dice.below(100);
        match n {
            0..=79 if (n < 55 && !self.fibres.is_empty()) || self.fibres.len() >= CROWD => {
                let who = self.dice.below(self.fibres.len());
                self.word_to(who).await?;
            }
            0..=79 => {
                let now = self.house.now();
                let machine = &self.house.workers[self.dice.below(self.house.workers.len())];
                let fibre = actors::somebody(machine, &mut self.known, &mut self.dice, now);
                self.note(|| format!("begins: {}", fibre.name));
                self.fibres.push(fibre);
                self.resume(self.fibres.len() - 1).await?;
            }
            80..=83 if !self.ghosts.is_empty() => self.ghost()?,
            80..=90 => self.clock(),
            91..=94 if !self.fibres.is_empty() => {
                let who = self.dice.below(self.fibres.len());
                self.dies(who).await;
            }
            95 if self.dice.one_in(6) => {
                self.note(|| "the power fails".into());
                while !self.fibres.is_empty() {
                    self.dies(0).await;
                }
            }
            96 => {
                self.mood = self
                    .dice
                    .weighted(&[(4, Mood::Fine), (4, Mood::Flaky), (1, Mood::Dark)])
            }
            _ => self.together().await?,
        }
        self.judge()
    }

    pub(super) fn note(&mut self, what: impl FnOnce() -> String) {
        let what = what();
        for byte in what.bytes() {
            self.hash = (self.hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        if self.history.len() == 40 {
            self.history.pop_front();
        }
        self.history
            .push_back(format!("{} {}: {what}", self.steps, self.house.now()));
    }
}
