//! How often a fault strikes, and how long an answer takes. Both are checked where they are read, so
//! that a rate of 12 or a range of 620..400 is refused by name and never reaches a draw.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use rand::{Rng, RngExt};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::text::excerpt;

/// Why a rate or a delay is refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ChanceRefused {
    /// Not a probability.
    #[error("{0} is not a rate between 0 and 1")]
    Rate(String),
    /// Neither `MIN..MAX` nor one number.
    #[error("{0:?} is not a delay: milliseconds are expected, as MIN..MAX or one number")]
    Delay(String),
    /// The bounds of a range the wrong way round.
    #[error("{0}..{1} is not a delay: the smaller number comes first")]
    Backwards(u64, u64),
}

/// A probability, 0.0 to 1.0, drawn once per call.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Rate(f64);

impl Rate {
    /// Never strikes.
    pub const NEVER: Self = Self(0.0);
    /// Strikes every call.
    pub const ALWAYS: Self = Self(1.0);

    /// Whether it strikes this time. A rate of 0 takes nothing from the generator.
    pub fn strikes(self, rng: &mut impl Rng) -> bool {
        self.0 > 0.0 && rng.random_bool(self.0)
    }
}

impl TryFrom<f64> for Rate {
    type Error = ChanceRefused;

    fn try_from(rate: f64) -> Result<Self, ChanceRefused> {
        if (0.0..=1.0).contains(&rate) {
            Ok(Self(rate))
        } else {
            Err(ChanceRefused::Rate(rate.to_string()))
        }
    }
}

impl From<Rate> for f64 {
    fn from(rate: Rate) -> Self {
        rate.0
    }
}

impl FromStr for Rate {
    type Err = ChanceRefused;

    fn from_str(text: &str) -> Result<Self, ChanceRefused> {
        let rate: f64 = text
            .parse()
            .map_err(|_| ChanceRefused::Rate(format!("{:?}", excerpt(text))))?;
        Self::try_from(rate)
    }
}

/// How long an answer takes: uniform between two numbers of milliseconds, both included.
/// Written `400..620`, or `500` when it never varies; in JSON also a plain number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Delay {
    min: u64,
    max: u64,
}

impl Delay {
    /// Always so many milliseconds.
    pub const fn fixed(ms: u64) -> Self {
        Self { min: ms, max: ms }
    }

    /// Uniform between `min` and `max` milliseconds.
    ///
    /// # Errors
    /// `Backwards` when `min` is the greater one.
    pub const fn between(min: u64, max: u64) -> Result<Self, ChanceRefused> {
        if min <= max {
            Ok(Self { min, max })
        } else {
            Err(ChanceRefused::Backwards(min, max))
        }
    }

    /// The delay of one call.
    pub fn draw(self, rng: &mut impl Rng) -> Duration {
        let ms = if self.min == self.max {
            self.min
        } else {
            rng.random_range(self.min..=self.max)
        };
        Duration::from_millis(ms)
    }
}

impl fmt::Display for Delay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.min == self.max {
            write!(f, "{}", self.min)
        } else {
            write!(f, "{}..{}", self.min, self.max)
        }
    }
}

impl FromStr for Delay {
    type Err = ChanceRefused;

    fn from_str(text: &str) -> Result<Self, ChanceRefused> {
        let ms = |part: &str| part.trim().parse().map_err(|_| ChanceRefused::Delay(excerpt(text)));
        match text.split_once("..") {
            Some((min, max)) => Self::between(ms(min)?, ms(max)?),
            None => Ok(Self::fixed(ms(text)?)),
        }
    }
}

impl Serialize for Delay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Delay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::String(text) => text.parse().map_err(D::Error::custom),
            other => match other.as_u64() {
                Some(ms) => Ok(Self::fixed(ms)),
                None => Err(D::Error::custom(ChanceRefused::Delay(excerpt(&other.to_string())))),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::Xoshiro256PlusPlus;

    use super::*;

    #[test]
    fn delays_are_read_as_range_or_number_and_stay_inside() {
        let delay: Delay = "400..620".parse().unwrap();
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
        let drawn: Vec<_> = (0..500).map(|_| delay.draw(&mut rng).as_millis()).collect();
        assert!(drawn.iter().all(|ms| (400..=620).contains(ms)));
        assert!(drawn.iter().any(|ms| *ms < 430) && drawn.iter().any(|ms| *ms > 590));
        assert_eq!("500".parse(), Ok(Delay::fixed(500)));
        assert_eq!(Delay::fixed(500).draw(&mut rng).as_millis(), 500);
        assert_eq!(delay.to_string(), "400..620");
    }

    #[test]
    fn what_is_no_delay_is_refused_in_words() {
        let refusal = |text: &str| text.parse::<Delay>().unwrap_err().to_string();
        assert_eq!(
            refusal("620..400"),
            "620..400 is not a delay: the smaller number comes first"
        );
        for text in ["", "..", "4..", "fast", "-1", "1.5"] {
            assert!(refusal(text).contains("MIN..MAX"), "{text}");
        }
    }

    #[test]
    fn rates_stay_between_never_and_always() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
        assert!((0..100).all(|_| Rate::ALWAYS.strikes(&mut rng)));
        assert!(!(0..100).any(|_| Rate::NEVER.strikes(&mut rng)));
        let half: Rate = "0.5".parse().unwrap();
        let strikes = (0..1000).filter(|_| half.strikes(&mut rng)).count();
        assert!((400..600).contains(&strikes), "{strikes}");
        for text in ["1.01", "-0.1", "NaN", "often"] {
            assert!(text.parse::<Rate>().is_err(), "{text}");
        }
    }
}
