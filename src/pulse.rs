//! The pulse of a process: its loops beat whenever they come round, and whoever watches asks which of them
//! has been silent the longest. A process can hold all its connections and still have stopped to work.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The longest that a loop of a healthy process is silent: a batch of texts over a slow gateway.
pub const SILENCE: Duration = Duration::from_secs(600);

/// All beats of one process. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Pulse(Arc<Mutex<Vec<Part>>>);

#[derive(Debug)]
struct Part {
    name: &'static str,
    last: Instant,
}

impl Pulse {
    /// A loop has come round; its first beat makes it known.
    pub fn beat(&self, name: &'static str) {
        let (mut parts, last) = (self.lock(), Instant::now());
        match parts.iter_mut().find(|part| part.name == name) {
            Some(part) => part.last = last,
            None => parts.push(Part { name, last }),
        }
    }

    /// A loop has ended as it should: nobody waits for its beat any more.
    pub fn end(&self, name: &'static str) {
        self.lock().retain(|part| part.name != name);
    }

    /// A loop that has been silent for longer than `time`.
    pub fn silent_for(&self, time: Duration) -> Option<&'static str> {
        self.lock()
            .iter()
            .find(|part| part.last.elapsed() > time)
            .map(|part| part.name)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Part>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loop_that_beats_is_not_silent_and_one_that_ended_is_not_missed() {
        let pulse = Pulse::default();
        assert_eq!(pulse.silent_for(Duration::ZERO), None, "nobody has begun");
        pulse.beat("texts");
        pulse.clone().beat("holds");
        assert_eq!(pulse.silent_for(SILENCE), None);
        assert_eq!(pulse.silent_for(Duration::ZERO), Some("texts"));
        pulse.end("texts");
        assert_eq!(pulse.silent_for(Duration::ZERO), Some("holds"));
    }
}
