//! The texts' lane: lease, send, write back.
//!
//! 512 at a lease and 16 in flight: one at a time drained 1,600/s where batches of 200 drain 30,000/s,
//! and more than 16 in flight gain nothing. They are written back 128 at a time, so that a crash
//! repeats few texts; a repeat carries the same key, and the gateway sends nothing twice.
//!
//! An outage is the gateway's trouble, not the messages': once the breaker is open, one text at a time
//! is a probe, and a probe's failure counts against nobody.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;

use super::Worker;
use crate::app::ports::{SendAnswer, SmsGateway, Text};
use crate::app::{AppError, gate};
use crate::domain::backoff;
use crate::domain::breaker::{Admission, Health};
use crate::domain::message;
use crate::domain::why::Why;
use crate::store::breakers::{self, Gateway};
use crate::store::outbox::Message;
use crate::store::sending::{self, Delivery};

const LEASE: SignedDuration = SignedDuration::from_secs(30);
const AT_ONCE: i64 = 512;
/// The next batch is leased when so few are left to send.
const RUNNING_LOW: usize = 256;
const BATCHES_A_STEP: usize = 8;
const IN_FLIGHT: usize = 16;
const WRITTEN_TOGETHER: usize = 128;
/// Failures in a row after which the rest of a batch is not tried: the breaker is about to open.
const ENOUGH: usize = 5;

/// What became of one text, and what that says of the gateway.
struct Delivered {
    id: String,
    delivery: Delivery,
    health: Option<Health>,
}

/// Leased texts, and how far the gateway may be called for them.
struct Claimed {
    admission: Admission,
    until: Timestamp,
    batch: Vec<Message>,
}

impl Worker {
    /// Sends what waits, a few thousand texts at most. 0 when nothing can go out now.
    ///
    /// While one batch is on its way the next is leased and the last is written back, so that the
    /// gateway never waits for a disk.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn send_texts(&self) -> Result<usize, AppError> {
        let Some(sms) = self.sms.clone() else { return Ok(0) };
        let owner = self.app.recorder.ids.key();
        let first = self.claim(owner.clone()).await?;
        let admission = first.admission;
        let refused = matches!(admission, Admission::Refused { .. });
        let failures = AtomicUsize::new(if refused { ENOUGH } else { 0 });
        let mut sent = 0;
        let mut waiting: VecDeque<(Message, Timestamp)> = first.batch.into_iter().map(|m| (m, first.until)).collect();
        let mut more = (admission == Admission::Call && !waiting.is_empty()).then_some(BATCHES_A_STEP);
        let (mut sending, mut claiming, mut writing) = (FuturesUnordered::new(), JoinSet::new(), JoinSet::new());
        let mut done = Vec::new();
        loop {
            while sending.len() < IN_FLIGHT
                && let Some((text, until)) = waiting.pop_front()
            {
                sending.push(self.deliver(sms.as_ref(), text, admission, until, &failures));
            }
            if waiting.len() < RUNNING_LOW
                && claiming.is_empty()
                && failures.load(Ordering::Relaxed) == 0
                && let Some(left) = more
            {
                more = left.checked_sub(1);
                let (worker, owner) = (self.clone(), owner.clone());
                claiming.spawn(async move { worker.claim(owner).await });
            }
            let idle = sending.is_empty() && claiming.is_empty() && waiting.is_empty();
            if done.len() >= WRITTEN_TOGETHER || (idle && !done.is_empty()) {
                let (worker, owner, done) = (self.clone(), owner.clone(), std::mem::take(&mut done));
                writing.spawn(async move { worker.write_back(&owner, admission, done).await });
            }
            tokio::select! {
                Some(delivered) = sending.next() => {
                    sent += usize::from(delivered.delivery != Delivery::Untried);
                    done.push(delivered);
                }
                Some(claimed) = claiming.join_next() => {
                    let claimed: Claimed = claimed.map_err(|e| AppError::Bug(e.to_string()))??;
                    if claimed.batch.is_empty() || claimed.admission != Admission::Call {
                        more = None;
                    }
                    if claimed.admission != Admission::Call {
                        // The breaker opened meanwhile: what was leased goes back as it was.
                        failures.fetch_max(ENOUGH, Ordering::Relaxed);
                    }
                    waiting.extend(claimed.batch.into_iter().map(|message| (message, claimed.until)));
                }
                Some(written) = writing.join_next() => {
                    written.map_err(|e| AppError::Bug(e.to_string()))??;
                }
                else => break,
            }
        }
        tracing::debug!(sent, "texts");
        Ok(sent)
    }

    /// Leases the next batch: one text when it is a probe.
    async fn claim(&self, owner: String) -> Result<Claimed, AppError> {
        let now = self.app.clock.now();
        let until = now + LEASE;
        let (admission, batch) = self
            .app
            .store
            .write(move |sql| -> Result<_, AppError> {
                let breaker = breakers::read(sql, Gateway::Sms)?;
                let limit = match breaker.admit(now).0 {
                    Admission::Call => AT_ONCE,
                    Admission::Probe => 1,
                    refused @ Admission::Refused { .. } => return Ok((refused, Vec::new())),
                };
                let batch = sending::claim(sql, now, &owner, until, limit)?;
                if batch.is_empty() {
                    return Ok((Admission::Call, batch));
                }
                let admission = gate::admit(sql, Gateway::Sms, now)?;
                Ok((admission, batch))
            })
            .await?;
        Ok(Claimed {
            admission,
            until,
            batch,
        })
    }

    async fn deliver(
        &self,
        sms: &dyn SmsGateway,
        message: Message,
        admission: Admission,
        until: Timestamp,
        failures: &AtomicUsize,
    ) -> Delivered {
        let now = self.app.clock.now();
        let (id, order) = (message.id.clone(), message.order);
        let untouched = |delivery| Delivered {
            id: id.clone(),
            delivery,
            health: None,
        };
        if message.reason.as_deref() == Some(Why::Superseded.sentence()) {
            return untouched(Delivery::Suppressed {
                reason: Why::Superseded,
            });
        }
        if message::is_stale(message.at, now, self.stale_after) {
            return untouched(Delivery::Suppressed { reason: Why::Stale });
        }
        let no_time_left = now + sms.deadline() >= until;
        if no_time_left || failures.load(Ordering::Relaxed) >= ENOUGH {
            return untouched(Delivery::Untried);
        }
        let (Some(to), Some(kind), Some(text)) = (message.recipient, message.kind, message.text) else {
            return untouched(Delivery::Buried {
                reason: Why::NothingWritten.into(),
            });
        };
        let answer = sms
            .send(Text {
                key: message.id,
                to,
                kind,
                subject: message.subject,
                text,
            })
            .await;
        let now = self.app.clock.now();
        tracing::info!(order = order.0, text_id = id, answer = answer.word(), "text");
        let (delivery, health) = match answer {
            SendAnswer::Accepted { gateway_id } => {
                failures.store(0, Ordering::Relaxed);
                (Delivery::Sent { gateway_id }, Health::Good)
            }
            SendAnswer::Refused { reason } => {
                failures.store(0, Ordering::Relaxed);
                (Delivery::Buried { reason }, Health::Good)
            }
            SendAnswer::Later { reason, not_before } => {
                failures.fetch_add(1, Ordering::Relaxed);
                let counts = admission == Admission::Call;
                let delivery = if counts && message.attempts + 1 >= self.max_attempts {
                    Delivery::Buried { reason }
                } else {
                    let (first, cap) = (SignedDuration::from_secs(1), SignedDuration::from_mins(10));
                    let chance = self.app.recorder.ids.chance();
                    Delivery::Later {
                        due_at: now + backoff::full_jitter(first, cap, message.attempts + 1, chance),
                        not_before: not_before.map(|wait| now + wait),
                        reason,
                        counts,
                    }
                };
                (delivery, Health::Bad)
            }
        };
        Delivered {
            id,
            delivery,
            health: Some(health),
        }
    }

    async fn write_back(&self, owner: &str, admission: Admission, done: Vec<Delivered>) -> Result<(), AppError> {
        if done.is_empty() {
            return Ok(());
        }
        let (owner, now) = (owner.to_owned(), self.app.clock.now());
        let chance = self.app.recorder.ids.chance();
        self.app
            .store
            .write(move |sql| -> Result<(), AppError> {
                // A gateway without a fault on its record stays so by good answers: nothing to write.
                let healthy = done.iter().all(|one| one.health != Some(Health::Bad))
                    && breakers::read(sql, Gateway::Sms)?.is_spotless();
                for Delivered { health, .. } in done.iter().filter(|_| !healthy) {
                    if let Some(health) = *health {
                        gate::note(sql, Gateway::Sms, admission, health, now, chance)?;
                    }
                }
                let mut sent = Vec::new();
                for Delivered { id, delivery, .. } in &done {
                    match delivery {
                        Delivery::Sent { gateway_id } => sent.push((id.as_str(), gateway_id.as_str())),
                        other => {
                            if !sending::settle(sql, id, &owner, other, now)? {
                                tracing::info!(text_id = id, "the lease went to another worker");
                            }
                        }
                    }
                }
                let settled = sending::settle_sent(sql, &sent, &owner, now)?;
                if settled < sent.len() as u64 {
                    let lost = sent.len() as u64 - settled;
                    tracing::info!(lost, "leases went to another worker");
                }
                Ok(())
            })
            .await
    }
}
