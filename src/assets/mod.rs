//! The files of `assets/`, built into the program and turned into values of the domain.
//!
//! One binary is all a centre installs, so its data travel inside; each file is still edited as the
//! plain text it is. Nothing is parsed before it is asked for: the program starts in 2 ms.

mod catalogue;
mod holidays;
mod sms;

use thiserror::Error;

use crate::domain::{money::MoneyFault, package::CatalogueFault};

pub use catalogue::catalogue;
pub use holidays::holidays;
pub use sms::SmsTexts;

/// Why the catalogue can't be read; only an edit of the file can cause it, and its tests name it.
#[derive(Debug, Error)]
enum AssetFault {
    #[error("catalogue.toml: {0}")]
    Toml(#[from] toml::de::Error),
    #[error("catalogue.toml: {0}")]
    Catalogue(#[from] CatalogueFault),
    #[error("catalogue.toml: {0}")]
    Price(#[from] MoneyFault),
    #[error("catalogue.toml: '{0}' is not a sex: m or f")]
    Sex(String),
    #[error("catalogue.toml: the exam '{exam}' names the unknown instruction '{instruction}'")]
    Instruction { exam: String, instruction: String },
}
