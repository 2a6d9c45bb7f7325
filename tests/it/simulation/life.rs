//! One life of a centre, step by step: who gets the word, whose transaction is done, what a gateway hears
//! and answers, who dies, what time it is. After every step the rules are asked.

use std::collections::{BTreeMap, VecDeque};

use healthcenter::app::{AppError, Book};
use healthcenter::store::{Piece, StoreError};
use jiff::Timestamp;

use super::actors;
use super::dice::Dice;
use super::fibre::{Fibre, Told};
use super::gateways::Mood;
use super::house::House;
use super::ledger::Ledger;
use super::line::Call;
use super::moves::Moves;
use super::mutants::Mutant;
use super::rules::{Broken, must};

/// Steps within which everybody finds rest.
const LONG: u64 = 3_000;
const WEEK: i64 = 7 * 86_400_000;

/// What people remember, and what the simulation has seen of the orders.
#[derive(Default)]
pub struct Known {
    /// Every booking that was ever asked for.
    pub asked: Vec<Book>,
    pub statuses: BTreeMap<i64, String>,
    /// The newest event that anybody was told of, by order.
    pub acknowledged: BTreeMap<i64, i64>,
    /// The latest event of each order whose text a gateway has accepted in its turn.
    pub accepted: BTreeMap<i64, i64>,
}

impl Known {
    /// Some order, mostly one in such a status.
    pub fn order(&self, dice: &mut Dice, statuses: &[&str]) -> i64 {
        let fitting = self.some(statuses);
        if fitting.is_empty() || dice.one_in(6) {
            return i64::try_from(dice.below(self.statuses.len() + 1)).unwrap() + 1;
        }
        dice.pick(&fitting)
    }

    /// Every order in such a status.
    pub fn some(&self, statuses: &[&str]) -> Vec<i64> {
        let fitting = self
            .statuses
            .iter()
            .filter(|(_, status)| statuses.contains(&status.as_str()));
        fitting.map(|(id, _)| *id).collect()
    }
}

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
    due: Option<Timestamp>,
    fibres: Vec<Fibre>,
    faults: u64,
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
            0..=54 if !self.fibres.is_empty() => {
                let who = self.dice.below(self.fibres.len());
                self.word_to(who).await?;
            }
            0..=79 if self.fibres.len() < 7 => {
                let now = self.house.now();
                let fibre = actors::somebody(
                    &self.house.app,
                    &self.house.worker,
                    &mut self.known,
                    &mut self.dice,
                    now,
                );
                self.note(|| format!("begins: {}", fibre.name));
                self.fibres.push(fibre);
                self.resume(self.fibres.len() - 1).await?;
            }
            0..=83 if !self.ghosts.is_empty() => self.ghost()?,
            0..=90 => self.clock(),
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

    /// Whoever has the word gets one thing done that it waits for.
    async fn word_to(&mut self, who: usize) -> Result<(), Broken> {
        let fibre = &mut self.fibres[who];
        if fibre.is_dormant() {
            must("awake", fibre.wake_up().await, || {
                format!("{} waits for nothing", fibre.name)
            })?;
            return self.resume(who).await;
        }
        let call = fibre.pieces.is_empty() || (!fibre.calls.is_empty() && self.dice.one_in(2));
        if call {
            let n = self.dice.below(fibre.calls.len());
            let call = self.fibres[who].calls.swap_remove(n);
            if let Some(waiting) = self.gateway(call)? {
                self.fibres[who].calls.push(waiting);
                return Ok(());
            }
            return self.resume(who).await;
        }
        let Some(piece) = fibre.pieces.pop_front() else {
            return Ok(());
        };
        let (write, name) = (piece.is_write(), fibre.name.clone());
        match self.dice.below(300) {
            fate @ (0 | 1) if write => {
                self.faults += 1;
                self.note(|| format!("{name}: nobody hears of its commit, kept: {}", fate == 0));
                self.house.hands.perform_unheard(piece, fate == 0);
            }
            _ => {
                self.note(|| format!("{name}: {}", if write { "writes" } else { "reads" }));
                self.house.hands.perform(piece);
            }
        }
        self.resume(who).await
    }

    /// Several desks' transactions meet in one commit.
    async fn together(&mut self) -> Result<(), Broken> {
        // Last in the list and first to go on: at most one that is a crowd, or its tasks would have the word
        // while somebody else goes on.
        self.fibres.sort_by_key(|fibre| fibre.crowd);
        let (mut who, mut pieces, mut crowd) = (Vec::new(), Vec::new(), false);
        for (n, fibre) in self.fibres.iter_mut().enumerate().rev() {
            let writes = fibre.pieces.front().is_some_and(Piece::is_write);
            if writes && !(crowd && fibre.crowd) {
                crowd |= fibre.crowd;
                pieces.extend(fibre.pieces.pop_front());
                who.push(n);
            }
        }
        if pieces.is_empty() {
            return Ok(());
        }
        self.note(|| format!("{} write together", pieces.len()));
        self.house.hands.perform_together(pieces);
        // From the last, because one that is done leaves the list.
        for n in who {
            self.resume(n).await?;
        }
        Ok(())
    }

    async fn resume(&mut self, who: usize) -> Result<(), Broken> {
        let told = self.fibres[who].go_on().await;
        let calls = self.house.line.calls(self.house.now());
        for call in &calls {
            self.may_call(call)?;
        }
        let fibre = &mut self.fibres[who];
        fibre.calls.extend(calls);
        fibre.pieces.extend(std::iter::from_fn(|| self.house.hands.take()));
        let Some(told) = told else { return Ok(()) };
        let fibre = self.fibres.swap_remove(who);
        told.into_iter().try_for_each(|told| self.heard(&fibre.name, told))
    }

    /// A process is gone: what it asked of the store and was not done never was; its calls may arrive.
    async fn dies(&mut self, who: usize) {
        let Fibre { name, calls, .. } = self.fibres.swap_remove(who);
        self.note(|| format!("{name}: dies"));
        self.ghosts
            .extend(calls.iter().filter(|call| call.done.is_none()).map(Call::ghost));
        tokio::task::yield_now().await;
        while self.house.hands.take().is_some() {}
    }

    fn heard(&mut self, name: &str, told: Told) -> Result<(), Broken> {
        self.note(|| format!("{name}: is told {}", summary(&told)));
        match told {
            Told::Order(view) => {
                let event = self.status_at(view.id, view.seq);
                must("acknowledged", event.as_deref() == Some(view.status.as_str()), || {
                    format!(
                        "order {}: was {} at {}, the log has {event:?}",
                        view.id, view.status, view.seq
                    )
                })?;
                let newest = self.known.acknowledged.entry(view.id).or_default();
                *newest = view.seq.max(*newest);
                Ok(())
            }
            Told::Failed(AppError::Store(StoreError::CommitUnknown(_))) if self.faults > 0 => Ok(()),
            Told::Worked(next) => {
                self.due = next;
                Ok(())
            }
            Told::Failed(AppError::Refused(_) | AppError::Rehearsed(_)) | Told::Nothing => Ok(()),
            Told::Failed(other) => Err(Broken::new("no-fault", format!("{name}: {other:?}"))),
        }
    }

    /// Everybody finishes what they are at, the gateways are well, and workers go on until nothing is left
    /// to do at any time.
    pub async fn settle_down(&mut self) -> Result<(), Broken> {
        self.mood = Mood::Fine;
        self.finish().await?;
        let began = self.steps;
        while self.steps - began < LONG {
            let worker = actors::idle(&self.house.worker);
            self.fibres.push(worker);
            self.finish().await?;
            if !self.ghosts.is_empty() {
                self.ghost()?;
                continue;
            }
            let Some(next) = self.due.take() else {
                return self.quiet();
            };
            let wait = next.as_millisecond() - self.house.now().as_millisecond();
            must("idle", wait < WEEK, || format!("nothing to do until {next}"))?;
            self.pass(wait.max(100));
        }
        Err(Broken::new("idle", "the workers find no end"))
    }

    /// Runs everybody to the end.
    async fn finish(&mut self) -> Result<(), Broken> {
        while let Some(last) = self.fibres.len().checked_sub(1) {
            let fibre = &mut self.fibres[last];
            if let Some(piece) = fibre.pieces.pop_front() {
                self.house.hands.perform(piece);
            } else if let Some(call) = fibre.calls.pop() {
                self.answer_well(call)?;
            } else {
                must("awake", fibre.wake_up().await, || {
                    format!("{} waits for nothing", fibre.name)
                })?;
            }
            self.steps += 1;
            self.resume(last).await?;
            self.judge()?;
        }
        Ok(())
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

fn summary(told: &Told) -> String {
    match told {
        Told::Order(view) => format!("order {} is {} at {}", view.id, view.status, view.seq),
        Told::Failed(AppError::Refused(refusal)) => format!("no: {refusal}"),
        other => format!("{other:?}"),
    }
}
