//! The two languages of screens and texts, and bilingual data.
//!
//! Korean is the default: it is what the centre and nearly all of its customers read. The locale of
//! the environment is accepted as it stands (`ko_KR.UTF-8`), so nobody has to translate it first.

/// A language of screens, messages and data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    #[default]
    Ko,
    En,
}

impl Lang {
    /// Both languages, the default first.
    pub const ALL: [Lang; 2] = [Lang::Ko, Lang::En];

    /// Reads `ko`, `en` or a locale such as `ko_KR.UTF-8`; `None` for any other language.
    pub fn parse(text: &str) -> Option<Lang> {
        let language = text.trim().split(['_', '-', '.', '@']).next()?;
        if language.eq_ignore_ascii_case("ko") {
            Some(Lang::Ko)
        } else if language.eq_ignore_ascii_case("en") {
            Some(Lang::En)
        } else {
            None
        }
    }

    /// The one that a switch between the two goes to.
    #[must_use]
    pub const fn other(self) -> Lang {
        match self {
            Lang::Ko => Lang::En,
            Lang::En => Lang::Ko,
        }
    }

    /// The two-letter code, `ko` or `en`.
    pub fn code(self) -> &'static str {
        match self {
            Lang::Ko => "ko",
            Lang::En => "en",
        }
    }
}

/// One text of the data in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Words {
    pub ko: String,
    pub en: String,
}

impl Words {
    /// Both texts, as given.
    pub fn new(ko: impl Into<String>, en: impl Into<String>) -> Words {
        Words {
            ko: ko.into(),
            en: en.into(),
        }
    }

    /// The text in the given language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ko => &self.ko,
            Lang::En => &self.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales_of_the_environment_are_read() {
        for text in ["ko", "KO", "ko_KR.UTF-8", "ko-KR", " ko_KR@euro "] {
            assert_eq!(Lang::parse(text), Some(Lang::Ko), "{text}");
        }
        for text in ["en", "en_GB.UTF-8", "en-US"] {
            assert_eq!(Lang::parse(text), Some(Lang::En), "{text}");
        }
        for text in ["", "C", "POSIX", "C.UTF-8", "kor", "fr_FR", "english", "한국어"] {
            assert_eq!(Lang::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_code_reads_back_and_korean_is_the_default() {
        for lang in Lang::ALL {
            assert_eq!(Lang::parse(lang.code()), Some(lang));
        }
        assert_eq!(Lang::default(), Lang::Ko);
    }

    #[test]
    fn words_answer_in_the_language_asked_for() {
        let words = Words::new("추석", "Chuseok");
        assert_eq!(words.get(Lang::Ko), "추석");
        assert_eq!(words.get(Lang::En), "Chuseok");
    }
}
