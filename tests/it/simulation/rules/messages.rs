//! One message for each event, in order, and sent is what the gateway has.

use std::collections::BTreeSet;

use super::super::ledger::Ledger;
use super::super::rows::Whole;
use super::progress::lease;
use super::{Broken, must};

pub fn order(whole: &Whole, ledger: &Ledger, now: i64) -> Result<(), Broken> {
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
