//! A small centre under siege: real processes on a real file, gateways that fail, and what each command
//! has acknowledged. All choices come from one seed; only the instant at which a signal lands is the
//! machine's own.

use std::time::Duration;

use healthcenter::gateway::practice::{Behaviour, Delay, PaymentBehaviour, Rate, SmsBehaviour};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use serde_json::Value;

use crate::support::binary::{Healthcenter, Output};
use crate::support::counter::{Slot, booking, slot_ahead};
use crate::support::gateways::Gateways;

/// What a customer was promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Promise {
    Exists,
    Paid,
    Confirmed,
    Cancelled,
}

/// The world.
pub struct World {
    pub gateways: Gateways,
    pub program: Healthcenter,
    /// Every acknowledged order, in the order of the acknowledgements.
    pub promises: Vec<(i64, Promise)>,
    /// Orders that somebody has tried to cancel.
    pub given_up: Vec<i64>,
    /// What was done, for the message of a failure.
    pub history: Vec<String>,
    rng: Xoshiro256PlusPlus,
    seed: u64,
    slot: Slot,
    customers: usize,
    orders: Vec<i64>,
}

impl World {
    /// A fresh centre.
    pub fn new(seed: u64) -> Self {
        let gateways = Gateways::start(calm(seed));
        let program = gateways
            .joined(Healthcenter::new())
            .database("world.db")
            .env("HEALTHCENTER_BOOKING__SLOT_CAPACITY", "100000")
            .env("HEALTHCENTER_PAYMENT__TIMEOUT_MS", "300")
            .env("HEALTHCENTER_SMS__TIMEOUT_MS", "300");
        let slot = slot_ahead(&program);
        Self {
            gateways,
            program,
            promises: Vec::new(),
            given_up: Vec::new(),
            history: Vec::new(),
            rng: Xoshiro256PlusPlus::seed_from_u64(seed),
            seed,
            slot,
            customers: 0,
            orders: Vec::new(),
        }
    }

    /// Where the data is.
    pub fn database(&self) -> std::path::PathBuf {
        self.program.home().join("world.db")
    }

    /// Up to two commands end as they will, and one is killed somewhere on its way, with or without a worker beside it, which dies too.
    /// Then, half of the time, the customer repeats the command. Answers with how many were killed.
    pub fn strike(&mut self) -> usize {
        let faults = wild(self.rng.random());
        self.set(faults);
        for _ in 0..self.rng.random_range(0..3) {
            let command = self.command();
            if command[0] == "worker" {
                continue;
            }
            let shown = self.program.run(&command);
            assert!([0, 4, 5, 6].contains(&shown.code), "{shown:#?}");
            self.note(&command, &shown);
        }
        let beside = self.chance(0.3).then(|| self.program.spawn(["worker", "--json"]));
        let command = self.command();
        let calls = self.gateways.calls();
        let mut victim = self.program.spawn(&command);
        // Half of the blows fall when a gateway has just been called, the rest at any time.
        if self.chance(0.5) {
            for _ in 0..400 {
                if self.gateways.calls() > calls || victim.ends_within(Duration::from_millis(1)) {
                    break;
                }
            }
        }
        let late = if self.chance(0.5) { 15_000 } else { 120_000 };
        victim.ends_within(Duration::from_micros(self.rng.random_range(0..late)));
        let shown = victim.kill9();
        let mut killed = usize::from(shown.code == -9);
        self.note(&command, &shown);
        if let Some(worker) = beside {
            let shown = worker.kill9();
            assert_eq!(shown.code, -9, "a worker ended by itself: {shown:#?}");
            self.history.push("worker → -9".into());
            killed += 1;
        }
        if self.chance(0.5) && command[0] != "worker" {
            let again = self.program.run(&command);
            assert!([0, 4, 5, 6].contains(&again.code), "{again:#?}");
            self.note(&command, &again);
        }
        self.set(calm(self.seed));
        killed
    }

    /// All gateways well: what is still open gets done.
    pub fn settle(&mut self, open: impl Fn(&Self) -> i64) {
        let idle = self.program.run(["worker", "--until-idle", "--json"]);
        assert_eq!(idle.code, 0, "{idle:#?}");
        if open(self) == 0 {
            return;
        }
        // A breaker that opened again and again puts things off for longer than a worker waits.
        let mut worker = self.program.spawn(["worker", "--json"]);
        for _ in 0..900 {
            if open(self) == 0 {
                break;
            }
            assert!(!worker.ends_within(Duration::from_millis(100)), "the worker ended");
        }
        let ended = worker.term();
        assert_eq!(ended.code, 0, "{ended:#?}");
    }

    fn command(&mut self) -> Vec<String> {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let by_card = ["--pay", "card", "--card-token", "tok_1"];
        match (self.rng.random_range(0..10), self.some_order()) {
            (0 | 1, Some(order)) => words(&[&["pay", &order.to_string(), "--json"][..], &by_card].concat()),
            (2 | 3, Some(order)) => self.cancel_of(order),
            (4, Some(_)) => words(&["worker", "--json"]),
            (5, _) => self.book(&["--hold-only"]),
            _ => self.book(&by_card),
        }
    }

    /// Gives up an order that is known.
    pub fn cancel(&mut self) -> Option<Vec<String>> {
        self.some_order().map(|order| self.cancel_of(order))
    }

    /// Gives up an order.
    pub fn cancel_of(&mut self, order: i64) -> Vec<String> {
        self.given_up.push(order);
        let key = format!("cancel-{}", self.rng.random::<u64>());
        let line = ["cancel", &order.to_string(), "--json", "--idempotency-key", &key];
        line.map(str::to_owned).to_vec()
    }

    /// A booking by a customer who has never been here.
    pub fn book(&mut self, more: &[&str]) -> Vec<String> {
        self.customers += 1;
        let key = format!("book-{}", self.customers);
        booking(
            self.customers,
            &self.slot,
            &[&["--idempotency-key", &key], more].concat(),
        )
    }

    /// An order that is known, the newer the likelier.
    pub fn some_order(&mut self) -> Option<i64> {
        let last = self.orders.len().checked_sub(1)?;
        let back = self.rng.random_range(0..4).min(last);
        Some(self.orders[last - back])
    }

    /// Remembers what a command has acknowledged.
    pub fn note(&mut self, command: &[String], shown: &Output) {
        let document: Option<Value> = serde_json::from_str(&shown.stdout).ok();
        let order = document.as_ref().map(|document| &document["order"]);
        let id = order.and_then(|order| order["id"].as_i64());
        let status = order.and_then(|order| order["status"].as_str()).unwrap_or("-");
        let line = format!("{} → {} {id:?} {status}", command.join(" "), shown.code);
        self.history.push(line);
        let Some(id) = id else { return };
        if !self.orders.contains(&id) {
            self.orders.push(id);
        }
        // Whatever was printed was promised, even if the program died right after.
        self.promises.push((
            id,
            match status {
                "paid" | "requested" => Promise::Paid,
                "confirmed" => Promise::Confirmed,
                "cancelled" => Promise::Cancelled,
                _ => Promise::Exists,
            },
        ));
    }

    /// A number below `sides`.
    pub fn below(&mut self, sides: usize) -> usize {
        self.rng.random_range(0..sides)
    }

    fn chance(&mut self, share: f64) -> bool {
        self.rng.random::<f64>() < share
    }

    fn set(&self, behaviour: Behaviour) {
        let board = self.gateways.behaviour();
        board.payment.set(behaviour.payment);
        board.sms.set(behaviour.sms);
    }
}

fn calm(seed: u64) -> Behaviour {
    Behaviour {
        payment: PaymentBehaviour {
            seed,
            ..PaymentBehaviour::default()
        },
        sms: SmsBehaviour {
            seed,
            ..SmsBehaviour::default()
        },
    }
}

/// Slow, and one call in four goes wrong in one of the ways there are.
fn wild(seed: u64) -> Behaviour {
    let rate = |share: f64| Rate::try_from(share).expect("a share");
    let slow = |most| Delay::between(0, most).expect("a span");
    Behaviour {
        payment: PaymentBehaviour {
            seed,
            delay_ms: slow(60),
            reset_before_rate: rate(0.04),
            busy_rate: rate(0.03),
            fail_rate: rate(0.03),
            decline_rate: rate(0.04),
            wrong_amount_rate: rate(0.02),
            garbage_rate: rate(0.02),
            hang_rate: rate(0.04),
            reset_after_rate: rate(0.04),
            fail_after_rate: rate(0.03),
            lookup_fail_rate: rate(0.1),
            cancel_fail_rate: rate(0.1),
            cancel_hang_rate: rate(0.05),
            cancel_delay_ms: slow(60),
            ..PaymentBehaviour::default()
        },
        sms: SmsBehaviour {
            seed,
            delay_ms: slow(20),
            reset_rate: rate(0.05),
            busy_rate: rate(0.03),
            fail_rate: rate(0.05),
            garbage_rate: rate(0.03),
            hang_rate: rate(0.02),
            reset_after_rate: rate(0.05),
            ..SmsBehaviour::default()
        },
    }
}
