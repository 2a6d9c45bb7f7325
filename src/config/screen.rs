//! How the screens begin, and the kiosk.

use jiff::SignedDuration;
use secrecy::SecretString;

use super::layers::{Fault, Layers, Why};

/// The `[screen]` and `[kiosk]` settings.
#[derive(Debug, Clone)]
pub struct ScreenSettings {
    /// `dark`, `light` or `mono`.
    pub theme: String,
    pub ascii: bool,
    pub mouse: bool,
    /// What leaves the kiosk: 4 to 12 digits. Without one there is no kiosk.
    pub kiosk_pin: Option<SecretString>,
    /// After this long without a key the kiosk forgets its customer.
    pub kiosk_idle: SignedDuration,
}

impl ScreenSettings {
    /// Checks every value.
    ///
    /// # Errors
    /// [`Fault::Value`] for the first that can't be used.
    pub fn new(layers: &Layers) -> Result<Self, Fault> {
        let one_of = |key: &str, known: &[&str]| match layers.text(key) {
            text if known.contains(&text) => Ok(text.to_owned()),
            other => Err(layers.fault(
                key,
                Why::new("one_of", [("text", &other), ("known", &known.join(", "))]),
            )),
        };
        let pin = layers.text("kiosk.pin");
        let fits = pin.is_empty() || ((4..=12).contains(&pin.len()) && pin.bytes().all(|c| c.is_ascii_digit()));
        if !fits {
            return Err(layers.fault("kiosk.pin", Why::new("pin", [])));
        }
        let idle = match layers.number("kiosk.idle_seconds") {
            seconds @ 10..=3_600 => SignedDuration::from_secs(seconds),
            other => {
                return Err(layers.fault(
                    "kiosk.idle_seconds",
                    Why::new("between", [("n", &other), ("low", &10), ("high", &3_600)]),
                ));
            }
        };
        Ok(Self {
            theme: one_of("screen.theme", &["dark", "light", "mono"])?,
            ascii: one_of("screen.glyphs", &["unicode", "ascii"])? == "ascii",
            mouse: one_of("screen.mouse", &["on", "off"])? == "on",
            kiosk_pin: Some(pin).filter(|pin| !pin.is_empty()).map(SecretString::from),
            kiosk_idle: idle,
        })
    }
}
