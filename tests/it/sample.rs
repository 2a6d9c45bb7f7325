//! The sample centre is sound and has something to show on every screen: it was lived, not written down.

use std::sync::Arc;
use std::time::Duration;

use healthcenter::app::App;
use healthcenter::doctor::{self, Check};
use healthcenter::domain::message::MessageStatus;
use healthcenter::domain::order::OrderStatus;
use healthcenter::gateway::practice::{Behaviour, Practice};
use healthcenter::gateway::{HttpPayment, HttpSms, Wire};
use healthcenter::sample;
use healthcenter::store::pages::{Edge, Filter};
use healthcenter::store::{DatabaseUrl, messages};
use healthcenter::worker::Worker;
use jiff::{SignedDuration, Timestamp};

use crate::doctor::world::open;
use crate::store_conformance::place::{Place, on_both, wait_for};
use crate::support::centre;

/// Wednesday, half past ten in the morning in Seoul.
fn wednesday() -> Timestamp {
    "2026-11-25T01:30:00Z".parse().unwrap()
}

/// Seven weeks that end at `now`, in an empty database.
pub async fn lived(url: DatabaseUrl, seed: u64, now: Timestamp) -> (Worker, usize) {
    let practice = Practice::start(
        Some(([127, 0, 0, 1], 0).into()),
        Some(([127, 0, 0, 1], 0).into()),
        Behaviour::default(),
    );
    let practice = practice.await.unwrap();
    let wire = |url: &str| Wire::new(url, "base_url", None, Duration::from_secs(5)).unwrap();
    let app = App {
        gateway: Some(Arc::new(HttpPayment(wire(practice.payment_url().unwrap())))),
        ..centre::app(open(url))
    };
    let worker = Worker {
        app,
        sms: Some(Arc::new(HttpSms {
            wire: wire(practice.sms_url().unwrap()),
            sender: "0212345678".into(),
        })),
        max_attempts: 3,
        stale_after: SignedDuration::from_hours(36),
        pulse: healthcenter::pulse::Pulse::default(),
    };
    let bookings = sample::live(&worker, practice.behaviour(), seed, now).await.unwrap();
    assert_eq!(practice.ledger().payment.totals.double_charges, 0);
    practice.stop().await;
    (worker, bookings)
}

on_both! {
    fn a_sample_centre_is_sound_and_has_every_state(place: &Place) {
        wait_for(async {
            let (worker, bookings) = lived(place.url.clone(), 1, wednesday()).await;
            assert!((330..=480).contains(&bookings), "{bookings} bookings");
            let broken: Vec<Check> = worker
                .app
                .store
                .read(|sql| doctor::rules(sql, wednesday()))
                .await
                .unwrap()
                .into_iter()
                .filter(|check| !check.ok)
                .collect();
            assert!(broken.is_empty(), "{broken:#?}");
            let passing = [OrderStatus::Paying, OrderStatus::Paid];
            for status in OrderStatus::ALL.into_iter().filter(|status| !passing.contains(status)) {
                let filter = Filter { status: Some(status), ..Filter::default() };
                let page = worker.app.page(filter, Edge::First, 1).await.unwrap();
                assert!(!page.total.is_empty(), "nothing is {status}");
            }
            for status in MessageStatus::ALL {
                let filter = messages::Filter { status: Some(status), search: None };
                let page = worker.app.message_page(filter, messages::Edge::First, 1);
                assert!(!page.await.unwrap().is_empty(), "no text is {}", status.code());
            }
            let money = worker.app.money().await.unwrap();
            assert!(!money.in_doubt.is_empty() && !money.refunds.is_empty() && money.calls.len() == 60);
            let packages = worker.app.statistics(jiff::civil::date(2026, 11, 25)).await.unwrap().packages;
            assert_eq!(packages.len(), 5, "{packages:?}");
        });
    }
}

#[test]
fn one_seed_makes_one_centre() {
    let bookings = |seed| {
        wait_for(async {
            let (worker, _) = lived(Place::sqlite().url.clone(), seed, wednesday()).await;
            let page = worker.app.page(Filter::default(), Edge::First, 1_000).await.unwrap();
            page.orders
        })
    };
    let first = bookings(7);
    assert!(first.len() > 300);
    assert!(first == bookings(7), "the same people, codes, times and fates");
}
