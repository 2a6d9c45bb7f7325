//! Every fault through a real client and a real socket. Nothing waits for a time to pass: a delay
//! is part of the behaviour, and a call is known to have arrived when the ledger has it.

mod cancel;
mod charge;
mod control;
mod life;
mod lookup;
mod sms;

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};

use super::behaviour::{PaymentBehaviour, SmsBehaviour};
use super::{Behaviour, Practice};

const FREE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

struct Bench {
    practice: Practice,
    client: Client,
}

impl Bench {
    async fn new() -> Self {
        Self::with(Behaviour::default()).await
    }

    async fn with(behaviour: Behaviour) -> Self {
        Self {
            practice: Practice::start(Some(FREE), Some(FREE), behaviour).await.unwrap(),
            client: client(Duration::from_secs(20)),
        }
    }

    async fn payment(turn: impl FnOnce(&mut PaymentBehaviour)) -> Self {
        let mut behaviour = Behaviour::default();
        turn(&mut behaviour.payment);
        Self::with(behaviour).await
    }

    async fn sms(turn: impl FnOnce(&mut SmsBehaviour)) -> Self {
        let mut behaviour = Behaviour::default();
        turn(&mut behaviour.sms);
        Self::with(behaviour).await
    }

    fn impatient(mut self) -> Self {
        self.client = client(Duration::from_millis(250));
        self
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.practice.payment_url().unwrap())
    }

    fn at_sms(&self, path: &str) -> String {
        format!("{}{path}", self.practice.sms_url().unwrap())
    }

    fn charge(&self, key: &str, order: i64, price: i64) -> RequestBuilder {
        let body = json!({"orderId": order, "price": price, "payMethod": "card", "cardToken": "t"});
        self.client
            .post(self.at("/paymentHistories"))
            .header("Idempotency-Key", key)
            .json(&body)
    }

    fn look_up(&self, key: &str) -> RequestBuilder {
        self.client.get(self.at(&format!("/paymentHistories/{key}")))
    }

    fn cancel(&self, key: &str, id: &str, price: i64) -> RequestBuilder {
        self.client
            .post(self.at(&format!("/paymentHistories/{id}/cancel")))
            .header("Idempotency-Key", key)
            .json(&json!({"price": price, "reason": "changed plans"}))
    }

    fn text(&self, key: &str, text: &str) -> RequestBuilder {
        self.text_to("01012345678", key, text)
    }

    fn text_to(&self, to: &str, key: &str, text: &str) -> RequestBuilder {
        self.client
            .post(self.at_sms("/messages"))
            .header("Idempotency-Key", key)
            .json(&json!({"to": to, "from": "0212345678", "type": "SMS", "text": text}))
    }

    /// Won charged and refunded.
    fn moved(&self) -> (i64, i64) {
        let totals = self.practice.ledger().payment.totals;
        (totals.charged, totals.refunded)
    }

    /// How the calls to the payment gateway were answered.
    fn answers(&self) -> Vec<String> {
        let calls = self.practice.payment_calls();
        let word = |answer: Option<_>| answer.map_or("-".to_owned(), |a: super::answer::Answered| a.to_string());
        calls.into_iter().map(|call| word(call.answer)).collect()
    }
}

fn client(timeout: Duration) -> Client {
    // Fails when a test before this one has installed it: just as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy().timeout(timeout).build().unwrap()
}

/// Status and JSON of an answer that has both.
async fn answer(request: RequestBuilder) -> (u16, Value) {
    both(request.send().await.unwrap()).await
}

async fn both(response: Response) -> (u16, Value) {
    (response.status().as_u16(), response.json().await.unwrap())
}

async fn status(request: RequestBuilder) -> u16 {
    request.send().await.unwrap().status().as_u16()
}

/// Lets other tasks run until `so`.
async fn until(so: impl Fn() -> bool) {
    let waiting = async {
        while !so() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.unwrap();
}

fn approved(id: &str, order: i64, price: i64) -> (u16, Value) {
    let body = json!({"id": id, "orderId": order, "price": price, "status": "approved"});
    (200, body)
}
