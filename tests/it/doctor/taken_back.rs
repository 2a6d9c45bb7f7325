//! What happens to a text that is in a worker's hands when a later event makes it untrue, and to one that
//! is taken up again by hand after its neighbours have gone.

use healthcenter::app::When;
use healthcenter::app::ports::SendAnswer;
use healthcenter::domain::ids::OrderId;
use healthcenter::domain::message::MessageStatus;
use healthcenter::domain::payment::Method;
use healthcenter::store::outbox::{self, Message};
use healthcenter::store::sending;
use healthcenter::store::{DatabaseUrl, StoreError};
use healthcenter::worker::Lane;
use jiff::SignedDuration;

use super::world::{World, december, id};

fn world(folder: &tempfile::TempDir) -> World {
    World::open(DatabaseUrl::Sqlite(folder.path().join("h.db")))
}

async fn messages(world: &World, order: OrderId) -> Vec<Message> {
    let of_order = outbox::Filter {
        order: Some(order),
        limit: 100,
        ..outbox::Filter::default()
    };
    world.app.messages(of_order).await.unwrap()
}

async fn of_event(world: &World, order: OrderId, event: &str) -> Message {
    let messages = messages(world, order).await;
    messages.into_iter().find(|message| message.event == event).unwrap()
}

fn sent(world: &World, message: &Message) -> bool {
    world
        .texts
        .seen
        .lock()
        .unwrap()
        .iter()
        .any(|text| text.key == message.id)
}

/// A worker takes the text of a held order, the order is cancelled, and the worker dies or gives it back.
async fn cancelled_in_the_worker_s_hands(world: &World) -> (OrderId, String) {
    let order = id(&world.book(When::At(december(1)), None).await.unwrap());
    let (now, owner) = (world.now(), "a worker".to_owned());
    let claimed = world
        .app
        .store
        .write(move |sql| -> Result<_, StoreError> {
            sending::claim(sql, now, "a worker", now + SignedDuration::from_secs(30), 10)
        })
        .await
        .unwrap();
    assert_eq!(claimed.len(), 1);
    world.cancel(order).await.unwrap();
    (order, owner)
}

#[tokio::test]
async fn a_reminder_in_the_hands_of_a_worker_that_dies_is_not_sent_after_a_cancellation() {
    let folder = tempfile::tempdir().unwrap();
    let world = world(&folder);
    let (order, _) = cancelled_in_the_worker_s_hands(&world).await;
    assert_eq!(
        of_event(&world, order, "OrderPlaced").await.status,
        MessageStatus::Pending
    );
    world.is_well("a cancellation beside a lease").await;
    world.pass(SignedDuration::from_secs(31));
    world.drain().await;
    let reminder = of_event(&world, order, "OrderPlaced").await;
    assert!(!sent(&world, &reminder), "the reminder went out after the cancellation");
    assert_eq!(reminder.status, MessageStatus::Suppressed);
    assert_eq!(reminder.reason.as_deref(), Some("superseded"));
    assert_eq!(
        of_event(&world, order, "OrderCancelled").await.status,
        MessageStatus::Sent
    );
    world.is_well("a reminder taken back").await;
}

#[tokio::test]
async fn a_reminder_that_comes_home_unsent_is_not_sent_after_a_cancellation() {
    let folder = tempfile::tempdir().unwrap();
    let world = world(&folder);
    for home in [
        sending::Delivery::Untried,
        sending::Delivery::Later {
            due_at: world.now(),
            not_before: None,
            reason: "busy".into(),
            counts: false,
        },
    ] {
        let (order, owner) = cancelled_in_the_worker_s_hands(&world).await;
        let (reminder, now) = (of_event(&world, order, "OrderPlaced").await, world.now());
        let key = reminder.id.clone();
        world
            .app
            .store
            .write(move |sql| -> Result<_, StoreError> { sending::settle(sql, &key, &owner, &home, now) })
            .await
            .unwrap();
        world.is_well("a reminder come home").await;
        world.drain().await;
        assert!(!sent(&world, &reminder), "the reminder went out after the cancellation");
        assert_eq!(
            of_event(&world, order, "OrderPlaced").await.status,
            MessageStatus::Suppressed
        );
    }
}

#[tokio::test]
async fn a_text_that_reached_the_gateway_meanwhile_counts_as_sent() {
    let folder = tempfile::tempdir().unwrap();
    let world = world(&folder);
    let (order, owner) = cancelled_in_the_worker_s_hands(&world).await;
    let (key, now) = (of_event(&world, order, "OrderPlaced").await.id, world.now());
    let accepted = sending::Delivery::Sent {
        gateway_id: "m-1".into(),
    };
    world
        .app
        .store
        .write(move |sql| -> Result<_, StoreError> { sending::settle(sql, &key, &owner, &accepted, now) })
        .await
        .unwrap();
    let reminder = of_event(&world, order, "OrderPlaced").await;
    assert_eq!((reminder.status, reminder.reason), (MessageStatus::Sent, None));
}

#[tokio::test]
async fn a_buried_text_can_be_sent_after_newer_ones_and_the_doctor_knows_why() {
    let folder = tempfile::tempdir().unwrap();
    let world = world(&folder);
    world.texts.next(&[SendAnswer::Refused {
        reason: "no such sender".into(),
    }]);
    let order = id(&world.book(When::At(december(1)), Some(Method::Cash)).await.unwrap());
    world.drain().await;
    let buried = of_event(&world, order, "OrderPlaced").await;
    assert_eq!(buried.status, MessageStatus::Buried);
    world.pass(SignedDuration::from_mins(1));
    world.app.retry_messages(vec![buried.id.clone()]).await.unwrap();
    world.is_well("an old text that waits behind newer ones").await;
    world.step(Lane::Texts).await;
    assert_eq!(of_event(&world, order, "OrderPlaced").await.status, MessageStatus::Sent);
    world.is_well("an old text sent after newer ones").await;
}
