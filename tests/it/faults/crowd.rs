//! A crowd on one slot: as many are let in as there are places, on both engines, and everybody else is
//! told that it is full. In full: `PROOF_PROCESSES=64 PROOF_BOOKINGS=200 PROOF_ROUNDS=20`; a round is 12,800
//! bookings, each a process of its own, 64 at a time, on 1,600 places.

use std::collections::BTreeMap;
use std::ffi::OsStr;

use super::count;
use crate::support::binary::Healthcenter;
use crate::support::counter::{booking, set_capacity, slot_ahead};
use crate::support::postgres::postgres_url;

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
