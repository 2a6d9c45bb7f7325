//! Gateways that say one thing and have done another, or say another thing later.

use super::manners::{ANY, BUSY, BUSY_YET_DONE, FORGETFUL, Manner, RUDE};
use super::world::World;

fn manner(name: &str) -> &'static Manner {
    ANY.iter().find(|manner| manner.name == name).expect("a manner")
}

#[test]
fn a_charge_that_is_denied_at_first_and_found_later_pays_the_order() {
    let world = World::before_payments();
    let lost = manner("reset after the deed");
    world.front.meet([lost, &FORGETFUL]);
    let order = world.books(Some(lost)).in_doubt(lost);
    world.age();
    world.work();
    assert_eq!(world.status(order), "held", "the gateway says that it never charged");
    world.age();
    world.work();
    assert_eq!((world.status(order).as_str(), world.kept()), ("requested", 50_000));
    world.is_sound();
}

#[test]
fn a_charge_that_is_approved_stays_so_whatever_is_said_later() {
    let world = World::before_payments();
    let order = world.books(None).paid();
    world.front.meet([&FORGETFUL]);
    world.cancel(&FORGETFUL, order).owed(&FORGETFUL);
    world.age();
    world.work();
    assert_eq!((world.status(order).as_str(), world.kept()), ("cancelled", 0));
    world.is_sound();
}

#[test]
fn busy_is_not_trusted_for_ever() {
    let world = World::before_payments();
    world.front.meet([&BUSY_YET_DONE]);
    let comes_again = world.books(Some(&BUSY_YET_DONE)).held(&BUSY_YET_DONE);
    world.pays(comes_again).paid();
    assert_eq!(world.kept(), 50_000, "the same key: charged once");

    world.front.meet([&BUSY_YET_DONE]);
    let gone_home = world.books(Some(&BUSY_YET_DONE)).held(&BUSY_YET_DONE);
    world.age();
    world.work();
    assert_eq!((world.status(gone_home).as_str(), world.kept()), ("requested", 100_000));
    world.is_sound();
}

#[test]
fn a_wait_of_aeons_is_nobodys_wait() {
    let world = World::before_payments();
    world.front.meet([&BUSY]);
    let order = world.books(Some(&BUSY)).held(&BUSY);
    world.pays(order).paid();
    world.is_sound();

    let world = World::before_texts();
    world.books_in_cash();
    world.front.meet([&BUSY]);
    world.work();
    assert_eq!(world.texts(), (0, 3), "not before the gateway said");
    world.sql("UPDATE outbox SET not_before = not_before - 86400000, due_at = 1 WHERE status = 'pending'");
    world.work();
    assert_eq!(world.texts(), (3, 0), "a day is the longest wait");
    world.is_sound();
}

#[test]
fn a_refusal_can_not_write_to_the_terminal() {
    let world = World::before_payments();
    world.front.meet([&RUDE]);
    let said = world.books(Some(&RUDE));
    let error = said.is(&RUDE, 5, "payment_declined");
    assert!(
        error["error"]["message"].as_str().unwrap().contains("한도 초과"),
        "{error}"
    );
    assert_eq!(world.kept(), 0);
    world.is_sound();
}
