//! Paying: the charge's intent, the call, its answer.
//!
//! An order has one key for all its card calls: paying again after "never charged" repeats it, so that a
//! call that got lost on the way can still arrive without charging twice.

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};

use super::asked::{Asked, Taken};
use super::ports::{Charge, ChargeAnswer};
use super::request::Keyed;
use super::settle::{self, Finding};
use super::view::{Answer, OrderView, Outcome};
use super::{App, AppError, gate};
use crate::domain::breaker::{Admission, Health};
use crate::domain::event::Event;
use crate::domain::ids::PaymentId;
use crate::domain::money::Won;
use crate::domain::order::{Order, OrderStatus};
use crate::domain::payment::{Direction, Method, Payment, PaymentStatus};
use crate::domain::refusal::{Action, MethodFault, Refusal};
use crate::domain::why::Why;
use crate::store::breakers::Gateway;
use crate::store::payments;
use crate::store::sql::Sql;

/// How the customer pays.
#[derive(Debug, Clone, Default)]
pub struct Tender {
    /// The centre's default when none: card with a gateway, cash without.
    pub method: Option<Method>,
    pub card_token: Option<SecretString>,
    pub approval_no: Option<String>,
}

impl Tender {
    /// What makes it this tender and no other.
    pub fn parts(&self) -> [&str; 3] {
        [
            self.method.map_or("", Method::code),
            self.approval_no.as_deref().unwrap_or(""),
            self.card_token.as_ref().map_or("", |token| token.expose_secret()),
        ]
    }

    /// The method it comes to for a price.
    ///
    /// # Errors
    /// [`Refusal::MethodNotAccepted`].
    pub fn resolve(&self, gateway: bool, price: Won) -> Result<Method, Refusal> {
        let default = if gateway { Method::Card } else { Method::Cash };
        let by_token = self.card_token.is_some().then_some(Method::Card);
        let by_number = self.approval_no.is_some().then_some(Method::Terminal);
        let method = self.method.or(by_token).or(by_number).unwrap_or(default);
        let fault = match method {
            Method::Card if !gateway => Some(MethodFault::NoGateway),
            Method::Terminal if self.approval_no.is_none() => Some(MethodFault::ApprovalNumberMissing),
            _ if method != Method::Card && self.card_token.is_some() => Some(MethodFault::TokenNotForMethod),
            _ if method != Method::Terminal && self.approval_no.is_some() => {
                Some(MethodFault::ApprovalNumberNotForMethod)
            }
            _ => None,
        };
        match fault {
            Some(because) => Err(Refusal::MethodNotAccepted {
                method: method.code(),
                because,
            }),
            None if price == Won::ZERO => Ok(Method::NoCharge),
            None => Ok(method),
        }
    }
}

/// A held order to pay.
#[derive(Debug, Clone)]
pub struct Pay {
    pub asked: Asked,
    pub tender: Tender,
}

/// How far a payment came in its first transaction.
enum Begun {
    Again(Box<OrderView>),
    Next(Step, Option<Keyed>),
}

/// What is left to do after the first transaction.
pub enum Step {
    Settled(Box<Order>),
    /// The gateway is left alone until then; the place is kept.
    Later(Box<Order>, Timestamp),
    Call(Box<Call>),
}

impl Step {
    /// The order as the first transaction leaves it.
    pub fn order(&self) -> &Order {
        match self {
            Self::Settled(order) | Self::Later(order, _) => order,
            Self::Call(call) => &call.order,
        }
    }
}

/// A charge whose intent is durable.
pub struct Call {
    pub order: Order,
    pub payment: PaymentId,
    pub key: String,
    pub admission: Admission,
}

impl App {
    /// Pays a held order.
    ///
    /// # Errors
    /// [`Refusal`] when it is not held, its hold ran out, or the method is not accepted.
    pub async fn pay(&self, pay: Pay) -> Result<Answer, AppError> {
        let token = pay.tender.card_token.clone();
        let app = self.clone();
        let begun = self.store.write(move |sql| app.pay_in(sql, &pay)).await??;
        let (step, keyed) = match begun {
            Begun::Again(view) => return Ok(Answer::again(*view)),
            Begun::Next(step, keyed) => (step, keyed),
        };
        let done = self.finish_payment(step, token).await?;
        if let Some(keyed) = keyed
            && matches!(done.outcome, Outcome::Done | Outcome::Declined { .. })
        {
            let view = done.order.clone();
            self.store
                .write(move |sql| -> Result<(), AppError> { Ok(keyed.answer(sql, &view)?) })
                .await?;
        }
        Ok(done)
    }

    /// A hold that ran out is written down before it is refused, hence the result in the result.
    fn pay_in(&self, sql: &mut dyn Sql, pay: &Pay) -> Result<Result<Begun, Refusal>, AppError> {
        let (now, tender) = (self.clock.now(), &pay.tender);
        let parts = tender.parts();
        let taken = pay.asked.take(sql, self.recorder.ids.as_ref(), "pay", &parts, now)?;
        let (order, keyed) = match taken {
            Taken::Again(view) => return Ok(Ok(Begun::Again(view))),
            Taken::Order(order, keyed) => (*order, keyed),
        };
        if order.status == OrderStatus::Held && order.hold_ran_out(now) {
            self.recorder.record(sql, &order, &[Event::HoldExpired], now)?;
            let at = order.hold_expires_at;
            return Ok(Err(Refusal::HoldRanOut { at }));
        }
        if order.status != OrderStatus::Held {
            return Err(Refusal::from((Action::Pay, order.status)).into());
        }
        let method = tender.resolve(self.gateway.is_some(), order.price)?;
        let step = self.begin_payment(sql, order, method, tender.approval_no.clone(), now)?;
        Ok(Ok(Begun::Next(step, keyed)))
    }

    /// The first transaction's part: settles a desk payment at once, or makes a charge's intent durable.
    ///
    /// # Errors
    /// Only the store's.
    pub fn begin_payment(
        &self,
        sql: &mut dyn Sql,
        order: Order,
        method: Method,
        approval_no: Option<String>,
        now: Timestamp,
    ) -> Result<Step, AppError> {
        let mut payment = Payment {
            id: PaymentId(0),
            order: order.id,
            direction: Direction::Charge,
            method,
            refund_of: None,
            amount: order.price,
            key: self.recorder.ids.key(),
            status: PaymentStatus::Started,
            reference: approval_no,
            reason: None,
            started_at: now,
            attempts: 1,
            due_at: None,
            settled_at: None,
        };
        let Some(gateway) = self.gateway.as_ref().filter(|_| method == Method::Card) else {
            payment.status = PaymentStatus::Approved;
            payment.settled_at = Some(now);
            payment.id = payments::insert(sql, &payment)?;
            let approved = settle::approved(&payment);
            let order = self.recorder.record(sql, &order, &[approved], now)?;
            return Ok(Step::Settled(Box::new(order)));
        };
        let admission = gate::admit(sql, Gateway::Payment, now)?;
        if let Admission::Refused { retry_at } = admission {
            return Ok(Step::Later(Box::new(order), retry_at));
        }
        payment.due_at = Some(now + gateway.deadline() + SignedDuration::from_secs(1));
        let released = payments::of_order(sql, order.id)?
            .into_iter()
            .find(|earlier| earlier.method == Method::Card && earlier.status == PaymentStatus::Released);
        match released {
            Some(earlier) => {
                payment.id = earlier.id;
                payment.key = earlier.key;
                payments::update(sql, &payment)?;
            }
            None => payment.id = payments::insert(sql, &payment)?,
        }
        let started = Event::PaymentStarted {
            payment: payment.id,
            method,
        };
        let order = self.recorder.record(sql, &order, &[started], now)?;
        Ok(Step::Call(Box::new(Call {
            order,
            payment: payment.id,
            key: payment.key,
            admission,
        })))
    }

    /// The call and the second transaction.
    ///
    /// # Errors
    /// Only the store's; whatever the gateway does is an [`Outcome`].
    pub async fn finish_payment(&self, step: Step, card_token: Option<SecretString>) -> Result<Answer, AppError> {
        let call = match step {
            Step::Settled(order) => return Ok(answer(&order, None)),
            Step::Later(order, retry_at) => {
                return Ok(Answer {
                    order: OrderView::of(&order),
                    outcome: Outcome::PaymentUnavailable {
                        retry_at: Some(retry_at),
                    },
                });
            }
            Step::Call(call) => call,
        };
        let Some(gateway) = &self.gateway else {
            return Err(AppError::Bug("a charge without a gateway".into()));
        };
        let charge = Charge {
            key: call.key,
            order: call.order.id,
            price: call.order.price,
            card_token,
        };
        let (finding, health) = match gateway.charge(charge).await {
            ChargeAnswer::Approved { reference } => (Finding::Approved { reference }, Health::Good),
            ChargeAnswer::Declined { reason } => (Finding::Declined { reason }, Health::Good),
            ChargeAnswer::Busy { reason } => (Finding::Busy { reason }, Health::Bad),
            ChargeAnswer::Unknown { reason } => (Finding::Unknown { reason }, Health::Bad),
        };
        let (app, now, chance) = (self.clone(), self.clock.now(), self.recorder.ids.chance());
        let (id, admission, reason) = (call.payment, call.admission, finding.reason());
        let written = self
            .store
            .write(move |sql| -> Result<Order, AppError> {
                gate::note(sql, Gateway::Payment, admission, health, now, chance)?;
                app.settle(sql, id, &finding, now)
            })
            .await;
        match written {
            Ok(order) => Ok(answer(&order, reason)),
            // The call is over and its answer is lost. "Try again" would charge for a second booking: the
            // intent is durable, and the worker asks the gateway by its key.
            Err(AppError::Store(fault)) => {
                tracing::error!(order = call.order.id.0, error = %fault, "a payment's answer could not be kept");
                Ok(answer(&call.order, None))
            }
            Err(other) => Err(other),
        }
    }
}

/// What an order's status says about its money.
pub fn answer(order: &Order, reason: Option<String>) -> Answer {
    let outcome = match order.status {
        OrderStatus::Held => Outcome::PaymentUnavailable { retry_at: None },
        OrderStatus::Paying | OrderStatus::PaymentUnknown => match reason.as_deref().and_then(Why::read) {
            Some((Why::SecretRefused, _)) => Outcome::SecretRefused,
            _ => Outcome::PaymentUnknown,
        },
        OrderStatus::Declined => Outcome::Declined {
            reason: reason.unwrap_or_default(),
        },
        OrderStatus::RefundPending => Outcome::RefundPending { retry_at: None },
        OrderStatus::Paid
        | OrderStatus::Requested
        | OrderStatus::Confirmed
        | OrderStatus::Completed
        | OrderStatus::NoShow
        | OrderStatus::Expired
        | OrderStatus::Cancelled
        | OrderStatus::Rejected => Outcome::Done,
    };
    Answer {
        order: OrderView::of(order),
        outcome,
    }
}
