//! Payment first, no more back than came in, nothing ended before its money is back, and our view of a card
//! payment is never against the gateway's.

use super::super::ledger::Ledger;
use super::super::rows::Whole;
use super::{Broken, must};

const PAID: &[&str] = &["paid", "requested", "confirmed", "completed", "no_show"];
const ENDED: &[&str] = &["cancelled", "rejected"];

pub fn payment_first(whole: &Whole) -> Result<(), Broken> {
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

pub fn order(whole: &Whole, ledger: &Ledger) -> Result<(), Broken> {
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
