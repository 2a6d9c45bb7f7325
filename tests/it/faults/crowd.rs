//! A crowd on one slot: as many are let in as there are places, on both engines, and everybody else is
//! told that it is full; by desks that come and go, each booking a process, and by desks that stay, each a
//! process that books all day.
//!
//! In full: `PROOF_PROCESSES=64 PROOF_BOOKINGS=200 PROOF_ROUNDS=20 … faults::crowd::desks_that_stay`; a round is
//! 12,800 bookings on 1,600 places of a slot of its own.

use std::collections::BTreeMap;
use std::ffi::OsStr;

use serde_json::{Value, json};

use super::count;
use crate::cli::centre::Centre;
use crate::cli::on_both;
use crate::http::port::{Port, new_client, reply};
use crate::support::binary::Healthcenter;
use crate::support::counter::{booking, set_capacity, slot_ahead};
use crate::support::postgres::postgres_url;

on_both! {
    fn desks_that_stay_admit_exactly_the_places(centre) {
        let (processes, each) = (count("PROOF_PROCESSES", 8), count("PROOF_BOOKINGS", 12));
        let (rounds, places) = (count("PROOF_ROUNDS", 2), processes * each / 8);
        let centre = centre.set("store.connections", 1);
        let desks: Vec<Port> = (0..processes).map(|_| Port::of(&centre, "--no-auth --no-worker")).collect();
        let slots = centre.json("slots")["slots"].as_array().unwrap().clone();
        for (round, slot) in slots.iter().rev().take(rounds).enumerate() {
            let (date, time) = (slot["date"].as_str().unwrap(), slot["time"].as_str().unwrap());
            centre.json(&format!("capacity set {places} --from {date} --to {date} --time {time}"));
            let (client, first) = (new_client(), round * processes * each);
            let ends: Vec<(u16, Value)> = std::thread::scope(|scope| {
                let users = desks.iter().enumerate().map(|(desk, port)| {
                    let (client, place) = (client.clone(), format!("{}/orders", port.url));
                    scope.spawn(move || {
                        let book = |n| {
                            let phone = format!("010{:08}", 10_000_000 + first + desk * each + n);
                            let order = json!({
                                "orderType": "basic", "name": "홍길동", "phone": phone, "date": date, "time": time
                            });
                            let reply = reply(client.post(&place).json(&order));
                            let said = reply.json();
                            let word = if reply.status == 201 { &said["state"] } else { &said["code"] };
                            (reply.status, word.clone())
                        };
                        (0..each).map(book).collect::<Vec<_>>()
                    })
                });
                users.collect::<Vec<_>>().into_iter().flat_map(|user| user.join().unwrap()).collect()
            });
            let of = |status: u16, word: &str| ends.iter().filter(|end| **end == (status, word.into())).count();
            assert_eq!((of(201, "paid"), of(409, "slot_full")), (places, processes * each - places), "{ends:?}");
            let sql = format!("SELECT COUNT(*) FROM orders WHERE date = '{date}' AND time = '{time}' AND keeps_place = 1");
            assert_eq!(centre.sql(&sql), [[places.to_string()]]);
            // In its long form the crowd lasts for longer than a centre may be without a worker.
            centre.json("worker --until-idle");
        }
        centre.json("doctor");
        desks.into_iter().for_each(|desk| assert_eq!(desk.running.term().code, 0));
        eprintln!("{rounds} rounds of {processes} desks, {each} bookings each, {places} places: exactly {places} each time");
    }
}

#[test]
fn sqlite_admits_exactly_the_places() {
    for _ in 0..count("PROOF_ROUNDS", 1) {
        admits_exactly_the_places("crowd.db");
    }
}

#[test]
fn postgres_admits_exactly_the_places() {
    for _ in 0..count("PROOF_ROUNDS", 1) {
        admits_exactly_the_places(postgres_url());
    }
}

fn admits_exactly_the_places(database: impl AsRef<OsStr>) {
    let (processes, each) = (count("PROOF_PROCESSES", 16), count("PROOF_BOOKINGS", 3));
    let places = processes * each / 8;
    let program = Healthcenter::new().database(database);
    let slot = slot_ahead(&program);
    set_capacity(&program, &slot, places);

    let ends: Vec<(i32, String)> = std::thread::scope(|scope| {
        let lines: Vec<_> = (0..processes)
            .map(|process| {
                let (program, slot) = (&program, &slot);
                scope.spawn(move || {
                    let book = |n| {
                        let shown = program.run(booking(process * each + n, slot, &["--pay", "cash"]));
                        match shown.code {
                            0 => (0, shown.json()["order"]["status"].to_string()),
                            code => (code, shown.error().0),
                        }
                    };
                    (0..each).map(book).collect::<Vec<_>>()
                })
            })
            .collect();
        lines
            .into_iter()
            .flat_map(|line| line.join().expect("a line"))
            .collect()
    });

    let mut tally = BTreeMap::new();
    for end in ends {
        *tally.entry(end).or_insert(0) += 1;
    }
    let expected = BTreeMap::from([
        ((0, "\"paid\"".to_owned()), places),
        ((4, "slot_full".to_owned()), processes * each - places),
    ]);
    assert_eq!(tally, expected);

    let (date, time) = &slot;
    let shown = program.run(["slots", "--json", "--from", date, "--to", date]).json();
    let slots = shown["slots"].as_array().expect("slots");
    let full = slots
        .iter()
        .find(|shown| shown["time"] == time.as_str())
        .expect("the slot");
    assert_eq!(
        (&full["capacity"], &full["free"]),
        (&places.into(), &0.into()),
        "{full}"
    );
    let more = (places + 1).to_string();
    let listed = program
        .run(["orders", "--json", "--date", date, "--limit", &more])
        .json();
    assert_eq!(listed["orders"].as_array().map(Vec::len), Some(places));
    let sound = program.run(["doctor", "--json"]);
    assert_eq!(sound.code, 0, "{sound:#?}");
}
