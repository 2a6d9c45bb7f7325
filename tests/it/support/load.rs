//! Many users at once, each with one request after the other, and what they got.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

/// What users got.
#[derive(Debug, Default)]
pub struct Answers {
    /// How many of each status.
    pub statuses: BTreeMap<u16, usize>,
    /// Requests without an answer, and why.
    pub failed: Vec<String>,
    /// How long each answer took, unsorted.
    pub waits: Vec<Duration>,
}

impl Answers {
    /// How many answers there were of statuses in a range.
    pub fn of(&self, statuses: std::ops::Range<u16>) -> usize {
        self.statuses.range(statuses).map(|(_, count)| count).sum()
    }

    fn add(&mut self, other: Self) {
        for (status, count) in other.statuses {
            *self.statuses.entry(status).or_default() += count;
        }
        self.failed.extend(other.failed);
        self.waits.extend(other.waits);
    }
}

/// Lets `users` make requests until `over`: a request is a future that answers with its status.
pub async fn load<F, R>(users: usize, over: Arc<AtomicBool>, request: F) -> Answers
where
    F: Fn() -> R + Clone + Send + 'static,
    R: Future<Output = Result<u16, String>> + Send,
{
    let mut tasks = JoinSet::new();
    for _ in 0..users {
        let (over, request) = (Arc::clone(&over), request.clone());
        tasks.spawn(async move {
            let mut answers = Answers::default();
            while !over.load(Ordering::Relaxed) {
                let began = Instant::now();
                match request().await {
                    Ok(status) => *answers.statuses.entry(status).or_default() += 1,
                    Err(why) => answers.failed.push(why),
                }
                answers.waits.push(began.elapsed());
            }
            answers
        });
    }
    let mut all = Answers::default();
    while let Some(answers) = tasks.join_next().await {
        all.add(answers.expect("a user"));
    }
    all
}
