//! The public holidays of 2024 to 2030.
//!
//! Two things changed the rules within these years and are in the data: since May 2023 every
//! holiday but 1 January and 6 June has a substitute day, and from 2026 Labour Day (1 May) and
//! Constitution Day (17 July) are public holidays, with substitutes.

use std::sync::{Arc, LazyLock};

use crate::domain::calendar::Holidays;

const SOURCE: &str = include_str!("../../assets/holidays.txt");

/// The holidays as shipped.
pub fn holidays() -> Arc<LazyLock<Holidays>> {
    // That the shipped file can be read is a test, so there is no fault to hand on here.
    Arc::new(LazyLock::new(|| Holidays::parse(SOURCE).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use jiff::civil::{Date, Weekday, date};

    use super::*;
    use crate::domain::{ksx1001, lang::Lang};

    /// Seollal, Buddha's Birthday and Chuseok, converted from the lunar calendar.
    const LUNAR: [[Date; 3]; 7] = [
        [date(2024, 2, 10), date(2024, 5, 15), date(2024, 9, 17)],
        [date(2025, 1, 29), date(2025, 5, 5), date(2025, 10, 6)],
        [date(2026, 2, 17), date(2026, 5, 24), date(2026, 9, 25)],
        [date(2027, 2, 7), date(2027, 5, 13), date(2027, 9, 15)],
        [date(2028, 1, 27), date(2028, 5, 2), date(2028, 10, 3)],
        [date(2029, 2, 13), date(2029, 5, 20), date(2029, 9, 22)],
        [date(2030, 2, 3), date(2030, 5, 9), date(2030, 9, 12)],
    ];

    /// Elections, and temporary holidays by decree: none of them has a substitute.
    const SINGLE: [(Date, &str); 8] = [
        (date(2024, 4, 10), "국회의원선거일"),
        (date(2024, 10, 1), "임시공휴일(국군의 날)"),
        (date(2025, 1, 27), "임시공휴일"),
        (date(2025, 6, 3), "대통령선거일"),
        (date(2026, 6, 3), "전국동시지방선거일"),
        (date(2028, 4, 12), "국회의원선거일"),
        (date(2030, 3, 27), "대통령선거일"),
        (date(2030, 6, 12), "전국동시지방선거일"),
    ];

    /// When a holiday is made up for.
    #[derive(Clone, Copy, PartialEq)]
    enum Rule {
        Never,
        /// On a Sunday, or on another holiday of a weekday.
        Sunday,
        /// On a Saturday or a Sunday, or on another holiday of a weekday.
        Weekend,
    }

    /// Every holiday of a year that is not a substitute.
    fn base(year: i16, lunar: [Date; 3]) -> Vec<(Date, &'static str, Rule)> {
        let [seollal, buddha, chuseok] = lunar;
        let day = |month, day| date(year, month, day);
        let mut days = vec![
            (day(1, 1), "신정", Rule::Never),
            (seollal.yesterday().unwrap(), "설날 연휴", Rule::Sunday),
            (seollal, "설날", Rule::Sunday),
            (seollal.tomorrow().unwrap(), "설날 연휴", Rule::Sunday),
            (day(3, 1), "삼일절", Rule::Weekend),
            (day(5, 5), "어린이날", Rule::Weekend),
            (buddha, "부처님오신날", Rule::Weekend),
            (day(6, 6), "현충일", Rule::Never),
            (day(8, 15), "광복절", Rule::Weekend),
            (chuseok.yesterday().unwrap(), "추석 연휴", Rule::Sunday),
            (chuseok, "추석", Rule::Sunday),
            (chuseok.tomorrow().unwrap(), "추석 연휴", Rule::Sunday),
            (day(10, 3), "개천절", Rule::Weekend),
            (day(10, 9), "한글날", Rule::Weekend),
            (day(12, 25), "성탄절", Rule::Weekend),
        ];
        if year >= 2026 {
            days.push((day(5, 1), "노동절", Rule::Weekend));
            days.push((day(7, 17), "제헌절", Rule::Weekend));
        }
        let single = SINGLE.iter().filter(|(single, _)| single.year() == year);
        days.extend(single.map(|(single, name)| (*single, *name, Rule::Never)));
        days.sort_by_key(|(day, _, _)| *day);
        days
    }

    /// The substitute days by the rule: the first day after the holiday that is neither a holiday
    /// nor on a weekend, for each day that asks for one.
    fn substitutes(days: &[(Date, &str, Rule)]) -> BTreeSet<Date> {
        let mut taken: BTreeSet<Date> = days.iter().map(|(day, _, _)| *day).collect();
        let mut found = BTreeSet::new();
        for day in taken.clone() {
            let names: Vec<_> = days.iter().filter(|(other, _, _)| *other == day).collect();
            let weekday = day.weekday();
            let weekend = matches!(weekday, Weekday::Saturday | Weekday::Sunday);
            let overlap = names.len() > 1 && !weekend;
            let due = names.iter().any(|(_, _, rule)| match rule {
                Rule::Never => false,
                Rule::Sunday => overlap || weekday == Weekday::Sunday,
                Rule::Weekend => overlap || weekend,
            });
            if due {
                let mut next = day.tomorrow().unwrap();
                while taken.contains(&next) || matches!(next.weekday(), Weekday::Saturday | Weekday::Sunday) {
                    next = next.tomorrow().unwrap();
                }
                taken.insert(next);
                found.insert(next);
            }
        }
        found
    }

    #[test]
    fn the_file_agrees_with_the_rules_day_by_day() {
        let holidays = Holidays::parse(SOURCE).unwrap();
        let mut listed = 0;
        for (year, lunar) in (2024..).zip(LUNAR) {
            let base = base(year, lunar);
            let mut expected: BTreeMap<Date, BTreeSet<String>> = BTreeMap::new();
            for (day, name, _) in &base {
                expected.entry(*day).or_default().insert((*name).to_owned());
            }
            for day in substitutes(&base) {
                expected.insert(day, BTreeSet::from(["대체공휴일".to_owned()]));
            }
            for day in date(year, 1, 1)
                .series(jiff::Span::new().days(1))
                .take_while(|d| d.year() == year)
            {
                let shown = holidays.name_on(day).map(|words| -> BTreeSet<String> {
                    match words.ko.split_once("대체공휴일") {
                        Some(_) => BTreeSet::from(["대체공휴일".to_owned()]),
                        None => words.ko.split('·').map(str::to_owned).collect(),
                    }
                });
                assert_eq!(shown.as_ref(), expected.get(&day), "{day}");
                listed += usize::from(shown.is_some());
            }
        }
        assert_eq!(holidays.iter().count(), listed);
    }

    #[test]
    fn each_year_has_its_known_number_of_days() {
        let holidays = Holidays::parse(SOURCE).unwrap();
        for (year, days) in [
            (2024, 19),
            (2025, 19),
            (2026, 22),
            (2027, 24),
            (2028, 18),
            (2029, 20),
            (2030, 21),
        ] {
            let listed = holidays.iter().filter(|(day, _)| day.year() == year).count();
            assert_eq!(listed, days, "{year}");
        }
        assert!(holidays.covers(date(2024, 1, 1)) && holidays.covers(date(2030, 12, 31)));
        assert!(!holidays.covers(date(2023, 12, 31)) && !holidays.covers(date(2031, 1, 1)));
    }

    #[test]
    fn substitutes_fall_on_working_days_and_name_their_holiday() {
        let holidays = Holidays::parse(SOURCE).unwrap();
        let substitutes: Vec<_> = holidays
            .iter()
            .filter(|(_, words)| words.ko.starts_with("대체공휴일("))
            .collect();
        assert_eq!(substitutes.len(), 22);
        for (day, words) in substitutes {
            assert!(day.weekday().to_monday_one_offset() <= 5, "{day}");
            assert!(words.en.starts_with("Substitute holiday ("), "{day}");
        }
    }

    #[test]
    fn days_that_are_easily_wrong() {
        let holidays = Holidays::parse(SOURCE).unwrap();
        let name = |day| holidays.name_on(day).map(|words| words.get(Lang::Ko));
        assert_eq!(name(date(2025, 5, 6)), Some("대체공휴일(어린이날·부처님오신날)"));
        assert_eq!(name(date(2028, 10, 5)), Some("대체공휴일(추석)"));
        assert_eq!(
            name(date(2026, 9, 28)),
            None,
            "a Saturday of Chuseok is not made up for"
        );
        assert_eq!(name(date(2027, 6, 7)), None, "Memorial Day is not made up for");
        assert_eq!(name(date(2027, 3, 3)), None, "the term of 2022 ended in 2025");
        assert_eq!(name(date(2025, 7, 17)), None);
        assert_eq!(name(date(2026, 7, 17)), Some("제헌절"));
        assert_eq!(name(date(2025, 5, 1)), None);
        assert_eq!(name(date(2026, 5, 1)), Some("노동절"));
        assert_eq!(name(date(2030, 6, 5)), None, "moved away from Memorial Day");
    }

    #[test]
    fn every_name_can_be_sent() {
        for (day, words) in Holidays::parse(SOURCE).unwrap().iter() {
            for lang in Lang::ALL {
                assert_eq!(ksx1001::first_unencodable(words.get(lang)), None, "{day}");
            }
        }
    }
}
