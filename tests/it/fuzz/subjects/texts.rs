//! Texts to customers: a template, a line `---`, then a value a line. What is sent fits what Korean gateways
//! count, in letters that a phone shows, whatever the values are.

use std::sync::OnceLock;

use encoding_rs::EUC_KR;
use healthcenter::assets::SmsTexts;
use healthcenter::domain::lang::Lang;
use healthcenter::domain::sms::{LMS_LIMIT, SMS_LIMIT, SUBJECT_LIMIT, SmsKind, SmsText, SmsValues, Template};
use healthcenter::domain::{ksx1001, text};

pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    counted(&text);
    cut(&text, data.first().map_or(0, |byte| usize::from(*byte)));
    let (source, values) = text.split_once("\n---\n").unwrap_or(("", &text));
    let values = values_of(values);
    if let Ok(template) = Template::parse(source) {
        sendable(&template.render(&values));
    }
    let (event, lang) = (data.len() % shipped().len(), Lang::ALL[data.len() / 16 % 2]);
    let template = texts().get(lang, shipped()[event]).expect("a shipped template");
    sendable(&template.render(&values));
}

fn texts() -> &'static SmsTexts {
    static TEXTS: OnceLock<SmsTexts> = OnceLock::new();
    TEXTS.get_or_init(SmsTexts::new)
}

fn shipped() -> &'static [&'static str] {
    static EVENTS: OnceLock<Vec<&str>> = OnceLock::new();
    EVENTS.get_or_init(|| SmsTexts::events().collect())
}

/// Our count is the count of the encoding that gateways use.
fn counted(text: &str) {
    match ksx1001::byte_len(text) {
        Ok(bytes) => {
            let (encoded, _, lost) = EUC_KR.encode(text);
            assert!(!lost && encoded.len() == bytes, "{bytes} bytes for {text:?}");
            assert!(
                encoded.iter().all(|byte| byte.is_ascii() || *byte >= 0xA1),
                "not of KS X 1001: {text:?}"
            );
            let (decoded, _) = EUC_KR.decode_without_bom_handling(&encoded);
            assert_eq!(decoded, text, "arrives as something else");
        }
        Err(letter) => assert!(text.contains(letter), "{letter} is not in {text:?}"),
    }
}

/// The longest beginning that fits, and no half of a letter.
fn cut(text: &str, limit: usize) {
    let kept = ksx1001::cut(text, limit);
    assert!(text.starts_with(kept));
    let bytes = ksx1001::byte_len(kept).expect("what is kept can be sent");
    assert!(bytes <= limit);
    if let Some(next) = text[kept.len()..].chars().next() {
        let more = ksx1001::byte_len(next.encode_utf8(&mut [0; 4]));
        assert!(
            more.is_err() || more.is_ok_and(|more| bytes + more > limit),
            "{next} would have fitted"
        );
    }
}

fn values_of(lines: &str) -> SmsValues {
    let mut lines = lines.split('\n');
    let mut next = || lines.next().unwrap_or_default().to_owned();
    let centre: String = next();
    let mut values = SmsValues {
        centre: ksx1001::cut(&centre, 24).to_owned(),
        centre_phone: next(),
        name: next(),
        package: next(),
        date: next(),
        time: next(),
        code: next(),
        price: next(),
        ..SmsValues::default()
    };
    for value in [
        &mut values.refund,
        &mut values.reason,
        &mut values.hold_until,
        &mut values.old_date,
        &mut values.old_time,
        &mut values.link,
    ] {
        *value = Some(next()).filter(|value| !value.is_empty());
    }
    values
}

fn sendable(sms: &SmsText) {
    assert_eq!(ksx1001::byte_len(&sms.text), Ok(sms.bytes), "{:?}", sms.text);
    let odd = |c: char| (text::is_control(c) && c != '\n') || text::is_hidden(c);
    assert!(!sms.text.contains(odd), "{:?}", sms.text);
    assert_eq!(sms.text.trim(), sms.text, "blanks that are paid for");
    match (sms.kind, &sms.subject) {
        (SmsKind::Sms, None) => assert!(sms.bytes <= SMS_LIMIT),
        (SmsKind::Lms, Some(subject)) => {
            assert!((SMS_LIMIT + 1..=LMS_LIMIT).contains(&sms.bytes));
            assert!(
                ksx1001::byte_len(subject).is_ok_and(|bytes| bytes <= SUBJECT_LIMIT),
                "{subject:?}"
            );
            assert!(
                !subject.contains(|c| text::is_control(c) || text::is_hidden(c)),
                "{subject:?}"
            );
        }
        odd => panic!("{odd:?}"),
    }
}
