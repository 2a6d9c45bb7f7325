//! The customer's and the desk's commands: book, pay, cancel, reschedule, and the day of the visit.

use serde_json::json;

use super::args::{Book, Cancel, Pay, Reschedule};
use super::parse;
use super::{Desk, Failure};
use crate::app::{self, Answer, AppError, OrderView, Outcome, Rehearsal};

impl Desk {
    pub(super) async fn book(&self, args: &Book) -> Result<(), Failure> {
        let today = self.app.recorder.rules.today(self.app.clock.now());
        let booking = app::Book {
            customer: app::customer(
                Some(&args.name),
                Some(&args.phone),
                Some(&args.birth),
                Some(&args.sex),
                today,
            )?,
            package: self.package(&args.package)?.code.clone(),
            agreed: None,
            when: self.when(args.date.as_deref(), args.time.as_deref())?,
            tender: parse::pay_with(&args.pay_with)?,
            hold_only: args.hold_only,
            rehearse: args.dry_run,
            key: args.idempotency_key.clone(),
        };
        match self.app.book(booking).await {
            Err(AppError::Rehearsed(rehearsal)) => self.rehearsed(&rehearsal),
            Ok(answer) if args.hold_only => self.done(answer.order, "held"),
            other => self.out.answer(other?, "booked"),
        }
    }

    pub(super) async fn pay(&self, args: &Pay) -> Result<(), Failure> {
        let pay = app::Pay {
            asked: parse::order(&args.order)?.into(),
            tender: parse::pay_with(&args.pay_with)?,
        };
        self.out.answer(self.app.pay(pay).await?, "paid")
    }

    pub(super) async fn cancel(&self, args: &Cancel) -> Result<(), Failure> {
        let cancel = app::Cancel {
            asked: app::Asked {
                key: args.idempotency_key.clone(),
                ..parse::order(&args.order)?.into()
            },
            reason: args.reason.as_deref().map(app::reason).transpose()?,
            by: self.by.clone(),
            rehearse: args.dry_run,
        };
        match self.app.cancel(cancel).await {
            Err(AppError::Rehearsed(rehearsal)) => self.rehearsed(&rehearsal),
            other => self.out.answer(other?, "cancelled"),
        }
    }

    pub(super) async fn reschedule(&self, args: &Reschedule) -> Result<(), Failure> {
        let when = self.when(Some(&args.date), args.time.as_deref())?;
        let order = parse::order(&args.order)?;
        let order = self.app.reschedule(order, when, self.by.clone()).await?;
        self.done(order, "rescheduled")
    }

    pub(super) async fn check_in(&self, order: &str) -> Result<(), Failure> {
        let order = self.app.check_in(parse::order(order)?, self.by.clone()).await?;
        self.done(order, "checked_in")
    }

    pub(super) async fn no_show(&self, order: &str) -> Result<(), Failure> {
        let order = self.app.no_show(parse::order(order)?, self.by.clone()).await?;
        self.done(order, "no_show")
    }

    /// An order whose money is not in question.
    pub(super) fn done(&self, order: OrderView, said: &str) -> Result<(), Failure> {
        let outcome = Outcome::Done;
        self.out.answer(Answer { order, outcome }, said)
    }

    fn rehearsed(&self, rehearsal: &Rehearsal) -> Result<(), Failure> {
        let Rehearsal { order, refund } = rehearsal;
        let mut document = json!({ "order": order, "dryRun": true });
        if let Some(refund) = refund {
            document["refund"] = refund.get().into();
        }
        self.out.show(&document, || {
            let words = self.out.words;
            let said = words.get("say", "rehearsed");
            match refund {
                Some(refund) => {
                    let refund = self.out.won(refund.get());
                    let would = words.say("say", "would_refund", &[("refund", &refund), ("order", &order.code)]);
                    format!("{said}.\n{would}")
                }
                // Its number and code are nobody's: the real booking gets others.
                None => {
                    let card = self.out.card(None, order);
                    format!("{said}.\n{}", card.split_once('\n').map_or("", |(_, rest)| rest))
                }
            }
        })
    }
}
