//! A hundred users who book by card over HTTP, as the origin's own siege did, and what they get: beside an ideal
//! client of the same payment stub, and while the ports they come to are exchanged.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use healthcenter::gateway::practice::{Behaviour, Delay};
use healthcenter::store::{DatabaseUrl, Options, Store};
use reqwest::Client;
use serde_json::json;
use tokio::runtime::Runtime;

use super::support::binary::Healthcenter;
use super::support::fleet::{Balancer, Fleet};
use super::support::gateways::Gateways;
use super::support::load::{Answers, load};
use super::support::postgres::postgres_url;
use super::table::{Table, ms};

const USERS: usize = 100;
const EXCHANGES: usize = 10;
/// The ideal client's first order, far from ours: the stub keeps books of each.
const IDEAL: u64 = 1_000_000_000;
/// A place that is kept while the gateway is left alone: an answer, and no payment yet.
const HELD: u16 = 299;

/// The origin's siege, with its own patience and with one that the stub never tries.
pub fn siege(table: &mut Table) {
    let seconds = u64::try_from(super::count("FIGURES_SIEGE_SECONDS", 60)).expect("seconds");
    for patience in [610, 2_000] {
        let world = World::new("siege.db", patience);
        let ideal = world.siege(seconds, {
            let (client, url, key) = (world.client.clone(), world.stub(), AtomicU64::new(IDEAL));
            let key = Arc::new(key);
            move || {
                let (order, url) = (key.fetch_add(1, Ordering::Relaxed), url.clone());
                let body = json!({ "orderId": order, "price": 50_000, "payMethod": "card", "cardToken": "tok_1" });
                let call = client
                    .post(url)
                    .header("Idempotency-Key", format!("ideal-{order}"))
                    .json(&body);
                status(call.timeout(Duration::from_millis(patience)).send())
            }
        });
        let charged = world.gateways.ledger().payment.totals.charged;
        let fleet = Fleet::start(&world.program, 1);
        let worker = world.program.spawn(["worker"]);
        let url = format!("{}/orders", fleet.urls().remove(0));
        let ours = world.siege(seconds, {
            let client = world.client.clone();
            move || booked(client.post(&url).json(&booking()).send())
        });
        drop(worker);
        add(table, patience, seconds, &ideal, &ours);
        world.settled(table, &format!("siege, {patience} ms: charges settled"), charged, &ours);
        fleet.end();
    }
}

fn add(table: &mut Table, patience: u64, seconds: u64, ideal: &Answers, ours: &Answers) {
    let rate = |answers: usize| answers as f64 / seconds as f64;
    let of = |answers: &Answers| answers.of(200..300) as f64 / answers.waits.len() as f64 * 100.0;
    let longest = ours.waits.iter().max().copied().unwrap_or_default();
    let mean = ours.waits.iter().sum::<Duration>() / u32::try_from(ours.waits.len().max(1)).unwrap_or(u32::MAX);
    let (mine, other) = (rate(ours.of(200..HELD)), rate(ideal.of(200..HELD)));
    let detail = format!(
        "{mine:.1}/s and {:.2} % available, ideal client {other:.1}/s and {:.2} %; mean {:.0} ms, longest {:.0} ms; {:?}",
        of(ours),
        of(ideal),
        ms(mean),
        ms(longest),
        ours.statuses,
    );
    let name = format!("siege, {patience} ms: throughput beside ideal");
    table.ratio(&name, mine / other, "at least 0.97", mine / other >= 0.97, &detail);
    let errors = ours.failed.len() + ours.of(500..600);
    let name = format!("siege, {patience} ms: errors");
    table.figure(
        &name,
        &errors.to_string(),
        "0",
        errors == 0,
        &format!("of {}", ours.waits.len()),
    );
}

/// Three ports on PostgreSQL, exchanged ten times under the same load.
pub fn rolling(table: &mut Table) {
    let world = World::new(&postgres_url(), 2_000);
    let mut fleet = Fleet::start(&world.program, 3);
    let worker = world.program.spawn(["worker"]);
    let balancer = Balancer::default();
    fleet.urls().iter().for_each(|url| balancer.knows(url));
    let asking = balancer.ask(&world.runtime, world.client.clone());
    fleet.urls().iter().for_each(|url| balancer.until_ready(url));
    let over = Arc::new(AtomicBool::new(false));
    let users = world.runtime.spawn({
        let (client, balancer, over) = (world.client.clone(), balancer.clone(), Arc::clone(&over));
        load(USERS, over, move || {
            let (client, url) = (client.clone(), balancer.next());
            async move {
                let url = url.ok_or("nobody is ready")?;
                booked(client.post(format!("{url}/orders")).json(&booking()).send()).await
            }
        })
    });
    let began = Instant::now();
    for _ in 0..EXCHANGES {
        fleet.exchange(&balancer);
    }
    let took = began.elapsed();
    over.store(true, Ordering::Relaxed);
    let answers = world.runtime.block_on(users).expect("users");
    asking.abort();
    fleet.end();
    drop(worker);
    let failed = answers.failed.len() + answers.of(400..600);
    let detail = format!(
        "of {} in {:.0} s, three ports exchanged {EXCHANGES} times; {:?} {:?}",
        answers.waits.len(),
        took.as_secs_f64(),
        answers.statuses,
        answers.failed.first(),
    );
    table.figure(
        "rolling restart: failed requests",
        &failed.to_string(),
        "0",
        failed == 0,
        &detail,
    );
    world.settled(table, "rolling restart: charges settled", 0, &answers);
}

struct World {
    database: DatabaseUrl,
    gateways: Gateways,
    program: Healthcenter,
    runtime: Runtime,
    client: Client,
}

impl World {
    fn new(database: &str, patience: u64) -> Self {
        let gateways = Gateways::start(Behaviour::default());
        let slow = Delay::between(400, 620).expect("a span");
        gateways.behaviour().payment.change(|now| now.delay_ms = slow);
        let program = gateways
            .joined(Healthcenter::new())
            .database(database)
            .env("HEALTHCENTER_PAYMENT__TIMEOUT_MS", patience.to_string())
            .env("HEALTHCENTER_BOOKING__SLOT_CAPACITY", "100000");
        let database = match database.starts_with("postgres") {
            true => DatabaseUrl::Postgres(database.to_owned()),
            false => DatabaseUrl::Sqlite(program.home().join(database)),
        };
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            database,
            gateways,
            program,
            runtime: Runtime::new().expect("a runtime"),
            client: Client::builder().no_proxy().build().expect("a client"),
        }
    }

    fn stub(&self) -> String {
        format!("{}/paymentHistories", self.gateways.payment_url())
    }

    fn siege<F, R>(&self, seconds: u64, request: F) -> Answers
    where
        F: Fn() -> R + Clone + Send + 'static,
        R: Future<Output = Result<u16, String>> + Send + 'static,
    {
        let over = Arc::new(AtomicBool::new(false));
        self.runtime.block_on(async {
            let users = tokio::spawn(load(USERS, Arc::clone(&over), request));
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            over.store(true, Ordering::Relaxed);
            users.await.expect("users")
        })
    }

    fn orders(&self, status: &'static str) -> i64 {
        let store = Store::open(self.database.clone(), Options::default()).expect("the database");
        let count =
            store.read(move |sql| sql.number("SELECT COUNT(*) FROM orders WHERE status = ?1", &[status.into()]));
        self.runtime.block_on(count).expect("a count")
    }

    /// Lets a worker finish, and compares the gateway's books with ours: whoever was charged has a
    /// reservation, and nobody else.
    fn settled(&self, table: &mut Table, name: &str, before: i64, answers: &Answers) {
        let idle = self.program.run(["worker", "--until-idle", "--json"]);
        assert_eq!(idle.code, 0, "{idle:#?}");
        let totals = self.gateways.ledger().payment.totals;
        let kept = totals.charged - totals.refunded - before;
        let doctor = self.program.run(["doctor", "--json"]);
        let (requested, open) = (self.orders("requested"), self.orders("payment_unknown"));
        let sound = open == 0 && totals.double_charges == 0 && doctor.code == 0;
        let met = sound && kept == 50_000 * requested && requested >= answers.of(201..202) as i64;
        let detail = format!(
            "{} paid at once, {} in doubt at first, {} held, {open} in doubt now, doctor {}",
            answers.of(201..202),
            answers.of(202..203),
            answers.of(HELD..HELD + 1),
            doctor.code
        );
        table.figure(name, &(kept / 50_000).to_string(), &requested.to_string(), met, &detail);
    }
}

/// A siege's answer: a place that is only held is told from a payment in doubt.
async fn booked(answer: impl Future<Output = reqwest::Result<reqwest::Response>>) -> Result<u16, String> {
    let answer = answer.await.map_err(|e| format!("{e:?}"))?;
    let status = answer.status().as_u16();
    let order: serde_json::Value = answer.json().await.map_err(|e| format!("{e:?}"))?;
    Ok(if order["state"] == "held" { HELD } else { status })
}

fn booking() -> serde_json::Value {
    json!({ "orderType": "basic", "name": "홍길동", "cardToken": "tok_1" })
}

async fn status(answer: impl Future<Output = reqwest::Result<reqwest::Response>>) -> Result<u16, String> {
    let answer = answer.await.map_err(|e| format!("{e:?}"))?;
    let status = answer.status().as_u16();
    answer.bytes().await.map_err(|e| format!("{e:?}"))?;
    Ok(status)
}
