//! Clients of the payment gateway that a careless programmer could have written.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use healthcenter::app::ports::{Answering, Charge, ChargeAnswer, LookUpAnswer, PaymentGateway, Refund, RefundAnswer};
use healthcenter::domain::ids::OrderId;
use healthcenter::domain::money::Won;
use jiff::SignedDuration;

use super::line::Line;
use super::mutants::Port;

/// The line with a fault in front of it.
pub struct Liar {
    pub fault: Port,
    pub line: Arc<Line>,
    pub calls: AtomicU64,
}

impl PaymentGateway for Liar {
    fn charge(&self, mut charge: Charge) -> Answering<'_, ChargeAnswer> {
        if self.fault == Port::NewKeys {
            charge.key = format!("{}-{}", charge.key, self.calls.fetch_add(1, Ordering::Relaxed));
        }
        let reference = format!("p-{}", charge.key);
        let answer = self.line.charge(charge);
        Box::pin(async move {
            match (answer.await, self.fault) {
                (ChargeAnswer::Unknown { reason }, Port::SilenceIsNo) => ChargeAnswer::Declined { reason },
                (ChargeAnswer::Unknown { .. }, Port::SilenceIsYes) => ChargeAnswer::Approved { reference },
                (answer, _) => answer,
            }
        })
    }

    fn look_up(&self, key: String, order: OrderId, price: Won) -> Answering<'_, LookUpAnswer> {
        self.line.look_up(key, order, price)
    }

    fn refund(&self, refund: Refund) -> Answering<'_, RefundAnswer> {
        let answer = self.line.refund(refund);
        Box::pin(async move {
            match (answer.await, self.fault) {
                (RefundAnswer::Unknown { .. }, Port::SilenceIsBack) => RefundAnswer::Refunded,
                (answer, _) => answer,
            }
        })
    }

    fn deadline(&self) -> SignedDuration {
        PaymentGateway::deadline(self.line.as_ref())
    }
}
