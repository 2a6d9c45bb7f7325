//! Which of the two languages somebody reads: as the browser says it, Korean when it says neither.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;

use crate::domain::lang::Lang;
use crate::words::Words;

/// The words for who sent these headers.
pub fn of(headers: &HeaderMap) -> Words {
    let asked = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Words::new(asked.and_then(preferred).unwrap_or_default()).of_the_web()
}

/// `en-GB, ko;q=0.8` → English; the first of those that are liked best.
fn preferred(asked: &str) -> Option<Lang> {
    let mut best: Option<(f32, Lang)> = None;
    for part in asked.split(',').take(20) {
        let (tag, quality) = weighed(part);
        if let Some(lang) = Lang::parse(tag)
            && quality > best.map_or(0.0, |(known, _)| known)
        {
            best = Some((quality, lang));
        }
    }
    best.map(|(_, lang)| lang)
}

/// `text/html;q=0.8` → what it names and how much it is liked, from 0 to 1.
pub fn weighed(part: &str) -> (&str, f32) {
    let mut parts = part.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let quality = parts.find_map(|p| p.strip_prefix("q=")).map(str::parse::<f32>);
    (name, quality.unwrap_or(Ok(1.0)).unwrap_or(0.0).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_that_is_liked_best_is_spoken() {
        for (asked, lang) in [
            ("en-GB,en;q=0.9,ko;q=0.8", Some(Lang::En)),
            ("ko-KR,ko;q=0.9,en;q=0.8", Some(Lang::Ko)),
            ("fr, en;q=0.3, ko;q=0.5", Some(Lang::Ko)),
            ("ko;q=0, en;q=0.1", Some(Lang::En)),
            ("fr", None),
            ("", None),
            ("en;q=x", None),
        ] {
            assert_eq!(preferred(asked), lang, "{asked}");
        }
    }
}
