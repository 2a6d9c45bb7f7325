//! The body of a request, read strictly: one JSON object, every field known, once, and of its type. A
//! misspelt field that is passed over in silence is a booking on the wrong day.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::Value;

/// What is wrong with a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// No JSON at all, or not an object; where, as the parser says it.
    Syntax(String),
    Unknown(String),
    Twice(String),
    Missing(&'static str),
    NotText(&'static str),
    NotNumber(&'static str),
    /// A word that the field does not know; what it knows.
    NotOneOf(&'static str, &'static str),
    /// The price is another one, in won.
    Price(i64),
    TooLarge,
    TooSlow,
    MediaType,
    /// The key of the request is no text of 1 to 200 visible letters.
    Key,
    /// The page that is asked for is none.
    Page(&'static str),
}

/// The fields of a body that nobody has taken yet.
#[derive(Debug)]
pub struct Fields(Vec<(String, Value)>);

impl Fields {
    /// Reads an object.
    ///
    /// # Errors
    /// [`Fault::Syntax`], [`Fault::Twice`].
    pub fn read(body: &[u8]) -> Result<Self, Fault> {
        // The parser would repeat all of it.
        if body.trim_ascii_start().starts_with(b"\"") {
            return Err(Fault::Syntax("a text, expected an object".into()));
        }
        let fields: Self = serde_json::from_slice(body).map_err(|e| Fault::Syntax(e.to_string()))?;
        let mut names: Vec<&str> = fields.0.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        match names.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(Fault::Twice(pair[0].to_owned())),
            None => Ok(fields),
        }
    }

    fn take(&mut self, name: &str) -> Option<Value> {
        let at = self.0.iter().position(|(field, _)| field == name)?;
        Some(self.0.swap_remove(at).1).filter(|value| !value.is_null())
    }

    /// A text that may be missing or null.
    ///
    /// # Errors
    /// [`Fault::NotText`].
    pub fn text(&mut self, name: &'static str) -> Result<Option<String>, Fault> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Fault::NotText(name)),
        }
    }

    /// A text that must be there.
    ///
    /// # Errors
    /// [`Fault::Missing`], [`Fault::NotText`].
    pub fn needed_text(&mut self, name: &'static str) -> Result<String, Fault> {
        self.text(name)?.ok_or(Fault::Missing(name))
    }

    /// A whole number that may be missing or null. Digits in quotes are one too: the origin's own calls
    /// (`http … orderId=1 price=50000`) send them so.
    ///
    /// # Errors
    /// [`Fault::NotNumber`].
    pub fn number(&mut self, name: &'static str) -> Result<Option<i64>, Fault> {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        match self.take(name) {
            None => Ok(None),
            Some(Value::Number(number)) => number.as_i64().map(Some).ok_or(Fault::NotNumber(name)),
            Some(Value::String(text)) if digits(&text) => text.parse().map(Some).map_err(|_| Fault::NotNumber(name)),
            Some(_) => Err(Fault::NotNumber(name)),
        }
    }

    /// A whole number that must be there.
    ///
    /// # Errors
    /// [`Fault::Missing`], [`Fault::NotNumber`].
    pub fn needed_number(&mut self, name: &'static str) -> Result<i64, Fault> {
        self.number(name)?.ok_or(Fault::Missing(name))
    }

    /// Whether a field holds anything, whatever it is.
    pub fn holds(&mut self, name: &str) -> bool {
        self.take(name).is_some()
    }

    /// Nothing else may be there.
    ///
    /// # Errors
    /// [`Fault::Unknown`], with the name.
    pub fn end(self) -> Result<(), Fault> {
        match self.0.into_iter().next() {
            Some((name, _)) => Err(Fault::Unknown(name)),
            None => Ok(()),
        }
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                const MOST: usize = 64;
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                    if fields.len() > MOST {
                        return Err(A::Error::custom("too many fields"));
                    }
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_taken_at_its_word() {
        let mut fields = Fields::read(br#"{"orderId":"17","price":50000,"name":"\uc6b0","phone":null}"#).unwrap();
        assert_eq!(fields.needed_number("orderId"), Ok(17));
        assert_eq!(fields.number("price"), Ok(Some(50_000)));
        assert_eq!(fields.text("name"), Ok(Some("우".into())));
        assert_eq!(fields.text("phone"), Ok(None));
        assert_eq!(fields.needed_text("date"), Err(Fault::Missing("date")));
        assert_eq!(fields.end(), Ok(()));
    }

    #[test]
    fn what_does_not_belong_is_named() {
        let mut wrong = Fields::read(br#"{"hotelId":"4001","price":1.5,"name":7,"orderId":"1 "}"#).unwrap();
        assert_eq!(wrong.number("price"), Err(Fault::NotNumber("price")));
        assert_eq!(wrong.text("name"), Err(Fault::NotText("name")));
        assert_eq!(wrong.number("orderId"), Err(Fault::NotNumber("orderId")));
        assert_eq!(wrong.end(), Err(Fault::Unknown("hotelId".into())));
        assert_eq!(Fields::read(br#"{"a":1,"a":2}"#).unwrap_err(), Fault::Twice("a".into()));
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(5_000), "]".repeat(5_000));
        let wide = format!(
            "{{{}\"z\":1}}",
            (0..100).map(|n| format!("\"f{n}\":1,")).collect::<String>()
        );
        for text in ["", "[]", "7", "{", "{\"a\":1} x", "\u{feff}{}", &deep, &wide] {
            assert!(
                matches!(Fields::read(text.as_bytes()), Err(Fault::Syntax(_))),
                "{text:.30}"
            );
        }
        assert!(matches!(Fields::read(b"{\"a\":\"\xff\"}"), Err(Fault::Syntax(_))));
    }
}
