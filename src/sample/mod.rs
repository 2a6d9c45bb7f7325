//! A centre that has been lived in: seven weeks of bookings for the `demo`, made through the use cases
//! themselves at the times they would have been made, so that the doctor finds nothing to say about them.
//!
//! The time is the sample's own and ends where the real one begins; people, days and fates come from one
//! seed. What is left open at the end (a hold, a doubt, a refund, unsent texts) goes on from there alive.

mod agenda;
mod people;
mod plan;
mod time;

use std::collections::HashMap;
use std::sync::Arc;

use futures_util::future::join_all;
use jiff::Timestamp;
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;

use agenda::Act;
use plan::{Fate, Pay, Visit};
use time::{SampleClock, SampleIds};

use crate::app::{self, App, AppError, Book, Cancel, Recorder, Tender, When};
use crate::domain::ids::OrderId;
use crate::domain::reason::Reason;
use crate::gateway::practice::fault::{CancelFault, ChargeFault, LookupFault};
use crate::gateway::practice::{DECLINED_TOKEN, Switchboard};
use crate::store::orders::OrderRef;
use crate::store::pages::{Edge, Filter};
use crate::worker::{Lane, Worker};

/// Requests that one round decides.
const A_ROUND: i64 = 1_000;

/// Fills an empty database with the seven weeks that end at `now`, and answers with the number of
/// bookings. `worker` and its `App` call practice gateways, whose switches are turned here for the faults.
///
/// # Errors
/// Only the store's: what a rule refuses is a booking that was not made.
pub async fn live(worker: &Worker, gateways: &Switchboard, seed: u64, now: Timestamp) -> Result<usize, AppError> {
    let mut dice = Xoshiro256PlusPlus::seed_from_u64(seed);
    let visits = plan::visits(&worker.app.recorder.rules, &mut dice, now);
    let agenda = agenda::agenda(&worker.app.recorder.rules, &visits, now);
    let clock = Arc::new(SampleClock::at(now));
    let app = App {
        clock: clock.clone(),
        recorder: Recorder {
            ids: Arc::new(SampleIds::new(seed, clock.clone())),
            ..worker.app.recorder.clone()
        },
        ..worker.app.clone()
    };
    let worker = Worker { app, ..worker.clone() };
    let mut centre = Centre {
        worker,
        gateways,
        visits: &visits,
        orders: HashMap::new(),
    };
    centre
        .gateways
        .sms
        .change(|sms| sms.rejects.extend(plan::wrong_numbers(&visits)));
    for (at, act) in agenda {
        clock.set(at);
        match centre.act(act).await {
            Err(AppError::Refused(refusal)) => tracing::debug!(%refusal, "not in the sample"),
            other => other?,
        }
    }
    // The first look-ups and refunds of the live worker fail too, so that there is something to see.
    gateways.payment.change(|payment| {
        payment.next_lookups.push(LookupFault::Fail, 2);
        payment.next_cancels.push(CancelFault::Fail, 2);
    });
    Ok(centre.orders.len())
}

/// The centre as it lives.
struct Centre<'a> {
    worker: Worker,
    gateways: &'a Switchboard,
    visits: &'a [Visit],
    orders: HashMap<usize, OrderId>,
}

impl Centre<'_> {
    async fn act(&mut self, act: Act) -> Result<(), AppError> {
        match act {
            Act::Book(n) => self.book(n).await,
            Act::Cancel(n) => self.cancel(n).await,
            Act::Move(n, to) => match self.order(n) {
                Some(order) => {
                    let moved = self.worker.app.reschedule(order, When::OnDay(to), "desk".into());
                    moved.await.map(drop)
                }
                None => Ok(()),
            },
            Act::CheckIn(n) => match self.order(n) {
                Some(order) => self.worker.app.check_in(order, "desk".into()).await.map(drop),
                None => Ok(()),
            },
            Act::NoShow(n) => match self.order(n) {
                Some(order) => self.worker.app.no_show(order, "desk".into()).await.map(drop),
                None => Ok(()),
            },
            Act::Decide => self.decide().await,
            Act::Work => self.work().await,
        }
    }

    fn order(&self, n: usize) -> Option<OrderRef> {
        self.orders.get(&n).copied().map(OrderRef::Id)
    }

    async fn book(&mut self, n: usize) -> Result<(), AppError> {
        let Some(visit) = self.visits.get(n) else { return Ok(()) };
        let (method, token, approval_no) = match visit.pay {
            Pay::Card if visit.fate == Fate::Declined => (Some("card"), Some(DECLINED_TOKEN), None),
            Pay::Card => (Some("card"), Some("tok_sample"), None),
            Pay::Terminal(number) => (Some("terminal"), None, Some(number.to_string())),
            Pay::Desk(method) => (Some(method), None, None),
            Pay::Nothing => (None, None, None),
        };
        if visit.fate == Fate::Doubted || visit.in_doubt_for_a_while {
            let unheard = |payment: &mut crate::gateway::practice::PaymentBehaviour| {
                payment.next_charges.push(ChargeFault::FailAfter, 1);
            };
            self.gateways.payment.change(unheard);
        }
        let token = token.map(str::to_owned);
        let tender = app::tender(method, token, approval_no).unwrap_or_else(|_| Tender::default());
        let booked = self.worker.app.book(Book {
            customer: visit.customer.clone(),
            package: visit.package.clone(),
            agreed: None,
            when: When::At(visit.slot),
            tender,
            hold_only: matches!(visit.fate, Fate::Abandons | Fate::Holds),
            rehearse: false,
            key: None,
        });
        self.orders.insert(n, OrderId(booked.await?.order.id));
        Ok(())
    }

    async fn cancel(&mut self, n: usize) -> Result<(), AppError> {
        let (Some(order), Some(visit)) = (self.order(n), self.visits.get(n)) else {
            return Ok(());
        };
        if visit.fate == Fate::Owed {
            let unheard = |payment: &mut crate::gateway::practice::PaymentBehaviour| {
                payment.next_cancels.push(CancelFault::Fail, 1);
            };
            self.gateways.payment.change(unheard);
        }
        let cancel = Cancel {
            asked: order.into(),
            reason: visit.reason(),
            by: "desk".into(),
            rehearse: false,
        };
        self.worker.app.cancel(cancel).await.map(drop)
    }

    /// The admin's round: what waits is confirmed, a few are not.
    async fn decide(&self) -> Result<(), AppError> {
        let app = &self.worker.app;
        let refused: Vec<OrderId> = self
            .orders
            .iter()
            .filter(|(n, _)| self.visits.get(**n).is_some_and(|visit| visit.fate == Fate::Rejected))
            .map(|(_, order)| *order)
            .collect();
        let waiting = app.queue(Filter::default(), Edge::First, A_ROUND).await?.orders;
        let (refused, taken): (Vec<_>, Vec<_>) = waiting
            .iter()
            .map(|order| order.id)
            .partition(|order| refused.contains(order));
        let confirm = |order| app.confirm(OrderRef::Id(order), "admin".into());
        // Together, so that they share their commits; asked for in order, so that they come in order.
        for confirmed in join_all(taken.into_iter().rev().map(confirm)).await {
            confirmed?;
        }
        for order in refused {
            if let Ok(reason) = Reason::parse("내시경실 점검으로 그날은 검사가 어렵습니다") {
                app.reject(OrderRef::Id(order), reason, "admin".into()).await?;
            }
        }
        Ok(())
    }

    async fn work(&self) -> Result<(), AppError> {
        loop {
            let mut done = 0;
            for lane in Lane::ALL {
                done += self.worker.step(lane).await?;
            }
            if done == 0 {
                return Ok(());
            }
        }
    }
}
