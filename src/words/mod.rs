//! What the program says, in Korean and in English. The words are data (`assets/i18n`); this room finds
//! them and fills them in, for the command line, the screens and the port alike.

mod sentences;

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::domain::lang::Lang;

/// A part in Korean and in English.
macro_rules! part {
    ($name:literal) => {
        (
            include_str!(concat!("../../assets/i18n/", $name, "ko.toml")),
            include_str!(concat!("../../assets/i18n/", $name, "en.toml")),
        )
    };
}

/// The parts; a section stands in one of them only.
const PARTS: &[(&str, &str)] = &[
    part!(""),
    part!("doctor."),
    part!("screens/common."),
    part!("screens/start."),
    part!("screens/booking."),
    part!("screens/bookings."),
    part!("screens/mypage."),
    part!("screens/day."),
    part!("screens/requests."),
    part!("screens/centre."),
    part!("screens/delivery."),
    part!("screens/dashboard."),
    part!("screens/kiosk."),
    part!("web/"),
];

type Table = HashMap<String, HashMap<String, String>>;

/// The words of one language. Cheap to copy; the file is read when the first word is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    pub lang: Lang,
    /// Sections that come first for whom the words are; where they say nothing, everybody's words are used.
    own: &'static str,
}

impl Words {
    /// The words of a language.
    pub const fn new(lang: Lang) -> Self {
        Self { lang, own: "" }
    }

    /// The same for those who come over HTTP: they know no command line.
    pub const fn of_the_web(self) -> Self {
        Self { own: "web", ..self }
    }

    /// The words under `section.key`, with `{name}` replaced. A key that is missing shows itself.
    pub fn say(self, section: &str, key: &str, values: &[(&str, &str)]) -> String {
        let words = table(self.lang);
        let own = match self.own {
            "" => None,
            own => words.get(&format!("{own}.{section}")).and_then(|words| words.get(key)),
        };
        let Some(text) = own.or_else(|| words.get(section)?.get(key)) else {
            return format!("{section}.{key}");
        };
        values.iter().fold(text.clone(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), value)
        })
    }

    /// Words without anything to fill in.
    pub fn get(self, section: &str, key: &str) -> String {
        self.say(section, key, &[])
    }
}

fn table(lang: Lang) -> &'static Table {
    static TABLES: [OnceLock<Table>; 2] = [OnceLock::new(), OnceLock::new()];
    let table = match lang {
        Lang::Ko => &TABLES[0],
        Lang::En => &TABLES[1],
    };
    table.get_or_init(|| PARTS.iter().flat_map(|part| sections(part, lang)).collect())
}

/// A part that can't be read shows its keys instead of words; the tests below keep it readable.
fn sections((ko, en): &(&str, &str), lang: Lang) -> Table {
    let text = match lang {
        Lang::Ko => ko,
        Lang::En => en,
    };
    toml::from_str(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holes(text: &str) -> Vec<&str> {
        let mut holes: Vec<&str> = text
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split('}').next())
            .collect();
        holes.sort_unstable();
        holes
    }

    #[test]
    fn every_part_is_read_and_a_section_stands_in_one_part_only() {
        for lang in [Lang::Ko, Lang::En] {
            let mut seen = std::collections::HashSet::new();
            for part in PARTS {
                let found = sections(part, lang);
                assert!(!found.is_empty(), "{part:?}");
                for section in found.into_keys() {
                    assert!(seen.insert(section.clone()), "[{section}] stands in two parts");
                }
            }
        }
    }

    #[test]
    fn both_languages_have_the_same_words_with_the_same_holes() {
        let (ko, en) = (table(Lang::Ko), table(Lang::En));
        assert!(!ko.is_empty());
        for (section, words) in ko {
            for (key, text) in words {
                let other = en.get(section).and_then(|words| words.get(key));
                let other = other.unwrap_or_else(|| panic!("{section}.{key} has no English"));
                assert_eq!(holes(text), holes(other), "{section}.{key}");
            }
        }
        let count = |table: &Table| table.values().map(HashMap::len).sum::<usize>();
        assert_eq!(count(ko), count(en));
    }

    #[test]
    fn every_status_event_and_method_has_words() {
        for status in crate::domain::order::OrderStatus::ALL {
            assert!(table(Lang::Ko)["status"].contains_key(status.code()), "{status}");
            assert!(table(Lang::Ko)["next"].contains_key(status.code()), "{status}");
        }
        for method in crate::domain::payment::Method::ALL {
            assert!(table(Lang::Ko)["method"].contains_key(method.code()));
        }
        for status in crate::domain::message::MessageStatus::ALL {
            assert!(table(Lang::Ko)["message"].contains_key(status.code()));
        }
    }

    #[test]
    fn holes_are_filled() {
        let words = Words::new(Lang::En);
        assert_eq!(words.say("say", "more", &[("id", "17")]), "There are more: --after 17");
    }
}
