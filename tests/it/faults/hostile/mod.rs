//! Hostile gateways: every manner in [`manners`] is met by a customer who pays, one who cancels, and the worker.
//!
//! Each of them is told something true within the deadline, in 128 MB of memory, and once the gateway is well
//! again its books and ours agree: nobody paid twice, nobody paid for nothing, every text sent once.

mod contradictions;
mod front;
mod manners;
mod world;

use manners::{ANY, MONEY, Manner, Reaches, TLS};
use world::World;

const CENTRES: usize = 8;

/// Deals the manners out to a few centres, which run beside each other.
fn dealt(manners: impl Iterator<Item = &'static Manner>, meet: fn(&[&'static Manner])) {
    let all: Vec<_> = manners.collect();
    std::thread::scope(|scope| {
        for centre in 0..CENTRES {
            let some = all.iter().skip(centre).step_by(CENTRES).copied().collect::<Vec<_>>();
            scope.spawn(move || meet(&some));
        }
    });
}

#[test]
fn money_is_moved_once_whatever_the_gateway_answers() {
    dealt(ANY.iter().chain(&TLS).chain(&MONEY), |manners| {
        let world = World::before_payments();
        let mut last = world.books(None).paid();
        for manner in manners {
            let calls = if manner.scheme == "https" { 2 } else { 3 };
            world.front.meet(std::iter::repeat_n(*manner, calls));
            let order = world.books(Some(manner)).in_doubt(manner);
            world.cancel(manner, last).owed(manner);
            world.age();
            world.work();
            assert_eq!(world.status(last), "cancelled", "{}", manner.name);
            if manner.reaches == Reaches::Nobody {
                assert_eq!(world.status(order), "held", "{}", manner.name);
                world.pays(order).paid();
            } else {
                assert_eq!(world.status(order), "requested", "{}", manner.name);
            }
            assert_eq!(world.kept(), 50_000, "{}", manner.name);
            world.nobody_endured_it(manner);
            last = order;
        }
        world.is_sound();
    });
}

#[test]
fn a_text_is_sent_once_whatever_the_gateway_answers() {
    dealt(ANY.iter().chain(&TLS), |manners| {
        let world = World::before_texts();
        for (n, manner) in manners.iter().enumerate() {
            world.books_in_cash();
            world.front.meet([*manner; 2]);
            if manner.scheme == "https" {
                world.works_until_it_is_heard(manner);
                world.front.meet([]);
            }
            world.work();
            assert_eq!(world.texts(), (3 * (n + 1), 0), "{}", manner.name);
            world.nobody_endured_it(manner);
        }
        world.is_sound();
    });
}
