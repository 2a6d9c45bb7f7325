//! A believable life of a centre: every way an order can go, with the doctor asked after every step.

use std::collections::BTreeMap;

use healthcenter::app::When;
use healthcenter::app::ports::{RefundAnswer, SendAnswer};
use healthcenter::domain::ids::OrderId;
use healthcenter::domain::message::MessageStatus;
use healthcenter::domain::payment::Method;
use healthcenter::store::orders::OrderRef;
use healthcenter::store::{DatabaseUrl, outbox};
use healthcenter::worker::Lane;
use jiff::SignedDuration;

use super::scripted::Turn;
use super::world::{World, december, id};

/// The orders of a life by what has become of them.
pub type Orders = BTreeMap<&'static str, i64>;

/// Lives one, and leaves orders in every status behind.
pub async fn live(world: &World) -> Orders {
    let mut orders = Orders::new();
    visits(world, &mut orders).await;
    refunds(world, &mut orders).await;
    doubts(world, &mut orders).await;
    late_charges(world, &mut orders).await;
    texts(world).await;
    unfinished(world, &mut orders).await;
    orders
}

/// Day 0 is today, whatever time is left of it.
fn on(day: i8) -> When {
    match day {
        0 => When::Earliest(None),
        day => When::At(december(day)),
    }
}

async fn requested(world: &World, day: i8, method: Method) -> OrderId {
    let order = id(&world.book(on(day), Some(method)).await.unwrap());
    world.is_well("a booking").await;
    world.drain().await;
    assert_eq!(world.status(order).await, "requested");
    world.is_well("a request").await;
    order
}

async fn visits(world: &World, orders: &mut Orders) {
    for (name, day, method) in [
        ("completed", 0, Method::Cash),
        ("no_show", 0, Method::Terminal),
        ("confirmed", 2, Method::Card),
    ] {
        let order = requested(world, day, method).await;
        world.confirm(order).await.unwrap();
        world.is_well("a confirmation").await;
        let (which, by) = (OrderRef::Id(order), "desk".to_owned());
        match name {
            "completed" => world.app.check_in(which, by).await.unwrap(),
            "no_show" => {
                world.drain().await;
                world.pass(SignedDuration::from_hours(1));
                world.app.no_show(which, by).await.unwrap()
            }
            _ => world.app.reschedule(which, When::At(december(3)), by).await.unwrap(),
        };
        world.is_well(name).await;
        orders.insert(name, order.0);
    }
    orders.insert("requested", requested(world, 4, Method::Transfer).await.0);
    world.payments.next(&[Turn::Decline]);
    let declined = world.book(When::At(december(4)), Some(Method::Card)).await.unwrap();
    world.is_well("a decline").await;
    orders.insert("declined", id(&declined).0);
}

async fn refunds(world: &World, orders: &mut Orders) {
    // All of it, half of it, none of it: in two days, tomorrow, today.
    for (name, day) in [("cancelled", 9), ("half", 1), ("none", 0)] {
        let order = id(&world.book(on(day), Some(Method::Card)).await.unwrap());
        world.cancel(order).await.unwrap();
        world.is_well("a cancellation").await;
        assert_eq!(world.status(order).await, "cancelled");
        orders.insert(name, order.0);
    }
    let order = requested(world, 9, Method::Card).await;
    world.reject(order).await.unwrap();
    world.is_well("a rejection").await;
    orders.insert("rejected", order.0);

    let order = requested(world, 10, Method::Card).await;
    let unknown = RefundAnswer::Unknown {
        reason: "no answer".into(),
    };
    world.payments.next_refunds(&[unknown.clone(), unknown]);
    world.cancel(order).await.unwrap();
    assert_eq!(world.status(order).await, "refund_pending");
    for _ in 0..2 {
        world.is_well("a refund without an answer").await;
        world.pass(SignedDuration::from_mins(5));
        world.drain().await;
    }
    assert_eq!(world.status(order).await, "cancelled");
    world.is_well("a repeated refund").await;
}

async fn doubts(world: &World, orders: &mut Orders) {
    let card = Some(Method::Card);
    world.payments.next(&[Turn::Busy]);
    let order = id(&world.book(When::At(december(11)), card).await.unwrap());
    assert_eq!(world.status(order).await, "held");
    world.is_well("a busy gateway").await;
    world.pay(order, Method::Card).await.unwrap();
    world.is_well("a second call with one key").await;
    assert_eq!(world.status(order).await, "paid");

    world.payments.next(&[Turn::AnswerLost]);
    let order = id(&world.book(When::At(december(11)), card).await.unwrap());
    world.is_well("a lost answer").await;
    world.pass(SignedDuration::from_secs(1));
    world.drain().await;
    assert_eq!(world.status(order).await, "requested");
    world.is_well("an answer found by key").await;

    // Cancelled while nobody knows: the charge comes out, and goes back.
    world.payments.next(&[Turn::AnswerLost]);
    let order = id(&world.book(When::At(december(14)), card).await.unwrap());
    world.cancel(order).await.unwrap();
    assert_eq!(world.status(order).await, "refund_pending");
    world.is_well("a cancellation in doubt").await;
    world.pass(SignedDuration::from_secs(1));
    world.drain().await;
    assert_eq!(world.status(order).await, "cancelled");
    world.is_well("a doubt that was a charge").await;

    // The process dies in the call, and the hold runs out before anybody looks.
    let order = dies_in_the_call(world, 14).await;
    assert_eq!(world.status(order).await, "paying");
    world.is_well("a death in the call").await;
    world.pass(SignedDuration::from_mins(10));
    world.is_well("a hold that ran out unswept").await;
    world.step(Lane::Holds).await;
    assert_eq!(world.status(order).await, "payment_unknown");
    world.is_well("a hold swept in doubt").await;
    world.drain().await;
    assert_eq!(world.status(order).await, "expired");
    world.is_well("a doubt that was nothing").await;
    world.payments.lose();
    orders.insert("expired", order.0);
}

/// An order whose booking process is gone while its charge is out.
async fn dies_in_the_call(world: &World, day: i8) -> OrderId {
    world.payments.next(&[Turn::Silence]);
    tokio::select! {
        _ = world.book(When::At(december(day)), Some(Method::Card)) => panic!("silence answered"),
        () = world.payments.silent.notified() => {}
    }
    let last = healthcenter::store::orders::Filter {
        limit: 1_000,
        ..Default::default()
    };
    OrderId(world.app.orders(last).await.unwrap().last().unwrap().id)
}

/// An order that is held again after its call was never heard of.
async fn released(world: &World, day: i8) -> OrderId {
    world.payments.next(&[Turn::CallLost]);
    let booked = world.book(When::At(december(day)), Some(Method::Card)).await.unwrap();
    world.pass(SignedDuration::from_secs(6));
    world.drain().await;
    assert_eq!(world.status(id(&booked)).await, "held");
    world.is_well("a call that never arrived").await;
    id(&booked)
}

async fn late_charges(world: &World, orders: &mut Orders) {
    // A charge that arrives when the place is free takes it again; when it is not, it goes back.
    let (back, gone) = (released(world, 15).await, released(world, 16).await);
    world.pass(SignedDuration::from_mins(11));
    world.step(Lane::Holds).await;
    assert_eq!(world.status(gone).await, "expired");
    world.is_well("two holds swept").await;
    for _ in 0..2 {
        world.book(When::At(december(16)), None).await.unwrap();
    }
    world.payments.catch_up();
    world.drain().await;
    assert_eq!(world.status(back).await, "requested");
    assert_eq!(world.status(gone).await, "cancelled");
    world.is_well("late charges").await;
    orders.insert("gone", gone.0);

    // Paid in cash meanwhile: the late charge alone goes back. Cancelled meanwhile: the order owes again.
    let (paid, cancelled) = (released(world, 17).await, released(world, 17).await);
    world.pay(paid, Method::Cash).await.unwrap();
    world.cancel(cancelled).await.unwrap();
    world.is_well("cash beside a card").await;
    world.payments.catch_up();
    world.payments.next_refunds(&[
        RefundAnswer::Unknown { reason: "?".into() },
        RefundAnswer::Unknown { reason: "?".into() },
    ]);
    world.pass(SignedDuration::from_mins(2));
    world.step(Lane::Payments).await;
    world.is_well("charges beside what is settled").await;
    assert_eq!(world.status(paid).await, "paid");
    assert_eq!(world.status(cancelled).await, "refund_pending");
    world.step(Lane::Payments).await;
    world.is_well("their refunds without an answer").await;
    world.cancel(paid).await.unwrap();
    assert_eq!(world.status(paid).await, "cancelled");
    world.is_well("a cancellation beside a refund").await;
    world.pass(SignedDuration::from_mins(2));
    world.drain().await;
    assert_eq!(world.status(cancelled).await, "cancelled");
    world.is_well("strays given back").await;
    orders.insert("stray", paid.0);
}

async fn texts(world: &World) {
    let refused = SendAnswer::Refused {
        reason: "no such number".into(),
    };
    let later = SendAnswer::Later {
        reason: "busy".into(),
        not_before: Some(SignedDuration::from_secs(90)),
    };
    world.texts.next(&[refused, later]);
    requested(world, 18, Method::Cash).await;
    world.pass(SignedDuration::from_mins(3));
    world.drain().await;
    let buried = outbox::Filter {
        status: Some(MessageStatus::Buried),
        limit: 10,
        ..outbox::Filter::default()
    };
    let buried = world.app.messages(buried).await.unwrap();
    let ids = buried.into_iter().map(|message| message.id).collect();
    world.app.retry_messages(ids).await.unwrap();
    world.is_well("a buried text taken up again").await;
    world.drain().await;
    world.is_well("an old text sent after newer ones").await;
}

/// What is under way when the doctor comes.
async fn unfinished(world: &World, orders: &mut Orders) {
    let card = Some(Method::Card);
    let pending = requested(world, 21, Method::Card).await;
    world.payments.next_refunds(&[RefundAnswer::Refused {
        reason: "closed account".into(),
    }]);
    world.cancel(pending).await.unwrap();
    orders.insert("refund_pending", pending.0);
    world.payments.next(&[Turn::CallLost]);
    let unknown = id(&world.book(When::At(december(21)), card).await.unwrap());
    orders.insert("payment_unknown", unknown.0);
    orders.insert("held", id(&world.book(When::At(december(22)), None).await.unwrap()).0);
    orders.insert("paid", id(&world.book(When::At(december(22)), card).await.unwrap()).0);
    orders.insert("paying", dies_in_the_call(world, 23).await.0);
    for (name, order) in &*orders {
        let status = world.status(OrderId(*order)).await;
        assert!(
            *name == status || ["half", "none", "gone", "stray"].contains(name),
            "{name}: {status}"
        );
    }
    world.is_well("a day with everything under way").await;
}

#[tokio::test]
async fn a_centre_that_lives_by_its_own_rules_is_well_after_every_step() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::open(DatabaseUrl::Sqlite(folder.path().join("h.db")));
    world.is_well("nothing at all").await;
    live(&world).await;
}
