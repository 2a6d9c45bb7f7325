//! Backups while people book: each is whole, comes back into a fresh centre, holds everything that had been
//! acknowledged before it began, and breaks no rule. One with a bit turned is refused, in words.
//!
//! In full: `PROOF_BACKUPS=200`.

use std::collections::BTreeSet;
use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde_json::json;

use super::count;
use crate::cli::centre::{Centre, booking, customer};
use crate::cli::on_both;
use crate::cli::worker::until;
use crate::http::port::{Port, new_client, reply};

on_both! {
    fn each_backup_of_a_busy_centre_comes_back_whole(centre) {
        let backups = count("PROOF_BACKUPS", 5);
        let centre = centre.set("booking.slot_capacity", 100_000);
        let port = Port::of(&centre, "--no-auth");
        let (over, customers) = (AtomicBool::new(false), AtomicUsize::new(0));
        // Thirty bookings a backup, and no more: the file would only grow, and the next take longer.
        let allowed = AtomicUsize::new(0);
        let booked = Mutex::new(BTreeSet::new());
        let (client, place) = (new_client(), format!("{}/orders", port.url));
        let books = || {
            let over = || over.load(Ordering::Relaxed);
            loop {
                until(|| over() || booked.lock().unwrap().len() < allowed.load(Ordering::Relaxed));
                if over() {
                    return;
                }
                let phone = format!("010{:08}", customers.fetch_add(1, Ordering::Relaxed));
                let order = json!({ "orderType": "basic", "name": "홍길동", "phone": phone });
                let reply = reply(client.post(&place).json(&order));
                assert_eq!(reply.status, 201, "{reply:?}");
                let id = reply.header("location").rsplit('/').next().unwrap().parse::<i64>().unwrap();
                booked.lock().unwrap().insert(id);
            }
        };
        let turned = std::thread::scope(|scope| {
            let _over = Over(&over);
            scope.spawn(books);
            (0..backups)
                .filter(|n| {
                    let known = booked.lock().unwrap().clone();
                    allowed.store(known.len() + 30, Ordering::Relaxed);
                    until(|| booked.lock().unwrap().len() > known.len() + 3);
                    let file = centre.program().home().join(format!("{n}.backup"));
                    let file = file.to_str().unwrap();
                    centre.json(&format!("backup {file}"));
                    comes_back(file, &known);
                    let refused = bit_turned(file, *n);
                    fs::remove_file(file).unwrap();
                    refused
                })
                .count()
        });
        assert_eq!(port.running.term().code, 0);
        assert!(turned > 0, "a bit that is no part of the content can be turned, but not {backups} of them");
        let orders = booked.lock().unwrap().len();
        eprintln!("{backups} backups during {orders} bookings, {turned} refused with a bit turned");
    }
}

/// Ends the bookings, also when the test panics.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A fresh centre out of the backup: sound, with all that was known, and able to go on.
fn comes_back(file: &str, known: &BTreeSet<i64>) -> Centre {
    let fresh = Centre::sqlite();
    fresh.json(&format!("restore {file}"));
    fresh.json("doctor");
    let found = fresh.sql("SELECT id FROM orders");
    let found: BTreeSet<i64> = found.iter().map(|row| row[0].parse().unwrap()).collect();
    assert!(
        known.is_subset(&found),
        "acknowledged before: {:?}",
        known.difference(&found)
    );
    let next = fresh.book(&customer(1));
    assert!(!found.contains(&next["id"].as_i64().unwrap()));
    fresh
}

/// Whether the backup is refused with one of its bits turned. Where it is not, that bit was no part of it.
fn bit_turned(file: &str, n: usize) -> bool {
    let fresh = Centre::sqlite();
    fresh.json(&booking(&format!("{} --package basic", customer(2))));
    let mut bytes = fs::read(file).unwrap();
    let used: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] != 0).collect();
    let at = used[(n as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) as usize % used.len()];
    bytes[at] ^= 1 << (n % 8);
    let turned = format!("{file}.turned");
    fs::write(&turned, bytes).unwrap();
    let shown = fresh.run(&format!("restore {turned} --json"));
    fs::remove_file(&turned).unwrap();
    if shown.code == 0 {
        fresh.json("doctor");
        return false;
    }
    let (_, said) = shown.error();
    assert!(said.contains("backup"), "{shown:#?}");
    assert_eq!(
        fresh.sql("SELECT COUNT(*) FROM orders"),
        [["1"]],
        "what was there is untouched"
    );
    true
}
