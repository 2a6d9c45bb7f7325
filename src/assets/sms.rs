//! The texts of `assets/sms/`, one file an event and language.
//!
//! A worker sends one kind of text at a time and most commands send none, so a template is parsed
//! when it is first asked for, and kept.

use std::sync::OnceLock;

use crate::domain::{lang::Lang, sms::Template};

/// The files of one event: its name, then the Korean and the English text.
macro_rules! files {
    ($($event:literal),+ $(,)?) => {
        [$((
            $event,
            include_str!(concat!("../../assets/sms/ko/", $event, ".txt")),
            include_str!(concat!("../../assets/sms/en/", $event, ".txt")),
        )),+]
    };
}

const COUNT: usize = 15;
const FILES: [(&str, &str, &str); COUNT] = files![
    "order_placed",
    "payment_approved",
    "payment_declined",
    "payment_unknown",
    "payment_released",
    "hold_expired",
    "reservation_requested",
    "reservation_confirmed",
    "reservation_rejected",
    "order_cancelled",
    "reservation_cancelled",
    "payment_refunded",
    "order_rescheduled",
    "checked_in",
    "no_show",
];

/// The templates of all texts; a shared value is enough for the whole program.
#[derive(Debug, Default)]
pub struct SmsTexts {
    ko: [OnceLock<Option<Template>>; COUNT],
    en: [OnceLock<Option<Template>>; COUNT],
}

impl SmsTexts {
    /// No template is parsed yet.
    pub fn new() -> SmsTexts {
        SmsTexts::default()
    }

    /// The names of the events that have a text, such as `order_placed`.
    pub fn events() -> impl Iterator<Item = &'static str> {
        FILES.iter().map(|(event, _, _)| *event)
    }

    /// The template of an event; `None` when the event has no text.
    pub fn get(&self, lang: Lang, event: &str) -> Option<&Template> {
        let index = FILES.iter().position(|(name, _, _)| *name == event)?;
        let (_, ko, en) = FILES.get(index)?;
        let (cells, source) = match lang {
            Lang::Ko => (&self.ko, ko),
            Lang::En => (&self.en, en),
        };
        let cell = cells.get(index)?;
        // That every shipped template parses is a test, so there is no error to hand on here.
        cell.get_or_init(|| Template::parse(source).ok()).as_ref()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use jiff::civil::{date, time};

    use super::*;
    use crate::domain::{
        calendar::SlotTime,
        ksx1001::byte_len,
        money::Won,
        sms::{CENTRE_LIMIT, SUBJECT_LIMIT, SmsKind, SmsText, SmsValues},
        sms::{date_words, slot_words, time_words, won_words},
    };

    fn source(lang: Lang, event: &str) -> &'static str {
        let (_, ko, en) = FILES.iter().find(|(name, _, _)| *name == event).unwrap();
        match lang {
            Lang::Ko => ko,
            Lang::En => en,
        }
    }

    fn render(lang: Lang, event: &str, values: &SmsValues) -> SmsText {
        SmsTexts::new().get(lang, event).unwrap().render(values)
    }

    /// A usual order, on the longest of dates.
    fn ordinary(lang: Lang) -> SmsValues {
        let (name, package) = match lang {
            Lang::Ko => ("홍길동", "프라임 종합검진"),
            Lang::En => ("Jane Lee", "Prime checkup"),
        };
        let won = |won| won_words(Won::new(won).unwrap(), lang);
        SmsValues {
            centre: "한빛검진센터".to_owned(),
            centre_phone: "02-123-4567".to_owned(),
            name: name.to_owned(),
            package: package.to_owned(),
            date: date_words(date(2026, 12, 31), lang),
            time: time_words(time(11, 30, 0, 0)),
            code: "7K3M-9QWZ-1".to_owned(),
            price: won(350_000),
            refund: Some(won(350_000)),
            reason: Some(
                if lang == Lang::Ko {
                    "장비 점검"
                } else {
                    "Maintenance"
                }
                .to_owned(),
            ),
            hold_until: Some("08:40".to_owned()),
            old_date: Some(date_words(date(2026, 12, 30), lang)),
            old_time: Some("08:30".to_owned()),
            link: None,
        }
    }

    /// Every value as long as it may be.
    fn longest(lang: Lang) -> SmsValues {
        let money = won_words(Won::MAX, lang);
        SmsValues {
            centre: "가".repeat(CENTRE_LIMIT / 2),
            centre_phone: "0".repeat(20),
            name: "가".repeat(20),
            package: "가".repeat(20),
            date: date_words(date(2026, 12, 31), lang),
            time: "23:59".to_owned(),
            code: "7K3M-9QWZ-1".to_owned(),
            price: money.clone(),
            refund: Some(money),
            reason: Some("가".repeat(100)),
            hold_until: Some(slot_words(SlotTime::new(date(2026, 12, 31), time(23, 59, 0, 0)), lang)),
            old_date: Some(date_words(date(2026, 12, 30), lang)),
            old_time: Some("23:59".to_owned()),
            link: Some("x".repeat(200)),
        }
    }

    #[test]
    fn every_file_is_embedded_in_both_languages() {
        let embedded: BTreeSet<String> = SmsTexts::events().map(|e| format!("{e}.txt")).collect();
        assert_eq!(embedded.len(), COUNT);
        for lang in Lang::ALL {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("assets/sms")
                .join(lang.code());
            let files: BTreeSet<String> = std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            assert_eq!(files, embedded);
        }
    }

    #[test]
    fn every_template_parses() {
        let texts = SmsTexts::new();
        for event in SmsTexts::events() {
            for lang in Lang::ALL {
                assert_eq!(Template::parse(source(lang, event)).err(), None, "{event}");
                assert!(texts.get(lang, event).is_some(), "{event}");
            }
        }
        assert!(texts.get(Lang::Ko, "order_eaten").is_none());
        assert!(texts.get(Lang::Ko, "").is_none());
    }

    #[test]
    fn only_the_template_asked_for_is_parsed() {
        let texts = SmsTexts::new();
        let parsed = |texts: &SmsTexts| {
            let cells = texts.ko.iter().chain(&texts.en);
            cells.filter(|cell| cell.get().is_some()).count()
        };
        assert_eq!(parsed(&texts), 0);
        texts.get(Lang::Ko, "no_show");
        texts.get(Lang::Ko, "no_show");
        texts.get(Lang::Ko, "nothing");
        assert_eq!(parsed(&texts), 1);
    }

    #[test]
    fn both_languages_say_the_same_things() {
        let fields = |source: &str| -> BTreeSet<String> {
            let after = source.split('{').skip(1);
            after.filter_map(|s| Some(s.split_once('}')?.0.to_owned())).collect()
        };
        for event in SmsTexts::events() {
            let (ko, en) = (source(Lang::Ko, event), source(Lang::En, event));
            assert_eq!(fields(ko), fields(en), "{event}");
        }
    }

    #[test]
    fn ordinary_texts_are_sms_but_for_the_two_that_explain() {
        for lang in Lang::ALL {
            for event in SmsTexts::events() {
                let text = render(lang, event, &ordinary(lang));
                let long = ["reservation_confirmed", "reservation_rejected"].contains(&event);
                let expected = if long { SmsKind::Lms } else { SmsKind::Sms };
                assert_eq!(text.kind, expected, "{event}, {} bytes:\n{}", text.bytes, text.text);
                assert!(text.text.starts_with("[한빛검진센터] "), "{}", text.text);
                assert!(!text.text.contains(['{', '}', '?']), "{}", text.text);
            }
        }
    }

    #[test]
    fn the_longest_values_stay_within_the_limits() {
        for lang in Lang::ALL {
            for event in SmsTexts::events() {
                let text = render(lang, event, &longest(lang));
                assert_eq!(byte_len(&text.text), Ok(text.bytes), "{event}");
                // Far from 2,000, where a text would be cut.
                assert!(text.bytes <= 1_200, "{event}: {}", text.bytes);
                let subject = text.subject.unwrap();
                assert!(byte_len(&subject).is_ok_and(|b| b <= SUBJECT_LIMIT), "{subject}");
                let first = source(lang, event).lines().next().unwrap();
                let (_, end) = first.rsplit_once(']').unwrap();
                assert!(subject.ends_with(end), "cut off: {subject}");
            }
        }
    }

    #[test]
    fn the_confirmation_says_how_to_prepare() {
        let ko = render(Lang::Ko, "reservation_confirmed", &ordinary(Lang::Ko)).text;
        for part in [
            "12/31(목) 11:30",
            "프라임 종합검진",
            "7K3M-9QWZ-1",
            "21:00",
            "8시간",
            "금식",
            "06:00",
            "당뇨",
            "항혈전제",
            "02-123-4567",
        ] {
            assert!(ko.contains(part), "{part}");
        }
        let en = render(Lang::En, "reservation_confirmed", &ordinary(Lang::En)).text;
        for part in [
            "Thu 31 Dec 11:30",
            "Prime checkup",
            "21:00",
            "8 hours",
            "06:00",
            "diabetes",
            "blood thinner",
        ] {
            assert!(en.contains(part), "{part}");
        }
    }

    #[test]
    fn one_text_in_full() {
        assert_eq!(
            render(Lang::Ko, "order_rescheduled", &ordinary(Lang::Ko)).text,
            "[한빛검진센터] 홍길동님, 예약이 변경되었습니다.\n12/30(수) 08:30 → 12/31(목) 11:30"
        );
    }

    #[test]
    fn an_order_without_refund_does_not_mention_one() {
        let values = SmsValues {
            refund: None,
            ..ordinary(Lang::Ko)
        };
        for event in ["order_cancelled", "reservation_rejected"] {
            let text = render(Lang::Ko, event, &values).text;
            assert!(!text.contains("환불"), "{text}");
        }
    }
}
