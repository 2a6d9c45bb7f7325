//! Every task of the terminal, done twice: with the keyboard alone and with the mouse alone. What is text is typed
//! in both, into a field; the stage refuses the other hand. What a task comes to is asked of the database or seen.

mod admin;
mod customer;
mod desk;
mod everywhere;

use super::stage::{Hand, Stage};

/// Something somebody comes to this terminal for.
struct Task {
    what: &'static str,
    keys: fn(&mut Stage),
    mouse: fn(&mut Stage),
    done: fn(&mut Stage),
}

/// Does each task with either hand, on a terminal of its own.
fn done_with_either_hand(begin: fn() -> Stage, tasks: &[Task]) {
    for task in tasks {
        for hand in [Hand::Keyboard, Hand::Mouse] {
            // Said only when it fails.
            println!("{}: {hand:?}", task.what);
            let mut stage = begin();
            stage.hand = hand;
            let with = if hand == Hand::Mouse { task.mouse } else { task.keys };
            with(&mut stage);
            stage.hand = Hand::Both;
            (task.done)(&mut stage);
        }
    }
}

/// How many orders are like that.
fn orders(stage: &Stage, which: &str) -> i64 {
    stage.number(&format!("SELECT count(*) FROM orders WHERE {which}"))
}
