//! The frame of every page, and the one place where text becomes HTML.

use std::fmt;

use axum::http::StatusCode;
use axum::http::header::{CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, REFERRER_POLICY, VARY};
use axum::response::{IntoResponse, Response};

use super::super::Port;
use crate::domain::lang::Lang;
use crate::words::Words;

/// Nothing from elsewhere, nothing inline: what somebody typed as a name can't become a script.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Text that comes from outside.
pub struct Text<'a>(pub &'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for letter in self.0.chars() {
            match letter {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                letter => write!(f, "{letter}")?,
            }
        }
        Ok(())
    }
}

/// A page to be framed.
pub struct Sheet<'a> {
    pub words: Words,
    pub title: String,
    /// Where it stands, for the switch of the language.
    pub path: &'a str,
    /// What tells whether it has changed; none when nobody has to watch it.
    pub version: Option<String>,
    /// The inside of `main`, as HTML.
    pub main: String,
}

impl Sheet<'_> {
    /// The answer with this status.
    pub fn answer(self, port: &Port, status: StatusCode) -> Response {
        let rules = &port.app.recorder.rules;
        let (words, lang) = (self.words, self.words.lang.code());
        let (other, other_name) = match self.words.lang {
            Lang::Ko => ("en", "English"),
            Lang::En => ("ko", "한국어"),
        };
        let live = self.version.map_or_else(String::new, |version| {
            format!(
                " data-version=\"{}\" data-live=\"{}/live\"",
                Text(&version),
                Text(self.path)
            )
        });
        let phone: String = rules.centre_phone.chars().filter(char::is_ascii_digit).collect();
        let body = format!(
            "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"robots\" content=\"noindex\">\n\
             <title>{title} · {centre}</title>\n<link rel=\"icon\" href=\"/m/icon.svg\" type=\"image/svg+xml\"><link rel=\"stylesheet\" href=\"/m/page.css\">\n\
             <script src=\"/m/live.js\" defer></script>\n</head>\n<body>\n\
             <header class=\"top\"><p class=\"centre\">{centre}</p>\
             <nav aria-label=\"{language}\"><a href=\"{path}?lang={other}\" lang=\"{other}\" hreflang=\"{other}\">{other_name}</a></nav></header>\n\
             <main id=\"page\"{live}>\n{main}\n</main>\n\
             <footer><p>{ask} <a href=\"tel:{phone}\">{shown_phone}</a></p></footer>\n</body>\n</html>\n",
            title = Text(&self.title),
            centre = Text(&rules.centre_name),
            path = Text(self.path),
            language = words.get("page", "language"),
            main = self.main,
            ask = words.get("page", "ask"),
            shown_phone = Text(&rules.centre_phone),
        );
        (status, headers(lang, "text/html; charset=utf-8"), body).into_response()
    }
}

/// What every answer under `/m` says about itself.
pub fn headers(lang: &'static str, kind: &'static str) -> [(HeaderName, &'static str); 6] {
    [
        (CONTENT_TYPE, kind),
        (CONTENT_LANGUAGE, lang),
        (CONTENT_SECURITY_POLICY, POLICY),
        // The link is the key to the booking: it must not stand in anybody's log.
        (REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
        (VARY, "accept-language"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        assert_eq!(
            Text("<b a=\"1\">O'Brien & 홍</b>").to_string(),
            "&lt;b a=&quot;1&quot;&gt;O&#39;Brien &amp; 홍&lt;/b&gt;"
        );
    }
}
