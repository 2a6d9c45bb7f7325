//! One call at a time for one idempotency key: the second waits for the first and then finds its
//! answer. Without it a second call with a shorter delay would overtake the first, and be charged
//! where the first was to be declined.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use tokio::sync::OwnedMutexGuard;

use super::lock;

type Queues = Arc<Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>>;

/// The keys that are at work.
#[derive(Clone, Default)]
pub struct Turns(Queues);

impl Turns {
    /// Waits until nobody else is at work on `key`.
    pub async fn take(&self, key: &str) -> Turn {
        let queue = Arc::clone(lock(&self.0).entry(key.to_owned()).or_default());
        Turn {
            _guard: queue.lock_owned().await,
            key: key.to_owned(),
            queues: Arc::clone(&self.0),
        }
    }
}

/// The right to work on a key, until dropped.
pub struct Turn {
    _guard: OwnedMutexGuard<()>,
    key: String,
    queues: Queues,
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut queues = lock(&self.queues);
        // Two holders, the map and this turn: nobody waits. Newcomers need the map's lock.
        if queues.get(&self.key).is_some_and(|queue| Arc::strong_count(queue) == 2) {
            queues.remove(&self.key);
        }
    }
}
