//! What a text can say: one value for each placeholder of the templates.

/// The values of one text, already in the language of the text. Not `Debug`: it holds a name.
#[derive(Clone, Default)]
pub struct SmsValues {
    /// The short name of the centre, at most 24 EUC-KR bytes; the only value that may not be empty.
    pub centre: String,
    pub centre_phone: String,
    pub name: String,
    pub package: String,
    pub date: String,
    pub time: String,
    /// The booking code with its hyphens.
    pub code: String,
    pub price: String,
    pub refund: Option<String>,
    pub reason: Option<String>,
    /// The time until which the place is kept.
    pub hold_until: Option<String>,
    pub old_date: Option<String>,
    pub old_time: Option<String>,
    pub link: Option<String>,
}

/// A placeholder of the templates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Centre,
    CentrePhone,
    Name,
    Package,
    Date,
    Time,
    Code,
    Price,
    Refund,
    Reason,
    HoldUntil,
    OldDate,
    OldTime,
    Link,
}

impl Field {
    /// The field with the name that stands between the braces.
    pub(super) fn parse(name: &str) -> Option<Field> {
        Some(match name {
            "centre" => Field::Centre,
            "centre_phone" => Field::CentrePhone,
            "name" => Field::Name,
            "package" => Field::Package,
            "date" => Field::Date,
            "time" => Field::Time,
            "code" => Field::Code,
            "price" => Field::Price,
            "refund" => Field::Refund,
            "reason" => Field::Reason,
            "hold_until" => Field::HoldUntil,
            "old_date" => Field::OldDate,
            "old_time" => Field::OldTime,
            "link" => Field::Link,
            _ => return None,
        })
    }

    /// The value of the field; absent and empty are the same, but for the centre's name.
    pub(super) fn of(self, values: &SmsValues) -> Option<&str> {
        let value = match self {
            Field::Centre => return Some(&values.centre),
            Field::CentrePhone => Some(&values.centre_phone),
            Field::Name => Some(&values.name),
            Field::Package => Some(&values.package),
            Field::Date => Some(&values.date),
            Field::Time => Some(&values.time),
            Field::Code => Some(&values.code),
            Field::Price => Some(&values.price),
            Field::Refund => values.refund.as_ref(),
            Field::Reason => values.reason.as_ref(),
            Field::HoldUntil => values.hold_until.as_ref(),
            Field::OldDate => values.old_date.as_ref(),
            Field::OldTime => values.old_time.as_ref(),
            Field::Link => values.link.as_ref(),
        };
        value.map(String::as_str).filter(|value| !value.is_empty())
    }
}
