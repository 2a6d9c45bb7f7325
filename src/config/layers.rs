//! Layers of `section.key` = value, merged by precedence, each value knowing where it came from.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

/// `assets/config.toml`, read by `build.rs`.
const PRESETS: &[(&str, Preset)] = &include!(concat!(env!("OUT_DIR"), "/presets.rs"));
const PREFIX: &str = "HEALTHCENTER_";
/// The origin's own spelling, which its ConfigMap sets.
const ORIGIN_LIMIT: &str = "MAX_RESERVATION_PER_PERSION";
const LIMIT: &str = "booking.max_reservation_per_person";
const SECRETS: [&str; 4] = ["payment.secret", "sms.api_secret", "sms.api_key", "kiosk.pin"];

/// What is set when nothing is.
enum Preset {
    Text(&'static str),
    Number(i64),
}

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    Default,
    File(PathBuf),
    Environment(String),
    Flag(String),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Environment(name) => write!(f, "${name}"),
            Self::Flag(name) => f.write_str(name),
        }
    }
}

/// A setting that can't be used. Every one names the key and where it stands; the sentence is in `assets/i18n`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("{path} can't be read: {why}")]
    Unreadable { path: PathBuf, why: String },
    #[error("{path} is not TOML in line {line}: {why}")]
    Syntax { path: PathBuf, line: usize, why: String },
    #[error("{key} in {origin} is not a setting")]
    Unknown {
        key: String,
        origin: Source,
        nearest: Option<String>,
    },
    #[error("{key} in {origin}: {}", .why.says)]
    Value { key: String, origin: Source, why: Why },
}

/// What is wrong with a value: the key of a sentence under `[setting]`, and what is filled into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    pub says: &'static str,
    pub values: Vec<(&'static str, String)>,
}

impl Why {
    /// A sentence with its values.
    pub fn new<const N: usize>(says: &'static str, values: [(&'static str, &dyn fmt::Display); N]) -> Self {
        let values = values.map(|(name, value)| (name, value.to_string())).to_vec();
        Self { says, values }
    }
}

/// One effective setting, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective {
    pub key: String,
    /// Secrets are `***`, or empty when not set.
    pub value: String,
    pub source: Source,
}

/// The merged settings.
#[derive(Debug, Clone)]
pub struct Layers(BTreeMap<&'static str, (Value, Source)>);

impl Layers {
    /// Reads the file, if there is one, and the environment over it.
    ///
    /// # Errors
    /// [`Fault`] for a file that can't be read, and for the first key that is unknown or ill-typed.
    pub fn read(file: Option<&Path>, environment: impl Iterator<Item = (String, String)>) -> Result<Self, Fault> {
        let mut layers = Self::defaults();
        if let Some(path) = file {
            let text = std::fs::read_to_string(path).map_err(|e| Fault::Unreadable {
                path: path.to_owned(),
                why: e.to_string(),
            })?;
            layers.add_file(path, &text)?;
        }
        layers.add_environment(environment)?;
        Ok(layers)
    }

    /// What is set when nothing is.
    pub fn defaults() -> Self {
        let value = |preset: &Preset| match preset {
            Preset::Text(text) => Value::from(*text),
            Preset::Number(number) => Value::from(*number),
        };
        Self(
            PRESETS
                .iter()
                .map(|(key, preset)| (*key, (value(preset), Source::Default)))
                .collect(),
        )
    }

    /// What a file says, over what is set so far.
    ///
    /// # Errors
    /// As [`Layers::read`].
    pub fn add_file(&mut self, path: &Path, text: &str) -> Result<(), Fault> {
        let table: Table = text.parse().map_err(|e: toml::de::Error| {
            let line = e.span().map_or(0, |span| text[..span.start].matches('\n').count() + 1);
            Fault::Syntax {
                path: path.to_owned(),
                line,
                why: e.message().to_owned(),
            }
        })?;
        for (key, value) in flat(table) {
            self.put(key, value, Source::File(path.to_owned()))?;
        }
        Ok(())
    }

    /// What the environment says, over what is set so far.
    ///
    /// # Errors
    /// As [`Layers::read`].
    pub fn add_environment(&mut self, environment: impl Iterator<Item = (String, String)>) -> Result<(), Fault> {
        let mut environment: Vec<(String, String)> = environment.collect();
        // The origin's name first, so that the program's own name for the key wins.
        environment.sort_by_key(|(name, _)| name != ORIGIN_LIMIT);
        for (name, text) in environment {
            let key = match name.strip_prefix(PREFIX).and_then(|rest| rest.split_once("__")) {
                Some((section, key)) => format!("{}.{}", section.to_lowercase(), key.to_lowercase()),
                None if name == ORIGIN_LIMIT => LIMIT.to_owned(),
                None => continue,
            };
            self.put(key, Value::String(text), Source::Environment(name))?;
        }
        Ok(())
    }

    fn put(&mut self, key: String, value: Value, origin: Source) -> Result<(), Fault> {
        let Some(set) = self.0.get_mut(key.as_str()) else {
            let nearest = self.nearest(&key);
            return Err(Fault::Unknown { key, origin, nearest });
        };
        let fits = match (&set.0, value) {
            (Value::Integer(_), Value::Integer(n)) => Some(Value::Integer(n)),
            (Value::Integer(_), Value::String(text)) => text.trim().parse().ok().map(Value::Integer),
            (Value::String(_), Value::String(text)) => Some(Value::String(text)),
            _ => None,
        };
        let expected = if set.0.is_integer() { "whole_number" } else { "text" };
        let value = fits.ok_or_else(|| Fault::Value {
            key,
            origin: origin.clone(),
            why: Why::new(expected, []),
        })?;
        *set = (value, origin);
        Ok(())
    }

    fn nearest(&self, wanted: &str) -> Option<String> {
        let last = wanted.rsplit('.').next().unwrap_or(wanted);
        self.0
            .keys()
            .max_by_key(|key| {
                let name = key.rsplit('.').next().unwrap_or(key);
                let shared = |a: &str, b: &str| a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
                (shared(name, last), shared(key, wanted))
            })
            .filter(|key| {
                key.rsplit('.')
                    .next()
                    .is_some_and(|name| name.get(..2) == last.get(..2))
            })
            .map(|key| (*key).to_owned())
    }

    /// The value of a key that the defaults have.
    pub(super) fn text(&self, key: &str) -> &str {
        match self.0.get(key) {
            Some((Value::String(text), _)) => text,
            _ => "",
        }
    }

    /// The number of a key that the defaults have.
    pub(super) fn number(&self, key: &str) -> i64 {
        match self.0.get(key) {
            Some((Value::Integer(n), _)) => *n,
            _ => 0,
        }
    }

    /// A fault of a key's value, naming where it stands.
    pub(super) fn fault(&self, key: &str, why: Why) -> Fault {
        Fault::Value {
            key: key.to_owned(),
            origin: self.0.get(key).map_or(Source::Default, |(_, origin)| origin.clone()),
            why,
        }
    }

    /// Every setting in effect.
    pub fn effective(&self) -> impl Iterator<Item = Effective> + '_ {
        self.0.iter().map(|(key, (value, source))| Effective {
            key: (*key).to_owned(),
            value: match value {
                Value::String(text) if SECRETS.contains(key) && !text.is_empty() => "***".into(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            },
            source: source.clone(),
        })
    }
}

/// `section.key` for every value of a table of tables; anything deeper or shallower keeps its odd path
/// and is refused as unknown.
fn flat(table: Table) -> impl Iterator<Item = (String, Value)> {
    table.into_iter().flat_map(|(section, value)| match value {
        Value::Table(keys) => keys
            .into_iter()
            .map(|(key, value)| (format!("{section}.{key}"), value))
            .collect::<Vec<_>>(),
        other => vec![(section, other)],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> std::vec::IntoIter<(String, String)> {
        let owned: Vec<_> = pairs.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect();
        owned.into_iter()
    }

    fn file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        file
    }

    #[test]
    fn the_environment_beats_the_file_and_the_file_the_default() {
        let file = file("[booking]\nhold_minutes = 20\nslot_capacity = 7\n");
        let layers = Layers::read(
            Some(file.path()),
            environment(&[("HEALTHCENTER_BOOKING__HOLD_MINUTES", "30")]),
        )
        .unwrap();
        assert_eq!(layers.number("booking.hold_minutes"), 30);
        assert_eq!(layers.number("booking.slot_capacity"), 7);
        assert_eq!(layers.number("payment.timeout_ms"), 610);
        let source = |key: &str| layers.effective().find(|e| e.key == key).unwrap().source.to_string();
        assert_eq!(source("booking.hold_minutes"), "$HEALTHCENTER_BOOKING__HOLD_MINUTES");
        assert_eq!(source("booking.slot_capacity"), file.path().display().to_string());
        assert_eq!(source("payment.timeout_ms"), "default");
    }

    #[test]
    fn the_origins_spelling_is_honoured_and_our_own_wins() {
        let origin = ("MAX_RESERVATION_PER_PERSION", "3");
        let limit = |pairs: &[(&str, &str)]| Layers::read(None, environment(pairs)).unwrap().number(LIMIT);
        assert_eq!(limit(&[origin]), 3);
        assert_eq!(
            limit(&[("HEALTHCENTER_BOOKING__MAX_RESERVATION_PER_PERSON", "5"), origin]),
            5
        );
    }

    #[test]
    fn an_unknown_key_is_named_with_its_file_and_the_nearest() {
        let file = file("[payment]\ntimeout = 5\n");
        let fault = Layers::read(Some(file.path()), environment(&[])).unwrap_err();
        let unknown = Fault::Unknown {
            key: "payment.timeout".into(),
            origin: Source::File(file.path().to_owned()),
            nearest: Some("payment.timeout_ms".into()),
        };
        assert_eq!(fault, unknown);
    }

    #[test]
    fn a_wrong_type_is_named() {
        let fault = Layers::read(None, environment(&[("HEALTHCENTER_PAYMENT__TIMEOUT_MS", "soon")])).unwrap_err();
        assert_eq!(
            fault.to_string(),
            "payment.timeout_ms in $HEALTHCENTER_PAYMENT__TIMEOUT_MS: whole_number"
        );
    }

    #[test]
    fn secrets_are_never_shown() {
        let layers = Layers::read(None, environment(&[("HEALTHCENTER_PAYMENT__SECRET", "s3cret")])).unwrap();
        assert!(layers.effective().all(|e| e.value != "s3cret"));
        assert!(
            layers
                .effective()
                .any(|e| e.key == "payment.secret" && e.value == "***")
        );
    }
}
