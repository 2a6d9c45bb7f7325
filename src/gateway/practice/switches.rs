//! The switches of a running server: what its control endpoint and our own tests turn, and what
//! every call draws its fate from. One short lock a draw; nothing is awaited under it.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::behaviour::{PaymentBehaviour, SmsBehaviour};
use super::lock;

/// What the switches need to know of a behaviour.
pub trait Switchable: Clone + Serialize + DeserializeOwned + Send + 'static {
    /// Where the generator starts.
    fn seed(&self) -> u64;
    /// Whether calls are kept.
    fn records(&self) -> bool;
    /// The bearer secret to ask for.
    fn required_secret(&self) -> Option<&str>;
}

impl Switchable for PaymentBehaviour {
    fn seed(&self) -> u64 {
        self.seed
    }
    fn records(&self) -> bool {
        self.record
    }
    fn required_secret(&self) -> Option<&str> {
        self.require_secret.as_deref()
    }
}

impl Switchable for SmsBehaviour {
    fn seed(&self) -> u64 {
        self.seed
    }
    fn records(&self) -> bool {
        self.record
    }
    fn required_secret(&self) -> Option<&str> {
        self.require_secret.as_deref()
    }
}

/// Why a call gets no further than the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TurnedAway {
    /// `POST /control/down` is in force.
    Down,
    /// The bearer secret is missing or wrong.
    Unauthorized,
}

/// A change of behaviour that does not fit; names the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BehaviourRefused(String);

impl BehaviourRefused {
    pub(super) fn new(reason: String) -> Self {
        Self(reason)
    }

    fn no_object() -> Self {
        Self::new("a JSON object is expected".into())
    }
}

#[derive(Debug, Clone, Copy)]
enum Outage {
    None,
    Until(Instant),
    UntilUp,
}

struct Board<B> {
    at_start: B,
    now: B,
    rng: Xoshiro256PlusPlus,
    outage: Outage,
}

/// A handle on one server's behaviour; clones turn the same switches.
pub struct Switches<B>(Arc<Mutex<Board<B>>>);

impl<B> Clone for Switches<B> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<B: Switchable> Switches<B> {
    /// Switches that stand at `behaviour`, with a generator at its seed.
    pub fn new(behaviour: B) -> Self {
        let rng = Xoshiro256PlusPlus::seed_from_u64(behaviour.seed());
        Self(Arc::new(Mutex::new(Board {
            at_start: behaviour.clone(),
            now: behaviour,
            rng,
            outage: Outage::None,
        })))
    }

    /// The behaviour now; scripts show the steps that are left.
    pub fn get(&self) -> B {
        lock(&self.0).now.clone()
    }

    /// Turns all switches at once.
    pub fn set(&self, behaviour: B) {
        self.change(|now| *now = behaviour);
    }

    /// Turns some switches: `change(|b| b.hang_rate = Rate::ALWAYS)`.
    pub fn change(&self, turn: impl FnOnce(&mut B)) {
        let mut board = lock(&self.0);
        let seed = board.now.seed();
        turn(&mut board.now);
        if board.now.seed() != seed {
            board.rng = Xoshiro256PlusPlus::seed_from_u64(board.now.seed());
        }
    }

    /// Turns the switches named in a JSON object; null sets one back to its default.
    ///
    /// # Errors
    /// The field that is unknown or whose value does not fit; then nothing is turned.
    pub fn merge(&self, patch: Value) -> Result<B, BehaviourRefused> {
        let Value::Object(patch) = patch else {
            return Err(BehaviourRefused::no_object());
        };
        let mut refused = None;
        self.change(|now| match merged(now, patch) {
            Ok(behaviour) => *now = behaviour,
            Err(refusal) => refused = Some(refusal),
        });
        match refused {
            None => Ok(self.get()),
            Some(refusal) => Err(refusal),
        }
    }

    /// Answers 503 to every call of the wire for that long; `None` = until [`Self::up`].
    pub fn down(&self, time: Option<Duration>) {
        let until = time.and_then(|time| Instant::now().checked_add(time));
        lock(&self.0).outage = until.map_or(Outage::UntilUp, Outage::Until);
    }

    /// Ends an outage.
    pub fn up(&self) {
        lock(&self.0).outage = Outage::None;
    }

    /// Back to the behaviour at the start, the generator too, and up.
    pub fn reset(&self) {
        let mut board = lock(&self.0);
        board.now = board.at_start.clone();
        board.rng = Xoshiro256PlusPlus::seed_from_u64(board.now.seed());
        board.outage = Outage::None;
    }

    /// Whether a call with this bearer secret is let in.
    ///
    /// # Errors
    /// `Down` before `Unauthorized`: an outage answers nobody.
    pub fn admit(&self, bearer: Option<&str>) -> Result<(), TurnedAway> {
        let mut board = lock(&self.0);
        match board.outage {
            Outage::UntilUp => return Err(TurnedAway::Down),
            Outage::Until(end) if Instant::now() < end => return Err(TurnedAway::Down),
            Outage::Until(_) => board.outage = Outage::None,
            Outage::None => {}
        }
        match board.now.required_secret() {
            Some(secret) if bearer != Some(secret) => Err(TurnedAway::Unauthorized),
            _ => Ok(()),
        }
    }

    /// Whether calls are kept.
    pub fn records(&self) -> bool {
        lock(&self.0).now.records()
    }

    /// Draws the fate of one call.
    pub fn draw<T>(&self, draw: impl FnOnce(&mut B, &mut Xoshiro256PlusPlus) -> T) -> T {
        let mut board = lock(&self.0);
        let board = &mut *board;
        draw(&mut board.now, &mut board.rng)
    }
}

/// `now` with the fields of `patch` put over it.
fn merged<B: Switchable>(now: &B, patch: serde_json::Map<String, Value>) -> Result<B, BehaviourRefused> {
    let mut document = serde_json::to_value(now).map_err(|error| BehaviourRefused(error.to_string()))?;
    if let Value::Object(fields) = &mut document {
        for (field, value) in patch {
            // A field that is left out takes its default; an unknown one must stay to be refused.
            if value.is_null() && fields.contains_key(&field) {
                fields.remove(&field);
            } else {
                fields.insert(field, value);
            }
        }
    }
    read(document)
}

/// A behaviour from a whole JSON document; what is left out takes its default.
///
/// # Errors
/// The field that is unknown or whose value does not fit.
pub fn read<B: Switchable>(document: Value) -> Result<B, BehaviourRefused> {
    if !document.is_object() {
        return Err(BehaviourRefused::no_object());
    }
    serde_path_to_error::deserialize(document).map_err(|error| {
        let path = error.path().to_string();
        let reason = error.into_inner().to_string();
        BehaviourRefused(if reason.contains(&format!("`{path}`")) || path == "." {
            reason
        } else {
            format!("{path}: {reason}")
        })
    })
}
