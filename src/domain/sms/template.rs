//! A text with placeholders, and the finished text made from it.
//!
//! A line whose value is absent is left out whole, so one template serves orders with and without
//! a reason, a refund or a link. The words of a template are checked when it is read; values come
//! from many places, so what EUC-KR lacks in them becomes a visible `?` instead of a buried message.

use thiserror::Error;

use super::values::{Field, SmsValues};
use super::{LMS_LIMIT, SMS_LIMIT, SUBJECT_LIMIT, SmsKind, SmsText};
use crate::domain::{ksx1001, text};

/// A template as read; every placeholder in it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    subject: Line,
    lines: Vec<Line>,
}

/// Why a template was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TemplateFault {
    #[error("a template begins with `subject: …`")]
    NoSubject,
    #[error("a blank line comes between the subject and the text")]
    NoBlankLine,
    #[error("the text is missing")]
    NoText,
    #[error("there is no placeholder {{{0}}}")]
    UnknownPlaceholder(String),
    #[error("a brace has no counterpart in `{0}`")]
    Brace(String),
    #[error("an SMS cannot carry '{0}'")]
    Unencodable(char),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Line(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Words(String),
    Value(Field),
}

impl Template {
    /// Reads `subject: …`, a blank line and the text with its `{placeholders}`.
    pub fn parse(source: &str) -> Result<Template, TemplateFault> {
        let odd = |c: &char| text::is_control(*c) || text::is_hidden(*c);
        let odd = source.lines().flat_map(str::chars).find(odd);
        if let Some(c) = odd.or_else(|| ksx1001::first_unencodable(source)) {
            return Err(TemplateFault::Unencodable(c));
        }
        let mut lines = source.trim_end().lines();
        let subject = lines
            .next()
            .and_then(|line| line.strip_prefix("subject:"))
            .map(str::trim)
            .filter(|subject| !subject.is_empty())
            .ok_or(TemplateFault::NoSubject)?;
        match lines.next() {
            Some("") => {}
            Some(_) => return Err(TemplateFault::NoBlankLine),
            None => return Err(TemplateFault::NoText),
        }
        let subject = Line::parse(subject)?;
        let lines = lines.map(Line::parse).collect::<Result<Vec<_>, _>>()?;
        if lines.iter().all(|line| line.0.is_empty()) {
            return Err(TemplateFault::NoText);
        }
        Ok(Template { subject, lines })
    }

    /// The finished text: an SMS up to 90 bytes, an LMS with its subject above. What would pass the
    /// limit of an LMS is cut off; no legal values are that long.
    pub fn render(&self, values: &SmsValues) -> SmsText {
        let lines: Vec<String> = self.lines.iter().filter_map(|line| line.render(values)).collect();
        let whole = lines.join("\n");
        let text = ksx1001::cut(whole.trim(), LMS_LIMIT).trim_end().to_owned();
        let bytes = ksx1001::byte_len(&text).unwrap_or(LMS_LIMIT);
        if bytes <= SMS_LIMIT {
            let kind = SmsKind::Sms;
            return SmsText {
                kind,
                subject: None,
                text,
                bytes,
            };
        }
        let subject = self.subject.render(values).unwrap_or_default();
        SmsText {
            kind: SmsKind::Lms,
            subject: Some(ksx1001::cut(&subject, SUBJECT_LIMIT).trim_end().to_owned()),
            text,
            bytes,
        }
    }
}

impl Line {
    fn parse(line: &str) -> Result<Line, TemplateFault> {
        let mut parts = Vec::new();
        let mut rest = line;
        while let Some((words, after)) = rest.split_once('{') {
            let (name, after) = after
                .split_once('}')
                .ok_or_else(|| TemplateFault::Brace(line.to_owned()))?;
            let field = Field::parse(name).ok_or_else(|| TemplateFault::UnknownPlaceholder(name.to_owned()))?;
            push_words(&mut parts, words, line)?;
            parts.push(Part::Value(field));
            rest = after;
        }
        push_words(&mut parts, rest, line)?;
        Ok(Line(parts))
    }

    /// The line with its values; `None` when one of them is absent.
    fn render(&self, values: &SmsValues) -> Option<String> {
        let mut out = String::new();
        for part in &self.0 {
            match part {
                Part::Words(words) => out.push_str(words),
                Part::Value(field) => out.push_str(&sendable(field.of(values)?)),
            }
        }
        Some(out)
    }
}

fn push_words(parts: &mut Vec<Part>, words: &str, line: &str) -> Result<(), TemplateFault> {
    if words.contains('}') {
        return Err(TemplateFault::Brace(line.to_owned()));
    }
    if !words.is_empty() {
        parts.push(Part::Words(words.to_owned()));
    }
    Ok(())
}

/// The value on one line, with `?` for what cannot be sent or seen.
fn sendable(value: &str) -> String {
    let mut utf8 = [0; 4];
    text::clean(value)
        .chars()
        .map(|c| {
            let sent = ksx1001::byte_len(c.encode_utf8(&mut utf8)).is_ok();
            match (text::is_control(c), sent && !text::is_hidden(c)) {
                (true, _) => ' ',
                (false, true) => c,
                (false, false) => '?',
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn values() -> SmsValues {
        SmsValues {
            centre: "한빛검진센터".to_owned(),
            name: "홍길동".to_owned(),
            date: "12/1(화)".to_owned(),
            time: "08:30".to_owned(),
            ..SmsValues::default()
        }
    }

    fn render(source: &str, values: &SmsValues) -> SmsText {
        Template::parse(source).unwrap().render(values)
    }

    #[test]
    fn a_short_text_is_an_sms_without_subject() {
        let source = "subject: [{centre}] 예약\n\n[{centre}] {name}님, {date} {time} 예약되었습니다.\n";
        let text = render(source, &values());
        assert_eq!(text.text, "[한빛검진센터] 홍길동님, 12/1(화) 08:30 예약되었습니다.");
        assert_eq!(text.kind, SmsKind::Sms);
        assert_eq!(text.subject, None);
        assert_eq!(text.bytes, 15 + 10 + 15 + 15);
    }

    #[test]
    fn ninety_bytes_are_an_sms_and_ninety_one_an_lms() {
        let of = |count: usize| {
            let source = format!("subject: [{{centre}}] 안내\n\n{}", "a".repeat(count));
            render(&source, &values())
        };
        assert_eq!((of(90).kind, of(90).bytes), (SmsKind::Sms, 90));
        let long = of(91);
        assert_eq!((long.kind, long.bytes), (SmsKind::Lms, 91));
        assert_eq!(long.subject.as_deref(), Some("[한빛검진센터] 안내"));
    }

    #[test]
    fn a_line_without_its_value_is_left_out() {
        let source = "subject: 거절\n\n{name}님\n사유: {reason}\n환불: {refund}\n끝";
        let mut values = values();
        assert_eq!(render(source, &values).text, "홍길동님\n끝");
        values.reason = Some("점검".to_owned());
        values.refund = Some(String::new());
        assert_eq!(render(source, &values).text, "홍길동님\n사유: 점검\n끝");
    }

    #[test]
    fn what_cannot_be_sent_becomes_a_question_mark() {
        let mut values = values();
        values.name = "펲시😀 \u{3164}\u{1112}\u{1169}\u{11BC}\n끝".to_owned();
        let text = render("subject: a\n\n{name}", &values);
        assert_eq!(text.text, "?시? ?홍 끝");
        assert_eq!(ksx1001::byte_len(&text.text), Ok(text.bytes));
    }

    #[test]
    fn braces_in_a_value_are_not_placeholders() {
        let mut values = values();
        values.reason = Some("{name} {x}".to_owned());
        assert_eq!(render("subject: a\n\n{reason}", &values).text, "{name} {x}");
    }

    #[test]
    fn nothing_is_longer_than_the_gateway_takes() {
        let mut values = values();
        values.centre = "가".repeat(3_000);
        let text = render("subject: [{centre}] 안내\n\n{centre}", &values);
        assert_eq!(text.bytes, LMS_LIMIT);
        assert_eq!(ksx1001::byte_len(&text.subject.unwrap()), Ok(39));
    }

    #[test]
    fn a_bad_template_is_refused() {
        let fault = |source| Template::parse(source).unwrap_err();
        assert_eq!(fault(""), TemplateFault::NoSubject);
        assert_eq!(fault("text"), TemplateFault::NoSubject);
        assert_eq!(fault("subject:\n\ntext"), TemplateFault::NoSubject);
        assert_eq!(fault("subject: a"), TemplateFault::NoText);
        assert_eq!(fault("subject: a\n\n"), TemplateFault::NoText);
        assert_eq!(fault("subject: a\ntext"), TemplateFault::NoBlankLine);
        let unknown = TemplateFault::UnknownPlaceholder("nmae".to_owned());
        assert_eq!(unknown.to_string(), "there is no placeholder {nmae}");
        assert_eq!(fault("subject: a\n\n{nmae}"), unknown);
        assert_eq!(fault("subject: {nmae}\n\ntext"), unknown);
        let brace = |line: &str| TemplateFault::Brace(line.to_owned());
        assert_eq!(fault("subject: a\n\n{name"), brace("{name"));
        assert_eq!(fault("subject: a\n\nname}"), brace("name}"));
        assert_eq!(fault("subject: a\n\n펲"), TemplateFault::Unencodable('펲'));
    }

    #[test]
    fn a_file_with_windows_line_ends_reads_the_same() {
        let unix = Template::parse("subject: a\n\n{name}님\n\n끝\n").unwrap();
        let windows = Template::parse("subject: a\r\n\r\n{name}님\r\n\r\n끝\r\n").unwrap();
        assert_eq!(unix, windows);
        assert_eq!(unix.render(&values()).text, "홍길동님\n\n끝");
    }

    proptest! {
        #[test]
        fn parsing_never_panics(source in any::<String>()) {
            let _ = Template::parse(&source);
            let _ = Template::parse(&format!("subject: a\n\n{source}"));
        }

        #[test]
        fn any_values_give_a_sendable_text(name in any::<String>(), reason in any::<String>()) {
            let values = SmsValues { name, reason: Some(reason), ..values() };
            let text = render("subject: {name}\n\n[{centre}] {name}\n{reason}", &values);
            prop_assert_eq!(ksx1001::byte_len(&text.text), Ok(text.bytes));
            prop_assert!(text.bytes <= LMS_LIMIT);
            prop_assert_eq!(text.kind == SmsKind::Lms, text.bytes > SMS_LIMIT);
            prop_assert_eq!(text.kind == SmsKind::Lms, text.subject.is_some());
            let subject = ksx1001::byte_len(&text.subject.unwrap_or_default());
            prop_assert!(subject.is_ok_and(|bytes| bytes <= SUBJECT_LIMIT));
        }
    }
}
