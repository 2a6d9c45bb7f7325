//! The whole system under one seed: desks, customers, admins and workers, their store, clock, ids and both
//! gateways in the hands of a simulation that lets anything happen that can happen, and asks every rule
//! after every step.
//!
//! A seed that fails is printed with its step and its last moments, and happens again with
//! `SIMULATION_SEED=… tests/run --quick simulation`. `SIMULATION_STEPS=10000000` is the long form.

mod actors;
mod dice;
mod fibre;
mod gateways;
mod house;
mod intent;
mod judge;
mod known;
mod ledger;
mod liars;
mod life;
mod line;
mod moves;
mod mutants;
mod requests;
mod rest;
mod rows;
mod rules;
mod touched;
mod word;

use std::collections::BTreeMap;
use std::time::Instant;

use life::Life;
use moves::Moves;
use mutants::{MUTANTS, Mutant};
use rules::Broken;

/// Steps of every run of the tests: some minutes.
const SHORT: u64 = 200_000;
/// Steps of a day before everybody settles down for the night.
const DAY: u64 = 250;
const DAYS: usize = 2;
/// Milliseconds of a night: what was booked for tomorrow is today's.
const NIGHT: i64 = 20 * 3_600_000;
/// Lives within which every mutant is found.
const LIVES: u64 = 20;

/// Lives one life to its end, or to the first rule that does not hold.
fn live(life: &mut Life) -> Result<(), Broken> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    runtime.block_on(async {
        for _ in 0..DAYS {
            for _ in 0..DAY {
                life.step().await?;
            }
            life.settle_down().await?;
            life.pass(NIGHT);
        }
        Ok(())
    })
}

fn number(name: &str, usual: u64) -> u64 {
    let Ok(text) = std::env::var(name) else { return usual };
    text.parse().unwrap_or_else(|_| panic!("{name}: {text} is no number"))
}

#[test]
fn no_course_of_events_breaks_a_rule() {
    let first = number("SIMULATION_SEED", 1);
    let wanted = number("SIMULATION_STEPS", SHORT);
    let (mut seed, mut moves, mut steps, began) = (first, Moves::new(), 0, Instant::now());
    // What is rare may take a while.
    while steps < wanted || (steps < 6 * wanted && !moves.missing().is_empty()) {
        let mut life = Life::begin(seed, moves, None);
        if let Err(Broken { rule, detail }) = live(&mut life) {
            let last: Vec<&str> = life.history.iter().map(String::as_str).collect();
            panic!(
                "SIMULATION_SEED={seed}, step {}: {rule}: {detail}\n{}",
                life.steps,
                last.join("\n")
            );
        }
        (steps, seed, moves) = (steps + life.steps, seed + 1, life.moves);
        if wanted > SHORT && (seed - first).is_multiple_of(200) {
            eprintln!("{steps} steps, {} s, next seed {seed}", began.elapsed().as_secs());
        }
    }
    let (lives, seconds) = (seed - first, began.elapsed().as_secs());
    eprintln!(
        "{steps} steps in {lives} lives, {seconds} s; {} legal moves",
        moves.count()
    );
    let all = moves.missing().is_empty();
    assert!(all || wanted < SHORT, "never happened: {:#?}", moves.missing());
}

#[test]
fn a_seed_happens_the_same_way_again() {
    let hash = |seed| {
        let mut life = Life::begin(seed, Moves::new(), None);
        live(&mut life).unwrap();
        (life.steps, life.hash)
    };
    for seed in [7, 8] {
        assert_eq!(hash(seed), hash(seed), "seed {seed}");
    }
}

/// The first rule that a mutant breaks, and after how many steps.
fn found(mutant: &Mutant) -> Option<(Broken, u64)> {
    let mut steps = 0;
    for seed in 1..=LIVES {
        let mut life = Life::begin(seed, Moves::new(), Some(mutant));
        let outcome = live(&mut life);
        steps += life.steps;
        if let Err(broken) = outcome {
            return Some((broken, steps));
        }
    }
    None
}

#[test]
fn every_fault_that_is_sown_is_found() {
    let mut missed = BTreeMap::new();
    for mutant in MUTANTS {
        match found(mutant) {
            Some((broken, steps)) if mutant.found_by.contains(&broken.rule) => {
                eprintln!("{}: {} after {steps} steps", mutant.name, broken.rule);
            }
            other => {
                eprintln!("{}: NOT FOUND: {other:?}", mutant.name);
                missed.insert(mutant.name, other);
            }
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}
