//! What must hold at every instant, asked of one order's rows and of the gateways' own ledger, by other
//! means than the program and its doctor: plain comparisons of plain rows.

use std::collections::BTreeSet;

use super::ledger::Ledger;
use super::moves::Moves;
use super::rows::{PaymentRow, Whole};

/// A quarter of an hour, which no saga sits without a next step.
const LATE: i64 = 900_000;
const KEEPS: &[&str] = &[
    "held",
    "paying",
    "payment_unknown",
    "paid",
    "requested",
    "confirmed",
    "completed",
    "no_show",
];
const LOSES: &[&str] = &[
    "payment_unknown",
    "expired",
    "declined",
    "refund_pending",
    "cancelled",
    "rejected",
];
const PAID: &[&str] = &["paid", "requested", "confirmed", "completed", "no_show"];
const ENDED: &[&str] = &["cancelled", "rejected"];

/// A rule that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    pub rule: &'static str,
    pub detail: String,
}

impl Broken {
    pub fn new(rule: &'static str, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self { rule, detail }
    }
}

/// Says what is wrong unless `holds`.
pub fn must(rule: &'static str, holds: bool, detail: impl FnOnce() -> String) -> Result<(), Broken> {
    if holds {
        Ok(())
    } else {
        Err(Broken::new(rule, detail()))
    }
}

/// Every rule about one order.
pub fn order(whole: &Whole, ledger: &Ledger, moves: &mut Moves, now: i64) -> Result<(), Broken> {
    log(whole, moves)?;
    messages(whole, ledger, now)?;
    payment_first(whole)?;
    money(whole, ledger)?;
    progress(whole, now)?;
    page(whole)
}

fn log(whole: &Whole, moves: &mut Moves) -> Result<(), Broken> {
    let (order, events) = (&whole.order, &whole.events);
    let id = order.id;
    let gap = (1..).zip(events).find(|(n, event)| event.seq != *n);
    must("gapless", gap.is_none(), || {
        format!("order {id}: event {} is missing", gap.map_or(0, |(n, _)| n))
    })?;
    let last = events.last().map(|event| (event.seq, event.status.as_str()));
    must(
        "row-is-last-event",
        last == Some((order.seq, order.status.as_str())),
        || {
            format!(
                "order {id}: is {} at {}, its last event says {last:?}",
                order.status, order.seq
            )
        },
    )?;
    let mut from = "–";
    for event in events {
        let legal = moves.order(&event.event, from, &event.status);
        must("legal", legal, || {
            format!("order {id}: {} from {from} to {}", event.event, event.status)
        })?;
        from = &event.status;
    }
    let may = if order.keeps_place { KEEPS } else { LOSES };
    must("keeps-place", may.contains(&order.status.as_str()), || {
        format!(
            "order {id}: keeps a place: {}, and is {}",
            order.keeps_place, order.status
        )
    })
}

fn messages(whole: &Whole, ledger: &Ledger, now: i64) -> Result<(), Broken> {
    let id = whole.order.id;
    let events: BTreeSet<_> = whole.events.iter().map(|e| (e.id, e.seq, e.event.as_str())).collect();
    let told: BTreeSet<_> = whole
        .messages
        .iter()
        .map(|m| (m.event, m.seq, m.name.as_str()))
        .collect();
    must(
        "event-and-message",
        events == told && told.len() == whole.messages.len(),
        || format!("order {id}: {} events, {} messages", events.len(), whole.messages.len()),
    )?;
    let mut waits = None;
    for message in &whole.messages {
        let seq = message.seq;
        let accepted = ledger.texts.get(&message.id);
        match message.status.as_str() {
            "sent" => {
                let known = accepted.map(|accepted| &accepted.gateway_id);
                must(
                    "sent-is-sent",
                    known.is_some() && known == message.gateway_id.as_ref(),
                    || format!("order {id}: message {seq} is sent, the gateway knows {known:?}"),
                )?;
                must("in-order", waits.is_none(), || {
                    format!("order {id}: {seq} is sent while {waits:?} waits")
                })?;
            }
            "pending" => {
                must(
                    "has-text",
                    message.text.is_some() && message.recipient.is_some(),
                    || format!("order {id}: message {seq} says nothing"),
                )?;
                waits = waits.or(Some(seq).filter(|_| !message.retried));
            }
            "silent" => must("silent", message.name == "PaymentStarted", || {
                format!("order {id}: {seq} is silent")
            })?,
            "buried" | "suppressed" => {}
            other => return Err(Broken::new("message-status", format!("order {id}: {seq} is {other}"))),
        }
        let untried = message.attempts == 0 && message.status == "suppressed" && !message.retried;
        must("unsaid", !(untried && message.owner.is_some()), || {
            format!("order {id}: {seq} is leased and ended")
        })?;
        lease(
            id,
            seq,
            message.owner.as_deref(),
            message.until,
            message.status == "pending",
            now,
        )?;
    }
    Ok(())
}

fn lease(id: i64, what: i64, owner: Option<&str>, until: Option<i64>, open: bool, now: i64) -> Result<(), Broken> {
    let fits = owner.is_some() == until.is_some() && (owner.is_none() || open);
    must("leases", fits && until.is_none_or(|until| until - LATE <= now), || {
        format!("order {id}: {what} is leased to {owner:?} until {until:?}, open: {open}")
    })
}

fn payment_first(whole: &Whole) -> Result<(), Broken> {
    let (order, payments) = (&whole.order, &whole.payments);
    let id = order.id;
    let paid = payments
        .iter()
        .any(|p| p.is(true, "approved") && p.amount == order.price);
    must("payment-first", whole.reservation.is_none() || paid, || {
        format!("order {id}: reserved and not paid")
    })?;
    let own = payments.iter().find(|p| Some(p.id) == order.payment);
    let own_paid = own.is_some_and(|p| p.is(true, "approved") && p.amount == order.price);
    let status = order.status.as_str();
    must("payment-first", !PAID.contains(&status) || own_paid, || {
        format!("order {id}: {status} and not paid")
    })?;
    let expected: &[&str] = match whole.reservation.as_ref().map(|(_, status)| status.as_str()) {
        None => &[
            "held",
            "paying",
            "payment_unknown",
            "paid",
            "expired",
            "declined",
            "refund_pending",
            "cancelled",
        ],
        Some("requested") => &["requested"],
        Some("confirmed") => &["confirmed", "completed", "no_show"],
        Some("rejected") => &["refund_pending", "rejected"],
        Some(_) => &["refund_pending", "cancelled"],
    };
    let named = whole.reservation.as_ref().map(|(id, _)| *id);
    must(
        "reservation",
        expected.contains(&status) && named == order.reservation,
        || format!("order {id}: is {status}, its reservation {:?}", whole.reservation),
    )?;
    let settled = match status {
        "refund_pending" => Some("owed"),
        "cancelled" | "rejected" => Some("settled"),
        _ => None,
    };
    must("cancellation", whole.cancellation.as_deref() == settled, || {
        format!("order {id}: is {status}, its cancellation {:?}", whole.cancellation)
    })?;
    let ending = ENDED.contains(&status) || status == "refund_pending";
    must("ending", order.ending.is_some() == ending, || {
        format!("order {id}: {status} ends as {:?}", order.ending)
    })
}

fn money(whole: &Whole, ledger: &Ledger) -> Result<(), Broken> {
    let (order, payments) = (&whole.order, &whole.payments);
    let (id, status) = (order.id, order.status.as_str());
    let charges = || payments.iter().filter(|p| p.is(true, "approved"));
    let back = |charge: i64, approved: bool| {
        let refunds = payments.iter().filter(move |p| !p.charge && p.of == Some(charge));
        refunds.filter(move |p| p.status == "approved" || (!approved && p.is_open()))
    };
    for charge in charges() {
        let amount: i64 = back(charge.id, false).map(|p| p.amount).sum();
        must("refunds-within-charges", amount <= charge.amount, || {
            format!("order {id}: {amount} won go back")
        })?;
    }
    let refunds = payments.iter().filter(|p| !p.charge);
    let stray = refunds.filter(|p| !charges().any(|c| Some(c.id) == p.of)).count();
    must("refund-of-a-charge", stray == 0, || {
        format!("order {id}: gives back what it never got")
    })?;
    let live = charges().filter(|c| back(c.id, false).next().is_none()).count();
    let may = usize::from(PAID.contains(&status));
    must("one-live-charge", live == may, || {
        format!("order {id}: {live} live charges, and it is {status}")
    })?;
    if ENDED.contains(&status) {
        let own = charges().find(|c| Some(c.id) == order.payment);
        let returned = own.is_none_or(|c| back(c.id, true).next().is_some());
        let doubt = payments.iter().any(|p| p.charge && p.is_open());
        must("refund-before-end", returned && !doubt, || {
            format!("order {id}: {status} before its money is back")
        })?;
    }
    for payment in payments.iter().filter(|p| p.card && p.amount > 0) {
        let (key, ours) = (&payment.key, payment.status.as_str());
        let theirs = match payment.charge {
            true => ledger.charges.get(key).map(|c| c.reference.is_some()),
            false => ledger.refunds.contains_key(key).then_some(true),
        };
        let agrees = match ours {
            "approved" => theirs == Some(true),
            "declined" => theirs == Some(false),
            _ => true,
        };
        must("our-view", agrees, || {
            format!("order {id}: {key} is {ours}, the gateway says {theirs:?}")
        })?;
    }
    Ok(())
}

fn progress(whole: &Whole, now: i64) -> Result<(), Broken> {
    let (order, payments) = (&whole.order, &whole.payments);
    let (id, status) = (order.id, order.status.as_str());
    let soon = |due: Option<i64>| due.is_some_and(|due| due - LATE <= now);
    for payment in payments {
        let (n, due) = (payment.id, payment.due);
        must("next-step", !payment.is_open() || soon(due), || {
            format!("order {id}: payment {n} is due {due:?}")
        })?;
        lease(id, n, payment.owner.as_deref(), payment.until, due.is_some(), now)?;
    }
    let open = payments.iter().any(PaymentRow::is_open);
    let doubt = payments
        .iter()
        .any(|p| p.charge && p.is_open() && Some(p.id) == order.payment);
    must("next-step", status != "refund_pending" || open, || {
        format!("order {id}: nobody gives its money back")
    })?;
    let asking = matches!(status, "paying" | "payment_unknown");
    must("next-step", !asking || doubt, || {
        format!("order {id}: is {status} without a doubt")
    })?;
    let passed = whole
        .inbox
        .iter()
        .any(|(consumer, _, due)| consumer == "reservations" && soon(Some(*due)));
    must("next-step", status != "paid" || passed, || {
        format!("order {id}: is paid and not passed on")
    })
}

fn page(whole: &Whole) -> Result<(), Broken> {
    let id = whole.order.id;
    let seen = whole.page.as_ref().map_or(0, |(seq, _)| *seq);
    let mut waiting = whole.events.iter().filter(|event| event.seq > seen);
    let lost = waiting.find(|event| !whole.inbox.iter().any(|(c, e, _)| c == "mypage" && *e == event.id));
    must("mypage", lost.is_none(), || {
        format!("order {id}: event {} is not on its way", lost.map_or(0, |e| e.seq))
    })?;
    let Some((_, body)) = &whole.page else { return Ok(()) };
    let event = whole.events.iter().find(|event| event.seq == seen);
    let shown = event.is_some_and(|event| body.contains(&format!("\"status\":\"{}\"", event.status)));
    must("mypage", shown, || {
        format!("order {id}: its page at {seen} shows something else")
    })
}
