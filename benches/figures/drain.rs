//! Texts drained by a worker to a practice gateway, beside a bare HTTP loop and a job queue to the same one.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::count;
use super::memory::said;
use super::peer::Peer;
use super::support::binary::Healthcenter;
use super::support::populate::{Population, populate};
use super::support::running::Running;
use super::table::{Table, median};

const IN_FLIGHT: usize = 16;
const RUNS: usize = 3;

/// Adds the ratio, and that no text went out twice.
pub fn measure(table: &mut Table) {
    let messages = count("FIGURES_MESSAGES", 10_000);
    let home = Healthcenter::new();
    let (_gateway, url) = practice(&home);

    let peer = Peer::install();
    let (mut drained, mut looped, mut queued) = (Vec::new(), Vec::new(), Vec::new());
    for run in 0..RUNS {
        queued.extend(peer.as_ref().map(|peer| peer.drain(&url, messages)));
        looped.push(messages as f64 / bare_loop(&url, run, messages).as_secs_f64());
        drained.push(messages as f64 / drain(&url, messages).as_secs_f64());
    }
    let (worker, bare) = (median(&drained), median(&looped));
    let detail = format!("worker {worker:.0}/s, bare loop {bare:.0}/s, {messages} texts, {RUNS} runs");
    let ratio = worker / bare;
    table.ratio(
        "texts drained, beside a bare HTTP loop",
        ratio,
        "at least 0.8",
        ratio >= 0.8,
        &detail,
    );

    let goal = "at least 4";
    let name = "texts drained, beside graphile-worker";
    if queued.is_empty() {
        table.figure(
            name,
            "-",
            goal,
            false,
            "not taken: npm is not here, or has nothing to fetch from",
        );
    } else {
        let queue = median(&queued);
        let detail = format!("worker {worker:.0}/s, job queue {queue:.0}/s");
        table.ratio(name, worker / queue, goal, worker / queue >= 4.0, &detail);
    }
    let queued = i64::try_from(queued.len()).expect("a few") * messages;

    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let ledger: serde_json::Value = runtime.block_on(async {
        let answer = client()
            .get(format!("{url}/control/ledger"))
            .send()
            .await
            .expect("the ledger");
        answer.json().await.expect("JSON")
    });
    let totals = &ledger["totals"];
    let expected = 2 * RUNS as i64 * messages + queued;
    let once = totals["accepted"] == expected && totals["repeats"] == 0;
    table.figure(
        "texts that went out twice",
        &totals["repeats"].to_string(),
        "none",
        once,
        &totals.to_string(),
    );
}

/// A practice gateway that keeps no record, and its address for texts.
pub fn practice(home: &Healthcenter) -> (Running, String) {
    let mut gateway = home.spawn([
        "simulate",
        "--json",
        "--record",
        "off",
        "--payment-listen",
        "127.0.0.1:0",
        "--sms-listen",
        "127.0.0.1:0",
    ]);
    let url = said(&mut gateway, "simulate", "sms");
    (gateway, url)
}

/// A worker's whole life: start, drain, see that nothing is left, end.
fn drain(url: &str, messages: i64) -> Duration {
    let program = Healthcenter::new()
        .database("texts.db")
        .env("HEALTHCENTER_SMS__KIND", "http")
        .env("HEALTHCENTER_SMS__BASE_URL", url)
        .env("HEALTHCENTER_SMS__SENDER", "0212345678");
    assert_eq!(program.run(["slots", "--json"]).code, 0);
    // Two texts of each order wait; one order in ten was cancelled and has two events, the others four.
    let orders = messages / 2;
    populate(&program.home().join("texts.db"), Population { orders, unsent: 2 });
    let began = Instant::now();
    let done = program.run(["worker", "--until-idle", "--json"]);
    let took = began.elapsed();
    assert_eq!(done.code, 0, "{done:#?}");
    took
}

fn bare_loop(url: &str, run: usize, messages: i64) -> Duration {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let (client, next) = (client(), Arc::new(AtomicUsize::new(0)));
    let began = Instant::now();
    runtime.block_on(async {
        let mut loops = tokio::task::JoinSet::new();
        for _ in 0..IN_FLIGHT {
            let (client, next, url) = (client.clone(), Arc::clone(&next), format!("{url}/messages"));
            loops.spawn(async move {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n as i64 >= messages {
                        return;
                    }
                    let body = serde_json::json!({
                        "to": "01050000001", "from": "0212345678", "type": "SMS",
                        "text": "[한빛검진센터] 김민준님 2026-12-07 11:00 예약 안내. 예약번호 7K3M9QWZ1",
                    });
                    let call = client
                        .post(&url)
                        .header("Idempotency-Key", format!("bare-{run}-{n}"))
                        .json(&body);
                    let answer = call.send().await.expect("an answer");
                    assert!(answer.status().is_success());
                    answer.bytes().await.expect("its body");
                }
            });
        }
        while loops.join_next().await.is_some() {}
    });
    began.elapsed()
}

fn client() -> reqwest::Client {
    let roots = rustls::RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("TLS")
        .with_root_certificates(roots)
        .with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .no_proxy()
        .build()
        .expect("a client")
}
