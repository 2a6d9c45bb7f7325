//! The rules under fault: crowds, crashes, silent and failing gateways. Each test runs in seconds; the
//! full counts are asked for by environment variables, named in each file.

mod backups;
mod breaker;
mod cable;
mod crowd;
mod disk;
mod frozen;
mod hostile;
mod killed;
mod power;
mod server;
mod silence;
mod sound;
mod steps;
mod world;
mod zombies;

/// The number in an environment variable, or the small one that every run can afford.
fn count(name: &str, small: usize) -> usize {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name}: {text} is no number")),
        Err(_) => small,
    }
}
