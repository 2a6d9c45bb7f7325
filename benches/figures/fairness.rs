//! Sixteen processes that book at once on one file: ports of the real program, each with one user who books
//! one booking after the other. How long anybody waits, and how much less the slowest gets done than the fastest.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use reqwest::Client;
use serde_json::json;
use tokio::runtime::Runtime;

use super::count;
use super::support::binary::Healthcenter;
use super::support::counter::{set_capacity, slot_ahead};
use super::support::fleet::Fleet;
use super::support::load::load;
use super::table::{Table, ms};

/// Adds the three figures.
pub fn measure(table: &mut Table) {
    let processes = usize::try_from(count("FIGURES_PROCESSES", 16)).expect("a small number");
    let time = Duration::from_secs(count("FIGURES_SECONDS", 5).unsigned_abs()) * 4;
    let program = Healthcenter::new().database("fair.db");
    let slot = slot_ahead(&program);
    set_capacity(&program, &slot, 100_000);
    let fleet = Fleet::start(&program, processes);
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder().no_proxy().build().expect("a client");
    let (over, next) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(20_000_000)));
    let answers = Runtime::new().expect("a runtime").block_on(async {
        let users: Vec<_> = fleet
            .urls()
            .into_iter()
            .map(|url| {
                let (client, next, slot) = (client.clone(), Arc::clone(&next), slot.clone());
                tokio::spawn(load(1, Arc::clone(&over), move || {
                    let phone = format!("010{:08}", next.fetch_add(1, Ordering::Relaxed));
                    let order =
                        json!({ "orderType": "basic", "name": "홍길동", "phone": phone, "date": slot.0, "time": slot.1 });
                    let answer = client.post(format!("{url}/orders")).json(&order).send();
                    async move { Ok(answer.await.map_err(|e| format!("{e:?}"))?.status().as_u16()) }
                }))
            })
            .collect();
        tokio::time::sleep(time).await;
        over.store(true, Ordering::Relaxed);
        let mut answers = Vec::new();
        for user in users {
            answers.push(user.await.expect("a user"));
        }
        answers
    });
    fleet.end();
    let done: Vec<usize> = answers.iter().map(|answers| answers.of(201..202)).collect();
    let mut waits: Vec<Duration> = answers.iter().flat_map(|answers| answers.waits.clone()).collect();
    waits.sort();
    let all: usize = done.iter().sum();
    assert_eq!(
        all,
        waits.len(),
        "every booking is good: {:?}",
        answers.iter().find(|a| !a.failed.is_empty())
    );
    let (least, most) = (
        done.iter().min().copied().unwrap_or(0),
        done.iter().max().copied().unwrap_or(1),
    );
    let at = |share: f64| ms(waits[((waits.len() - 1) as f64 * share) as usize]);
    let detail = format!(
        "{least} and {most} of {all} bookings, {:.0}/s, {processes} processes on SQLite FULL",
        all as f64 / time.as_secs_f64()
    );
    let fair = least as f64 / most as f64;
    table.ratio(
        "16 processes at once: slowest beside fastest",
        fair,
        "at least 0.5",
        fair >= 0.5,
        &detail,
    );
    let detail = format!("p50 {:.1} ms", at(0.5));
    table.figure(
        "16 processes at once: p99 (ms)",
        &format!("{:.1}", at(0.99)),
        "at most 100",
        at(0.99) <= 100.0,
        &detail,
    );
    table.figure(
        "16 processes at once: longest (ms)",
        &format!("{:.1}", at(1.0)),
        "at most 250",
        at(1.0) <= 250.0,
        "",
    );
}
