//! What waits for workers: leased, done once, in order, and never in another order's way.

use healthcenter::domain::breaker::Breaker;
use healthcenter::domain::event::Event;
use healthcenter::domain::ids::OrderId;
use healthcenter::domain::message::MessageStatus;
use healthcenter::domain::payment::PaymentStatus;
use healthcenter::store::breakers::{self, Gateway};
use healthcenter::store::engine::Engine;
use healthcenter::store::inbox::{self, Consumer};
use healthcenter::store::mypages::{self, Stored};
use healthcenter::store::outbox;
use healthcenter::store::sending::{self, Delivery};
use healthcenter::store::sql::{Dialect, Sql};
use healthcenter::store::{StoreError, payments};

use super::bookings::{book, charge, customer, moved};
use super::place::{Place, WAIT, at, on_both, write};

/// Three orders of two texts each.
fn six_texts(sql: &mut dyn Sql) {
    for n in 1..=3 {
        let order = book(sql, n, customer("홍길동", Some("01012345678")));
        moved(sql, &order, &Event::HoldExpired, 1);
    }
}

fn claim(sql: &mut dyn Sql, now: i64, owner: &str, limit: i64) -> Vec<String> {
    let claimed = sending::claim(sql, at(now), owner, at(now + 30), limit).unwrap();
    claimed.into_iter().map(|message| message.id).collect()
}

fn settle(sql: &mut dyn Sql, id: &str, owner: &str, delivery: &Delivery) -> bool {
    sending::settle(sql, id, owner, delivery, at(12)).unwrap()
}

fn sent() -> Delivery {
    Delivery::Sent { gateway_id: "g".into() }
}

fn later(second: i64) -> Delivery {
    Delivery::Later {
        due_at: at(second),
        not_before: None,
        reason: "busy".into(),
        counts: true,
    }
}

on_both! {
    fn texts_of_one_order_go_one_after_the_other_and_no_order_waits_for_another(place: &Place) {
        write(&mut place.engine(), |sql| {
            six_texts(sql);
            assert_eq!(claim(sql, 10, "a", 2), ["m-1-1", "m-2-1"]);
            assert_eq!(claim(sql, 10, "b", 10), ["m-3-1"], "leased ones are left alone");
            assert!(settle(sql, "m-1-1", "a", &sent()));
            assert!(settle(sql, "m-2-1", "a", &later(100)));
            assert_eq!(claim(sql, 13, "a", 10), ["m-1-2"], "the second of order 2 waits for its first");
            assert!(settle(sql, "m-1-2", "a", &Delivery::Buried { reason: "no such number".into() }));
            assert_eq!(claim(sql, 100, "c", 10).len(), 2);
            let list = outbox::list(sql, &outbox::Filter { order: Some(OrderId(1)), limit: 10, ..Default::default() });
            let states: Vec<_> = list.unwrap().iter().map(|m| (m.status, m.attempts)).collect();
            assert_eq!(states, [(MessageStatus::Sent, 1), (MessageStatus::Buried, 1)]);
        });
    }

    fn a_lease_runs_out_and_only_its_owner_writes_back(place: &Place) {
        write(&mut place.engine(), |sql| {
            six_texts(sql);
            assert_eq!(claim(sql, 10, "a", 1), ["m-1-1"]);
            assert!(!claim(sql, 39, "b", 10).contains(&"m-1-1".to_owned()));
            assert_eq!(claim(sql, 40, "b", 10), ["m-1-1"], "the lease has run out");
            assert!(!settle(sql, "m-1-1", "a", &sent()), "it is another's by now");
            assert!(settle(sql, "m-1-1", "b", &sent()));
            assert!(!settle(sql, "m-1-1", "b", &later(50)), "what is sent stays sent");
            assert!(!outbox::retry(sql, "m-1-1", at(50)).unwrap());
            assert!(!outbox::retry(sql, "nothing", at(50)).unwrap());
        });
    }

    fn a_gateways_own_not_before_is_kept_and_backoffs_are_woken(place: &Place) {
        write(&mut place.engine(), |sql| {
            six_texts(sql);
            assert_eq!(claim(sql, 10, "a", 3).len(), 3);
            let not_before = Delivery::Later { due_at: at(20), not_before: Some(at(300)), reason: "429".into(), counts: false };
            assert!(settle(sql, "m-1-1", "a", &not_before));
            assert!(settle(sql, "m-2-1", "a", &later(1_000)));
            assert!(settle(sql, "m-3-1", "a", &Delivery::Untried));
            assert_eq!(claim(sql, 21, "a", 10), ["m-3-1"]);
            sending::wake(sql, at(22)).unwrap();
            assert_eq!(claim(sql, 22, "b", 10), ["m-2-1"]);
            assert_eq!(claim(sql, 299, "b", 1), ["m-3-1"]);
            assert!(claim(sql, 300, "c", 10).contains(&"m-1-1".to_owned()));
        });
    }

    fn only_texts_that_nobody_has_touched_are_taken_back(place: &Place) {
        write(&mut place.engine(), |sql| {
            six_texts(sql);
            assert_eq!(claim(sql, 10, "a", 2), ["m-1-1", "m-2-1"]);
            assert!(settle(sql, "m-2-1", "a", &later(100)));
            for order in 1..=3 {
                outbox::suppress(sql, OrderId(order), 2, &["OrderPlaced"], at(11)).unwrap();
            }
            let list = outbox::list(sql, &outbox::Filter { limit: 10, ..Default::default() }).unwrap();
            let back: Vec<&str> = list
                .iter()
                .filter(|message| message.status == MessageStatus::Suppressed)
                .map(|message| message.id.as_str())
                .collect();
            assert_eq!(back, ["m-3-1"], "not the leased, not the tried, and none that came after");
        });
    }

    /// On PostgreSQL the rows are locked and passed over; SQLite's second claimer comes after the first.
    fn two_who_claim_at_once_get_different_texts(place: &Place) {
        let mut first = place.engine();
        write(&mut first, six_texts);
        let mut second = Engine::open(&place.url, WAIT).unwrap();
        first.begin(true).unwrap();
        let mine = claim(first.sql(), 10, "a", 2);
        let theirs = if second.sql().dialect() == Dialect::Postgres {
            let theirs = write(&mut second, |sql| claim(sql, 10, "b", 10));
            first.commit().unwrap();
            theirs
        } else {
            first.commit().unwrap();
            write(&mut second, |sql| claim(sql, 10, "b", 10))
        };
        assert_eq!((mine, theirs), (vec!["m-1-1".into(), "m-2-1".into()], vec!["m-3-1".to_owned()]));
    }

    fn a_task_is_done_once_or_put_off(place: &Place) {
        let mut first = place.engine();
        let take = |sql: &mut dyn Sql, now: i64, limit: i64| -> Vec<(i64, i64)> {
            let tasks = inbox::take(sql, Consumer::MyPage, at(now), limit).unwrap();
            tasks.iter().map(|task| (task.event.0, task.attempts)).collect()
        };
        write(&mut first, |sql| {
            six_texts(sql);
            assert_eq!(take(sql, 0, 10).len(), 3, "the others are due a second later");
            assert_eq!(take(sql, 1, 2), [(1, 0), (2, 0)]);
            let tasks = inbox::take(sql, Consumer::MyPage, at(1), 2).unwrap();
            assert_eq!(inbox::take(sql, Consumer::Reservations, at(1), 2), Ok(vec![]));
            inbox::done(sql, Consumer::MyPage, tasks[0].event).unwrap();
            inbox::put_off(sql, Consumer::MyPage, tasks[1].event, at(60), "trouble").unwrap();
            assert_eq!(take(sql, 59, 2), [(3, 0), (4, 0)]);
            assert_eq!(take(sql, 60, 2), [(2, 1), (3, 0)]);
        });
        if first.sql().dialect() == Dialect::Postgres {
            let mut second = Engine::open(&place.url, WAIT).unwrap();
            first.begin(true).unwrap();
            assert_eq!(take(first.sql(), 60, 2), [(2, 1), (3, 0)]);
            assert_eq!(write(&mut second, |sql| take(sql, 60, 2)), [(4, 0), (5, 0)]);
            first.rollback();
        }
    }

    fn a_payment_is_leased_while_it_is_looked_into(place: &Place) {
        let mut engine = place.engine();
        write(&mut engine, |sql| {
            let order = book(sql, 1, customer("홍길동", None)).id;
            let mut payment = charge(order, "key-1");
            payment.id = payments::insert(sql, &payment).unwrap();
            assert_eq!(payments::lock(sql, payment.id), Ok(Some(payment.clone())));
            assert_eq!(payments::order_of(sql, payment.id), Ok(Some(order)));
            let due = |sql: &mut dyn Sql, now, owner| payments::claim_due(sql, at(now), owner, at(now + 30), 10).unwrap();
            assert_eq!(due(sql, 29, "a"), []);
            assert_eq!(due(sql, 30, "a"), std::slice::from_ref(&payment));
            assert_eq!(due(sql, 59, "b"), []);
            assert_eq!(due(sql, 60, "b").len(), 1, "the lease has run out");
            assert_eq!(payments::is_leased_to(sql, payment.id, "a"), Ok(false));
            assert_eq!(payments::is_leased_to(sql, payment.id, "b"), Ok(true));
            (payment.status, payment.due_at) = (PaymentStatus::Approved, None);
            (payment.reference, payment.settled_at) = (Some("p1".into()), Some(at(61)));
            payments::update(sql, &payment).unwrap();
            assert_eq!(payments::of_order(sql, order), Ok(vec![payment.clone()]));
            assert_eq!(payments::is_leased_to(sql, payment.id, "b"), Ok(false));
            assert_eq!(due(sql, 9_999, "c"), []);
        });
        engine.begin(true).unwrap();
        let again = payments::insert(engine.sql(), &charge(OrderId(1), "key-1"));
        engine.rollback();
        assert!(matches!(again, Err(StoreError::Constraint(_))), "one key, one payment: {again:?}");
    }

    fn a_breaker_is_kept_as_it_is(place: &Place) {
        write(&mut place.engine(), |sql| {
            let open = Breaker {
                window: (1 << 20) - 1,
                failures_in_row: 7,
                trips: 3,
                open_until: Some(at(5)),
                probe_until: Some(at(6)),
            };
            assert_eq!(breakers::read(sql, Gateway::Payment), Ok(Breaker::CLOSED));
            breakers::write(sql, Gateway::Payment, &open).unwrap();
            assert_eq!(breakers::lock(sql, Gateway::Payment), Ok(open));
            assert_eq!(breakers::read(sql, Gateway::Sms), Ok(Breaker::CLOSED));
        });
    }

    fn an_older_view_never_replaces_a_newer_one(place: &Place) {
        write(&mut place.engine(), |sql| {
            let view = |seq, body: &str| Stored { order: OrderId(1), seq, body: body.into() };
            mypages::put(sql, Some("01012345678"), &view(2, "two")).unwrap();
            mypages::put(sql, None, &view(1, "one")).unwrap();
            mypages::put(sql, None, &view(2, "two again")).unwrap();
            assert_eq!(mypages::find(sql, OrderId(1)), Ok(Some(view(2, "two"))));
            mypages::put(sql, None, &view(3, "three")).unwrap();
            assert_eq!(mypages::find(sql, OrderId(1)), Ok(Some(view(3, "three"))));
            mypages::clear(sql, OrderId(0), None).unwrap();
            assert_eq!(mypages::find(sql, OrderId(1)), Ok(None));
        });
    }
}
