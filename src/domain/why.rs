//! Why a payment or a text got no further, where it is the program that says so.
//!
//! A reason is stored as a sentence, and scripts read it; so the sentences stay as they are, and the reason is
//! read back out of its sentence to be said in the viewer's language. A gateway's own words are none of these.

use std::fmt::Display;

/// A reason of the program's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    NoAnswer,
    NoConnection,
    BrokeOff,
    TooLarge,
    NotUnderstood,
    OtherOrder,
    OtherPrice,
    OtherCurrency,
    UselessId,
    OtherStatus,
    Busy,
    SecretRefused,
    /// The text, not for its content: the gateway says no more than its number.
    Refused,
    Answered,
    Declined,
    GivenBack,
    NoGateway,
    NoReference,
    Superseded,
    Stale,
    NoPhone,
    NoText,
    NothingBack,
    NothingWritten,
}

impl Why {
    pub const ALL: [Why; 24] = [
        Self::NoAnswer,
        Self::NoConnection,
        Self::BrokeOff,
        Self::TooLarge,
        Self::NotUnderstood,
        Self::OtherOrder,
        Self::OtherPrice,
        Self::OtherCurrency,
        Self::UselessId,
        Self::OtherStatus,
        Self::Busy,
        Self::SecretRefused,
        Self::Refused,
        Self::Answered,
        Self::Declined,
        Self::GivenBack,
        Self::NoGateway,
        Self::NoReference,
        Self::Superseded,
        Self::Stale,
        Self::NoPhone,
        Self::NoText,
        Self::NothingBack,
        Self::NothingWritten,
    ];

    /// Its sentence, as it is stored. Never edited: rows that have it live for years.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::NoAnswer => "no answer in time ({})",
            Self::NoConnection => "no connection ({})",
            Self::BrokeOff => "the call broke off ({})",
            Self::TooLarge => "the answer is larger than 64 KiB",
            Self::NotUnderstood => "the gateway's answer is not understood",
            Self::OtherOrder => "the answer is for order {}",
            Self::OtherPrice => "the answer is for {} won",
            Self::OtherCurrency => "the answer is in {}",
            Self::UselessId => "the answer's id can't be used",
            Self::OtherStatus => "the gateway says {}",
            Self::Busy => "the gateway is busy ({})",
            Self::SecretRefused => "the gateway refuses our secret ({})",
            Self::Refused => "the gateway refused it with {}",
            Self::Answered => "the gateway answered {}",
            Self::Declined => "declined",
            Self::GivenBack => "given back at the gateway",
            Self::NoGateway => "no payment gateway is configured",
            Self::NoReference => "the charge has no reference",
            Self::Superseded => "superseded",
            Self::Stale => "stale",
            Self::NoPhone => "no phone number",
            Self::NoText => "no text for this event",
            Self::NothingBack => "nothing to give back",
            Self::NothingWritten => "the row holds no text",
        }
    }

    /// Its key among the words.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoAnswer => "no_answer",
            Self::NoConnection => "no_connection",
            Self::BrokeOff => "broke_off",
            Self::TooLarge => "too_large",
            Self::NotUnderstood => "not_understood",
            Self::OtherOrder => "other_order",
            Self::OtherPrice => "other_price",
            Self::OtherCurrency => "other_currency",
            Self::UselessId => "useless_id",
            Self::OtherStatus => "other_status",
            Self::Busy => "busy",
            Self::SecretRefused => "secret_refused",
            Self::Refused => "refused",
            Self::Answered => "answered",
            Self::Declined => "declined",
            Self::GivenBack => "given_back",
            Self::NoGateway => "no_gateway",
            Self::NoReference => "no_reference",
            Self::Superseded => "superseded",
            Self::Stale => "stale",
            Self::NoPhone => "no_phone",
            Self::NoText => "no_text",
            Self::NothingBack => "nothing_back",
            Self::NothingWritten => "nothing_written",
        }
    }

    /// The sentence with what it is about: a number, a cause.
    pub fn of(self, what: impl Display) -> String {
        self.sentence().replace("{}", &what.to_string())
    }

    /// The reason that a stored sentence gives, and what it is about. None for a gateway's own words.
    pub fn read(stored: &str) -> Option<(Self, &str)> {
        Self::ALL.into_iter().find_map(|why| {
            let Some((before, after)) = why.sentence().split_once("{}") else {
                return (stored == why.sentence()).then_some((why, ""));
            };
            let what = stored.strip_prefix(before)?.strip_suffix(after)?;
            Some((why, what))
        })
    }
}

impl From<Why> for String {
    fn from(why: Why) -> Self {
        why.sentence().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_read_back_out_of_its_sentence() {
        for why in Why::ALL {
            for what in ["503", "tcp (os error 111)", ""] {
                let about = if why.sentence().contains("{}") { what } else { "" };
                assert_eq!(Why::read(&why.of(what)), Some((why, about)), "{}", why.of(what));
            }
        }
    }

    #[test]
    fn a_gateways_words_are_no_reason_of_ours() {
        for words in [
            "",
            "insufficient funds",
            "409: already cancelled",
            "Declined by issuer",
            "한도 초과",
        ] {
            assert_eq!(Why::read(words), None, "{words}");
        }
    }
}
