//! The texts that customers receive.
//!
//! Korean gateways bill by EUC-KR bytes: up to 90 a text is an SMS, up to 2,000 an LMS with a
//! subject of at most 40, at about three times the price. So the kind is never chosen by hand: it
//! follows from the length of the finished text.

mod format;
mod template;
mod values;

pub use format::{date_words, slot_words, time_words, won_words};
pub use template::{Template, TemplateFault};
pub use values::SmsValues;

/// The longest SMS in EUC-KR bytes.
pub const SMS_LIMIT: usize = 90;
/// The longest LMS in EUC-KR bytes.
pub const LMS_LIMIT: usize = 2_000;
/// The longest subject of an LMS in EUC-KR bytes.
pub const SUBJECT_LIMIT: usize = 40;
/// The longest name of the centre in EUC-KR bytes with which every subject still fits.
pub const CENTRE_LIMIT: usize = 24;

/// How the gateway is to send a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SmsKind {
    /// Up to 90 bytes, no subject.
    Sms,
    /// Up to 2,000 bytes with a subject.
    Lms,
}

impl SmsKind {
    /// The gateway's word, `SMS` or `LMS`.
    pub fn code(self) -> &'static str {
        match self {
            SmsKind::Sms => "SMS",
            SmsKind::Lms => "LMS",
        }
    }

    /// Reads the gateway's word as stored.
    pub fn parse(text: &str) -> Option<SmsKind> {
        match text {
            "SMS" => Some(SmsKind::Sms),
            "LMS" => Some(SmsKind::Lms),
            _ => None,
        }
    }
}

/// A finished text: every character exists in KS X 1001, `bytes` is its length in EUC-KR.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmsText {
    pub kind: SmsKind,
    /// Present exactly for an LMS.
    pub subject: Option<String>,
    pub text: String,
    pub bytes: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_read_back() {
        for kind in [SmsKind::Sms, SmsKind::Lms] {
            assert_eq!(SmsKind::parse(kind.code()), Some(kind));
        }
        assert_eq!(SmsKind::parse("MMS"), None);
    }
}
