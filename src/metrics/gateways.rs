//! Gateways that are timed and written into the log, with the order's number: around the ports, so that
//! neither the use cases nor the adapters know.

use std::sync::Arc;
use std::time::Instant;

use jiff::SignedDuration;

use super::{Calls, Metrics};
use crate::app::ports::{
    Answering, Charge, ChargeAnswer, LookUpAnswer, PaymentGateway, Refund, RefundAnswer, SendAnswer, SmsGateway, Text,
};
use crate::domain::ids::OrderId;
use crate::domain::money::Won;

struct Payment {
    inner: Arc<dyn PaymentGateway>,
    calls: Calls,
}

struct Sms {
    inner: Arc<dyn SmsGateway>,
    calls: Calls,
}

/// The gateway, measured.
pub fn measured_payment(inner: Arc<dyn PaymentGateway>, metrics: &Metrics) -> Arc<dyn PaymentGateway> {
    let calls = metrics.payments.clone();
    Arc::new(Payment { inner, calls })
}

/// The gateway, measured.
pub fn measured_sms(inner: Arc<dyn SmsGateway>, metrics: &Metrics) -> Arc<dyn SmsGateway> {
    let calls = metrics.texts.clone();
    Arc::new(Sms { inner, calls })
}

impl Payment {
    fn note(&self, call: &'static str, outcome: &'static str, order: OrderId, began: Instant) {
        let took = began.elapsed();
        let labels = [("call", call), ("outcome", outcome)];
        self.calls.get_or_create(&labels).observe(took.as_secs_f64());
        tracing::info!(order = order.0, call, outcome, ms = took.as_millis(), "payment gateway");
    }
}

impl PaymentGateway for Payment {
    fn charge(&self, charge: Charge) -> Answering<'_, ChargeAnswer> {
        Box::pin(async move {
            let (order, began) = (charge.order, Instant::now());
            let answer = self.inner.charge(charge).await;
            self.note("charge", answer.word(), order, began);
            answer
        })
    }

    fn look_up(&self, key: String, order: OrderId, price: Won) -> Answering<'_, LookUpAnswer> {
        Box::pin(async move {
            let began = Instant::now();
            let answer = self.inner.look_up(key, order, price).await;
            self.note("look_up", answer.word(), order, began);
            answer
        })
    }

    fn refund(&self, refund: Refund) -> Answering<'_, RefundAnswer> {
        Box::pin(async move {
            let (order, began) = (refund.order, Instant::now());
            let answer = self.inner.refund(refund).await;
            self.note("refund", answer.word(), order, began);
            answer
        })
    }

    fn deadline(&self) -> SignedDuration {
        self.inner.deadline()
    }
}

impl SmsGateway for Sms {
    fn send(&self, text: Text) -> Answering<'_, SendAnswer> {
        Box::pin(async move {
            let began = Instant::now();
            let answer = self.inner.send(text).await;
            let labels = [("call", "send"), ("outcome", answer.word())];
            self.calls.get_or_create(&labels).observe(began.elapsed().as_secs_f64());
            answer
        })
    }

    fn deadline(&self) -> SignedDuration {
        self.inner.deadline()
    }
}
