//! Decisions under way, some at a time, so that the first results are seen while the last ones wait.

use std::collections::VecDeque;

use super::ask::{Ask, Ended};
use super::target::Target;
use crate::app::AppError;
use crate::domain::reason::Reason;

/// Decisions asked for at once.
const CHUNK: usize = 40;

/// What is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    Confirm,
    Reject(Reason),
}

/// A decision about some requests, and how each of them ended so far.
#[derive(Debug)]
pub struct Run {
    pub decision: Decision,
    by: String,
    waiting: VecDeque<Target>,
    under_way: Vec<Target>,
    /// Those that were refused first, then the others, as they came.
    pub results: Vec<(Target, Ended)>,
    refused: usize,
    /// Left as they were because somebody said stop.
    pub left: usize,
    pub selected: usize,
}

impl Run {
    /// Nothing is asked yet.
    pub fn new(decision: Decision, by: String, targets: Vec<Target>) -> Self {
        Self {
            decision,
            by,
            waiting: targets.into(),
            under_way: Vec::new(),
            results: Vec::new(),
            refused: 0,
            left: 0,
            selected: 0,
        }
    }

    /// The next question; none when all are decided.
    pub fn next(&mut self) -> Option<Ask> {
        if !self.under_way.is_empty() || self.waiting.is_empty() {
            return None;
        }
        let chunk = self.waiting.len().min(CHUNK);
        self.under_way = self.waiting.drain(..chunk).collect();
        let orders = self.under_way.iter().map(|target| target.id).collect();
        let by = self.by.clone();
        Some(match &self.decision {
            Decision::Confirm => Ask::Confirm { orders, by },
            Decision::Reject(reason) => Ask::Reject {
                orders,
                reason: reason.clone(),
                by,
            },
        })
    }

    /// Takes the answers to the last question.
    pub fn answered(&mut self, ended: Vec<Ended>) {
        for (target, ended) in self.under_way.drain(..).zip(ended) {
            if ended.is_err() {
                self.results.insert(self.refused, (target, ended));
                self.refused += 1;
            } else {
                self.results.push((target, ended));
            }
        }
    }

    /// The answers to the last question got lost, and nothing more is asked.
    pub fn lost(&mut self, why: &str) {
        let unknown = self.under_way.iter().map(|_| Err(AppError::Bug(why.to_owned())));
        self.answered(unknown.collect());
        self.stop();
    }

    /// Decides no more than what is under way.
    pub fn stop(&mut self) {
        self.left += self.waiting.len();
        self.waiting.clear();
    }

    pub fn is_over(&self) -> bool {
        self.waiting.is_empty() && self.under_way.is_empty()
    }

    /// All of them.
    pub fn total(&self) -> usize {
        self.results.len() + self.under_way.len() + self.waiting.len() + self.left
    }

    pub const fn refused(&self) -> usize {
        self.refused
    }

    pub fn done(&self) -> usize {
        self.results.len() - self.refused
    }

    /// Moves the selection among the results.
    pub fn step(&mut self, by: isize) {
        let last = self.results.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(by).min(last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use super::super::ask::Made;
    use crate::domain::calendar::SlotTime;
    use crate::domain::ids::OrderId;
    use jiff::civil::{date, time};

    #[test]
    fn many_are_decided_in_chunks_and_the_refused_come_first() {
        let target = |id| Target {
            id: OrderId(id),
            slot: SlotTime::new(date(2026, 12, 1), time(8, 30, 0, 0)),
            name: "홍길동".into(),
        };
        let mut run = Run::new(Decision::Confirm, "admin".into(), (1..=100).map(target).collect());
        let Some(Ask::Confirm { orders, .. }) = run.next() else { panic!() };
        assert!(run.next().is_none(), "one question at a time");
        let answers = orders.iter().map(|id| match id.0 {
            7 => Err(AppError::Bug("seven".into())),
            _ => Ok(Made::Whole),
        });
        run.answered(answers.collect());
        assert_eq!((run.results[0].0.id, run.refused(), run.done()), (OrderId(7), 1, 39));
        assert!(run.next().is_some() && !run.is_over());
        run.stop();
        run.answered((0..40).map(|_| Ok(Made::Whole)).collect());
        assert!(run.is_over() && run.next().is_none());
        assert_eq!((run.total(), run.left), (100, 20));
    }
}
