//! Somebody at work: a use case that is polled by hand, with the transactions and calls it waits for.
//!
//! One at a time is given the word, and it keeps it until it waits; so what happens in a run depends on
//! nothing but the order in which the simulation gives the word.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use healthcenter::app::AppError;
use healthcenter::app::{Answer, OrderView};
use healthcenter::store::Piece;
use jiff::Timestamp;
use tokio::sync::Notify;

use super::line::Call;

/// Longer than anybody sleeps.
const PATIENCE: Duration = Duration::from_secs(5);

/// What somebody was told in the end.
#[derive(Debug)]
pub enum Told {
    Order(Box<OrderView>),
    /// A worker has done what there was, and says when there is more.
    Worked(Option<Timestamp>),
    Nothing,
    Failed(AppError),
}

impl From<Answer> for Told {
    fn from(answer: Answer) -> Self {
        Self::Order(Box::new(answer.order))
    }
}

impl From<OrderView> for Told {
    fn from(order: OrderView) -> Self {
        Self::Order(Box::new(order))
    }
}

/// The future of a command.
pub type Doing = Pin<Box<dyn Future<Output = Vec<Told>>>>;

/// Rung when it can go on.
#[derive(Default)]
struct Bell(AtomicBool, Notify);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
        self.1.notify_one();
    }
}

/// Somebody at work.
pub struct Fibre {
    pub name: String,
    /// It works with tasks of its own, which can have the word when others are given it.
    pub crowd: bool,
    pub pieces: VecDeque<Piece>,
    pub calls: Vec<Call>,
    doing: Doing,
    bell: Arc<Bell>,
    waker: Waker,
}

impl Fibre {
    pub fn new(name: String, doing: Doing) -> Self {
        let bell = Arc::new(Bell(AtomicBool::new(true), Notify::new()));
        let waker = Waker::from(Arc::clone(&bell));
        Self {
            crowd: name.starts_with("worker") || name.starts_with("decide"),
            name,
            pieces: VecDeque::new(),
            calls: Vec::new(),
            doing,
            bell,
            waker,
        }
    }

    /// Lets it go on until it waits for something, its own tasks included; what it was told, when it is done.
    pub async fn go_on(&mut self) -> Option<Vec<Told>> {
        loop {
            if self.bell.0.swap(false, Ordering::SeqCst) {
                let mut context = Context::from_waker(&self.waker);
                if let Poll::Ready(told) = self.doing.as_mut().poll(&mut context) {
                    return Some(told);
                }
            }
            tokio::task::yield_now().await;
            if !self.bell.0.load(Ordering::SeqCst) {
                return None;
            }
        }
    }

    /// It waits for neither a transaction nor a call.
    pub fn is_dormant(&self) -> bool {
        self.pieces.is_empty() && self.calls.is_empty()
    }

    /// Waits until the time it sleeps for has come; `false` when it never does.
    pub async fn wake_up(&self) -> bool {
        let rung = async {
            while !self.bell.0.load(Ordering::SeqCst) {
                self.bell.1.notified().await;
            }
        };
        tokio::time::timeout(PATIENCE, rung).await.is_ok()
    }
}
