//! The port at 100 users: bookings with desk payment and looks at mypages, each beside the store's own rate
//! and beside an axum that answers a word, all in one run.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::get;
use healthcenter::domain::ids::OrderId;
use healthcenter::mypage::{self, Who};
use healthcenter::store::orders::OrderRef;
use healthcenter::store::{DatabaseUrl, Options, Store, StoreError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

use super::booking::prepare;
use super::commits;
use super::count;
use super::memory::said;
use super::support::binary::Healthcenter;
use super::table::Table;

const USERS: u64 = 100;

/// Adds the rates.
pub fn measure(table: &mut Table) {
    let (orders, seconds) = (count("FIGURES_ORDERS", 100_000), count("FIGURES_SECONDS", 5));
    let time = Duration::from_secs(seconds.unsigned_abs());
    let program = Healthcenter::new().database("port.db");
    let path = program.home().join("port.db");
    let slot = prepare(&program, &path, orders);
    let runtime = Runtime::new().expect("a runtime");
    let mut serve = program.spawn(["serve", "--listen", "127.0.0.1:0", "--no-auth", "--no-worker", "--json"]);
    let url = said(&mut serve, "serve", "url");
    let port: SocketAddr = url.trim_start_matches("http://").parse().expect("an address");
    let bare = runtime.block_on(bare());

    let word = runtime.block_on(asked(bare, time, |_| request("GET", "/", "")));
    let looked = runtime.block_on(asked(port, time, move |n| {
        request("GET", &format!("/mypages/{}", n % orders.unsigned_abs() + 1), "")
    }));
    let stored = runtime.block_on(store_reads(&path, time, orders.unsigned_abs()));
    let (date, clock) = slot;
    let (day, at) = (date.clone(), clock.clone());
    let booked = runtime.block_on(asked(port, time, move |n| {
        let body = format!(
            "{{\"orderType\":\"basic\",\"name\":\"홍길동\",\"phone\":\"010{:08}\",\"date\":\"{day}\",\"time\":\"{at}\"}}",
            20_000_000 + n
        );
        request("POST", "/orders", &body)
    }));
    let store = Store::open(DatabaseUrl::Sqlite(path.clone()), Options::default()).expect("a store");
    let ours = commits::ours(store, vec![(date, clock)]);
    let alone = runtime.block_on(commits::rate(USERS, time, ours));
    let ended = serve.term();
    assert_eq!(ended.code, 0, "{ended:#?}");
    let detail =
        format!("{looked:.0}/s, bare axum {word:.0}/s, the store alone {stored:.0}/s, {orders} orders, {USERS} users");
    table.ratio(
        "mypages over HTTP, beside a bare axum",
        looked / word,
        "at least 0.3",
        looked / word >= 0.3,
        &detail,
    );
    let detail = format!("{booked:.0}/s, the use case alone {alone:.0}/s, {USERS} users, desk payment, FULL");
    let ratio = booked / alone;
    table.ratio(
        "bookings over HTTP, beside the use case alone",
        ratio,
        "-",
        ratio > 0.0,
        &detail,
    );
}

/// A request as bytes.
pub fn request(method: &str, path: &str, body: &str) -> Vec<u8> {
    format!(
        "{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// An axum that answers a word.
async fn bare() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/", get(async || "hello"))).await });
    address
}

/// Good answers a second to 100 users who ask one thing after the other.
pub async fn asked(to: SocketAddr, time: Duration, make: impl Fn(u64) -> Vec<u8> + Send + Sync + 'static) -> f64 {
    let (make, next) = (Arc::new(make), Arc::new(AtomicU64::new(0)));
    let began = Instant::now();
    let users: Vec<_> = (0..USERS)
        .map(|_| {
            let (make, next) = (make.clone(), next.clone());
            tokio::spawn(async move {
                let mut socket = TcpStream::connect(to).await.expect("a connection");
                socket.set_nodelay(true).expect("a socket");
                let (mut answers, mut buffer) = (0u64, Vec::with_capacity(8_192));
                while began.elapsed() < time {
                    let request = make(next.fetch_add(1, Ordering::Relaxed));
                    socket.write_all(&request).await.expect("a connection");
                    answer(&mut socket, &mut buffer).await;
                    answers += 1;
                }
                answers
            })
        })
        .collect();
    let mut answers = 0;
    for user in users {
        answers += user.await.expect("a user");
    }
    answers as f64 / began.elapsed().as_secs_f64()
}

/// Reads one answer, which must be a good one.
async fn answer(socket: &mut TcpStream, buffer: &mut Vec<u8>) {
    buffer.clear();
    loop {
        assert!(socket.read_buf(buffer).await.expect("an answer") > 0, "cut off");
        let Some(head) = buffer.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let text = std::str::from_utf8(&buffer[..head]).expect("a head");
        assert!(text.starts_with("HTTP/1.1 20"), "{}", String::from_utf8_lossy(buffer));
        let length = text
            .lines()
            .find_map(|line| {
                line.to_ascii_lowercase()
                    .strip_prefix("content-length: ")?
                    .parse::<usize>()
                    .ok()
            })
            .expect("a length");
        if buffer.len() >= head + 4 + length {
            return;
        }
    }
}

/// Looks a second of 100 users who ask the store itself.
pub async fn store_reads(path: &std::path::Path, time: Duration, orders: u64) -> f64 {
    let store = Store::open(DatabaseUrl::Sqlite(path.to_owned()), Options::default()).expect("a store");
    let began = Instant::now();
    let readers: Vec<_> = (0..USERS)
        .map(|user| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut reads = 0u64;
                while began.elapsed() < time {
                    let who = Who::Order(OrderRef::Id(OrderId(((user * 7_919 + reads * 31) % orders + 1) as i64)));
                    let found: Result<_, StoreError> = store.read(move |sql| mypage::find(sql, &who)).await;
                    assert_eq!(found.expect("a view").len(), 1);
                    reads += 1;
                }
                reads
            })
        })
        .collect();
    let mut reads = 0;
    for reader in readers {
        reads += reader.await.expect("a reader");
    }
    reads as f64 / began.elapsed().as_secs_f64()
}
