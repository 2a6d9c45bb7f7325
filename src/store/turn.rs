//! Whose turn it is to write to the file, among processes.
//!
//! SQLite makes a writer look again after ever longer pauses, up to 100 ms: whoever has just written is back
//! before anybody has looked, and of 16 processes one starved. One lock of the kernel's wakes who has waited
//! longest, and yet who comes at that instant gets it. Hence two, as at a counter: the head of the queue keeps
//! the queue until it is its turn, and who has been served goes to the end.
//!
//! This is a courtesy. What keeps writers apart is SQLite's own lock, which others take without a queue; and
//! where the two files can't be had there is none. The kernel takes both locks from a process that dies; behind
//! one that is stopped nobody stands for longer than [`COURTESY`], and once it has lasted that long, not at all.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::StoreError;

/// Ten times what the last of 64 processes waits (a turn is one commit, about 3 ms): a queue that is still then
/// has somebody at its head who does not run.
const COURTESY: Duration = Duration::from_secs(2);

/// One writer's part in the queue of a file.
pub struct Turn {
    files: Arc<Files>,
    held: bool,
    /// Only for who has ever had to wait.
    waiter: Option<Arc<Waiter>>,
}

struct Files {
    queue: File,
    turn: File,
}

/// A lock of the kernel's is waited for without a deadline, so a thread of its own does it.
struct Waiter {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    wish: Wish,
    /// The thread waits in the kernel, perhaps for somebody who has given up since.
    away: bool,
}

#[derive(Clone, Copy, PartialEq, Default)]
enum Wish {
    #[default]
    Nothing,
    Turn,
    Granted,
    End,
}

impl Turn {
    /// Opens the two files beside `path`, for its owner alone. None where they can't be had.
    pub fn beside(path: &Path) -> Option<Self> {
        let open = |suffix| {
            let mut name = path.as_os_str().to_owned();
            name.push(suffix);
            let mut options = OpenOptions::new();
            options.read(true).write(true).create(true).truncate(false).mode(0o600);
            options.open(name)
        };
        let files = open("-queue").and_then(|queue| open("-turn").map(|turn| Files { queue, turn }));
        match files {
            Ok(files) => Some(Self {
                files: Arc::new(files),
                held: false,
                waiter: None,
            }),
            Err(e) => {
                tracing::debug!(error = %e, "writing without a queue");
                None
            }
        }
    }

    /// Waits for the turn, for `wait` and the courtesy at most: who does not get it writes without.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when there is no thread to wait with.
    pub fn take(&mut self, wait: Duration) -> Result<(), StoreError> {
        let given_up_before = self.waiter.as_ref().is_some_and(|waiter| waiter.lock().away);
        if !self.held && !given_up_before {
            self.held = self.files.taken_at_once() || self.waiter()?.wait(wait.min(COURTESY));
        }
        Ok(())
    }

    /// Lets the next one have it.
    pub fn give(&mut self) {
        if std::mem::take(&mut self.held) {
            self.files.give();
        }
    }

    fn waiter(&mut self) -> Result<&Waiter, StoreError> {
        let waiter = match self.waiter.take() {
            Some(waiter) => waiter,
            None => Waiter::start(&self.files)?,
        };
        Ok(self.waiter.insert(waiter))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.give();
        if let Some(waiter) = &self.waiter {
            waiter.lock().wish = Wish::End;
            waiter.changed.notify_all();
        }
    }
}

impl Files {
    /// Whether nobody was before us. When only the turn was not free we are the head of the queue now.
    fn taken_at_once(&self) -> bool {
        match self.queue.try_lock() {
            Err(TryLockError::WouldBlock) => return false,
            // A lock that can't be had is no reason not to write.
            Err(TryLockError::Error(_)) => return true,
            Ok(()) => {}
        }
        let taken = !matches!(self.turn.try_lock(), Err(TryLockError::WouldBlock));
        if taken {
            let _ = self.queue.unlock();
        }
        taken
    }

    fn take(&self) -> io::Result<()> {
        self.queue.lock()?;
        let taken = self.turn.lock();
        self.queue.unlock().and(taken)
    }

    fn give(&self) {
        let _ = self.turn.unlock();
    }
}

impl Waiter {
    fn start(files: &Arc<Files>) -> Result<Arc<Self>, StoreError> {
        let waiter = Arc::new(Self {
            state: Mutex::default(),
            changed: Condvar::new(),
        });
        let (files, own) = (Arc::clone(files), Arc::clone(&waiter));
        std::thread::Builder::new()
            .name("store-turn".into())
            .spawn(move || own.serve(&files))
            .map_err(|e| StoreError::Unavailable(format!("no thread for the store: {e}")))?;
        Ok(waiter)
    }

    fn wait(&self, wait: Duration) -> bool {
        let mut state = self.lock();
        state.wish = Wish::Turn;
        self.changed.notify_all();
        let ungranted = |state: &mut State| state.wish != Wish::Granted;
        let waited = self.changed.wait_timeout_while(state, wait, ungranted);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner).0;
        std::mem::take(&mut state.wish) == Wish::Granted
    }

    fn serve(&self, files: &Files) {
        loop {
            let idle = |state: &mut State| matches!(state.wish, Wish::Nothing | Wish::Granted);
            let waited = self.changed.wait_while(self.lock(), idle);
            let mut state = waited.unwrap_or_else(PoisonError::into_inner);
            if state.wish == Wish::End {
                return;
            }
            state.away = true;
            drop(state);
            if let Err(e) = files.take() {
                tracing::debug!(error = %e, "writing without a queue");
            }
            let mut state = self.lock();
            state.away = false;
            if state.wish == Wish::Turn {
                state.wish = Wish::Granted;
                self.changed.notify_all();
            } else {
                files.give();
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::sync::mpsc::channel;

    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    fn file(folder: &tempfile::TempDir) -> std::path::PathBuf {
        folder.path().join("t.db")
    }

    /// Waits until somebody is the head of the queue.
    fn until_waited_for(one: &Turn) {
        let probe = OpenOptions::new().read(true).open(queue_of(one)).unwrap();
        while probe.try_lock().is_ok() {
            probe.unlock().unwrap();
            std::thread::yield_now();
        }
    }

    fn queue_of(one: &Turn) -> std::path::PathBuf {
        use std::os::fd::AsRawFd;
        format!("/proc/self/fd/{}", one.files.queue.as_raw_fd()).into()
    }

    #[test]
    fn who_has_been_served_goes_to_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = Turn::beside(&file(&folder)).unwrap();
        let mut second = Turn::beside(&file(&folder)).unwrap();
        let (say, said) = channel();
        first.take(LONG).unwrap();
        let other = std::thread::spawn({
            let say = say.clone();
            move || {
                second.take(LONG).unwrap();
                say.send("second").unwrap();
                second.give();
            }
        });
        until_waited_for(&first);
        first.give();
        first.take(LONG).unwrap();
        say.send("first again").unwrap();
        other.join().unwrap();
        assert_eq!(said.try_iter().collect::<Vec<_>>(), ["second", "first again"]);
    }

    #[test]
    fn who_gives_up_goes_on_without_and_keeps_nobody_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let mut stuck = Turn::beside(&file(&folder)).unwrap();
        let mut hasty = Turn::beside(&file(&folder)).unwrap();
        stuck.take(LONG).unwrap();
        hasty.take(Duration::from_millis(1)).unwrap();
        assert!(stuck.held && !hasty.held);
        // It has been waited for once: the minute is not waited again.
        hasty.take(LONG).unwrap();
        assert!(!hasty.held);
        stuck.give();
        stuck.take(LONG).unwrap();
        assert!(stuck.held, "who had given up had it for nothing");
        stuck.give();
        while !hasty.held {
            hasty.take(LONG).unwrap();
        }
    }

    #[test]
    fn its_files_are_the_owners_and_can_be_missing() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Turn::beside(&folder.path().join("nowhere").join("t.db")).is_none());
        let _turn = Turn::beside(&file(&folder)).unwrap();
        for entry in folder.path().read_dir().unwrap() {
            let mode = entry.unwrap().metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
