//! What happens on the lines to the gateways: answers lost, calls lost, late and twice, gateways busy,
//! unwilling or dark. Whatever happens, the ledger knows what really came to pass.

use healthcenter::app::ports::{ChargeAnswer, LookUpAnswer, RefundAnswer, SendAnswer};
use jiff::SignedDuration;

use super::life::Life;
use super::line::{Call, Reply, Request};
use super::rules::{Broken, must};

/// The weather.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Fine,
    Flaky,
    Dark,
}

/// What becomes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Served,
    /// It arrives, and its answer is still to come.
    Arrives,
    Twice,
    AnswerLost,
    CallLost,
    Busy,
    /// It is served, and a proxy in between says that the gateway is busy.
    Contradicted,
    /// Declined or refused, by the bank's or the network's own rules.
    No,
}

/// A call that is not heard of arrives within this time or never.
const LATEST: i64 = 50 * 60_000;

impl Life {
    /// Lets something happen to a call; the call again when it waits on.
    pub(super) fn gateway(&mut self, mut call: Call) -> Result<Option<Call>, Broken> {
        if let Some(reply) = call.done.take() {
            let lost = self.mood != Mood::Fine && self.dice.one_in(3);
            self.note(|| format!("{:?} is answered, lost: {lost}", call.request));
            let reply = if lost { silence(&call.request) } else { reply };
            call.answer(reply);
            return Ok(None);
        }
        use Turn::{AnswerLost, Arrives, Busy, CallLost, Contradicted, No, Served, Twice};
        let turn = self.dice.weighted(match self.mood {
            Mood::Fine => &[(88, Served), (3, Arrives), (3, AnswerLost), (3, CallLost), (3, No)],
            Mood::Flaky => &[
                (35, Served),
                (6, Arrives),
                (6, Twice),
                (15, AnswerLost),
                (15, CallLost),
                (10, Busy),
                (3, Contradicted),
                (10, No),
            ],
            Mood::Dark => &[(55, CallLost), (35, Busy), (10, AnswerLost)],
        });
        self.note(|| format!("{:?}: {turn:?}", call.request));
        let reply = match turn {
            CallLost => {
                let late = match call.request {
                    Request::LookUp { .. } => false,
                    Request::Charge { .. } => true,
                    Request::Refund { .. } | Request::Send(_) => self.dice.one_in(2),
                };
                if late {
                    self.ghosts.push(call.ghost());
                }
                silence(&call.request)
            }
            Busy => busy(&call.request),
            Served | Arrives | Twice | AnswerLost | Contradicted | No => {
                let no = turn == No || (turn == AnswerLost && self.dice.one_in(3));
                let reply = self.arrives(&call.request, no)?;
                if turn == Twice {
                    must("told-the-same", self.arrives(&call.request, false)? == reply, || {
                        format!("{:?}", call.request)
                    })?;
                }
                if turn == Arrives {
                    call.done = Some(reply);
                    return Ok(Some(call));
                }
                match turn {
                    AnswerLost => silence(&call.request),
                    Contradicted => busy(&call.request),
                    _ => reply,
                }
            }
        };
        call.answer(reply);
        Ok(None)
    }

    /// As a gateway without a fault does it.
    pub(super) fn answer_well(&mut self, call: Call) -> Result<(), Broken> {
        let reply = self.arrives(&call.request, false)?;
        call.answer(reply);
        Ok(())
    }

    /// A call that nobody waits for any more arrives after all, or never will.
    pub(super) fn ghost(&mut self) -> Result<(), Broken> {
        let n = self.dice.below(self.ghosts.len());
        // What is said of a charge before it arrives is what is interesting about it.
        if matches!(self.ghosts[n].request, Request::Charge { .. }) && !self.dice.one_in(4) {
            return Ok(());
        }
        let call = self.ghosts.swap_remove(n);
        let late = self.house.now().as_millisecond() - call.since.as_millisecond() > LATEST;
        if late || self.dice.one_in(3) {
            self.note(|| format!("{:?} never arrives", call.request));
            return Ok(());
        }
        let no = self.dice.one_in(6);
        self.note(|| format!("{:?} arrives late, refused: {no}", call.request));
        self.arrives(&call.request, no).map(drop)
    }

    fn arrives(&mut self, request: &Request, no: bool) -> Result<Reply, Broken> {
        let new = matches!(request, Request::Send(text) if !self.ledger.texts.contains_key(&text.key));
        let reply = self.ledger.receive(request, no)?;
        match request {
            Request::Send(text) if new && self.ledger.texts.contains_key(&text.key) => self.in_turn(&text.key)?,
            _ => {}
        }
        Ok(reply)
    }

    /// Time goes by, or the clock is put back a little.
    pub(super) fn clock(&mut self) {
        let wait = self.dice.weighted(&[
            (10, 150),
            (10, 1_000),
            (10, 6_000),
            (8, 31_000),
            (6, 125_000),
            (6, 11 * 60_000),
            (3, 25 * 60_000),
            (1, 3 * 3_600_000),
            (1, 20 * 3_600_000),
            (3, -300),
            (2, -2_000),
        ]);
        self.note(|| format!("{wait} ms"));
        self.pass(wait);
    }

    pub(super) fn pass(&mut self, milliseconds: i64) {
        self.house.pass(milliseconds);
        self.clock_moved |= milliseconds < 0;
        let now = self.house.now().as_millisecond();
        self.ghosts.retain(|call| now - call.since.as_millisecond() <= LATEST);
    }
}

fn silence(request: &Request) -> Reply {
    let reason = "no answer".to_owned();
    match request {
        Request::Charge { .. } => Reply::Charge(ChargeAnswer::Unknown { reason }),
        Request::LookUp { .. } => Reply::LookUp(LookUpAnswer::Unknown { reason }),
        Request::Refund { .. } => Reply::Refund(RefundAnswer::Unknown { reason }),
        Request::Send(_) => Reply::Send(SendAnswer::Later {
            reason,
            not_before: None,
        }),
    }
}

fn busy(request: &Request) -> Reply {
    let reason = "busy".to_owned();
    match request {
        Request::Charge { .. } => Reply::Charge(ChargeAnswer::Busy { reason }),
        Request::Send(_) => {
            let not_before = Some(SignedDuration::from_secs(5));
            Reply::Send(SendAnswer::Later { reason, not_before })
        }
        other => silence(other),
    }
}
