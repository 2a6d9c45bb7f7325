//! The visit as a calendar entry (RFC 5545).

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::super::Port;
use super::super::problem::Problem;
use super::booking::package;
use super::visitor::Visitor;
use crate::domain::package::PackageCode;
use crate::store::wire;

/// `GET /m/{token}/visit.ics`
///
/// # Errors
/// [`Problem::Nowhere`] when there is no visit to come to.
pub async fn show(State(port): State<Port>, visitor: Visitor) -> Result<Response, Problem> {
    let view = &visitor.view;
    let slot = wire::slot(&view.date, &view.time).filter(|_| visitor.may_move());
    let slot = slot.ok_or(Problem::Nowhere)?;
    let rules = &port.app.recorder.rules;
    let begins = rules.timezone.to_timestamp(slot.date.to_datetime(slot.time));
    let begins = begins.map_err(|_| Problem::Nowhere)?;
    let code = PackageCode::parse(&view.package).ok();
    let known = code.as_ref().and_then(|code| rules.catalogue.package(code));
    let minutes = known.map_or(120, |package| i64::from(package.minutes));
    let name = package(&port, visitor.words, view);
    let summary = visitor
        .words
        .say("page", "event", &[("centre", &rules.centre_name), ("package", &name)]);
    let preparation = known.map(|package| rules.catalogue.preparation(package, visitor.words.lang).join("\n"));
    let description = format!("{}\n{}", view.code, preparation.unwrap_or_default());
    let lines = [
        "BEGIN:VCALENDAR".into(),
        "VERSION:2.0".into(),
        "PRODID:-//healthcenter//visit//EN".into(),
        "BEGIN:VEVENT".into(),
        format!("UID:{}@healthcenter", view.code),
        // A calendar keeps the entry with the higher number: a visit that was moved moves there too.
        format!("SEQUENCE:{}", view.timeline.len()),
        format!("DTSTAMP:{}", instant(port.app.clock.now())),
        format!("DTSTART:{}", instant(begins)),
        format!("DTEND:{}", instant(begins + SignedDuration::from_mins(minutes))),
        format!("SUMMARY:{}", escaped(&summary)),
        format!("LOCATION:{}", escaped(&rules.centre_name)),
        format!("DESCRIPTION:{}", escaped(description.trim())),
        "BEGIN:VALARM".into(),
        "ACTION:DISPLAY".into(),
        // The evening before, when the fast begins.
        "TRIGGER:-PT12H".into(),
        format!("DESCRIPTION:{}", escaped(&summary)),
        "END:VALARM".into(),
        "END:VEVENT".into(),
        "END:VCALENDAR".into(),
    ];
    let body: String = lines.iter().map(|line| folded(line)).collect();
    let headers = [
        (CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"visit.ics\""),
    ];
    Ok((headers, body).into_response())
}

fn instant(at: Timestamp) -> String {
    TimeZone::UTC.to_datetime(at).strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace(';', "\\;")
        .replace(',', "\\,")
        .replace('\n', "\\n")
}

/// No line is longer than 75 bytes, and none is cut inside a letter.
fn folded(line: &str) -> String {
    let (mut text, mut length) = (String::with_capacity(line.len() + 8), 0);
    for letter in line.chars() {
        if length + letter.len_utf8() > 74 {
            text.push_str("\r\n ");
            length = 1;
        }
        text.push(letter);
        length += letter.len_utf8();
    }
    text.push_str("\r\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_letters() {
        let line = "가".repeat(60);
        let text = folded(&line);
        assert!(text.split("\r\n").all(|part| part.len() <= 75));
        assert_eq!(text.replace("\r\n ", "").trim_end(), line);
        assert_eq!(escaped("a,b;c\\d\ne"), "a\\,b\\;c\\\\d\\ne");
    }
}
