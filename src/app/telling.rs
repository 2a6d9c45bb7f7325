//! What the customer is told of an event: the centre's own text, filled in the moment it happens, so
//! that what is sent is what was true then.

use super::rules::Rules;
use crate::assets::SmsTexts;
use crate::domain::event::Event;
use crate::domain::message;
use crate::domain::money::Won;
use crate::domain::order::Order;
use crate::domain::recorded::Recorded;
use crate::domain::sms::{SmsValues, date_words, time_words, won_words};
use crate::domain::why::Why;
use crate::store::outbox::Telling;

/// The texts of both languages.
pub type Texts = SmsTexts;

/// The text of an event that led to `after`, or why there is none. `unpaid`: say until when to pay;
/// `link`: where the customer sees it.
pub fn tell(
    texts: &Texts,
    rules: &Rules,
    after: &Order,
    recorded: &Recorded,
    unpaid: bool,
    link: Option<String>,
) -> Telling {
    let name = recorded.event.name();
    if !message::is_texted(name) {
        return Telling::Nothing(None);
    }
    if matches!(recorded.event, Event::PaymentRefunded { amount: Won::ZERO, .. }) {
        return Telling::Nothing(Some(Why::NothingBack));
    }
    let Some(phone) = &after.customer.phone else {
        return Telling::Nothing(Some(Why::NoPhone));
    };
    let Some(template) = texts.get(rules.text_lang, &snake(name)) else {
        return Telling::Nothing(Some(Why::NoText));
    };
    let values = SmsValues {
        link,
        ..values(rules, after, &recorded.event, unpaid)
    };
    let rendered = template.render(&values);
    Telling::Text {
        kind: rendered.kind.code(),
        recipient: phone.digits().to_owned(),
        subject: rendered.subject,
        text: rendered.text,
    }
}

fn values(rules: &Rules, order: &Order, event: &Event, unpaid: bool) -> SmsValues {
    let lang = rules.text_lang;
    let package = rules.catalogue.package(&order.package);
    let (mut refund, mut reason, mut moved_from) = (None, None, None);
    match event {
        Event::OrderCancelled {
            refund: due,
            reason: why,
            ..
        } => (refund, reason) = (Some(*due).filter(|due| *due > Won::ZERO), why.clone()),
        Event::ReservationRejected {
            refund: due,
            reason: why,
            ..
        } => (refund, reason) = (Some(*due), Some(why.clone())),
        Event::PaymentRefunded { amount, .. } => refund = Some(*amount),
        Event::PaymentDeclined { reason: why, .. } => reason = Some(why.clone()),
        Event::OrderRescheduled { from, .. } => moved_from = Some(*from),
        Event::OrderPlaced { .. }
        | Event::PaymentStarted { .. }
        | Event::PaymentApproved { .. }
        | Event::PaymentUnknown { .. }
        | Event::PaymentReleased { .. }
        | Event::HoldExpired
        | Event::ReservationRequested { .. }
        | Event::ReservationConfirmed { .. }
        | Event::ReservationCancelled { .. }
        | Event::CheckedIn { .. }
        | Event::NoShow { .. } => {}
    }
    SmsValues {
        centre: rules.centre_name.clone(),
        centre_phone: rules.centre_phone.clone(),
        name: order.customer.name.as_str().to_owned(),
        package: package.map_or_else(
            || order.package.as_str().to_owned(),
            |package| package.name.get(lang).to_owned(),
        ),
        date: date_words(order.slot.date, lang),
        time: time_words(order.slot.time),
        code: order.code.to_string(),
        price: won_words(order.price, lang),
        refund: refund.map(|due| won_words(due, lang)),
        reason,
        hold_until: (unpaid && order.status.is_held()).then(|| time_words(rules.local(order.hold_expires_at).time())),
        old_date: moved_from.map(|slot| date_words(slot.date, lang)),
        old_time: moved_from.map(|slot| time_words(slot.time)),
        ..SmsValues::default()
    }
}

/// `OrderPlaced` → `order_placed`: the name of the text's file.
fn snake(event: &str) -> String {
    let mut name = String::with_capacity(event.len() + 4);
    for letter in event.chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}
