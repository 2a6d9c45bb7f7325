//! Lists: free places, orders, messages.

use jiff::ToSpan;
use serde_json::{Value, json};

use super::args::{Messages, MessagesCommand, Orders, Slots};
use super::output::{dashed, slot_json};
use super::{Desk, Failure};
use crate::app::Invalid;
use crate::domain::ids::OrderId;
use crate::domain::message::MessageStatus;
use crate::domain::order::OrderStatus;
use crate::store::{orders, outbox};

impl Desk {
    pub(super) async fn slots(&self, args: &Slots) -> Result<(), Failure> {
        if let Some(code) = &args.package {
            self.package(code)?;
        }
        let from = self.date(args.from.as_deref().unwrap_or("today"))?;
        let to = match &args.to {
            Some(text) => self.date(text)?,
            None => from.saturating_add(13.days()),
        };
        if to < from {
            return Err(Invalid::Range.into());
        }
        let places = self.app.slots(from, to).await?;
        let slots: Vec<Value> = places
            .iter()
            .map(|place| {
                let mut slot = slot_json(place.slot);
                slot["capacity"] = place.capacity.into();
                slot["free"] = place.free().into();
                slot
            })
            .collect();
        self.out.show(&json!({ "slots": slots }), || {
            let rows = places
                .iter()
                .map(|place| {
                    vec![
                        self.out.words.slot(place.slot),
                        place.free().to_string(),
                        place.capacity.to_string(),
                    ]
                })
                .collect();
            self.out
                .table(&["visit", "free", "capacity"], &["free", "capacity"], rows)
        })
    }

    pub(super) async fn orders(&self, args: &Orders) -> Result<(), Failure> {
        let filter = orders::Filter {
            date: args.date.as_deref().map(|text| self.date(text)).transpose()?,
            status: args.status.as_deref().map(order_status).transpose()?,
            search: args.search.clone(),
            after: args.after.map(OrderId),
            // One more than is shown, to know whether there are more.
            limit: args.limit + 1,
        };
        let mut orders = self.app.orders(filter).await?;
        let more = orders.len() as i64 > args.limit;
        if more {
            orders.pop();
        }
        self.out.show(&json!({ "orders": orders }), || {
            let table = self.out.orders(&orders);
            match orders.last() {
                Some(last) if more => {
                    let more = self.out.words.say("say", "more", &[("id", &last.id.to_string())]);
                    format!("{table}\n\n{more}")
                }
                _ => table,
            }
        })
    }

    pub(super) async fn messages(&self, args: &Messages) -> Result<(), Failure> {
        if let Some(MessagesCommand::Retry { ids }) = &args.retry {
            self.app.retry_messages(ids.clone()).await?;
            let document = json!({ "retried": ids });
            let count = ids.len().to_string();
            return self
                .out
                .show(&document, || self.out.words.say("say", "retried", &[("count", &count)]));
        }
        let filter = outbox::Filter {
            status: args.status.as_deref().map(message_status).transpose()?,
            order: None,
            limit: args.limit,
        };
        let messages = self.app.messages(filter).await?;
        let document: Vec<Value> = messages
            .iter()
            .map(|message| {
                json!({
                    "id": message.id,
                    "orderId": message.order.0,
                    "event": message.event,
                    "status": message.status.code(),
                    "type": message.kind,
                    "to": message.recipient,
                    "subject": message.subject,
                    "text": message.text,
                    "attempts": message.attempts,
                    "reason": message.reason,
                    "createdAt": message.at.to_string(),
                    "settledAt": message.settled_at.map(|at| at.to_string()),
                })
            })
            .collect();
        self.out.show(&json!({ "messages": document }), || {
            let rows = messages
                .iter()
                .map(|message| {
                    vec![
                        message.id.clone(),
                        message.order.to_string(),
                        self.out.words.get("event", &message.event),
                        self.out.words.get("message", message.status.code()),
                        message.recipient.as_deref().map(dashed).unwrap_or_default(),
                        message.attempts.to_string(),
                        message
                            .reason
                            .as_deref()
                            .map_or_else(String::new, |why| self.out.words.why(why)),
                    ]
                })
                .collect();
            let labels = ["sms", "order", "event", "status", "to", "attempts", "reason"];
            self.out.table(&labels, &["order", "attempts"], rows)
        })
    }
}

fn order_status(text: &str) -> Result<OrderStatus, Invalid> {
    OrderStatus::parse(text).ok_or_else(|| Invalid::Status {
        text: text.to_owned(),
        known: OrderStatus::ALL.map(OrderStatus::code).join(", "),
    })
}

fn message_status(text: &str) -> Result<MessageStatus, Invalid> {
    let listed = [
        MessageStatus::Pending,
        MessageStatus::Sent,
        MessageStatus::Buried,
        MessageStatus::Suppressed,
    ];
    MessageStatus::parse(text)
        .filter(|status| listed.contains(status))
        .ok_or_else(|| Invalid::Status {
            text: text.to_owned(),
            known: listed.map(MessageStatus::code).join(", "),
        })
}
