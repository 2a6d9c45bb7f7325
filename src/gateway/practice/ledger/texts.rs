//! The SMS gateway's books: which texts were accepted, in which order, and how often each came
//! again. A key and 16 bytes are kept for every text, the text itself only when recording: a
//! sink of 10,000 texts/s must not eat the machine it measures.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

use super::Book;
use super::calls::{Call, CallKind, CallLog, Ticket, plain};

/// The kinds of text the wire knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TextType {
    /// Up to 90 bytes.
    #[serde(rename = "SMS")]
    Sms,
    /// Up to 2,000 bytes, with a subject.
    #[serde(rename = "LMS")]
    Lms,
}

/// What a text says, as it came in.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextBody {
    /// Recipient, digits.
    pub to: String,
    /// Sender, digits.
    pub from: String,
    /// SMS or LMS.
    #[serde(rename = "type")]
    pub kind: TextType,
    /// Of an LMS.
    #[serde(default)]
    pub subject: Option<String>,
    /// The text.
    pub text: String,
}

/// One accepted text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Text {
    /// The idempotency key.
    #[serde(serialize_with = "plain")]
    pub key: Arc<str>,
    /// What it says.
    #[serde(flatten, serialize_with = "shared")]
    pub body: Arc<TextBody>,
    /// `m1`, `m2`, … in order of acceptance.
    pub message_id: String,
    /// How often it was accepted: 1 + its repeats.
    pub calls: u64,
}

fn shared<S: Serializer>(body: &Arc<TextBody>, serializer: S) -> Result<S::Ok, S::Error> {
    body.as_ref().serialize(serializer)
}

/// Counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SmsTotals {
    /// Texts accepted, each key once.
    pub accepted: u64,
    /// Same key, same text: answered from memory.
    pub repeats: u64,
    /// Same key, other text: refused. The caller's fault, must stay 0.
    pub conflicts: u64,
    /// Texts answered 400 because the recipient or the rate said so.
    pub rejected: u64,
    /// Calls, whatever came of them.
    pub calls: u64,
}

/// A copy of the books.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct SmsLedger {
    /// In order of acceptance; empty when not recording.
    pub texts: Vec<Text>,
    /// Counts.
    pub totals: SmsTotals,
}

/// The key of this text was used for another text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this Idempotency-Key belongs to another text")]
pub struct TextConflict;

#[derive(Debug)]
struct Mark {
    number: u64,
    print: u64,
    place: Option<usize>,
}

/// The books.
#[derive(Debug, Default)]
pub struct Texts {
    log: CallLog,
    marks: HashMap<Arc<str>, Mark>,
    prints: RandomState,
    texts: Vec<Text>,
    totals: SmsTotals,
}

impl Texts {
    /// Enters a call.
    pub fn arrive(&mut self, key: &Arc<str>, record: bool) -> Ticket {
        self.log.arrive(CallKind::Text, Arc::clone(key), record)
    }

    /// Counts a text that was answered 400.
    pub fn reject(&mut self) {
        self.totals.rejected += 1;
    }

    /// Accepts a text, or finds it accepted; gives its message id.
    ///
    /// # Errors
    /// When the key was used for another text.
    pub fn accept(&mut self, key: &Arc<str>, body: TextBody, record: bool) -> Result<String, TextConflict> {
        let print = self.prints.hash_one(&body);
        if let Some(mark) = self.marks.get(key) {
            if mark.print != print {
                self.totals.conflicts += 1;
                return Err(TextConflict);
            }
            self.totals.repeats += 1;
            if let Some(text) = mark.place.and_then(|place| self.texts.get_mut(place)) {
                text.calls += 1;
            }
            return Ok(format!("m{}", mark.number));
        }
        self.totals.accepted += 1;
        let number = self.totals.accepted;
        let message_id = format!("m{number}");
        let place = record.then_some(self.texts.len());
        if record {
            self.texts.push(Text {
                key: Arc::clone(key),
                body: Arc::new(body),
                message_id: message_id.clone(),
                calls: 1,
            });
        }
        let mark = Mark { number, print, place };
        self.marks.insert(Arc::clone(key), mark);
        Ok(message_id)
    }
}

impl Book for Texts {
    type Page = SmsLedger;

    fn page(&self) -> SmsLedger {
        SmsLedger {
            texts: self.texts.clone(),
            totals: SmsTotals {
                calls: self.log.count(),
                ..self.totals
            },
        }
    }

    fn log(&mut self) -> &mut CallLog {
        &mut self.log
    }

    fn clear(&mut self) {
        let mut log = std::mem::take(&mut self.log);
        log.clear();
        *self = Self { log, ..Self::default() };
    }

    fn calls(&self) -> Vec<Call> {
        self.log.kept().to_vec()
    }
}
