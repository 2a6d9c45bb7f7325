//! Orders as the use cases leave them: row, place, event, outbox text and tasks in one transaction.

use healthcenter::domain::birth::BirthDate;
use healthcenter::domain::calendar::SlotTime;
use healthcenter::domain::code::BookingCode;
use healthcenter::domain::customer::Customer;
use healthcenter::domain::event::Event;
use healthcenter::domain::ids::{OrderId, PaymentId, ReservationId};
use healthcenter::domain::money::Won;
use healthcenter::domain::name::PersonName;
use healthcenter::domain::order::Order;
use healthcenter::domain::package::PackageCode;
use healthcenter::domain::payment::{Direction, Method, Payment, PaymentStatus};
use healthcenter::domain::phone::Phone;
use healthcenter::domain::recorded::Recorded;
use healthcenter::domain::sex::Sex;
use healthcenter::domain::slot::CapacityRule;
use healthcenter::domain::why::Why;
use healthcenter::params;
use healthcenter::store::idempotency::{self, Known};
use healthcenter::store::inbox::{self, Consumer};
use healthcenter::store::outbox::{self, Telling};
use healthcenter::store::sql::Sql;
use healthcenter::store::{events, mypages, orders, payments, reservations, slots};
use jiff::civil::{date, time};

use super::place::at;

/// The slot of every booking here unless said otherwise.
pub fn slot() -> SlotTime {
    SlotTime::new(date(2026, 12, 1), time(8, 30, 0, 0))
}

/// The `n`-th code that is one.
pub fn code(n: u64) -> BookingCode {
    (0..)
        .filter_map(|bits| BookingCode::from_random((n << 20) + 0x1f_0000_0000 + bits))
        .next()
        .unwrap()
}

pub fn customer(name: &str, phone: Option<&str>) -> Customer {
    Customer {
        name: PersonName::parse(name).unwrap(),
        phone: phone.map(|digits| Phone::parse(digits).unwrap()),
        birth: phone.map(|_| BirthDate::from_date(date(1976, 2, 29))),
        sex: phone.map(|_| Sex::parse("f").unwrap()),
    }
}

/// A hold that runs out 600 seconds after `at(0)`, not yet anywhere.
pub fn placed(n: u64, customer: Customer) -> (Order, Event) {
    let event = Event::OrderPlaced {
        code: code(n),
        package: PackageCode::parse("prime").unwrap(),
        slot: slot(),
        price: Won::new(50_000).unwrap(),
        customer,
        hold_expires_at: at(600),
    };
    (Order::place(OrderId(0), &event, at(0)).unwrap(), event)
}

/// Writes an event down, with a text.
pub fn note(sql: &mut dyn Sql, order: &Order, event: &Event, second: i64) -> Recorded {
    let recorded = events::append(sql, order, event, at(second)).unwrap();
    let telling = match &order.customer.phone {
        None => Telling::Nothing(Some(Why::NoPhone)),
        Some(phone) => Telling::Text {
            kind: "SMS",
            recipient: phone.digits().to_owned(),
            subject: None,
            text: format!("{} 님, {}", order.customer.name.as_str(), event.name()),
        },
    };
    outbox::add(sql, &format!("m-{}-{}", order.id, order.seq), &recorded, telling).unwrap();
    inbox::put(sql, &[Consumer::MyPage], recorded.id, order.id, at(second)).unwrap();
    recorded
}

/// Books, without asking for a place.
pub fn book(sql: &mut dyn Sql, n: u64, customer: Customer) -> Order {
    let (mut order, event) = placed(n, customer);
    order.id = orders::insert(sql, &order).unwrap();
    note(sql, &order, &event, 0);
    order
}

/// The order after one more event.
pub fn moved(sql: &mut dyn Sql, before: &Order, event: &Event, second: i64) -> Order {
    let after = before.apply(event).unwrap();
    note(sql, &after, event, second);
    orders::update(sql, before.seq, &after).unwrap();
    after
}

/// A charge that was called at `at(0)` and is looked at again at `at(30)`.
pub fn charge(order: OrderId, key: &str) -> Payment {
    Payment {
        id: PaymentId(0),
        order,
        direction: Direction::Charge,
        method: Method::Card,
        refund_of: None,
        amount: Won::new(50_000).unwrap(),
        key: key.to_owned(),
        status: PaymentStatus::Started,
        reference: None,
        reason: None,
        started_at: at(0),
        attempts: 0,
        due_at: Some(at(30)),
        settled_at: None,
    }
}

/// Something in every table, of `n` customers: paid, cancelled and refunded ones among them.
pub fn busy_centre(sql: &mut dyn Sql, n: u64) {
    let rule = CapacityRule {
        from: date(2026, 12, 1),
        to: None,
        time: Some(time(8, 30, 0, 0)),
        capacity: 10_000,
    };
    slots::set_capacity(sql, &rule, at(0)).unwrap();
    slots::close(sql, date(2026, 12, 25), "성탄절 '휴진'", at(0)).unwrap();
    sql.execute(
        "INSERT INTO packages VALUES ('prime', 330000, 1, '관리자', ?1)",
        params![at(0)],
    )
    .unwrap();
    for n in 0..n {
        let phone = format!("0101234{n:04}");
        orders::lock_phone(sql, &phone, at(0)).unwrap();
        slots::open(sql, slot(), 10_000).unwrap();
        assert!(slots::take(sql, slot()).unwrap());
        let order = book(sql, n, customer("홍길동", (n % 3 > 0).then_some(phone.as_str())));
        idempotency::note(sql, &format!("key-{n}"), &unanswered(order.id), at(0)).unwrap();
        if n % 2 == 0 {
            continue;
        }
        let mut paying = charge(order.id, &format!("charge-{n}"));
        paying.id = payments::insert(sql, &paying).unwrap();
        let payment = paying.id;
        let order = moved(
            sql,
            &order,
            &Event::PaymentStarted {
                payment,
                method: Method::Card,
            },
            1,
        );
        let reference = Some(format!("p{n}"));
        (paying.status, paying.due_at) = (PaymentStatus::Approved, None);
        paying.reference.clone_from(&reference);
        payments::update(sql, &paying).unwrap();
        let approved = Event::PaymentApproved {
            payment,
            method: Method::Card,
            amount: paying.amount,
            reference,
        };
        let order = moved(sql, &order, &approved, 2);
        let reservation: ReservationId = reservations::request(sql, order.id, at(3)).unwrap();
        let order = moved(sql, &order, &Event::ReservationRequested { reservation }, 3);
        idempotency::answer(sql, &format!("key-{n}"), "{\"order\":{}}").unwrap();
        if n % 5 == 0 {
            let refund = paying.amount;
            let cancelled = Event::OrderCancelled {
                by: "desk".into(),
                reason: None,
                refund,
            };
            moved(sql, &order, &cancelled, 4);
            slots::give_back(sql, slot()).unwrap();
            reservations::cancel(sql, order.id, "desk", None, refund, at(4)).unwrap();
            let mut back = charge(order.id, &format!("refund-{n}"));
            (back.direction, back.refund_of) = (Direction::Refund, Some(payment));
            payments::insert(sql, &back).unwrap();
        }
        let view = mypages::Stored {
            order: order.id,
            seq: 3,
            body: format!("{{\"id\":{}}}", order.id),
        };
        mypages::put(sql, None, &view).unwrap();
    }
    sql.execute(
        "UPDATE breakers SET trips = ?1, open_until = ?2 WHERE gateway = 'sms'",
        params![3, at(9)],
    )
    .unwrap();
}

/// A key whose request is under way.
pub fn unanswered(order: OrderId) -> Known {
    Known {
        request: "digest".into(),
        order,
        answer: None,
    }
}
