//! Places: never one too many, never one kept by a hold that ran out.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use healthcenter::app::ports::IdSource;
use healthcenter::app::{AppError, Recorder, Rules, Texts};
use healthcenter::assets;
use healthcenter::domain::calendar::{OpeningHours, SlotTime};
use healthcenter::domain::event::Event;
use healthcenter::domain::lang::Lang;
use healthcenter::domain::order::{Order, OrderStatus};
use healthcenter::domain::refusal::Refusal;
use healthcenter::domain::slot::{CapacityRule, Occupancy};
use healthcenter::params;
use healthcenter::store::engine::Engine;
use healthcenter::store::orders::{self, OrderRef};
use healthcenter::store::sql::{Dialect, Sql};
use healthcenter::store::{StoreError, slots};
use jiff::civil::{date, time};
use jiff::{SignedDuration, Timestamp};

use super::bookings::{customer, placed, slot};
use super::place::{Place, WAIT, at, on_both, wait_for, write};

struct Counted(AtomicU64);

impl IdSource for Counted {
    fn key(&self) -> String {
        format!("key-{}", self.0.fetch_add(1, Ordering::Relaxed))
    }

    fn random(&self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed)
    }
}

/// A centre that admits so many in a half-hour.
fn recorder(usual_capacity: i64) -> Recorder {
    let rules = Rules {
        centre_name: "한빛검진센터".into(),
        centre_phone: "02-123-4567".into(),
        timezone: jiff::tz::TimeZone::get("Asia/Seoul").unwrap(),
        text_lang: Lang::Ko,
        opening: OpeningHours::default(),
        holidays: assets::holidays(),
        catalogue: assets::catalogue(),
        usual_capacity,
        hold: SignedDuration::from_mins(10),
        max_orders_per_phone: 10,
        horizon_days: 365,
        refund_tiers: healthcenter::domain::cancellation::RefundTiers::default(),
    };
    Recorder {
        links: Default::default(),
        rules: Arc::new(rules),
        texts: Arc::new(Texts::new()),
        ids: Arc::new(Counted(AtomicU64::new(0))),
    }
}

fn hold(recorder: &Recorder, sql: &mut dyn Sql, n: u64, now: Timestamp) -> Result<Order, AppError> {
    let (_, mut event) = placed(n, customer("홍길동", None));
    if let Event::OrderPlaced { hold_expires_at, .. } = &mut event {
        *hold_expires_at = now + recorder.rules.hold;
    }
    recorder.place(sql, &event, true, now)
}

fn occupancy(sql: &mut dyn Sql, now: Timestamp) -> Vec<Occupancy> {
    slots::occupancy(sql, date(2026, 12, 1), date(2026, 12, 31), now).unwrap()
}

fn one(taken: i64, capacity: i64) -> Vec<Occupancy> {
    vec![Occupancy {
        slot: slot(),
        capacity,
        taken,
    }]
}

/// A place of a slot that admits so many, unless it is open already.
pub fn take(sql: &mut dyn Sql, slot: SlotTime, capacity: i64) -> Result<bool, StoreError> {
    slots::open(sql, slot, capacity)?;
    slots::take(sql, slot)
}

fn rule(capacity: i64) -> CapacityRule {
    CapacityRule {
        from: date(2026, 12, 1),
        to: None,
        time: None,
        capacity,
    }
}

on_both! {
    /// 32 connections of their own, as 32 processes have them.
    fn of_thirty_two_at_once_ten_get_a_place(place: &Place) {
        drop(place.open());
        let taken: Vec<bool> = std::thread::scope(|scope| {
            let takers: Vec<_> = (0..32)
                .map(|_| {
                    scope.spawn(|| {
                        let mut engine = Engine::open(&place.url, WAIT).unwrap();
                        write(&mut engine, |sql| take(sql, slot(), 10)).unwrap()
                    })
                })
                .collect();
            takers.into_iter().map(|taker| taker.join().unwrap()).collect()
        });
        assert_eq!(taken.iter().filter(|taken| **taken).count(), 10);
        assert_eq!(write(&mut place.engine(), |sql| occupancy(sql, at(0))), one(10, 10));
    }

    fn of_thirty_two_through_one_store_ten_get_a_place(place: &Place) {
        let store = place.open();
        let taken = wait_for(async {
            let calls: Vec<_> = (0..32)
                .map(|_| {
                    let store = store.clone();
                    tokio::spawn(async move { store.write(|sql| take(sql, slot(), 10)).await })
                })
                .collect();
            let mut taken = 0;
            for call in calls {
                taken += usize::from(call.await.unwrap().unwrap());
            }
            taken
        });
        assert_eq!(taken, 10);
    }

    fn a_place_given_back_can_be_taken_and_no_more_than_were_taken_are_given_back(place: &Place) {
        let mut engine = place.engine();
        let step = |engine: &mut Engine| write(engine, |sql| take(sql, slot(), 1).unwrap());
        assert!(step(&mut engine));
        assert!(!step(&mut engine));
        write(&mut engine, |sql| slots::give_back(sql, slot()).unwrap());
        assert!(step(&mut engine));
        write(&mut engine, |sql| slots::give_back(sql, slot()).unwrap());
        for unknown in [slot(), SlotTime::new(date(2026, 12, 2), time(8, 30, 0, 0))] {
            let said = write(&mut engine, |sql| slots::give_back(sql, unknown));
            assert!(matches!(said, Err(StoreError::Corrupt(_))), "{said:?}");
        }
    }

    fn a_hold_that_ran_out_gives_its_place_to_the_next(place: &Place) {
        let (mut engine, recorder) = (place.engine(), recorder(2));
        let held = write(&mut engine, |sql| {
            (hold(&recorder, sql, 1, at(0)).unwrap(), hold(&recorder, sql, 2, at(0)).unwrap())
        });
        // One second before it runs out it counts, at the second it does not.
        engine.begin(true).unwrap();
        let full = hold(&recorder, engine.sql(), 3, at(599));
        engine.rollback();
        assert!(matches!(full, Err(AppError::Refused(Refusal::SlotFull { .. }))), "{full:?}");
        assert_eq!(write(&mut engine, |sql| occupancy(sql, at(599))), one(2, 2));
        assert_eq!(write(&mut engine, |sql| occupancy(sql, at(600))), one(0, 2), "it counts at read time");
        write(&mut engine, |sql| {
            assert_eq!(orders::run_out(sql, None, at(599), 10).unwrap(), []);
            assert_eq!(orders::run_out(sql, None, at(600), 1).unwrap(), std::slice::from_ref(&held.0));
        });
        write(&mut engine, |sql| {
            hold(&recorder, sql, 3, at(600)).unwrap();
            for order in [&held.0, &held.1] {
                let order = orders::find(sql, &OrderRef::Id(order.id)).unwrap().unwrap();
                assert_eq!((order.status, order.keeps_place, order.seq), (OrderStatus::Expired, false, 2));
            }
            assert_eq!(orders::run_out(sql, None, at(600), 10).unwrap(), []);
        });
        assert_eq!(sql_number(&mut engine, "SELECT taken FROM slots"), 1);
    }

    /// One booking has the run-out holds in its hands: the other must wait for it, not find the slot full.
    fn two_that_want_the_places_of_holds_that_ran_out_both_get_one(place: &Place) {
        let recorder = recorder(2);
        let mut first = place.engine();
        write(&mut first, |sql| {
            hold(&recorder, sql, 1, at(0)).unwrap();
            hold(&recorder, sql, 2, at(0)).unwrap();
        });
        first.begin(true).unwrap();
        assert_eq!(orders::run_out(first.sql(), Some(slot()), at(900), 100).unwrap().len(), 2);
        let (asked, is_asking) = std::sync::mpsc::channel();
        std::thread::scope(|scope| {
            let second = scope.spawn(|| {
                let mut second = Engine::open(&place.url, WAIT).unwrap();
                asked.send(()).unwrap();
                write(&mut second, |sql| hold(&recorder, sql, 3, at(900)).map(|order| order.seq))
            });
            is_asking.recv().unwrap();
            wait_until_it_waits(place, || second.is_finished());
            hold(&recorder, first.sql(), 4, at(900)).unwrap();
            first.commit().unwrap();
            assert_eq!(second.join().unwrap(), Ok(1));
        });
        assert_eq!(sql_number(&mut first, "SELECT taken FROM slots"), 2);
        assert_eq!(sql_number(&mut first, "SELECT COUNT(*) FROM orders WHERE keeps_place = 1"), 2);
    }

    fn capacity_never_goes_below_what_is_taken(place: &Place) {
        let mut engine = place.engine();
        let later = SlotTime::new(date(2026, 12, 2), time(9, 0, 0, 0));
        write(&mut engine, |sql| {
            for _ in 0..3 {
                assert!(take(sql, slot(), 4).unwrap());
            }
            assert!(take(sql, later, 4).unwrap());
            let kept = slots::set_capacity(sql, &rule(2), at(0)).unwrap();
            assert_eq!(kept, one(3, 3), "it admits three, not two");
            assert!(!take(sql, slot(), 4).unwrap());
            assert!(take(sql, later, 4).unwrap());
            assert!(!take(sql, later, 4).unwrap());
            // A narrower rule: one day, one half-hour.
            let narrow = CapacityRule { to: Some(later.date), time: Some(later.time), ..rule(5) };
            assert_eq!(slots::set_capacity(sql, &narrow, at(1)).unwrap(), []);
            assert!(take(sql, later, 4).unwrap());
            assert!(!take(sql, slot(), 4).unwrap());
            assert_eq!(slots::rules(sql).unwrap(), [narrow, rule(2)], "the newest first");
            assert_eq!(slots::set_capacity(sql, &rule(0), at(2)).unwrap().len(), 2);
        });
    }

    /// The one sets the capacity of a slot that the other is just opening by the old rules.
    fn a_capacity_reaches_a_slot_that_is_opened_meanwhile(place: &Place) {
        let recorder = recorder(4);
        let (asked, is_asking) = std::sync::mpsc::channel();
        let mut first = place.engine();
        first.begin(true).unwrap();
        slots::set_capacity(first.sql(), &rule(2), at(0)).unwrap();
        std::thread::scope(|scope| {
            let second = scope.spawn(|| {
                let mut second = Engine::open(&place.url, WAIT).unwrap();
                asked.send(()).unwrap();
                write(&mut second, |sql| hold(&recorder, sql, 1, at(1)).map(|order| order.seq))
            });
            is_asking.recv().unwrap();
            wait_until_it_waits(place, || second.is_finished());
            first.commit().unwrap();
            assert_eq!(second.join().unwrap(), Ok(1));
        });
        assert_eq!(sql_number(&mut first, "SELECT capacity FROM slots"), 2);
    }

    fn closed_days_are_closed_until_they_are_opened(place: &Place) {
        let mut engine = place.engine();
        let (eve, day) = (date(2026, 12, 24), date(2026, 12, 25));
        write(&mut engine, |sql| {
            slots::close(sql, day, "성탄절", at(0)).unwrap();
            slots::close(sql, eve, "오후 휴진", at(0)).unwrap();
            slots::close(sql, day, "정기 점검", at(1)).unwrap();
            let closed = slots::closures(sql, date(2026, 12, 1), date(2026, 12, 31)).unwrap();
            assert_eq!(closed, [(eve, "오후 휴진".to_owned()), (day, "정기 점검".to_owned())]);
            assert_eq!(slots::closures(sql, day, day).unwrap().len(), 1);
            assert!(slots::reopen(sql, day).unwrap());
            assert!(!slots::reopen(sql, day).unwrap());
            assert_eq!(slots::closures(sql, day, day).unwrap(), []);
        });
    }
}

fn sql_number(engine: &mut Engine, text: &str) -> i64 {
    write(engine, |sql| sql.number(text, params![]).unwrap())
}

/// Until somebody waits for a lock: PostgreSQL can be asked, SQLite's other writer waits by definition.
fn wait_until_it_waits(place: &Place, is_over: impl Fn() -> bool) {
    let mut observer = Engine::open(&place.url, WAIT).unwrap();
    while observer.sql().dialect() == Dialect::Postgres && !is_over() {
        let waiting = "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'
                           AND datname = current_database()";
        if observer.sql().number(waiting, &[]).unwrap() > 0 {
            return;
        }
    }
}
