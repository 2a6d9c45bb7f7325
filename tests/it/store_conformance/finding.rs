//! Orders: found by whatever a desk types, and moved only from where they stand.

use healthcenter::domain::event::Event;
use healthcenter::domain::ids::OrderId;
use healthcenter::domain::message::MessageStatus;
use healthcenter::domain::order::OrderStatus;
use healthcenter::params;
use healthcenter::store::messages::{self, Edge};
use healthcenter::store::orders::{self, Filter, OrderRef};
use healthcenter::store::sql::Sql;
use healthcenter::store::{StoreError, events, idempotency};

use super::place::{Place, at, on_both, wait_for, write};
use crate::store_conformance::bookings::{book, code, customer, moved, note, slot, unanswered};

fn found(sql: &mut dyn Sql, filter: Filter) -> Vec<i64> {
    let limit = if filter.limit == 0 { 50 } else { filter.limit };
    orders::list(sql, &Filter { limit, ..filter })
        .unwrap()
        .iter()
        .map(|order| order.id.0)
        .collect()
}

fn search(sql: &mut dyn Sql, text: &str) -> Vec<i64> {
    found(
        sql,
        Filter {
            search: Some(text.into()),
            ..Filter::default()
        },
    )
}

on_both! {
    fn texts_are_found_by_whose_they_are_however_many_bear_the_name(place: &Place) {
        const MANY: u64 = 1_001;
        write(&mut place.engine(), |sql| {
            for n in 1..=MANY {
                book(sql, n, customer("김하늘", Some("01022221111")));
            }
            book(sql, MANY + 1, customer("홍길동", Some("01012345678")));
            let mut whose = |search: &str, edge, limit| -> Vec<i64> {
                let filter = messages::Filter {
                    status: Some(MessageStatus::Pending),
                    search: Some(search.into()),
                };
                let page = messages::page(sql, &filter, edge, limit).unwrap();
                page.iter().map(|message| message.order.0).collect()
            };
            assert_eq!(whose("김", Edge::First, 2), [1001, 1000], "on the way through the texts");
            assert_eq!(whose("1111", Edge::Last, 2), [2, 1]);
            assert_eq!(whose("홍", Edge::First, 2), [1002], "looked up");
            assert!(whose("박", Edge::Last, 2).is_empty());
        });
    }

    fn an_order_is_found_by_whatever_the_desk_types(place: &Place) {
        write(&mut place.engine(), |sql| {
            let people = [
                ("홍길동", Some("01012345678")),
                ("홍길순", Some("01099995678")),
                ("한기덕", Some("01011112222")),
                ("김철수", None),
                ("Jung Kim", Some("01012345678")),
            ];
            for (n, (name, phone)) in (1..).zip(people) {
                assert_eq!(book(sql, n, customer(name, phone)).id, OrderId(n as i64));
            }
            for (text, ids) in [
                ("ㅎㄱㄷ", vec![1, 3]),
                ("ㅎㄱ", vec![1, 2, 3]),
                ("ㅎ", vec![1, 2, 3]),
                ("5678", vec![1, 2, 5]),
                ("010-1234-5678", vec![1, 5]),
                ("01012345678", vec![1, 5]),
                ("홍", vec![1, 2]),
                (" 홍길동 ", vec![1]),
                ("길동", vec![]),
                ("Jung", vec![5]),
                (&code(4).to_string().to_lowercase(), vec![4]),
                (code(2).as_str(), vec![2]),
                ("1234", vec![]),
                ("%", vec![]),
                ("_", vec![]),
                ("' OR 1=1 --", vec![]),
                ("", vec![1, 2, 3, 4, 5]),
            ] {
                assert_eq!(search(sql, text), ids, "{text}");
            }
            assert_eq!(found(sql, Filter { limit: 2, ..Filter::default() }), [1, 2]);
            let after = |after, limit| Filter { after: Some(OrderId(after)), limit, ..Filter::default() };
            assert_eq!(found(sql, after(2, 2)), [3, 4]);
            assert_eq!(found(sql, after(5, 2)), [0; 0]);
            assert_eq!(found(sql, Filter { search: Some("ㅎ".into()), ..after(1, 1) }), [2]);
            let third = orders::find(sql, &OrderRef::Id(OrderId(3))).unwrap().unwrap();
            moved(sql, &third, &Event::HoldExpired, 600);
            assert_eq!(found(sql, Filter { status: Some(OrderStatus::Expired), ..Filter::default() }), [3]);
            assert_eq!(found(sql, Filter { date: Some(slot().date), ..Filter::default() }).len(), 5);
            assert_eq!(found(sql, Filter { date: slot().date.tomorrow().ok(), ..Filter::default() }), [0; 0]);
            assert_eq!(orders::of_phone(sql, "01012345678"), Ok(vec![OrderId(1), OrderId(5)]));
            assert_eq!(orders::active_of_phone(sql, "01012345678", at(599)), Ok(2));
            assert_eq!(orders::active_of_phone(sql, "01012345678", at(600)), Ok(0), "holds that ran out do not count");
        });
    }

    fn an_order_comes_back_as_it_was_written(place: &Place) {
        write(&mut place.engine(), |sql| {
            let order = book(sql, 1, customer("홍길동", Some("01012345678")));
            for which in [OrderRef::Id(order.id), OrderRef::Code(order.code.clone())] {
                assert_eq!(orders::find(sql, &which), Ok(Some(order.clone())));
                assert_eq!(orders::lock(sql, &which), Ok(Some(order.clone())));
            }
            assert_eq!(orders::find(sql, &OrderRef::Id(OrderId(99))), Ok(None));
            let log = events::after(sql, order.id, 0).unwrap();
            assert_eq!((log.len(), log[0].seq, log[0].event.name()), (1, 1, "OrderPlaced"));
            assert_eq!(events::after(sql, order.id, 1), Ok(vec![]));
        });
    }

    fn a_place_in_the_log_is_taken_once(place: &Place) {
        let mut engine = place.engine();
        let order = write(&mut engine, |sql| book(sql, 1, customer("홍길동", None)));
        engine.begin(true).unwrap();
        let said = events::append(engine.sql(), &order, &Event::HoldExpired, at(1));
        engine.rollback();
        assert!(matches!(said, Err(StoreError::Constraint(_))), "{said:?}");
    }

    /// Who has read an order before somebody else moved it is repeated, reads again, and loses nothing.
    fn a_stale_order_is_read_again_not_lost(place: &Place) {
        let store = place.open();
        wait_for(async {
            let order = store
                .write(|sql| -> Result<_, StoreError> { Ok(book(sql, 1, customer("홍길동", None))) })
                .await
                .unwrap();
            let (mut seen, mut runs) = (Some(order.clone()), 0);
            store
                .write(|sql| -> Result<(), StoreError> {
                    let order = orders::find(sql, &OrderRef::Id(OrderId(1)))?.unwrap();
                    moved(sql, &order, &Event::HoldExpired, 600);
                    Ok(())
                })
                .await
                .unwrap();
            let answer = store
                .write(move |sql| -> Result<_, StoreError> {
                    runs += 1;
                    // The first time what was read before; the next time what is there.
                    let order = match seen.take() {
                        Some(stale) => stale,
                        None => orders::find(sql, &OrderRef::Id(OrderId(1)))?.unwrap(),
                    };
                    orders::update(sql, order.seq, &order)?;
                    Ok((runs, order.status))
                })
                .await;
            assert_eq!(answer, Ok((2, OrderStatus::Expired)));
            let never = store.write(move |sql| orders::update(sql, order.seq, &order)).await;
            assert!(matches!(never, Err(StoreError::Conflict | StoreError::Busy)), "{never:?}");
        });
    }

    fn sixteen_with_one_key_make_one_order(place: &Place) {
        let store = place.open();
        wait_for(async {
            let calls: Vec<_> = (1..=16)
                .map(|n| {
                    let store = store.clone();
                    tokio::spawn(async move {
                        store
                            .write(move |sql| -> Result<OrderId, StoreError> {
                                if let Some(known) = idempotency::find(sql, "key")? {
                                    assert_eq!(known.request, "digest");
                                    return Ok(known.order);
                                }
                                let (mut order, event) = crate::store_conformance::bookings::placed(n, customer("홍길동", None));
                                order.id = orders::insert(sql, &order)?;
                                note(sql, &order, &event, 0);
                                idempotency::note(sql, "key", &unanswered(order.id), at(0))?;
                                Ok(order.id)
                            })
                            .await
                    })
                })
                .collect();
            let mut answers = Vec::new();
            for call in calls {
                answers.push(call.await.unwrap().unwrap());
            }
            answers.dedup();
            assert_eq!(answers.len(), 1, "{answers:?}");
            let orders = store.read(|sql| sql.number("SELECT COUNT(*) FROM orders", params![])).await;
            assert_eq!(orders, Ok(1));
        });
    }

    fn the_first_answer_to_a_key_stays(place: &Place) {
        write(&mut place.engine(), |sql| {
            let order = book(sql, 1, customer("홍길동", None));
            assert_eq!(idempotency::find(sql, "key"), Ok(None));
            idempotency::note(sql, "key", &unanswered(order.id), at(0)).unwrap();
            assert_eq!(idempotency::find(sql, "key").unwrap().unwrap().answer, None);
            idempotency::answer(sql, "key", "first").unwrap();
            idempotency::answer(sql, "key", "second").unwrap();
            assert_eq!(idempotency::find(sql, "key").unwrap().unwrap().answer, Some("first".into()));
        });
    }
}
