//! Giving the word: one transaction done, one call answered, several commits in one, or a death; and what
//! people are told in the end, which must be so.

use healthcenter::app::AppError;
use healthcenter::store::{Piece, StoreError};

use super::fibre::{Fibre, Told};
use super::life::Life;
use super::line::Call;
use super::rules::{Broken, must};

impl Life {
    /// Whoever has the word gets one thing done that it waits for.
    pub(super) async fn word_to(&mut self, who: usize) -> Result<(), Broken> {
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
    pub(super) async fn together(&mut self) -> Result<(), Broken> {
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

    pub(super) async fn resume(&mut self, who: usize) -> Result<(), Broken> {
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
    pub(super) async fn dies(&mut self, who: usize) {
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
}

fn summary(told: &Told) -> String {
    match told {
        Told::Order(view) => format!("order {} is {} at {}", view.id, view.status, view.seq),
        Told::Failed(AppError::Refused(refusal)) => format!("no: {refusal}"),
        other => format!("{other:?}"),
    }
}
