//! A PostgreSQL server for the tests: one a process, started by the first test that asks.
//!
//! One server for all tests and a fresh database for each, because on two idle cores a server
//! costs 0.9 s (`initdb` 0.6-0.8, start 0.12) and a database 0.1 s. It ends with the process,
//! however that ends ([`Guard`]). Needs PostgreSQL 14 or later (`pg_terminate_backend` that waits).

use std::fs::{self, File};
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use postgres::{Client, NoTls};

use super::postgres_guard::Guard;
use super::postgres_programs::find;

/// The URL of a fresh, empty database on the server shared by all tests of this process.
/// Panics with the remedy when the machine has no PostgreSQL server programs.
pub fn postgres_url() -> String {
    TestPostgres::shared().url()
}

/// A running server that ends with this process, or, when private, with the value.
pub struct TestPostgres {
    bin: PathBuf,
    guard: Guard,
    port: u16,
}

impl TestPostgres {
    /// The server all tests share. Never stop it: its other users are running.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<TestPostgres> = OnceLock::new();
        SHARED.get_or_init(Self::private)
    }

    /// A server of the caller's own, to stop and start; it ends when the value is dropped.
    pub fn private() -> Self {
        let bin = find();
        let mut server = Self {
            bin,
            guard: Guard::new(),
            port: 0,
        };
        server.initialise();
        server.start_on_free_port();
        server
    }

    /// The URL of a fresh, empty database.
    pub fn url(&self) -> String {
        static DATABASES: AtomicU32 = AtomicU32::new(1);
        let name = format!("healthcenter_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
        self.maintenance()
            .batch_execute(&format!("CREATE DATABASE {name} TEMPLATE template0"))
            .unwrap_or_else(|error| panic!("CREATE DATABASE {name}: {error}"));
        self.url_of(&name)
    }

    /// Ends the one backend with this process id and waits until it is gone; its client sees
    /// SQLSTATE 57P01.
    pub fn kill_backend(&self, pid: i32) {
        let killed: bool = self
            .maintenance()
            .query_one("SELECT pg_terminate_backend($1, 10000)", &[&pid])
            .expect("pg_terminate_backend")
            .get(0);
        assert!(killed, "backend {pid} was not there, or did not end within 10 s");
    }

    /// Ends every session of the database at `url`, waits until they are gone, and answers how
    /// many there were.
    pub fn kill_backends(&self, url: &str) -> usize {
        let database = url.rsplit('/').next().unwrap_or_default();
        let killed = self
            .maintenance()
            .query(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
                 WHERE datname = $1 AND backend_type = 'client backend'",
                &[&database],
            )
            .expect("pg_terminate_backend");
        killed.iter().filter(|row| row.get(0)).count()
    }

    /// Stops the server as a crash would: every connection breaks, nothing is flushed, and the
    /// next start recovers from the log.
    pub fn stop_immediately(&self) {
        self.pg_ctl(&["-m", "immediate", "stop"])
            .unwrap_or_else(|said| panic!("{said}"));
    }

    /// Starts the stopped server again on the port it had; returns when it takes connections.
    pub fn start_again(&self) {
        self.start(self.port).unwrap_or_else(|said| panic!("{said}"));
    }

    /// The process that all others of the server are children of.
    pub fn pid(&self) -> i32 {
        let file = std::fs::read_to_string(format!("{}/postmaster.pid", self.data())).expect("a running server");
        let first = file.lines().next().and_then(|line| line.trim().parse().ok());
        first.expect("a process id")
    }

    fn url_of(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    fn maintenance(&self) -> Client {
        let url = self.url_of("postgres");
        Client::connect(&url, NoTls).unwrap_or_else(|error| panic!("{url}: {error}"))
    }

    fn data(&self) -> String {
        self.guard.directory().join("data").display().to_string()
    }

    fn initialise(&self) {
        let data = self.data();
        let arguments = [
            "--no-sync",
            "-U",
            "postgres",
            "--auth=trust",
            "--locale=C.UTF-8",
            "--encoding=UTF8",
            "-D",
            &data,
        ];
        self.guard
            .run(&self.bin.join("initdb"), &arguments)
            .unwrap_or_else(|said| panic!("{said}"));
        let sockets = self.guard.directory().display().to_string().replace('\'', "''");
        let settings = format!(
            "listen_addresses = '127.0.0.1'\nunix_socket_directories = '{sockets}'\n\
             max_connections = 300\ntimezone = 'UTC'\nlog_timezone = 'UTC'\n"
        );
        File::options()
            .append(true)
            .open(Path::new(&data).join("postgresql.conf"))
            .and_then(|mut file| file.write_all(settings.as_bytes()))
            .expect("postgresql.conf");
    }

    /// Ports from 20000 on, below the range the system hands to outgoing connections: a client
    /// that dials a stopped server's port in that range can be given the same port and reach itself.
    fn start_on_free_port(&mut self) {
        static TRIED: AtomicU32 = AtomicU32::new(0);
        let mut said = String::from("no free port between 20000 and 30000");
        let mut attempts = 0;
        for _ in 0..10_000 {
            let offset = std::process::id().wrapping_mul(7) + TRIED.fetch_add(1, Ordering::Relaxed);
            let port = 20_000 + u16::try_from(offset % 10_000).expect("below 10,000");
            if attempts == 3 || TcpListener::bind(("127.0.0.1", port)).is_err() {
                continue;
            }
            attempts += 1;
            match self.start(port) {
                Ok(()) => return self.port = port,
                Err(why) => said = why,
            }
        }
        panic!("{said}");
    }

    fn start(&self, port: u16) -> Result<(), String> {
        let log = self.guard.directory().join("log");
        let options = format!("-p {port}");
        self.pg_ctl(&["-l", &log.display().to_string(), "-o", &options, "start"])
            .map_err(|said| said + &fs::read_to_string(&log).unwrap_or_default())
    }

    fn pg_ctl(&self, arguments: &[&str]) -> Result<(), String> {
        let data = self.data();
        let arguments = [&["-D", &data, "-w", "-s"], arguments].concat();
        self.guard.run(&self.bin.join("pg_ctl"), &arguments)
    }
}
