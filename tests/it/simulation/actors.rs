//! What desks, customers, admins and workers set out to do, each as a process of its own would.

use healthcenter::app::{self, App, Book, Cancel, Pay, When};
use healthcenter::domain::slot::CapacityRule;
use healthcenter::worker::{Lane, Worker};
use jiff::Timestamp;

use super::dice::Dice;
use super::fibre::{Doing, Fibre, Told};
use super::known::Known;
use super::requests::{METHODS, asked, booking, reason, slot, tender, today, which};

const UNPAID: &[&str] = &["held"];
const DOUBT: &[&str] = &["paying", "payment_unknown"];
const OPEN: &[&str] = &["held", "paying", "payment_unknown", "paid", "requested", "confirmed"];
const REQUESTED: &[&str] = &["requested"];
const CONFIRMED: &[&str] = &["confirmed"];

/// Somebody new at work on a machine.
pub fn somebody(worker: &Worker, known: &mut Known, dice: &mut Dice, now: Timestamp) -> Fibre {
    let app = worker.app.clone();
    match dice.below(100) {
        0..=39 => lane(worker, dice.pick(&Lane::ALL)),
        40..=59 => {
            let book = booking(known, dice, now);
            known.asked.push(book.clone());
            booked(app, book)
        }
        60..=64 if !known.asked.is_empty() => {
            // Nobody told the customer how it ended, or it is a double click.
            let last = known.asked.len();
            let book = known.asked[last - 1 - dice.below(last.min(4))].clone();
            booked(app, book)
        }
        65..=71 => {
            let (order, tender) = (known.order(dice, UNPAID), tender(dice.weighted(&METHODS)));
            let pay = Pay {
                asked: asked(order, dice),
                tender,
            };
            fibre(format!("pay {order} {:?}", pay.tender.method), async move {
                vec![told(app.pay(pay).await)]
            })
        }
        72..=78 => {
            // Who has not paid yet cancels as well, and who is in doubt: the charge that got lost can still come.
            let statuses = dice.pick(&[UNPAID, DOUBT, OPEN]);
            let order = known.order(dice, statuses);
            let cancel = Cancel {
                asked: asked(order, dice),
                reason: None,
                by: "desk".into(),
                rehearse: dice.one_in(8),
            };
            fibre(format!("cancel {order}"), async move {
                vec![told(app.cancel(cancel).await)]
            })
        }
        79..=84 => {
            let order = known.order(dice, REQUESTED);
            let asked = asked(order, dice);
            fibre(format!("confirm {order}"), async move {
                vec![told(app.confirm(asked, "admin".into()).await)]
            })
        }
        85..=87 => {
            let order = known.order(dice, REQUESTED);
            fibre(format!("reject {order}"), async move {
                vec![told(app.reject(which(order), reason(), "admin".into()).await)]
            })
        }
        88 => decisions(app, known.some(REQUESTED), dice.one_in(2)),
        89..=91 => {
            let (order, slot) = (known.order(dice, OPEN), slot(dice, now));
            fibre(format!("move {order} to {}", slot.date), async move {
                vec![told(app.reschedule(which(order), When::At(slot), "desk".into()).await)]
            })
        }
        92..=94 => {
            let (order, came) = (known.order(dice, CONFIRMED), dice.one_in(2));
            fibre(format!("visit {order} {came}"), async move {
                let (order, by) = (which(order), "desk".to_owned());
                vec![told(match came {
                    true => app.check_in(order, by).await,
                    false => app.no_show(order, by).await,
                })]
            })
        }
        95 | 96 => {
            let rule = CapacityRule {
                from: today(now),
                to: None,
                time: None,
                capacity: i64::try_from(dice.below(4)).unwrap(),
            };
            fibre(format!("capacity {}", rule.capacity), async move {
                vec![done(app.set_capacity(rule).await)]
            })
        }
        97 => {
            let (day, again) = (slot(dice, now).date, dice.one_in(2));
            fibre(format!("close {day}, or not: {again}"), async move {
                vec![match again {
                    true => done(app.reopen(day).await),
                    false => done(app.close(day, Some(reason())).await),
                }]
            })
        }
        98 => fibre(
            "messages retry".into(),
            async move { vec![done(app.retry_buried().await)] },
        ),
        _ => lane(worker, Lane::Payments),
    }
}

/// A worker's look at one lane.
fn lane(worker: &Worker, lane: Lane) -> Fibre {
    let worker = worker.clone();
    fibre(format!("worker {}", lane.name()), async move {
        vec![match worker.step(lane).await {
            Ok(_) => Told::Worked(None),
            Err(fault) => Told::Failed(fault),
        }]
    })
}

/// A worker that goes on until nothing is due, but not for ever, and says when there is more.
pub fn idle(worker: &Worker) -> Fibre {
    let worker = worker.clone();
    fibre("worker until idle".into(), async move {
        let mut next = None;
        for lane in Lane::ALL {
            for _ in 0..5 {
                match worker.step(lane).await {
                    Ok(0) => break,
                    Ok(_) => {}
                    Err(fault) => return vec![Told::Failed(fault)],
                }
            }
            let due = worker.next_due(lane).await.ok().flatten();
            next = next.into_iter().chain(due).min();
        }
        vec![Told::Worked(next)]
    })
}

fn booked(app: App, book: Book) -> Fibre {
    let name = format!(
        "book {} {:?} {:?}",
        book.key.as_deref().unwrap_or(""),
        book.when,
        book.tender.method
    );
    fibre(name, async move { vec![told(app.book(book).await)] })
}

fn decisions(app: App, orders: Vec<i64>, yes: bool) -> Fibre {
    fibre(format!("decide {orders:?}: {yes}"), async move {
        let orders = orders.into_iter().map(which).collect();
        match yes {
            true => app.confirm_all(orders, "admin").await.into_iter().map(told).collect(),
            false => app
                .reject_all(orders, &reason(), "admin")
                .await
                .into_iter()
                .map(told)
                .collect(),
        }
    })
}

fn fibre(name: String, doing: impl Future<Output = Vec<Told>> + 'static) -> Fibre {
    Fibre::new(name, Box::pin(doing) as Doing)
}

fn told<T: Into<Told>>(outcome: Result<T, app::AppError>) -> Told {
    outcome.map_or_else(Told::Failed, Into::into)
}

fn done<T>(outcome: Result<T, app::AppError>) -> Told {
    outcome.map_or_else(Told::Failed, |_| Told::Nothing)
}
