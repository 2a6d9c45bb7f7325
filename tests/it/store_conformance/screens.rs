//! What the screens read of a centre that was lived in: bookings through the use cases, then every
//! question, on both engines.

use healthcenter::app::ports::{RefundAnswer, SendAnswer};
use healthcenter::app::{self, Book, When};
use healthcenter::domain::calendar::DayClosed;
use healthcenter::domain::ids::OrderId;
use healthcenter::domain::message::MessageStatus;
use healthcenter::domain::money::Won;
use healthcenter::domain::package::PackageCode;
use healthcenter::domain::payment::{Method, PaymentStatus};
use healthcenter::domain::refusal::{ClosedBecause, Refusal};
use healthcenter::store::messages::{self, Edge};
use healthcenter::store::orders::OrderRef;
use healthcenter::store::pages::{self, Filter, Sort};
use healthcenter::store::tally::Tally;
use jiff::SignedDuration;
use jiff::civil::date;

use super::place::{Place, on_both, wait_for};
use crate::doctor::scripted::Turn;
use crate::doctor::world::{Booking, NAME, PHONE, World, december, id};

const fn exactly(n: i64) -> Tally {
    Tally { n, more: false }
}

on_both! {
    fn the_day_at_a_glance_and_on_its_sheet(place: &Place) {
        wait_for(async {
            let world = World::open(place.url.clone());
            let today = date(2026, 11, 30);
            let cash = Some(Method::Cash);
            let first = id(&world.book(When::OnDay(today), cash).await.unwrap());
            let second = id(&world.book(When::OnDay(today), cash).await.unwrap());
            let held = id(&world.book(When::OnDay(today), None).await.unwrap());
            world.book(When::At(december(1)), cash).await.unwrap();
            world.drain().await;
            world.confirm(first).await.unwrap();
            world.confirm(second).await.unwrap();
            world.app.check_in(OrderRef::Id(first), "desk".into()).await.unwrap();

            let glance = world.app.glance().await.unwrap();
            let arrivals = glance.arrivals;
            assert_eq!((arrivals.booked, arrivals.checked_in, arrivals.expected), (3, 1, 1));
            assert_eq!(glance.today.date, today);
            // 09:00: the slots from 09:30 on are left, two places each, three of the eight are taken.
            assert_eq!((glance.today.taken, glance.today.free), (3, 5));
            assert_eq!(glance.next_free.map(|day| (day.date, day.free)), Some((date(2026, 12, 1), 15)));
            assert_eq!((glance.requests, glance.refunds, glance.in_doubt), (exactly(1), exactly(0), exactly(0)));

            let roster = world.app.roster(today).await.unwrap();
            let seen: Vec<_> = roster
                .slots
                .iter()
                .flat_map(|slot| &slot.visitors)
                .map(|visitor| (visitor.order.id, visitor.paid_by, visitor.is_paid, visitor.confirmed.is_some()))
                .collect();
            assert_eq!(seen, [(first, cash, true, true), (second, cash, true, true), (held, None, false, false)]);
            let by = roster.slots[4].visitors[0].confirmed.clone();
            assert_eq!(by, Some(("admin".into(), world.now())));
            assert_eq!((roster.slots.len(), roster.slots[4].place.taken), (8, 2));

            world.pass(SignedDuration::from_mins(11));
            let roster = world.app.roster(today).await.unwrap();
            let visitors: usize = roster.slots.iter().map(|slot| slot.visitors.len()).sum();
            assert_eq!(visitors, 2, "a hold that ran out has no place, worker or not");
            assert_eq!(world.app.glance().await.unwrap().arrivals.booked, 2);
        });
    }

    fn a_month_names_why_a_day_is_closed(place: &Place) {
        wait_for(async {
            let world = World::open(place.url.clone());
            world.book(When::At(december(18)), Some(Method::Cash)).await.unwrap();
            world.app.close(date(2026, 12, 18), None).await.unwrap();
            let month = world.app.month(date(2026, 12, 9)).await.unwrap();
            assert_eq!(month.len(), 31);
            let day = |n: usize| &month[n - 1];
            assert_eq!((day(1).capacity, day(1).taken, day(1).free), (16, 0, 16));
            assert_eq!(day(6).closed, Some(ClosedBecause::Calendar(DayClosed::Weekday)));
            assert!(matches!(&day(25).closed, Some(ClosedBecause::Calendar(DayClosed::Holiday(name))) if name.ko == "성탄절"), "{:?}", day(25));
            assert_eq!(day(18).closed, Some(ClosedBecause::Closure(String::new())));
            assert_eq!((day(18).taken, day(18).free), (1, 0), "who is booked on a closed day is still seen");
            let past = world.app.month(date(2026, 11, 1)).await.unwrap();
            assert!(past[1].out_of_reach && past[1].free == 0 && past[1].capacity == 16);
            let far = world.app.month(date(2027, 4, 1)).await.unwrap();
            assert!(far.iter().all(|day| day.out_of_reach && day.free == 0));
        });
    }

    fn a_caller_is_known_by_what_they_say_first(place: &Place) {
        wait_for(async {
            let world = World::open(place.url.clone());
            let cash = Some(Method::Cash);
            let today = id(&world.book(When::OnDay(date(2026, 11, 30)), cash).await.unwrap());
            let later = world.book(When::At(december(7)), cash).await.unwrap();
            world.drain().await;
            world.confirm(today).await.unwrap();
            world.app.check_in(OrderRef::Id(today), "desk".into()).await.unwrap();
            for said in ["ㅎㄱㄷ", "홍", NAME, "5678", PHONE, "010-1234-5678", later.order.code.as_str()] {
                let known = world.app.customers(said).await.unwrap();
                assert_eq!(known.len(), 1, "{said}: one person, however many bookings");
                assert_eq!(known[0].customer.phone.as_ref().unwrap().digits(), PHONE);
                assert_eq!(known[0].booked, date(2026, 12, 7));
                assert_eq!(known[0].package.as_str(), "basic");
                assert_eq!(known[0].last_visit, Some(date(2026, 11, 30)));
            }
            assert_eq!(world.app.customers("ㄱㄱㄱ").await.unwrap(), []);
            assert_eq!(world.app.customers(" ").await.unwrap(), []);
        });
    }

    fn the_nearest_free_half_hours_are_offered_for_a_full_one(place: &Place) {
        wait_for(async {
            let world = World::open(place.url.clone());
            let full = december(1);
            let orders = [
                id(&world.book(When::At(full), None).await.unwrap()),
                id(&world.book(When::At(full), None).await.unwrap()),
            ];
            let near: Vec<String> = world.app.nearest(full).await.unwrap().iter().map(ToString::to_string).collect();
            assert_eq!(near, ["2026-12-01 08:00", "2026-12-01 09:00", "2026-12-01 07:30"]);
            let order = world.app.order(OrderRef::Id(orders[1])).await.unwrap();
            assert_eq!((order.id, order.status.as_str()), (orders[1].0, "held"));
            let nobody = world.app.order(OrderRef::Id(OrderId(999))).await;
            assert_eq!(nobody, Err(Refusal::OrderNotFound("999".into()).into()));
        });
    }

    fn many_requests_are_decided_with_an_answer_each(place: &Place) {
        wait_for(async {
            let world = World::open(place.url.clone());
            let mut orders = Vec::new();
            for _ in 0..20 {
                orders.push(id(&world.book(When::Earliest(None), Some(Method::Cash)).await.unwrap()));
            }
            world.drain().await;
            let waiting = world.app.queue(Filter { sort: Sort::Visit, ..Filter::default() }, pages::Edge::First, 8).await.unwrap();
            assert_eq!((waiting.total, waiting.orders.len()), (exactly(20), 8));
            world.app.confirm(OrderRef::Id(orders[3]), "somebody else".into()).await.unwrap();
            let mut asked: Vec<OrderRef> = orders.iter().copied().map(OrderRef::Id).collect();
            asked.push(OrderRef::Id(OrderId(999)));
            let answers = world.app.confirm_all(asked, "admin").await;
            for (n, answer) in answers.iter().enumerate() {
                match (n, answer) {
                    (3, Err(healthcenter::app::AppError::Refused(Refusal::WrongStatus { last: Some((by, _)), .. }))) => assert_eq!(by, "somebody else"),
                    (20, Err(healthcenter::app::AppError::Refused(Refusal::OrderNotFound(_)))) => {}
                    (_, Ok(order)) => assert_eq!((order.id, order.status.as_str()), (orders[n].0, "confirmed")),
                    other => panic!("{other:?}"),
                }
            }
            assert_eq!(world.app.glance().await.unwrap().requests, exactly(0));
            world.is_well("twenty decisions").await;
        });
    }

    fn all_texts_that_failed_are_taken_up_again_and_no_others(place: &Place) {
        wait_for(async {
            let world = World::open(place.url.clone());
            let refused = SendAnswer::Refused { reason: "out of service".into() };
            for day in [1, 2, 3] {
                world.book(When::At(december(day)), Some(Method::Cash)).await.unwrap();
            }
            world.texts.next(&[refused.clone(), refused]);
            world.drain().await;
            let before = world.app.message_counts().await.unwrap();
            assert_eq!(before.buried, exactly(2));
            assert_eq!(world.app.retry_buried().await.unwrap(), 2);
            let after = world.app.message_counts().await.unwrap();
            assert_eq!((after.buried, after.pending, after.sent), (exactly(0), exactly(2), before.sent));
            world.drain().await;
            assert_eq!(world.app.retry_buried().await.unwrap(), 0);
            world.is_well("texts taken up again").await;
        });
    }

    fn a_request_is_shown_with_all_that_surrounds_it(place: &Place) {
        wait_for(async {
            let world = World::open(place.url.clone());
            let cash = Some(Method::Cash);
            let came = id(&world.book(When::OnDay(date(2026, 11, 30)), cash).await.unwrap());
            let asked = id(&world.book(When::At(december(1)), cash).await.unwrap());
            world.drain().await;
            world.confirm(came).await.unwrap();
            world.app.check_in(OrderRef::Id(came), "desk".into()).await.unwrap();
            let request = world.app.request(asked).await.unwrap();
            assert_eq!((request.order.id, request.last_visit), (asked, Some(date(2026, 11, 30))));
            assert_eq!(request.place.map(|place| (place.taken, place.capacity)), Some((1, 2)));
            let happened: Vec<_> = request.history.iter().map(|recorded| recorded.event.name()).collect();
            assert_eq!(happened, ["OrderPlaced", "PaymentApproved", "ReservationRequested"]);
            assert_eq!(request.payments.len(), 1);
            world.app.close(date(2026, 12, 1), None).await.unwrap();
            assert_eq!(world.app.request(asked).await.unwrap().place.map(|place| place.taken), Some(1));
            let missing = world.app.request(OrderId(99)).await.unwrap_err();
            assert_eq!(missing, Refusal::OrderNotFound("99".into()).into());
        });
    }

    fn nobody_pays_another_price_than_the_one_they_saw(place: &Place) {
        wait_for(async {
            let world = World::open(place.url.clone());
            let basic = PackageCode::parse("basic").unwrap();
            let seen = world.app.catalogue().await.unwrap()[0].package.price;
            let booking = |agreed| Book {
                customer: app::customer(Some(NAME), Some(PHONE), None, None, date(2026, 11, 30)).unwrap(),
                package: basic.clone(),
                agreed: Some(agreed),
                when: When::Earliest(None),
                tender: app::tender(Some("cash"), None, None).unwrap(),
                hold_only: false,
                rehearse: false,
                key: None,
            };
            let first = world.app.book(booking(seen)).await.unwrap();
            let dearer = Won::new(seen.get() + 5_000).unwrap();
            let offer = world.app.set_price(basic.clone(), dearer, "admin".into(), None).await.unwrap();
            assert_eq!((offer.package.price, offer.listed, offer.on_sale), (dearer, seen, true));
            let said = world.app.book(booking(seen)).await.unwrap_err();
            assert_eq!(said, Refusal::PriceChanged { price: dearer }.into());
            let second = world.app.book(booking(dearer)).await.unwrap();
            assert_eq!((first.order.price, second.order.price), (seen.get(), dearer.get()));
            world.drain().await;
            world.confirm(id(&first)).await.unwrap();
            world.cancel(id(&second)).await.unwrap();
            world.is_well("a price that changed").await;
        });
    }

    fn what_a_closure_would_hit_is_shown_before(place: &Place) {
        wait_for(async {
            let world = World::open(place.url.clone());
            let cash = Some(Method::Cash);
            let paid = world.book(When::At(december(18)), cash).await.unwrap();
            let held = world.book(When::At(december(18)), None).await.unwrap();
            let gone = id(&world.book(When::OnDay(date(2026, 12, 18)), cash).await.unwrap());
            world.cancel(gone).await.unwrap();
            let hit = world.app.closure_preview(date(2026, 12, 18)).await.unwrap();
            assert_eq!(hit, [paid.order.clone(), held.order]);
            assert_eq!(world.app.month(date(2026, 12, 18)).await.unwrap()[17].closed, None);
            world.pass(SignedDuration::from_mins(11));
            let closed = world.app.close(date(2026, 12, 18), None).await.unwrap();
            assert_eq!(closed, [paid.order], "who did not pay in time is not hit");
            let closures = world.app.closures(date(2026, 12, 1), date(2026, 12, 31)).await.unwrap();
            assert_eq!(closures, [(date(2026, 12, 18), String::new())]);
            assert_eq!(world.app.capacity_rules().await.unwrap(), []);
        });
    }

    fn money_on_its_way_is_seen_with_its_next_try(place: &Place) {
        wait_for(async {
            let world = World::open(place.url.clone());
            let fine = id(&world.book(When::At(december(1)), Some(Method::Card)).await.unwrap());
            world.payments.next(&[Turn::AnswerLost]);
            world.book(When::At(december(2)), Some(Method::Card)).await.unwrap();
            world.payments.next(&[Turn::Decline]);
            world.book(When::At(december(3)), Some(Method::Card)).await.unwrap();
            let reason = "no answer".to_owned();
            world.payments.next_refunds(&[RefundAnswer::Unknown { reason }]);
            world.cancel(fine).await.unwrap();
            let money = world.app.money().await.unwrap();
            assert_eq!((money.in_doubt.len(), money.refunds.len()), (1, 1));
            assert_eq!(money.refunds[0].order.id, fine);
            assert!(money.refunds[0].payment.due_at.is_some_and(|at| at > world.now()));
            assert!(money.in_doubt[0].payment.due_at.is_some());
            let calls: Vec<_> = money.calls.iter().map(|call| call.status).collect();
            use PaymentStatus::{Approved, Declined, Unknown};
            assert_eq!(calls, [Unknown, Declined, Unknown, Approved]);
            let glance = world.app.glance().await.unwrap();
            assert_eq!((glance.in_doubt, glance.refunds), (exactly(1), exactly(1)));
        });
    }

    fn texts_are_listed_counted_and_measured(place: &Place) {
        wait_for(async {
            let world = World::open(place.url.clone());
            for day in 1..=3 {
                world.book(When::At(december(day)), Some(Method::Cash)).await.unwrap();
            }
            let all = world.app.message_page(messages::Filter::default(), Edge::First, 100).await.unwrap();
            let middle = all[all.len() / 2].event_id;
            let mut joined = world.app.message_page(messages::Filter::default(), Edge::Before(middle), 100).await.unwrap();
            joined.extend(world.app.message_page(messages::Filter::default(), Edge::After(middle), 100).await.unwrap());
            joined.insert(all.len() / 2, all[all.len() / 2].clone());
            assert_eq!(joined, all);
            assert_eq!(world.app.message_page(messages::Filter::default(), Edge::Last, 2).await.unwrap(), all[all.len() - 2..]);
            let waiting = i64::try_from(all.len()).unwrap();
            assert_eq!(world.app.message_counts().await.unwrap().pending, exactly(waiting));
            let found = async |search: &str, edge, limit| {
                let filter = messages::Filter {
                    status: Some(MessageStatus::Pending),
                    search: Some(search.into()),
                };
                world.app.message_page(filter, edge, limit).await.unwrap()
            };
            let other = Booking {
                name: "김하늘",
                phone: "010-2222-7777",
                sex: "f",
                package: "basic",
                when: When::At(december(3)),
                method: Method::Cash,
            };
            world.book_for(other).await;
            for typed in ["ㅎㄱ", "홍길동", "5678", "01012345678"] {
                assert_eq!(found(typed, Edge::First, 100).await, all, "{typed}");
                assert_eq!(found(typed, Edge::After(middle), 1).await, all[all.len() / 2 + 1..][..1], "{typed}");
            }
            let hers = found("7777", Edge::First, 100).await;
            assert!(!hers.is_empty() && hers.iter().all(|text| text.recipient.as_deref() == Some("01022227777")));
            assert_eq!(found("박", Edge::Last, 100).await, []);
            let waiting = waiting + i64::try_from(hers.len()).unwrap();
            let shown = world.app.message(&all[0].id).await.unwrap();
            let text = shown.message.text.clone().unwrap();
            let expected: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
            assert_eq!(shown.bytes, expected);
            let missing = world.app.message("none").await.unwrap_err();
            assert_eq!(missing, Refusal::MessageNotFound("none".into()).into());

            world.pass(SignedDuration::from_mins(3));
            assert_eq!(world.app.glance().await.unwrap().overdue, exactly(waiting), "nobody sends");
            world.drain().await;
            let counts = world.app.message_counts().await.unwrap();
            assert_eq!(counts.pending, exactly(0));
            let pending = messages::Filter {
                status: Some(MessageStatus::Pending),
                search: None,
            };
            assert!(counts.sent.n >= waiting);
            assert_eq!(world.app.message_page(pending, Edge::First, 9).await.unwrap(), []);
        });
    }

    fn the_figures_count_the_last_four_weeks(place: &Place) {
        wait_for(async {
            let world = World::open(place.url.clone());
            let cash = Some(Method::Cash);
            let came = id(&world.book(When::OnDay(date(2026, 11, 30)), cash).await.unwrap());
            world.book(When::At(december(1)), None).await.unwrap();
            world.drain().await;
            world.confirm(came).await.unwrap();
            world.app.check_in(OrderRef::Id(came), "desk".into()).await.unwrap();
            world.pass(SignedDuration::from_hours(7 * 24));
            world.drain().await;
            world.book(When::At(december(9)), cash).await.unwrap();
            let figures = world.app.statistics(date(2026, 12, 7)).await.unwrap();
            assert_eq!(figures.bookings.len(), 28);
            assert_eq!(figures.bookings[27], (date(2026, 12, 7), 1, 2));
            assert_eq!(figures.bookings[20], (date(2026, 11, 30), 2, 0));
            let funnel = figures.funnel;
            assert_eq!((funnel.ordered, funnel.paid, funnel.confirmed, funnel.attended), (3, 2, 1, 1));
            assert_eq!(figures.packages.len(), 1);
            assert_eq!(figures.packages[0].bookings, 3);
            let monday = figures.load.iter().find(|cell| cell.weekday == 0 && cell.time.hour() == 9 && cell.taken > 0).unwrap();
            assert_eq!((monday.taken, monday.capacity), (1, 8), "four Mondays of two places");
            assert!(!figures.delivery.pending.is_empty());
            assert_eq!(figures.delivery.oldest_unsent, Some(world.now()));
            let empty = world.app.statistics(date(2027, 6, 1)).await.unwrap();
            assert!(empty.bookings.iter().all(|(_, made, before)| made + before == 0));
        });
    }
}
