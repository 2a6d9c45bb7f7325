//! Three ports on PostgreSQL are exchanged while customers book, and one worker is killed: nobody is turned
//! away and nothing is lost. The whole of it, with a hundred users and ten times over, is a bench:
//! `cargo bench --bench figures -- rolling`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use healthcenter::gateway::practice::{Behaviour, Delay};
use serde_json::json;

use super::port::new_client;
use crate::support::binary::Healthcenter;
use crate::support::fleet::{Balancer, Fleet};
use crate::support::gateways::Gateways;
use crate::support::load::load;
use crate::support::postgres::postgres_url;

const USERS: usize = 8;

#[test]
fn ports_are_exchanged_under_load_and_a_killed_worker_loses_nothing() {
    let gateways = Gateways::start(Behaviour::default());
    let slow = Delay::between(20, 60).expect("a span");
    gateways.behaviour().payment.change(|now| now.delay_ms = slow);
    let program = gateways
        .joined(Healthcenter::new())
        .database(postgres_url())
        .env("HEALTHCENTER_PAYMENT__TIMEOUT_MS", "5000")
        .env("HEALTHCENTER_BOOKING__SLOT_CAPACITY", "100000");
    let mut fleet = Fleet::start(&program, 3);
    let victim = program.spawn(["worker"]);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let client = new_client();
    let (balancer, over) = (Balancer::default(), Arc::new(AtomicBool::new(false)));
    fleet.urls().iter().for_each(|url| balancer.knows(url));
    let asking = balancer.ask(&runtime, client.clone());
    fleet.urls().iter().for_each(|url| balancer.until_ready(url));

    let users = runtime.spawn({
        let (balancer, over) = (balancer.clone(), Arc::clone(&over));
        load(USERS, over, move || {
            let (client, url) = (client.clone(), balancer.next());
            async move {
                let url = url.ok_or("nobody is ready")?;
                let order = json!({ "orderType": "basic", "cardToken": "tok_1" });
                let answer = client.post(format!("{url}/orders")).json(&order).send().await;
                answer
                    .map(|answer| answer.status().as_u16())
                    .map_err(|e| format!("{e:?}"))
            }
        })
    });
    fleet.exchange(&balancer);
    assert_eq!(victim.kill9().code, -9);
    let worker = program.spawn(["worker", "--json"]);
    fleet.exchange(&balancer);
    over.store(true, Ordering::Relaxed);
    let answers = runtime.block_on(users).unwrap();
    asking.abort();
    fleet.end();
    assert_eq!(worker.term().code, 0);

    assert_eq!(answers.failed, [""; 0]);
    let booked = answers.of(201..202);
    assert_eq!(
        (answers.of(0..1_000), booked > 0),
        (booked, true),
        "{:?}",
        answers.statuses
    );
    let idle = program.run(["worker", "--until-idle", "--json"]);
    assert_eq!(idle.code, 0, "{idle:#?}");
    let ledger = gateways.ledger().payment.totals;
    assert_eq!(
        (ledger.charged, ledger.double_charges),
        (50_000 * booked as i64, 0),
        "{ledger:?}"
    );
    let doctor = program.run(["doctor", "--json"]);
    assert_eq!(doctor.code, 0, "{doctor:#?}");
}
