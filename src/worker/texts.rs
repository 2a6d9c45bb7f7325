//! The texts' lane: lease, send, write back.
//!
//! 256 at a lease and 16 in flight: one at a time drained 1,600/s where batches of 200 drain 30,000/s,
//! and more than 16 in flight gain nothing. Each batch is written back in parts of 64, so that a crash
//! repeats few texts; a repeat carries the same key, and the gateway sends nothing twice.
//!
//! An outage is the gateway's trouble, not the messages': once the breaker is open, one text at a time
//! is a probe, and a probe's failure counts against nobody.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;

use super::Worker;
use crate::app::ports::{SendAnswer, SmsGateway, Text};
use crate::app::{AppError, gate};
use crate::domain::backoff;
use crate::domain::breaker::{Admission, Health};
use crate::domain::message;
use crate::store::breakers::{self, Gateway};
use crate::store::outbox::{self, Delivery, Message};

const LEASE: SignedDuration = SignedDuration::from_secs(30);
const AT_ONCE: i64 = 256;
const IN_FLIGHT: usize = 16;
const WRITTEN_TOGETHER: usize = 64;
/// Failures in a row after which the rest of a batch is not tried: the breaker is about to open.
const ENOUGH: usize = 5;

/// What became of one text, and what that says of the gateway.
struct Delivered {
    id: String,
    delivery: Delivery,
    health: Option<Health>,
}

impl Worker {
    /// Sends the next batch. 0 when nothing can go out now.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn send_texts(&self) -> Result<usize, AppError> {
        let Some(sms) = self.sms.clone() else { return Ok(0) };
        let owner = self.app.recorder.ids.key();
        let now = self.app.clock.now();
        let until = now + LEASE;
        let claimer = owner.clone();
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
                let batch = outbox::claim(sql, now, &claimer, until, limit)?;
                if batch.is_empty() {
                    return Ok((Admission::Call, batch));
                }
                let admission = gate::admit(sql, Gateway::Sms, now)?;
                Ok((admission, batch))
            })
            .await?;
        let taken = batch.len();
        let refused = matches!(admission, Admission::Refused { .. });
        let failures = Arc::new(AtomicUsize::new(if refused { ENOUGH } else { 0 }));
        let mut sending = JoinSet::new();
        let mut waiting = batch.into_iter();
        let mut done = Vec::new();
        let mut sent = 0;
        loop {
            while sending.len() < IN_FLIGHT
                && let Some(text) = waiting.next()
            {
                let (worker, sms, failures) = (self.clone(), Arc::clone(&sms), Arc::clone(&failures));
                sending.spawn(async move { worker.deliver(sms.as_ref(), text, admission, until, &failures).await });
            }
            match sending.join_next().await {
                Some(delivered) => {
                    let delivered = delivered.map_err(|e| AppError::Bug(e.to_string()))?;
                    sent += usize::from(delivered.delivery != Delivery::Untried);
                    done.push(delivered);
                }
                None => {
                    self.write_back(&owner, admission, done).await?;
                    break;
                }
            }
            if done.len() >= WRITTEN_TOGETHER {
                self.write_back(&owner, admission, std::mem::take(&mut done)).await?;
            }
        }
        tracing::debug!(taken, sent, "texts");
        Ok(sent)
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
        let id = message.id.clone();
        let untouched = |delivery| Delivered {
            id: id.clone(),
            delivery,
            health: None,
        };
        if message.reason.as_deref() == Some(outbox::SUPERSEDED) {
            return untouched(Delivery::Suppressed {
                reason: outbox::SUPERSEDED,
            });
        }
        if message::is_stale(message.at, now, self.stale_after) {
            return untouched(Delivery::Suppressed { reason: "stale" });
        }
        let no_time_left = now + sms.deadline() >= until;
        if no_time_left || failures.load(Ordering::Relaxed) >= ENOUGH {
            return untouched(Delivery::Untried);
        }
        let (Some(to), Some(kind), Some(text)) = (message.recipient, message.kind, message.text) else {
            return untouched(Delivery::Buried {
                reason: "the row holds no text".into(),
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
                for Delivered { id, delivery, health } in &done {
                    if let Some(health) = *health {
                        gate::note(sql, Gateway::Sms, admission, health, now, chance)?;
                    }
                    if !outbox::settle(sql, id, &owner, delivery, now)? {
                        tracing::info!(message = id, "the lease went to another worker");
                    }
                }
                Ok(())
            })
            .await
    }
}
