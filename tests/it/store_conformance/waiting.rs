//! When there is something to do again: a worker that finds nothing lies down until then, and never longer.

use healthcenter::domain::breaker::Breaker;
use healthcenter::domain::event::Event;
use healthcenter::store::backlog::{self, next_hold, next_payment, next_task, next_text};
use healthcenter::store::breakers::{self, Gateway};
use healthcenter::store::inbox::{self, Consumer};
use healthcenter::store::payments;
use healthcenter::store::sending::{self, Delivery};
use healthcenter::store::sql::Sql;

use super::bookings::{book, charge, customer, moved};
use super::place::{Place, at, on_both, write};

fn one_order(sql: &mut dyn Sql) -> healthcenter::domain::order::Order {
    book(sql, 1, customer("홍길동", Some("01012345678")))
}

on_both! {
    fn an_empty_store_waits_for_nothing(place: &Place) {
        write(&mut place.engine(), |sql| {
            assert_eq!(next_task(sql, Consumer::MyPage), Ok(None));
            assert_eq!(next_text(sql, at(0)), Ok(None));
            assert_eq!(next_payment(sql, at(0)), Ok(None));
            assert_eq!(next_hold(sql), Ok(None));
        });
    }

    fn a_hold_and_a_task_are_waited_for_until_they_are_due(place: &Place) {
        write(&mut place.engine(), |sql| {
            one_order(sql);
            assert_eq!(next_hold(sql), Ok(Some(at(600))));
            let task = inbox::take(sql, Consumer::MyPage, at(0), 1).unwrap()[0];
            inbox::put_off(sql, Consumer::MyPage, task.event, at(60), "trouble").unwrap();
            assert_eq!(next_task(sql, Consumer::MyPage), Ok(Some(at(60))));
            assert_eq!(next_task(sql, Consumer::Reservations), Ok(None));
        });
    }

    fn a_payment_is_waited_for_until_it_is_due_or_its_lease_runs_out(place: &Place) {
        write(&mut place.engine(), |sql| {
            let order = one_order(sql).id;
            payments::insert(sql, &charge(order, "key-1")).unwrap();
            assert_eq!(next_payment(sql, at(0)), Ok(Some(at(30))));
            assert_eq!(payments::claim_due(sql, at(30), "a", at(60), 1).unwrap().len(), 1);
            assert_eq!(backlog::payments(sql, at(31)), Ok(false));
            assert_eq!(next_payment(sql, at(31)), Ok(Some(at(60))));
        });
    }

    fn a_text_is_waited_for_until_it_is_due_its_lease_runs_out_and_its_gateway_may_be_called(place: &Place) {
        write(&mut place.engine(), |sql| {
            let order = one_order(sql);
            moved(sql, &order, &Event::HoldExpired, 5);
            let claimed = |sql: &mut dyn Sql, now| sending::claim(sql, at(now), "a", at(now + 30), 1).unwrap().len();
            assert_eq!(claimed(sql, 10), 1);
            assert_eq!(backlog::texts(sql, at(11)), Ok(false), "the second waits for the first");
            assert_eq!(next_text(sql, at(11)), Ok(Some(at(40))));
            let later = Delivery::Later { due_at: at(20), not_before: Some(at(300)), reason: "429".into(), counts: false };
            assert!(sending::settle(sql, "m-1-1", "a", &later, at(12)).unwrap());
            assert_eq!(next_text(sql, at(13)), Ok(Some(at(20))), "looked at early, at worst");
            assert_eq!(next_text(sql, at(21)), Ok(Some(at(300))));
            let open = Breaker { open_until: Some(at(25)), ..Breaker::CLOSED };
            breakers::write(sql, Gateway::Sms, &open).unwrap();
            assert_eq!(next_text(sql, at(21)), Ok(Some(at(25))));
        });
    }
}
