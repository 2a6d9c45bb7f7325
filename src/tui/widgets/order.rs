//! How an order is said in a few cells, the same on every screen.

use jiff::Timestamp;
use jiff::civil::Date;

use super::countdown;
use crate::domain::calendar::SlotTime;
use crate::domain::customer::Customer;
use crate::domain::lang::Lang;
use crate::domain::money::Won;
use crate::domain::order::{Order, OrderStatus};
use crate::domain::package::PackageCode;
use crate::domain::payment::Method;
use crate::domain::sms::won_words;
use crate::tui::look::Tone;
use crate::tui::scene::Scene;

/// The widest that [`visit`] gets.
pub const VISIT: usize = 16;

/// Cells of a column of visits with a blank behind the widest: `12/31(목) 08:30`, `Thu 31 Dec 08:30`.
pub const fn visit_cells(scene: &Scene) -> usize {
    match scene.words.lang {
        Lang::Ko => VISIT,
        Lang::En => VISIT + 1,
    }
}

/// The tone beside a status' word.
pub const fn tone(status: OrderStatus) -> Tone {
    match status {
        OrderStatus::Held | OrderStatus::Paying | OrderStatus::RefundPending | OrderStatus::NoShow => Tone::Warn,
        OrderStatus::PaymentUnknown | OrderStatus::Declined => Tone::Bad,
        OrderStatus::Paid | OrderStatus::Requested => Tone::Accent,
        OrderStatus::Confirmed | OrderStatus::Completed => Tone::Good,
        OrderStatus::Expired | OrderStatus::Cancelled | OrderStatus::Rejected => Tone::Dim,
    }
}

/// Until when an order's place is kept unpaid; none when it is not.
pub fn hold(order: &Order, scene: &Scene) -> Option<Timestamp> {
    let held = order.status == OrderStatus::Held && !order.hold_ran_out(scene.now);
    held.then_some(order.hold_expires_at)
}

/// The status in words; what is left of a hold with it.
pub fn status(scene: &Scene, order: &Order) -> String {
    match hold(order, scene).and_then(|until| countdown::left(until, scene.now)) {
        Some(left) => scene.say("bookings", "held_left", &[("left", &left)]),
        None if order.hold_ran_out(scene.now) => scene.get("status", OrderStatus::Expired.code()),
        None => scene.get("status", order.status.code()),
    }
}

/// What an unpaid order waits for, `retry` being when a busy gateway can be tried again. None for any other.
pub fn unpaid(scene: &Scene, order: &Order, retry: Option<Timestamp>) -> Option<(Tone, String)> {
    if let Some(left) = retry.and_then(|at| countdown::left(at, scene.now)) {
        return Some((Tone::Warn, scene.say("bookings", "retry_in", &[("left", &left)])));
    }
    if let Some(left) = hold(order, scene).and_then(|until| countdown::left(until, scene.now)) {
        return Some((Tone::Warn, scene.say("bookings", "pay_within", &[("left", &left)])));
    }
    let ran_out = order.hold_ran_out(scene.now);
    ran_out.then(|| (Tone::Dim, scene.get("next", OrderStatus::Expired.code())))
}

/// The day and time of a visit; with its year when that is not the present one.
pub fn visit(scene: &Scene, slot: SlotTime) -> String {
    if slot.date.year() == scene.today().year() {
        scene.words.slot(slot)
    } else {
        slot.to_string()
    }
}

/// A package by its name; by its code when the catalogue has it no more.
pub fn package(scene: &Scene, code: &PackageCode) -> String {
    scene.rules.catalogue.package(code).map_or_else(
        || code.as_str().to_owned(),
        |package| package.name.get(scene.words.lang).to_owned(),
    )
}

/// A telephone number with its dashes; a dash when there is none.
pub fn phone(customer: &Customer) -> String {
    customer
        .phone
        .as_ref()
        .map_or_else(|| "-".to_owned(), ToString::to_string)
}

/// Sex and age on a day: `남 46`.
pub fn person(scene: &Scene, customer: &Customer, on: Date) -> String {
    let sex = customer.sex.map(|sex| scene.get("sex", sex.code()));
    let age = customer.birth.as_ref().map(|birth| age(birth.date(), on).to_string());
    [sex, age].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn age(birth: Date, on: Date) -> i16 {
    let birthday_to_come = (on.month(), on.day()) < (birth.month(), birth.day());
    on.year() - birth.year() - i16::from(birthday_to_come)
}

/// An amount in the words of the language.
pub fn won(scene: &Scene, amount: Won) -> String {
    won_words(amount, scene.words.lang)
}

/// What is left to be done for money to go back that was taken at the desk; none for a card, whose gateway does it.
pub fn by_hand(scene: &Scene, method: Method, amount: Won) -> Option<String> {
    let key = match method {
        _ if amount == Won::ZERO => return None,
        Method::Cash | Method::Terminal | Method::Transfer | Method::Company => method.code(),
        Method::Card | Method::NoCharge => return None,
    };
    Some(scene.say("by_hand", key, &[("amount", &won(scene, amount))]))
}

/// Who, when and what: the lines that stand in every question about an order.
pub fn summary(scene: &Scene, order: &Order) -> Vec<String> {
    let customer = &order.customer;
    let person = person(scene, customer, scene.today());
    vec![
        format!("{}  {person}  {}", customer.name.as_str(), phone(customer)),
        format!(
            "{}  {}  {}",
            visit(scene, order.slot),
            package(scene, &order.package),
            order.code
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn one_is_a_year_older_on_the_birthday() {
        let birth = date(1980, 12, 1);
        assert_eq!(age(birth, date(2026, 11, 30)), 45);
        assert_eq!(age(birth, date(2026, 12, 1)), 46);
    }
}
