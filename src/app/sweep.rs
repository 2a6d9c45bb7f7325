//! Housekeeping and reconciling: what nobody asks for, and what keeps every order moving.

use jiff::SignedDuration;
use tokio::task::JoinSet;

use super::ports::LookUpAnswer;
use super::settle::Finding;
use super::{App, AppError, gate};
use crate::domain::breaker::{Admission, Health};
use crate::domain::event::Event;
use crate::domain::payment::{Direction, Payment};
use crate::domain::why::Why;
use crate::store::breakers::Gateway;
use crate::store::{orders, payments};

/// How long a payment is in one reconciler's hands before another may take it.
const LEASE: SignedDuration = SignedDuration::from_secs(30);

impl App {
    /// Expires up to `limit` holds that ran out, and answers with how many.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn expire_holds(&self, limit: i64) -> Result<usize, AppError> {
        let (app, now) = (self.clone(), self.clock.now());
        self.store
            .write(move |sql| {
                let held = orders::run_out(sql, None, now, limit)?;
                for order in &held {
                    app.recorder.record(sql, order, &[Event::HoldExpired], now)?;
                }
                Ok(held.len())
            })
            .await
    }

    /// Takes up to `limit` payments that are due, all at once: charges in doubt are asked for by key,
    /// refunds are repeated. Answers with how many were taken.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn reconcile(&self, limit: i64) -> Result<usize, AppError> {
        let (owner, now) = (self.recorder.ids.key(), self.clock.now());
        let claimed = owner.clone();
        let due = self
            .store
            .write(move |sql| payments::claim_due(sql, now, &claimed, now + LEASE, limit))
            .await?;
        let taken = due.len();
        let mut calls = JoinSet::new();
        for payment in due {
            let (app, owner) = (self.clone(), owner.clone());
            calls.spawn(async move {
                match payment.direction {
                    Direction::Charge => app.look_into(&payment, owner).await,
                    Direction::Refund => app.refund_now(payment.id).await.map(drop),
                }
            });
        }
        // One payment's trouble is its own: the others' answers are heard to the end before it is told.
        let mut trouble = None;
        while let Some(call) = calls.join_next().await {
            if let Err(e) = call.unwrap_or_else(|e| Err(AppError::Bug(e.to_string()))) {
                trouble.get_or_insert(e);
            }
        }
        trouble.map_or(Ok(taken), Err)
    }

    /// Asks the gateway about a charge and writes down what it says, if the lease is still `owner`'s.
    async fn look_into(&self, payment: &Payment, owner: String) -> Result<(), AppError> {
        let (id, now, chance) = (payment.id, self.clock.now(), self.recorder.ids.chance());
        let admission = match &self.gateway {
            Some(_) => {
                self.store
                    .write(move |sql| gate::admit(sql, Gateway::Payment, now))
                    .await?
            }
            None => Admission::Refused {
                retry_at: now + SignedDuration::from_mins(10),
            },
        };
        let finding = match (&self.gateway, admission) {
            (None, _) | (_, Admission::Refused { .. }) => None,
            (Some(gateway), Admission::Call | Admission::Probe) => {
                let key = payment.key.clone();
                Some(match gateway.look_up(key, payment.order, payment.amount).await {
                    LookUpAnswer::Approved { reference } => Finding::Approved { reference },
                    LookUpAnswer::Declined { reason } => Finding::Declined { reason },
                    LookUpAnswer::Cancelled { .. } => Finding::Declined {
                        reason: Why::GivenBack.into(),
                    },
                    LookUpAnswer::NeverCharged => Finding::NeverCharged,
                    LookUpAnswer::Unknown { reason } => Finding::Unknown { reason },
                })
            }
        };
        let (app, now) = (self.clone(), self.clock.now());
        self.store
            .write(move |sql| -> Result<(), AppError> {
                match (&finding, admission) {
                    (Some(finding), _) => {
                        let health = match finding {
                            Finding::Unknown { .. } | Finding::Busy { .. } => Health::Bad,
                            _ => Health::Good,
                        };
                        gate::note(sql, Gateway::Payment, admission, health, now, chance)?;
                        if payments::is_leased_to(sql, id, &owner)? {
                            app.settle(sql, id, finding, now)?;
                        }
                    }
                    (None, Admission::Refused { retry_at }) => {
                        if let Some(mut payment) = payments::lock(sql, id)?
                            && payment.due_at.is_some()
                            && payments::is_leased_to(sql, id, &owner)?
                        {
                            payment.due_at = Some(retry_at);
                            payments::update(sql, &payment)?;
                        }
                    }
                    (None, Admission::Call | Admission::Probe) => {}
                }
                Ok(())
            })
            .await
    }
}
