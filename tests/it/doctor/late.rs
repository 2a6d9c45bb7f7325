//! Money that is found only after its charge was given up: a call can have been in doubt for hours when the
//! gateway denies it, and be carried out after that.

use healthcenter::app::When;
use healthcenter::domain::payment::Method;
use healthcenter::store::DatabaseUrl;
use jiff::SignedDuration;

use super::scripted::Turn;
use super::world::{World, december, id};

#[tokio::test]
async fn a_charge_denied_after_hours_of_doubt_is_looked_for_again() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::open(DatabaseUrl::Sqlite(folder.path().join("h.db")));
    world.payments.next(&[Turn::CallLost]);
    world.payments.dark(true);
    let booked = world.book(When::At(december(1)), Some(Method::Card)).await.unwrap();
    let order = id(&booked);
    world.drain().await;
    assert_eq!(world.status(order).await, "payment_unknown");
    world.pass(SignedDuration::from_hours(5));
    world.payments.dark(false);
    world.drain().await;
    assert_eq!(
        world.status(order).await,
        "expired",
        "denied, and its hold ran out long ago"
    );
    world.payments.catch_up();
    world.pass(SignedDuration::from_mins(2));
    world.drain().await;
    assert_eq!(world.status(order).await, "requested", "the money had been taken");
    world.is_well("a charge that came late").await;
}
