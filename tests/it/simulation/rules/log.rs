//! The log is gapless and legal, the row is its last event, the page what was seen of it.

use super::super::moves::Moves;
use super::super::rows::Whole;
use super::{Broken, must};

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

pub fn order(whole: &Whole, moves: &mut Moves) -> Result<(), Broken> {
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

pub fn page(whole: &Whole) -> Result<(), Broken> {
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
