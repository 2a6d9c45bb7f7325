//! The line to both gateways: what is called lies on it until the simulation lets it arrive, or not.

use std::sync::Mutex;

use healthcenter::app::ports::{
    Answering, Charge, ChargeAnswer, LookUpAnswer, PaymentGateway, Refund, RefundAnswer, SendAnswer, SmsGateway, Text,
};
use healthcenter::domain::ids::OrderId;
use healthcenter::domain::money::Won;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::oneshot;

/// What is asked of a gateway.
#[derive(Debug, Clone)]
pub enum Request {
    Charge {
        key: String,
        order: i64,
        price: i64,
    },
    LookUp {
        key: String,
    },
    Refund {
        key: String,
        reference: String,
        amount: i64,
    },
    Send(Text),
}

/// What a gateway says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    Charge(ChargeAnswer),
    LookUp(LookUpAnswer),
    Refund(RefundAnswer),
    Send(SendAnswer),
}

/// A call under way.
pub struct Call {
    pub request: Request,
    /// What the gateway has done about it, once it has arrived.
    pub done: Option<Reply>,
    /// When its caller was first seen waiting.
    pub since: Timestamp,
    caller: oneshot::Sender<Reply>,
}

impl Call {
    /// Ends the waiting of whoever called, if anybody still does.
    pub fn answer(self, reply: Reply) {
        drop(self.caller.send(reply));
    }

    /// The same call without its caller: it can still arrive.
    pub fn ghost(&self) -> Self {
        Self {
            request: self.request.clone(),
            done: None,
            since: self.since,
            caller: oneshot::channel().0,
        }
    }
}

/// Both ports.
#[derive(Default)]
pub struct Line(Mutex<Vec<Call>>);

impl Line {
    /// The calls made since it was last asked.
    pub fn calls(&self, now: Timestamp) -> Vec<Call> {
        let mut calls = std::mem::take(&mut *self.0.lock().unwrap());
        calls.iter_mut().for_each(|call| call.since = now);
        calls
    }

    fn call<T: Send + 'static>(&self, request: Request, read: fn(Reply) -> Option<T>) -> Answering<'_, T> {
        let (caller, answer) = oneshot::channel();
        self.0.lock().unwrap().push(Call {
            request,
            done: None,
            since: Timestamp::UNIX_EPOCH,
            caller,
        });
        Box::pin(async move {
            match answer.await.ok().and_then(read) {
                Some(reply) => reply,
                None => std::future::pending().await,
            }
        })
    }
}

impl PaymentGateway for Line {
    fn charge(&self, charge: Charge) -> Answering<'_, ChargeAnswer> {
        let request = Request::Charge {
            key: charge.key,
            order: charge.order.0,
            price: charge.price.get(),
        };
        self.call(request, |reply| match reply {
            Reply::Charge(answer) => Some(answer),
            _ => None,
        })
    }

    fn look_up(&self, key: String, _: OrderId, _: Won) -> Answering<'_, LookUpAnswer> {
        self.call(Request::LookUp { key }, |reply| match reply {
            Reply::LookUp(answer) => Some(answer),
            _ => None,
        })
    }

    fn refund(&self, refund: Refund) -> Answering<'_, RefundAnswer> {
        let request = Request::Refund {
            key: refund.key,
            reference: refund.reference,
            amount: refund.amount.get(),
        };
        self.call(request, |reply| match reply {
            Reply::Refund(answer) => Some(answer),
            _ => None,
        })
    }

    /// So short that whoever waits for another's call looks once.
    fn deadline(&self) -> SignedDuration {
        SignedDuration::from_millis(10)
    }
}

impl SmsGateway for Line {
    fn send(&self, text: Text) -> Answering<'_, SendAnswer> {
        self.call(Request::Send(text), |reply| match reply {
            Reply::Send(answer) => Some(answer),
            _ => None,
        })
    }

    fn deadline(&self) -> SignedDuration {
        SignedDuration::from_secs(3)
    }
}
