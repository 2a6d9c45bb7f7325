//! Days as they are typed at the desk: `12-1`, `12/1`, `2026-12-01`, `오늘`, or so many days from now; dates of birth
//! as they are said, `880229` or `88.2.29`.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::app::{self, Invalid};
use crate::domain::birth::BirthDate;
use crate::domain::digits;

/// A day. Without a year it is the one nearest to today, so that `1-4` means January also in December.
///
/// # Errors
/// [`Invalid::Date`] with what was typed.
pub fn day(text: &str, today: Date) -> Result<Date, Invalid> {
    let typed = text.trim();
    let refused = || Invalid::Date(typed.to_owned());
    match typed {
        "today" | "오늘" => return Ok(today),
        "tomorrow" | "내일" => return Ok(today.saturating_add(1.day())),
        "yesterday" | "어제" => return Ok(today.saturating_sub(1.day())),
        _ => {}
    }
    if let Some(days) = typed.strip_prefix(['+', '-']).and_then(|days| days.parse::<u16>().ok()) {
        let days = i64::from(days).days();
        let far = if typed.starts_with('-') {
            today.checked_sub(days)
        } else {
            today.checked_add(days)
        };
        return far.map_err(|_| refused());
    }
    let numbers: Vec<i16> = typed
        .split(['-', '/', '.'])
        .map(|number| number.trim().parse().map_err(|_| refused()))
        .collect::<Result<_, _>>()?;
    let date =
        |year: i16, month: i16, day: i16| Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
    match numbers[..] {
        [year @ 1000..=9999, month, day] => date(year, month, day),
        [month, day] => (-1..=1)
            .filter_map(|year| date(today.year() + year, month, day))
            .min_by_key(|date| (*date - today).get_days().abs()),
        _ => None,
    }
    .ok_or_else(refused)
}

/// A day, or two with a blank or `~` between them: the first and the last of a span.
///
/// # Errors
/// [`Invalid::Date`] for what is no day, [`Invalid::Range`] when the last is before the first.
pub fn days(text: &str, today: Date) -> Result<(Date, Date), Invalid> {
    let mut parts = text.split(['~', ' ']).filter(|part| !part.is_empty());
    let first = day(parts.next().unwrap_or_default(), today)?;
    let last = parts.next().map_or(Ok(first), |part| day(part, today))?;
    match parts.next() {
        Some(rest) => Err(Invalid::Date(rest.to_owned())),
        None if last < first => Err(Invalid::Range),
        None => Ok((first, last)),
    }
}

/// A date of birth. A year of two digits is the latest that has begun; what was understood is shown with all four.
///
/// # Errors
/// [`Invalid::Birth`].
pub fn birth(text: &str, today: Date) -> Result<BirthDate, Invalid> {
    let typed = digits::fold(text);
    let numbers: Vec<&str> = match typed.trim() {
        six if six.len() == 6 && six.is_ascii() => vec![&six[..2], &six[2..4], &six[4..]],
        parted => parted.split(['-', '.', '/']).map(str::trim).collect(),
    };
    let short = |number: &str| matches!(number.len(), 1 | 2) && number.bytes().all(|byte| byte.is_ascii_digit());
    let written = match numbers[..] {
        [year, month, day] if short(month) && short(day) => match year.parse::<i16>() {
            Ok(of_two) if short(year) => {
                let this = today.year() % 100;
                let century = today.year() - this - if of_two > this { 100 } else { 0 };
                format!("{}-{month:0>2}-{day:0>2}", century + of_two)
            }
            _ => format!("{year}-{month:0>2}-{day:0>2}"),
        },
        _ => text.to_owned(),
    };
    app::birth(&written, today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 30);

    #[test]
    fn a_day_is_understood_as_people_type_it() {
        for (text, expected) in [
            ("2026-12-01", date(2026, 12, 1)),
            (" 12-1 ", date(2026, 12, 1)),
            ("12/24", date(2026, 12, 24)),
            ("12.24", date(2026, 12, 24)),
            ("1/4", date(2027, 1, 4)),
            ("11-2", date(2026, 11, 2)),
            ("오늘", TODAY),
            ("tomorrow", date(2026, 12, 1)),
            ("+7", date(2026, 12, 7)),
            ("-1", date(2026, 11, 29)),
        ] {
            assert_eq!(day(text, TODAY), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_day_is_refused_with_what_was_typed() {
        for text in ["", "2-30", "13-1", "월요일", "1-2-3-4", "+", "99999-1-1", "--1"] {
            assert_eq!(day(text, TODAY), Err(Invalid::Date(text.to_owned())));
        }
    }

    #[test]
    fn a_date_of_birth_is_understood_as_people_say_it() {
        for (text, expected) in [
            ("1988-02-29", date(1988, 2, 29)),
            ("19880229", date(1988, 2, 29)),
            ("880229", date(1988, 2, 29)),
            (" ８８０２２９ ", date(1988, 2, 29)),
            ("88.2.29", date(1988, 2, 29)),
            ("1988. 2. 29", date(1988, 2, 29)),
            ("1988/2/9", date(1988, 2, 9)),
            ("260101", date(2026, 1, 1)),
            ("270101", date(1927, 1, 1)),
            ("000301", date(2000, 3, 1)),
        ] {
            assert_eq!(birth(text, TODAY).map(BirthDate::date), Ok(expected), "{text}");
        }
        for text in [
            "",
            "8802",
            "880230",
            "881301",
            "88022a",
            "가나",
            "188.2.29",
            "880229-1234567",
            "261231",
        ] {
            assert!(birth(text, TODAY).is_err(), "{text}");
        }
    }

    #[test]
    fn a_span_has_a_first_and_a_last_day() {
        assert_eq!(days("12-1", TODAY), Ok((date(2026, 12, 1), date(2026, 12, 1))));
        assert_eq!(days("12-1 ~ 12-5", TODAY), Ok((date(2026, 12, 1), date(2026, 12, 5))));
        assert_eq!(days("12-5 12-1", TODAY), Err(Invalid::Range));
        assert_eq!(days("12-1 12-2 x", TODAY), Err(Invalid::Date("x".into())));
    }
}
