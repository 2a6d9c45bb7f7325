//! What the program says, in Korean and in English. The words are data (`assets/i18n`); this room finds
//! them and fills them in, for the command line, the screens and the port alike.

mod sentences;
mod why;

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

/// A section's words, by their keys.
type Table = HashMap<String, String>;

/// A section as it stands in its file, and what was read of it: a command says a few sentences, and reads
/// nothing of those it does not say.
struct Section {
    text: &'static str,
    words: OnceLock<Table>,
}

/// The words of one language. Cheap to copy; a section is read when its first word is asked for.
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
        let own = match self.own {
            "" => None,
            own => word(self.lang, &format!("{own}.{section}"), key),
        };
        let Some(text) = own.or_else(|| word(self.lang, section, key)) else {
            return format!("{section}.{key}");
        };
        filled(text, values)
    }

    /// Words without anything to fill in.
    pub fn get(self, section: &str, key: &str) -> String {
        self.say(section, key, &[])
    }
}

/// Every `{name}` of the text with its value; what is filled in is never itself looked at for names.
fn filled(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let named = after.split_once('}').and_then(|(name, after)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((*value, after))
        });
        let (value, after) = named.unwrap_or(("{", after));
        out.push_str(value);
        rest = after;
    }
    out.push_str(rest);
    out
}

fn word(lang: Lang, section: &str, key: &str) -> Option<&'static String> {
    all(lang).get(section)?.words().get(key)
}

fn all(lang: Lang) -> &'static HashMap<&'static str, Section> {
    static ALL: [OnceLock<HashMap<&'static str, Section>>; 2] = [OnceLock::new(), OnceLock::new()];
    let all = match lang {
        Lang::Ko => &ALL[0],
        Lang::En => &ALL[1],
    };
    all.get_or_init(|| PARTS.iter().flat_map(|part| sections(part, lang)).collect())
}

/// The sections of a part by their names, unread. A `[` at the beginning of a line is nothing but a name's.
fn sections((ko, en): &(&'static str, &'static str), lang: Lang) -> impl Iterator<Item = (&'static str, Section)> {
    let text = match lang {
        Lang::Ko => ko,
        Lang::En => en,
    };
    let after = text.strip_prefix('[').unwrap_or(text);
    after.split("\n[").filter_map(|section| {
        let (name, text) = section.split_once("]\n")?;
        let section = Section {
            text,
            words: OnceLock::new(),
        };
        Some((name.trim_matches('"'), section))
    })
}

impl Section {
    /// One that can't be read shows its keys instead of words; the tests below keep it readable.
    fn words(&self) -> &Table {
        self.words.get_or_init(|| toml::from_str(self.text).unwrap_or_default())
    }
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
    fn every_part_is_read_whole_and_a_section_stands_in_one_part_only() {
        for lang in [Lang::Ko, Lang::En] {
            let mut seen = std::collections::HashSet::new();
            for part in PARTS {
                let text = if lang == Lang::Ko { part.0 } else { part.1 };
                let whole: HashMap<String, Table> = toml::from_str(text).unwrap();
                let found: HashMap<&str, Section> = sections(part, lang).collect();
                assert_eq!(found.len(), whole.len(), "{text}");
                for (section, words) in whole {
                    assert_eq!(*found[section.as_str()].words(), words, "[{section}]");
                    assert!(seen.insert(section.clone()), "[{section}] stands in two parts");
                }
            }
        }
    }

    #[test]
    fn what_is_filled_in_is_filled_in_as_it_is() {
        let values = [("a", "{b}"), ("b", "no")];
        assert_eq!(filled("{a} { {c} {b}", &values), "{b} { {c} no");
    }

    #[test]
    fn both_languages_have_the_same_words_with_the_same_holes() {
        let (ko, en) = (all(Lang::Ko), all(Lang::En));
        assert!(!ko.is_empty());
        for (section, words) in ko {
            for (key, text) in words.words() {
                let other = word(Lang::En, section, key);
                let other = other.unwrap_or_else(|| panic!("{section}.{key} has no English"));
                assert_eq!(holes(text), holes(other), "{section}.{key}");
            }
        }
        let count = |all: &HashMap<_, Section>| all.values().map(|section| section.words().len()).sum::<usize>();
        assert_eq!(count(ko), count(en));
    }

    #[test]
    fn every_status_method_and_reason_has_words() {
        let korean = |section, key| word(Lang::Ko, section, key).is_some();
        for status in crate::domain::order::OrderStatus::ALL {
            assert!(korean("status", status.code()), "{status}");
            assert!(korean("next", status.code()), "{status}");
        }
        for method in crate::domain::payment::Method::ALL {
            assert!(korean("method", method.code()));
        }
        for status in crate::domain::message::MessageStatus::ALL {
            assert!(korean("message", status.code()));
        }
        for why in crate::domain::why::Why::ALL {
            assert!(korean("why", why.code()), "{why:?}");
        }
    }

    #[test]
    fn holes_are_filled() {
        let words = Words::new(Lang::En);
        assert_eq!(words.say("say", "more", &[("id", "17")]), "There are more: --after 17");
    }
}
