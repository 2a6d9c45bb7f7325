//! Every call, in order of arrival, with how it was answered. A call is entered when it arrives and
//! completed when its answer is decided, because the caller may be gone by then: the call counts.

use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::gateway::practice::answer::Answered;

/// What was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum CallKind {
    /// `POST /paymentHistories`
    Charge,
    /// `GET /paymentHistories/{key}`
    Lookup,
    /// `POST /paymentHistories/{id}/cancel`
    Cancel,
    /// `POST /messages`
    Text,
}

/// One call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Call {
    /// What was called.
    pub call: CallKind,
    /// The key it carried; of a look-up the key it asked for; empty when there was none.
    #[serde(serialize_with = "plain")]
    pub key: Arc<str>,
    /// None while its delay runs.
    pub answer: Option<Answered>,
}

/// Serialises shared text as text.
pub(super) fn plain<S: Serializer>(text: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text)
}

/// A place in the log, to complete the call by.
#[derive(Debug, Clone, Copy)]
pub struct Ticket(Option<u64>);

/// The log: how many calls, and which, where they are kept.
#[derive(Debug, Default)]
pub struct CallLog {
    count: u64,
    forgotten: u64,
    kept: Vec<Call>,
}

impl CallLog {
    /// Counts a call, and keeps it when `record`.
    pub fn arrive(&mut self, call: CallKind, key: Arc<str>, record: bool) -> Ticket {
        self.count += 1;
        if !record {
            return Ticket(None);
        }
        let ticket = self.forgotten + self.kept.len() as u64;
        self.kept.push(Call {
            call,
            key,
            answer: None,
        });
        Ticket(Some(ticket))
    }

    /// Completes a call; one from before a reset is left alone.
    pub fn complete(&mut self, ticket: Ticket, answer: Answered) {
        let place = ticket.0.and_then(|place| place.checked_sub(self.forgotten));
        let place = place.and_then(|place| usize::try_from(place).ok());
        if let Some(call) = place.and_then(|place| self.kept.get_mut(place)) {
            call.answer = Some(answer);
        }
    }

    /// How many calls arrived since the start or the last reset.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The calls that were kept.
    pub fn kept(&self) -> &[Call] {
        &self.kept
    }

    /// Forgets all calls.
    pub fn clear(&mut self) {
        self.forgotten += self.kept.len() as u64;
        self.count = 0;
        self.kept = Vec::new();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_from_before_a_reset_completes_nobody_elses() {
        let mut log = CallLog::default();
        let old = log.arrive(CallKind::Text, "old".into(), true);
        log.clear();
        let new = log.arrive(CallKind::Text, "new".into(), true);
        log.complete(old, Answered::Hang);
        assert_eq!(log.kept()[0].answer, None);
        log.complete(new, Answered::Status(200));
        assert_eq!(log.kept()[0].answer, Some(Answered::Status(200)));
        assert_eq!((log.count(), log.kept().len()), (1, 1));
    }
}
