//! Whatever is not final has a next step within a quarter of an hour, and a lease has an owner and an end.

use super::super::rows::{PaymentRow, Whole};
use super::{Broken, must};

/// A quarter of an hour, which no saga sits without a next step.
const LATE: i64 = 900_000;

pub fn order(whole: &Whole, now: i64) -> Result<(), Broken> {
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

pub fn lease(id: i64, what: i64, owner: Option<&str>, until: Option<i64>, open: bool, now: i64) -> Result<(), Broken> {
    let fits = owner.is_some() == until.is_some() && (owner.is_none() || open);
    must("leases", fits && until.is_none_or(|until| until - LATE <= now), || {
        format!("order {id}: {what} is leased to {owner:?} until {until:?}, open: {open}")
    })
}
