//! A centre behind a hostile gateway, and what its people see.

use std::process::Command;
use std::time::Duration;

use healthcenter::gateway::practice::Behaviour;
use rusqlite::Connection;
use serde_json::Value;

use super::front::Front;
use super::manners::{BUSY, Manner};
use crate::support::binary::{Healthcenter, Output};
use crate::support::counter::order;
use crate::support::gateways::Gateways;
use crate::support::running::Running;

/// What both sockets of a connection hold at most, and a little more: no more is taken from a flood.
const BUFFERS: usize = 16 << 20;

/// The centre.
pub struct World {
    pub front: Front,
    gateways: Gateways,
    program: Healthcenter,
    /// The settings of the hostile gateway.
    wire: &'static str,
}

/// What a command came to.
pub struct Said(pub Output);

impl World {
    /// Its payment gateway is hostile; texts wait.
    pub fn before_payments() -> Self {
        let gateways = Gateways::start(Behaviour::default());
        let front = Front::start(gateways.payment_url());
        Self::new(gateways, front, "HEALTHCENTER_PAYMENT__")
    }

    /// Its SMS gateway is hostile; money is taken at the desk.
    pub fn before_texts() -> Self {
        let gateways = Gateways::start(Behaviour::default());
        let front = Front::start(gateways.sms_url());
        Self::new(gateways, front, "HEALTHCENTER_SMS__")
    }

    fn new(gateways: Gateways, front: Front, wire: &'static str) -> Self {
        let program = Healthcenter::new()
            .database("hostile.db")
            .env(format!("{wire}KIND"), "http")
            .env("HEALTHCENTER_SMS__SENDER", "0212345678")
            .env("HEALTHCENTER_BOOKING__SLOT_CAPACITY", "1000")
            .env("HEALTHCENTER_BOOKING__MAX_RESERVATION_PER_PERSON", "1000");
        Self {
            front,
            gateways,
            program,
            wire,
        }
    }

    /// A command in little memory. A bad manner is borne for half a second, a good one for as long as a busy
    /// machine needs.
    fn command(&self, met: Option<&Manner>, words: &[&str]) -> Command {
        let mut command = self
            .program
            .in_shell("ulimit -d 131072; exec \"$0\" \"$@\"", words.iter().chain(&["--json"]));
        command.env(
            format!("{}BASE_URL", self.wire),
            self.front.url(met.map_or("http", |met| met.scheme)),
        );
        command.env(format!("{}TIMEOUT_MS", self.wire), met.map_or("5000", |_| "500"));
        command
    }

    fn run(&self, met: Option<&Manner>, words: &[&str]) -> Said {
        let output = Running::start(self.command(met, words)).finish();
        let shown = format!("{}{}", output.stdout, output.stderr);
        let control = |c: char| c.is_control() && c != '\n';
        assert!(!shown.contains(control) && shown.len() < 4_000, "{output:#?}");
        Said(output)
    }

    /// Books by card.
    pub fn books(&self, met: Option<&Manner>) -> Said {
        self.book(met, "--pay card --card-token tok_1")
    }

    /// Pays by card what is booked.
    pub fn pays(&self, order: i64) -> Said {
        let order = order.to_string();
        self.run(None, &["pay", &order, "--pay", "card", "--card-token", "tok_1"])
    }

    /// Somebody books for cash, and three texts are to tell of it.
    pub fn books_in_cash(&self) {
        self.book(None, "--pay cash").paid();
    }

    fn book(&self, met: Option<&Manner>, how: &str) -> Said {
        let line = "book --name 홍길동 --phone 01012345678 --birth 1980-01-31 --sex m --package basic";
        let words: Vec<_> = line.split(' ').chain(how.split(' ')).collect();
        self.run(met, &words)
    }

    /// Cancels an order.
    pub fn cancel(&self, met: &Manner, order: i64) -> Said {
        self.run(Some(met), &["cancel", &order.to_string()])
    }

    /// "Never charged" is believed after five seconds only: make it so. What is put off is due.
    pub fn age(&self) {
        self.sql("UPDATE payments SET started_at = started_at - 60000, due_at = CASE WHEN due_at > 0 THEN 1 END");
    }

    /// A worker does what is due; then the breaker has forgotten what was.
    pub fn work(&self) {
        let idle = self.run(Some(&BUSY), &["worker", "--until-idle"]).0;
        assert_eq!(idle.code, 0, "{idle:#?}");
        self.sql("UPDATE breakers SET recent = 0, failures_in_row = 0, trips = 0, open_until = NULL");
    }

    /// A worker runs until a call met the manner.
    pub fn works_until_it_is_heard(&self, manner: &Manner) {
        let mut worker = Running::start(self.command(Some(manner), &["worker"]));
        while self.front.count() == 0 {
            assert!(!worker.ends_within(Duration::from_millis(20)), "{}", manner.name);
        }
        assert_eq!(worker.term().code, 0, "{}", manner.name);
    }

    /// Where an order stands.
    pub fn status(&self, order: i64) -> String {
        let sql = format!("SELECT status FROM orders WHERE id = {order}");
        self.connect().query_row(&sql, [], |row| row.get(0)).expect("an order")
    }

    /// Won charged and not given back, by the gateway's books; never twice for one order.
    pub fn kept(&self) -> i64 {
        let totals = self.gateways.ledger().payment.totals;
        assert_eq!((totals.double_charges, totals.conflicts), (0, 0), "{totals:?}");
        totals.charged - totals.refunded
    }

    /// Texts the gateway has accepted, each once, and texts that are not sent.
    pub fn texts(&self) -> (usize, i64) {
        let ledger = self.gateways.ledger().sms;
        assert_eq!(ledger.totals.conflicts, 0, "{:?}", ledger.totals);
        let sql = "SELECT COUNT(*) FROM outbox WHERE status <> 'sent'";
        let unsent = self.connect().query_row(sql, [], |row| row.get(0)).expect("the outbox");
        (ledger.texts.len(), unsent)
    }

    /// No call was waited for longer than its deadline or swallowed whole, and none went where it was sent on to.
    pub fn nobody_endured_it(&self, manner: &Manner) {
        let heard = self.front.heard();
        let bad = heard
            .iter()
            .find(|call| call.endured || call.bytes > BUFFERS || call.line.contains("trap"));
        assert!(bad.is_none(), "{}: {bad:?}", manner.name);
    }

    /// Every rule that the tables can show holds.
    pub fn is_sound(&self) {
        let doctor = Running::start(self.command(None, &["doctor"])).finish();
        assert_eq!(doctor.code, 0, "{doctor:#?}");
    }

    /// Changes the tables.
    pub fn sql(&self, text: &str) {
        self.connect().execute(text, []).expect("SQL");
    }

    fn connect(&self) -> Connection {
        let connection = Connection::open(self.program.home().join("hostile.db")).expect("the database");
        connection.busy_timeout(Duration::from_secs(30)).expect("a wait");
        connection
    }
}

impl Said {
    /// The order, which is paid.
    pub fn paid(&self) -> i64 {
        assert_eq!(self.0.code, 0, "{:#?}", self.0);
        self.order("paid")
    }

    /// The order, whose payment is in doubt.
    pub fn in_doubt(&self, manner: &Manner) -> i64 {
        self.is(manner, 6, "payment_unknown");
        self.order("payment_unknown")
    }

    /// The money of a cancelled order is still owed.
    pub fn owed(&self, manner: &Manner) {
        self.is(manner, 6, "refund_pending");
        self.order("refund_pending");
    }

    /// The order, whose place is kept: nothing was charged.
    pub fn held(&self, manner: &Manner) -> i64 {
        self.is(manner, 6, "payment_unavailable");
        self.order("held")
    }

    /// The error's code and the exit code.
    pub fn is(&self, manner: &Manner, exit: i32, code: &str) -> Value {
        let found = (self.0.code, self.0.error().0);
        assert_eq!(found, (exit, code.to_owned()), "{}: {:#?}", manner.name, self.0);
        serde_json::from_str(&self.0.stderr).expect("the error")
    }

    fn order(&self, status: &str) -> i64 {
        let document: Value = serde_json::from_str(&self.0.stdout).expect("the order");
        let order = order(&document);
        assert_eq!(order["status"], status, "{:#?}", self.0);
        order["id"].as_i64().expect("a number")
    }
}
