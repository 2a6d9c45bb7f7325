//! What is typed after a flag: a value means one thing, can be shown again as it was meant, or is refused.
//! Of several lines each is also a word of a command line.

use std::cell::RefCell;

use clap::FromArgMatches;
use healthcenter::app;
use healthcenter::cli::args::Cli;
use healthcenter::domain::birth::BirthDate;
use healthcenter::domain::code::BookingCode;
use healthcenter::domain::lang::Lang;
use healthcenter::domain::money::Won;
use healthcenter::domain::name::PersonName;
use healthcenter::domain::package::PackageCode;
use healthcenter::domain::phone::Phone;
use healthcenter::domain::{identity, ksx1001};
use healthcenter::run::usage;
use healthcenter::store::orders::OrderRef;
use healthcenter::store::search::Search;
use healthcenter::store::{DatabaseUrl, wire};
use healthcenter::tui::typed;
use healthcenter::words::Words;
use jiff::civil::{Date, date};

use super::said::{assert_refusal, assert_sentence, assert_shows, lang};

const TODAY: Date = date(2026, 11, 30);

pub fn check(data: &[u8]) {
    let (typed, lang) = (String::from_utf8_lossy(data), lang(data));
    if typed.contains('\n') {
        command_line(&typed, lang);
    }
    let value = typed.lines().next().unwrap_or_default();
    visits(value, lang);
    customers(value, lang);
    identities(value);
    payments(value, lang);
    databases(value);
}

fn visits(value: &str, lang: Lang) {
    match app::date(value) {
        Ok(date) => assert_eq!(date.to_string(), value.trim(), "a date is written YYYY-MM-DD"),
        Err(refused) => assert_refusal(refused, Some(value), lang),
    }
    match app::time(value) {
        Ok(time) => {
            assert_eq!(app::time(&wire::clock(time)), Ok(time));
            let shaped = value.trim().bytes().all(|b| b.is_ascii_digit() || b == b':');
            assert!(shaped && value.trim().len() <= 5, "{value:?} is no HH:MM");
        }
        Err(refused) => assert_refusal(refused, Some(value), lang),
    }
    match typed::days(value, TODAY) {
        Ok((first, last)) => assert!(first <= last, "{value:?}"),
        Err(refused) => assert_refusal(refused, None, lang),
    }
}

fn customers(value: &str, lang: Lang) {
    match Phone::parse(value) {
        Ok(phone) => {
            let digits = phone.digits();
            assert!(matches!(digits.len(), 10 | 11) && digits.starts_with("01"), "{value:?}");
            assert_eq!(Phone::parse(digits).as_ref(), Ok(&phone));
            assert_eq!(Phone::parse(&phone.to_string()).as_ref(), Ok(&phone));
            for hidden in [phone.masked(), format!("{phone:?}")] {
                let middle = &digits[3..digits.len() - 4];
                assert!(
                    !hidden.contains(&format!("-{middle}-")) && !hidden.contains(digits),
                    "{hidden}"
                );
            }
        }
        Err(_) => assert_refusal(app::phone(value).unwrap_err(), None, lang),
    }
    match PersonName::parse(value) {
        Ok(name) => {
            assert_shows(name.as_str());
            assert_eq!(
                PersonName::parse(name.as_str()).as_ref(),
                Ok(&name),
                "read again it is another name"
            );
            assert!(
                matches!(ksx1001::byte_len(name.as_str()), Ok(1..=PersonName::LIMIT)),
                "{name:?}"
            );
            let hidden = name.masked();
            let letters = name.as_str().chars().count();
            assert!(
                letters < 2 || !hidden.contains(name.as_str()),
                "{hidden} gives the name away"
            );
            assert_eq!(format!("{name:?}"), format!("PersonName({hidden})"));
            let found = Search::read(&name.initials());
            assert!(found.is_some(), "{name:?} can't be looked for by its initials");
        }
        Err(_) => assert_refusal(
            app::customer(Some(value), None, None, None, TODAY).unwrap_err(),
            None,
            lang,
        ),
    }
    match app::birth(value, TODAY) {
        Ok(birth) => {
            assert!(birth.date() <= TODAY && birth.date().year() >= 1900);
            assert_eq!(BirthDate::parse(&birth.date().to_string(), TODAY), Ok(birth));
        }
        Err(refused) => assert_refusal(refused, None, lang),
    }
    match app::reason(value) {
        Ok(reason) => {
            assert_shows(reason.as_str());
            assert_eq!(app::reason(reason.as_str()).as_ref(), Ok(&reason));
            assert!(!identity::has_resident_number(reason.as_str()) && !identity::has_card_number(reason.as_str()));
            assert!(ksx1001::first_unencodable(reason.as_str()).is_none());
        }
        Err(refused) => assert_refusal(refused, None, lang),
    }
    if let Err(refused) = app::customer(Some("홍길동"), None, None, Some(value), TODAY) {
        assert_refusal(refused, None, lang);
    }
}

fn identities(value: &str) {
    if let Ok(code) = BookingCode::parse(value) {
        assert_eq!(BookingCode::parse(&code.to_string()).as_ref(), Ok(&code));
        assert_eq!(OrderRef::parse(code.as_str()), Some(OrderRef::Code(code)));
    }
    match OrderRef::parse(value) {
        Some(OrderRef::Id(id)) => assert_eq!(OrderRef::parse(&id.to_string()), Some(OrderRef::Id(id))),
        Some(OrderRef::Code(code)) => assert!(code.as_str().parse::<i64>().is_err(), "{code} is a number too"),
        None => {}
    }
    if let Ok(code) = PackageCode::parse(value) {
        assert_eq!(code.as_str(), value);
    }
    let _ = Search::read(value);
}

fn payments(value: &str, lang: Lang) {
    if let Ok(won) = value.parse().map_err(drop).and_then(|won| Won::new(won).map_err(drop)) {
        assert_eq!(won.to_string().replace(',', "").parse(), Ok(won.get()));
        assert!(
            (0..=100).all(|percent| won.percent(percent) <= won),
            "more goes back than was paid"
        );
        assert_eq!(won.percent(100), won);
    }
    let logged = |token: &str| format!("{:?}", app::tender(None, Some(token.to_owned()), None));
    for (token, approval) in [(Some(value.to_owned()), None), (None, Some(value.to_owned()))] {
        match app::tender(None, token, approval) {
            Ok(_) => assert!(!identity::has_card_number(value), "a card number is taken"),
            Err(refused) => assert_refusal(refused, None, lang),
        }
    }
    if !identity::has_card_number(value) {
        assert_eq!(logged(value), logged("tok"), "the log depends on the token");
    }
    if let Err(refused) = app::tender(Some(value), None, None) {
        assert_refusal(refused, Some(value), lang);
    }
}

/// A password is shown nowhere, in whichever place of an address it stands.
fn databases(value: &str) {
    let _ = DatabaseUrl::parse(value);
    let password: String = value.chars().filter(|c| !matches!(c, '@' | '&')).collect();
    for (url, shown) in [
        (format!("postgres://desk:{password}@db/hc"), "postgres://desk@db/hc"),
        (
            format!("postgresql://db/hc?password={password}&sslmode=require"),
            "postgresql://db/hc?sslmode=require",
        ),
    ] {
        assert_eq!(
            DatabaseUrl::parse(&url).map(|url| url.to_string()).as_deref(),
            Ok(shown)
        );
    }
}

thread_local! {
    /// Made once: a command line is read in microseconds, its grammar is built in hundreds of them.
    static COMMAND: RefCell<clap::Command> = RefCell::new(
        healthcenter::cli::command().disable_help_flag(true).disable_help_subcommand(true).disable_version_flag(true),
    );
}

fn command_line(typed: &str, lang: Lang) {
    let words = std::iter::once("healthcenter").chain(typed.lines().take(24));
    let read = COMMAND.with_borrow_mut(|command| command.try_get_matches_from_mut(words));
    match read {
        Ok(matches) => assert!(Cli::from_arg_matches(&matches).is_ok(), "{typed:?}"),
        Err(e) => {
            assert_sentence(&usage::sentence(&e, Words::new(lang)));
        }
    }
}
