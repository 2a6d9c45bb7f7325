//! What a worker and a port hold in memory that have had something to do beside a long past: the most that
//! was resident at any time, so that no peak goes unseen.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use tokio::runtime::Runtime;

use super::count;
use super::drain::practice;
use super::port::{asked, request};
use super::support::binary::Healthcenter;
use super::support::counter::{set_capacity, slot_ahead};
use super::support::running::Running;
use super::table::Table;

/// Adds both, with a worker that passes on and texts what the port books meanwhile, and lists, looks and
/// bookings of 100 users over the port.
pub fn measure(table: &mut Table, database: &Path, orders: i64) {
    let time = Duration::from_secs(count("FIGURES_SECONDS", 5).unsigned_abs());
    let (_gateway, sms) = practice(&Healthcenter::new());
    let program = Healthcenter::new()
        .database(database)
        .env("HEALTHCENTER_SMS__KIND", "http")
        .env("HEALTHCENTER_SMS__BASE_URL", &sms)
        .env("HEALTHCENTER_SMS__SENDER", "0212345678");
    let slot = slot_ahead(&program);
    set_capacity(&program, &slot, 100_000);
    let mut worker = program.spawn(["worker"]);
    worker.wait_line("worker runs");
    let mut serve = program.spawn(["serve", "--listen", "127.0.0.1:0", "--no-auth", "--no-worker", "--json"]);
    let url = said(&mut serve, "serve", "url");
    let port: SocketAddr = url.trim_start_matches("http://").parse().expect("an address");
    let (all, (date, clock)) = (orders.unsigned_abs(), slot);
    let rate = Runtime::new()
        .expect("a runtime")
        .block_on(asked(port, time, move |n| match n % 3 {
            0 => request("GET", &format!("/mypages/{}", n * 7_919 % all + 1), ""),
            1 => request("GET", &format!("/orders?size=20&page={}", n * 7_919 % (all / 20)), ""),
            _ => {
                let phone = 20_000_000 + n;
                let body = format!(
                    r#"{{"orderType":"basic","name":"홍길동","phone":"010{phone}","date":"{date}","time":"{clock}"}}"#
                );
                request("POST", "/orders", &body)
            }
        }));
    // The worker has some of it still before it; it is longest at work on texts.
    assert!(!worker.ends_within(time));
    let detail = format!("the most resident, {orders} orders, {rate:.0} requests a second of 100 users");
    for (name, running) in [("worker", worker), ("serve", serve)] {
        let megabytes = memory(running.pid(), "VmHWM");
        let name = format!("memory of {name} (MB)");
        table.figure(
            &name,
            &format!("{megabytes:.0}"),
            "at most 40",
            megabytes <= 40.0,
            &detail,
        );
        let ended = running.term();
        assert_eq!(ended.code, 0, "{ended:#?}");
    }
}

/// Where a process says it listens.
pub fn said(process: &mut Running, what: &str, key: &str) -> String {
    let line: serde_json::Value = serde_json::from_str(&process.wait_line(what)).expect("JSON");
    line[what][key].as_str().expect("an address").to_owned()
}

/// A figure of a process' memory in megabytes: `VmRSS` for what is resident, `VmHWM` for the most that was.
pub fn memory(pid: u32, figure: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("a running process");
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(figure)?.strip_prefix(':'));
    let kilobytes: f64 = line
        .and_then(|line| line.split_whitespace().next()?.parse().ok())
        .expect("a figure");
    kilobytes / 1_000.0
}
