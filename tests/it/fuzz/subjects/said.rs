//! What every sentence must be, whatever somebody typed to get it.

use healthcenter::cli::Failure;
use healthcenter::domain::lang::Lang;
use healthcenter::domain::text;
use healthcenter::run::errors;
use healthcenter::words::Words;
use jiff::tz::TimeZone;

/// The longest sentence, in characters.
const LONGEST: usize = 600;

/// Nothing in it moves a cursor, turns the writing around or hides.
pub fn assert_shows(text: &str) {
    let odd = text.chars().find(|c| text::is_control(*c) || text::is_hidden(*c));
    assert!(odd.is_none(), "{odd:?} in {text:?}");
}

/// A sentence for people: it says something, on one line, and ends.
pub fn assert_sentence(text: &str) {
    assert_shows(text);
    assert!(text.trim().chars().count() > 3, "{text:?} says nothing");
    assert!(text.chars().count() <= LONGEST, "too long to be read: {text:?}");
}

/// A command's refusal; `typed` stands in it as it was typed, if it can be shown whole.
pub fn assert_refusal(failure: impl Into<Failure>, typed: Option<&str>, lang: Lang) {
    let failure = failure.into();
    assert!(
        (2..=8).contains(&failure.exit()),
        "{failure:?} is called a fault of the program"
    );
    let said = errors::said(&failure, Words::new(lang), &TimeZone::UTC);
    assert_sentence(&said);
    if let Some(typed) = typed.filter(|typed| text::excerpt(typed) == **typed) {
        assert!(said.contains(typed), "{typed:?} is not in {said:?}");
    }
}

/// Korean or English, by the length of what came: every input is tried in one of them.
pub const fn lang(data: &[u8]) -> Lang {
    if data.len().is_multiple_of(2) {
        Lang::Ko
    } else {
        Lang::En
    }
}
