//! The centre's commands: requests, decisions, capacity and closures.

use serde_json::{Value, json};

use super::args::{Confirm, Reject};
use super::centre_args::{Capacity, CapacitySet, Closure};
use super::output::slot_json;
use super::{Desk, Failure, parse};
use crate::app::{self, OrderView};
use crate::domain::order::OrderStatus;
use crate::domain::slot::CapacityRule;
use crate::store::orders::Filter;
use crate::store::wire;

impl Desk {
    pub(super) async fn requests(&self) -> Result<(), Failure> {
        let requests = self.waiting().await?;
        let document = json!({ "requests": requests });
        self.out.show(&document, || {
            let words = self.out.words;
            let Some(first) = requests.first() else {
                return words.get("say", "no_requests");
            };
            let count = requests.len().to_string();
            let hint = words.say("say", "requests", &[("count", &count), ("first", &first.code)]);
            format!("{}\n\n{hint}", self.out.orders(&requests))
        })
    }

    async fn waiting(&self) -> Result<Vec<OrderView>, Failure> {
        let filter = Filter {
            status: Some(OrderStatus::Requested),
            limit: i64::MAX,
            ..Filter::default()
        };
        Ok(self.app.orders(filter).await?)
    }

    pub(super) async fn confirm(&self, args: &Confirm) -> Result<(), Failure> {
        if let [one] = args.orders.as_slice() {
            let order = self.app.confirm(parse::order(one)?, self.by.clone()).await?;
            return self.done(order, "confirmed");
        }
        let orders = if args.all {
            self.waiting().await?.into_iter().map(|order| order.code).collect()
        } else {
            args.orders.clone()
        };
        self.decided(&orders, self.confirm_all(&orders).await)
    }

    /// An answer for each, in the order they were named; what names no order has one too.
    async fn confirm_all(&self, orders: &[String]) -> Vec<Result<OrderView, Failure>> {
        let read: Vec<_> = orders.iter().map(|text| parse::order(text)).collect();
        let named = read.iter().filter_map(|order| order.as_ref().ok().cloned()).collect();
        let mut answers = self.app.confirm_all(named, &self.by).await.into_iter();
        read.into_iter()
            .filter_map(|order| match order {
                Ok(_) => answers.next().map(|answer| answer.map_err(Failure::App)),
                Err(unknown) => Some(Err(unknown)),
            })
            .collect()
    }

    /// One line for each of several, and the first failure as the command's own.
    fn decided(&self, asked: &[String], results: Vec<Result<OrderView, Failure>>) -> Result<(), Failure> {
        let (mut orders, mut refused, mut first) = (Vec::new(), Vec::new(), None);
        for (order, result) in asked.iter().zip(results) {
            match result {
                Ok(view) => orders.push(view),
                Err(failure) => {
                    let message = self.sentence(&failure);
                    self.out.refuse(&format!("{order}  {message}"));
                    let error = json!({ "code": failure.code(), "message": message });
                    refused.push(json!({ "order": order, "error": error }));
                    first.get_or_insert(failure);
                }
            }
        }
        let document = json!({ "orders": orders, "errors": refused });
        self.out.show(&document, || {
            let said = self.out.words.get("say", "confirmed");
            match orders.len() {
                0 if refused.is_empty() => self.out.words.get("say", "no_requests"),
                0 => String::new(),
                count => format!("{}\n✔ {said}: {count}", self.out.orders(&orders)),
            }
        })?;
        match first {
            None => Ok(()),
            Some(first) => Err(Failure::Several {
                first: Box::new(first),
                failed: refused.len(),
                asked: asked.len(),
            }),
        }
    }

    fn sentence(&self, failure: &Failure) -> String {
        match failure {
            Failure::App(error) => self.out.words.app_error(error, &self.out.zone),
            other => other.to_string(),
        }
    }

    pub(super) async fn reject(&self, args: &Reject) -> Result<(), Failure> {
        let reason = app::reason(&args.reason)?;
        let order = parse::order(&args.order)?;
        let answer = self.app.reject(order, reason, self.by.clone()).await?;
        self.out.answer(answer, "rejected")
    }

    pub(super) async fn capacity(&self, args: &Capacity) -> Result<(), Failure> {
        let Capacity::Set(CapacitySet { n, from, to, time }) = args;
        let from = self.date(from.as_deref().unwrap_or("today"))?;
        let to = to.as_deref().map(|text| self.date(text)).transpose()?;
        if to.is_some_and(|to| to < from) {
            return Err(app::Invalid::Range.into());
        }
        let rule = CapacityRule {
            from,
            to,
            time: time.as_deref().map(crate::app::time).transpose()?,
            capacity: *n,
        };
        let set = self.app.set_capacity(rule).await?;
        let kept: Vec<Value> = set
            .kept
            .iter()
            .map(|slot| {
                let mut entry = slot_json(slot.slot);
                entry["capacity"] = slot.capacity.into();
                entry
            })
            .collect();
        let document = json!({ "capacity": {
            "capacity": n,
            "from": from.to_string(),
            "to": to.map(|date| date.to_string()),
            "time": set.rule.time.map(wire::clock),
            "kept": kept,
        }});
        self.out.show(&document, || {
            let words = self.out.words;
            let from = words.date(from);
            let range = match to {
                Some(to) => words.say("say", "capacity_range", &[("from", &from), ("to", &words.date(to))]),
                None => words.say("say", "capacity_from", &[("from", &from)]),
            };
            let time = set.rule.time.map(|time| format!(", {}", wire::clock(time)));
            let range = format!("{range}{}", time.unwrap_or_default());
            let mut lines = vec![words.say("say", "capacity_set", &[("n", &n.to_string()), ("range", &range)])];
            lines.extend(set.kept.iter().map(|slot| {
                let (at, capacity) = (words.slot(slot.slot), slot.capacity.to_string());
                words.say("say", "capacity_kept", &[("slot", &at), ("capacity", &capacity)])
            }));
            lines.join("\n")
        })
    }

    pub(super) async fn closure(&self, args: &Closure) -> Result<(), Failure> {
        let words = self.out.words;
        match args {
            Closure::Add { date, reason } => {
                let date = self.date(date)?;
                let reason = reason.as_deref().map(app::reason).transpose()?;
                let hit = self.app.close(date, reason.clone()).await?;
                let document = json!({ "closure": {
                    "date": date.to_string(),
                    "reason": reason.as_ref().map(|reason| reason.as_str()),
                    "orders": hit,
                }});
                self.out.show(&document, || {
                    let closed = words.say("say", "closed", &[("date", &words.date(date))]);
                    if hit.is_empty() {
                        return closed;
                    }
                    let codes = hit
                        .iter()
                        .map(|order| order.code.as_str())
                        .collect::<Vec<_>>()
                        .join(" ");
                    let count = hit.len().to_string();
                    let hits = words.say("say", "closure_hits", &[("count", &count), ("orders", &codes)]);
                    format!("{closed}\n{hits}")
                })
            }
            Closure::Remove { date } => {
                let date = self.date(date)?;
                let removed = self.app.reopen(date).await?;
                let document = json!({ "closure": { "date": date.to_string(), "removed": removed } });
                self.out.show(&document, || {
                    let key = if removed { "reopened" } else { "not_closed" };
                    words.say("say", key, &[("date", &words.date(date))])
                })
            }
        }
    }
}
