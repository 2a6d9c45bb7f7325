//! The async rim: what happens without anybody asking. Every step is a public function that does a
//! bounded piece of work and says how much, so that a test drains the system without a clock.
//!
//! Any number of workers may run. They share the work by leases and row locks, and whatever one leaves
//! behind when it dies is due again within 30 s.

mod policies;
mod projection;
mod supervisor;
mod texts;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::app::ports::SmsGateway;
use crate::app::{App, AppError};
use crate::pulse::Pulse;
use crate::store::backlog;
use crate::store::inbox::Consumer;

pub use supervisor::{run, until_idle};

/// A worker's tools.
#[derive(Clone)]
pub struct Worker {
    pub app: App,
    /// None keeps the texts waiting, visibly.
    pub sms: Option<Arc<dyn SmsGateway>>,
    /// Tries of one text that the gateway answered, before it is buried.
    pub max_attempts: i64,
    /// A text older than this is no news any more.
    pub stale_after: SignedDuration,
    /// Each lane beats whenever it comes round.
    pub pulse: Pulse,
}

/// The kinds of work, each in a lane of its own: a slow gateway holds up nothing but its own lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    Payments,
    Holds,
    Policies,
    Projection,
    Texts,
}

impl Lane {
    /// Every lane, the one whose findings the others tell first.
    pub const ALL: [Self; 5] = [
        Self::Payments,
        Self::Holds,
        Self::Policies,
        Self::Projection,
        Self::Texts,
    ];

    /// Its name in the log.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Policies => "policies",
            Self::Projection => "projection",
            Self::Texts => "texts",
            Self::Payments => "payments",
            Self::Holds => "holds",
        }
    }
}

impl Worker {
    /// Does the next piece of a lane's work. 0 when nothing is due.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn step(&self, lane: Lane) -> Result<usize, AppError> {
        if lane == Lane::Texts && self.sms.is_none() {
            return Ok(0);
        }
        let now = self.app.clock.now();
        let due = self
            .app
            .store
            .read(move |sql| match lane {
                Lane::Policies => backlog::consumer(sql, Consumer::Reservations, now),
                Lane::Projection => backlog::consumer(sql, Consumer::MyPage, now),
                Lane::Texts => backlog::texts(sql, now),
                Lane::Payments => backlog::payments(sql, now),
                Lane::Holds => backlog::holds(sql, now),
            })
            .await?;
        if !due {
            return Ok(0);
        }
        match lane {
            Lane::Policies => self.apply_policies().await,
            Lane::Projection => self.project().await,
            Lane::Texts => self.send_texts().await,
            Lane::Payments => self.app.reconcile(16).await,
            Lane::Holds => self.app.expire_holds(100).await,
        }
    }

    /// When a lane that found nothing to do has something again; a change can bring it forward. `None` when
    /// nothing waits for a time.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn next_due(&self, lane: Lane) -> Result<Option<Timestamp>, AppError> {
        if lane == Lane::Texts && self.sms.is_none() {
            return Ok(None);
        }
        let now = self.app.clock.now();
        let next = self.app.store.read(move |sql| match lane {
            Lane::Policies => backlog::next_task(sql, Consumer::Reservations),
            Lane::Projection => backlog::next_task(sql, Consumer::MyPage),
            Lane::Texts => backlog::next_text(sql, now),
            Lane::Payments => backlog::next_payment(sql, now),
            Lane::Holds => backlog::next_hold(sql),
        });
        Ok(next.await?)
    }
}
