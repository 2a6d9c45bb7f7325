//! What every screen may look at: the hour, the words, the look, the centre's rules. Values only; a
//! screen that needs more asks.

use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};

use super::log::LogLines;
use super::look::Look;
use crate::app::Rules;
use crate::domain::lang::Lang;
use crate::words::Words;

/// Who is at the terminal. It decides what is shown first, not what is allowed: the program has no accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Nobody has said yet.
    Nobody,
    Desk,
    Admin,
    /// A customer, who sees nothing of another.
    Customer,
}

/// Which gateways are set up. Without one money is settled at the desk, and texts wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gateways {
    pub payment: bool,
    pub sms: bool,
}

/// The surroundings of a screen.
#[derive(Clone)]
pub struct Scene {
    /// The instant of the message that is being handled.
    pub now: Timestamp,
    pub words: Words,
    /// What the terminal speaks until somebody chooses otherwise.
    pub first_lang: Lang,
    pub look: Look,
    pub rules: Arc<Rules>,
    pub gateways: Gateways,
    /// Who does what is done, for the record.
    pub by: String,
    pub role: Role,
    /// The PIN that leaves the kiosk, when one is set.
    pub kiosk_pin: Option<Arc<secrecy::SecretString>>,
    /// After this long without a key the kiosk forgets its customer.
    pub kiosk_idle: SignedDuration,
    pub log: LogLines,
    /// Columns and rows.
    pub size: (u16, u16),
    /// Whether the screen in front could not read what it shows.
    pub unread: bool,
}

impl Scene {
    /// Words without anything to fill in.
    pub fn get(&self, section: &str, key: &str) -> String {
        self.words.get(section, key)
    }

    /// What stands where nothing has been read yet.
    pub fn reading(&self) -> String {
        self.get("everywhere", if self.unread { "not_read" } else { "reading" })
    }

    /// Words with `{name}` replaced.
    pub fn say(&self, section: &str, key: &str, values: &[(&str, &str)]) -> String {
        self.words.say(section, key, values)
    }

    /// The centre's wall clock.
    pub fn local(&self) -> DateTime {
        self.rules.local(self.now)
    }

    /// The centre's date.
    pub fn today(&self) -> Date {
        self.rules.today(self.now)
    }

    /// Room for two columns side by side.
    pub const fn is_wide(&self) -> bool {
        self.size.0 >= 110
    }
}
