//! What exactly is asked for: a booking, an order, a way of paying, a half-hour.

use healthcenter::app::{self, Asked, Book, Tender, When};
use healthcenter::domain::calendar::SlotTime;
use healthcenter::domain::ids::OrderId;
use healthcenter::domain::package::PackageCode;
use healthcenter::domain::payment::Method;
use healthcenter::domain::reason::Reason;
use healthcenter::store::orders::OrderRef;
use jiff::civil::{Date, time};
use jiff::{Timestamp, ToSpan};

use super::dice::Dice;
use super::known::Known;

pub const METHODS: [(usize, Method); 6] = [
    (12, Method::Card),
    (2, Method::Cash),
    (1, Method::Terminal),
    (1, Method::Transfer),
    (1, Method::Company),
    (1, Method::NoCharge),
];

/// A booking that nobody has asked for before.
pub fn booking(known: &mut Known, dice: &mut Dice, now: Timestamp) -> Book {
    let n = known.asked.len() + 1;
    // A phone number is one request's, so that two orders of one are a double booking.
    let phone = format!("010{n:08}");
    let customer = app::customer(Some("홍길동"), Some(&phone), Some("1980-01-01"), Some("m"), today(now));
    Book {
        customer: customer.unwrap(),
        package: PackageCode::parse(dice.pick(&["basic", "basic", "basic", "nhis"])).unwrap(),
        agreed: None,
        when: match dice.below(6) {
            0 => When::Earliest(None),
            1 => When::OnDay(slot(dice, now).date),
            _ => When::At(slot(dice, now)),
        },
        tender: tender(dice.weighted(&METHODS)),
        hold_only: dice.one_in(5),
        rehearse: dice.one_in(20),
        key: Some(format!("request-{n}")),
    }
}

pub fn which(order: i64) -> OrderRef {
    OrderRef::Id(OrderId(order))
}

/// With a key of its own, now and then.
pub fn asked(order: i64, dice: &mut Dice) -> Asked {
    let mut asked = Asked::from(which(order));
    if dice.one_in(3) {
        asked.key = Some(format!("asked-{}", dice.below(40)));
    }
    asked
}

pub fn reason() -> Reason {
    Reason::parse("내시경실 점검").unwrap()
}

pub fn tender(method: Method) -> Tender {
    let approval_no = (method == Method::Terminal).then(|| "12345678".to_owned());
    app::tender(Some(method.code()), None, approval_no).unwrap()
}

pub fn today(now: Timestamp) -> Date {
    jiff::tz::TimeZone::fixed(jiff::tz::offset(9)).to_datetime(now).date()
}

/// Few slots, so that they fill: three days, one half-hour each.
pub fn slot(dice: &mut Dice, now: Timestamp) -> SlotTime {
    let ahead = i64::try_from(dice.below(3)).unwrap() + 1;
    SlotTime::new(today(now).saturating_add(ahead.days()), time(8, 30, 0, 0))
}
