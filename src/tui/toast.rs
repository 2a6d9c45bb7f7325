//! A word about what has just happened, which goes away by itself.

use jiff::{SignedDuration, Timestamp};

use super::look::Tone;

const SHOWN: SignedDuration = SignedDuration::from_secs(5);
/// A refusal is longer than a success and has to be read; so is what is left to be done by hand.
const SHOWN_LONG: SignedDuration = SignedDuration::from_secs(12);
const MOST: usize = 3;

/// A toast and until when it is shown.
#[derive(Debug, Clone)]
pub struct Toast {
    pub tone: Tone,
    pub text: String,
    pub until: Timestamp,
}

/// The toasts on the screen, the newest last.
#[derive(Debug, Default)]
pub struct Toasts(Vec<Toast>);

impl Toasts {
    /// Shows one more; the oldest makes room.
    pub fn add(&mut self, tone: Tone, text: String, now: Timestamp) {
        let shown = if matches!(tone, Tone::Bad | Tone::Warn) {
            SHOWN_LONG
        } else {
            SHOWN
        };
        self.0.retain(|toast| toast.text != text);
        self.0.push(Toast {
            tone,
            text,
            until: now.saturating_add(shown).unwrap_or(Timestamp::MAX),
        });
        if self.0.len() > MOST {
            self.0.remove(0);
        }
    }

    /// Takes away what has been shown long enough; whether there was any.
    pub fn expire(&mut self, now: Timestamp) -> bool {
        let before = self.0.len();
        self.0.retain(|toast| toast.until > now);
        self.0.len() != before
    }

    /// Takes all away; whether there was any.
    pub fn clear(&mut self) -> bool {
        !std::mem::take(&mut self.0).is_empty()
    }

    /// When the next one goes.
    pub fn next(&self) -> Option<Timestamp> {
        self.0.iter().map(|toast| toast.until).min()
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Toast> {
        self.0.iter()
    }
}
