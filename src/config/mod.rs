//! Settings: what a centre and its operator decide, and where each value came from.
//!
//! The defaults are a file of the program (`assets/config.toml`), so that the documentation, the known
//! keys and the defaults can't drift apart. Flag > environment > file > default.

mod layers;
mod screen;
mod settings;

pub use layers::{Effective, Fault, Layers, Source, Why};
pub use settings::{PaymentKind, Settings, SmsKind};
