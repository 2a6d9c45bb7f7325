//! The page of one booking: where it stands, when, what to bring, and what happened so far.

use std::fmt::Write;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;

use super::super::Port;
use super::super::problem::Problem;
use super::html::{Sheet, Text};
use super::visitor::Visitor;
use super::{code, qr};
use crate::domain::order::OrderStatus;
use crate::domain::package::PackageCode;
use crate::mypage::MyPage;
use crate::store::wire;
use crate::words::Words;

/// `GET /m/{token}`
///
/// # Errors
/// [`Problem::Nowhere`] for a link that opens nothing.
pub async fn show(State(port): State<Port>, visitor: Visitor) -> Result<Response, Problem> {
    let (words, path) = (visitor.words, visitor.path());
    let sheet = Sheet {
        words,
        title: words.get("page", "title"),
        path: &path,
        version: Some(visitor.version()),
        main: main(&port, &visitor),
    };
    Ok(sheet.answer(&port, StatusCode::OK).into_response())
}

fn main(port: &Port, visitor: &Visitor) -> String {
    let (words, view) = (visitor.words, &visitor.view);
    let say = |key: &str| words.get("page", key);
    let status = OrderStatus::parse(&view.status);
    let mut html = String::new();
    head(&mut html, port, visitor);
    let keeps = matches!(
        status,
        Some(OrderStatus::Paid | OrderStatus::Requested | OrderStatus::Confirmed)
    );
    if keeps {
        let _ = write!(
            html,
            "<section class=\"card check-in\" aria-labelledby=\"h-qr\"><h2 id=\"h-qr\">{}</h2>{}\
             <p class=\"code\">{}</p><p class=\"hint\">{}</p></section>",
            say("check_in"),
            qr::svg(&view.code, &say("check_in")),
            Text(&view.code),
            say("check_in_hint"),
        );
    }
    if keeps || status.is_some_and(OrderStatus::is_held) {
        preparation(&mut html, port, words, view);
    }
    timeline(&mut html, port, words, view);
    html
}

/// Where it stands, when and what, and what can be done about it.
fn head(html: &mut String, port: &Port, visitor: &Visitor) {
    let (words, view) = (visitor.words, &visitor.view);
    let say = |key: &str| words.get("page", key);
    let zone = &port.app.recorder.rules.timezone;
    let until = view
        .hold_expires_at
        .as_deref()
        .and_then(|at| at.parse::<Timestamp>().ok());
    let until = until.map_or_else(String::new, |at| wire::clock(zone.to_datetime(at).time()));
    let next = words.say("next", &view.status, &[("until", &until), ("order", &view.code)]);
    let visit = wire::slot(&view.date, &view.time).map_or_else(|| view.date.clone(), |slot| words.slot(slot));
    let name = match view.name.as_str() {
        "" => String::new(),
        name => words.say("page", "of", &[("name", &Text(name).to_string())]),
    };
    let _ = write!(
        html,
        "<section class=\"card hero\"><p class=\"whose\">{name}</p>\
         <h1><span class=\"status {}\">{}</span></h1><p class=\"next\">{}</p>\
         <dl><div><dt>{}</dt><dd class=\"when\"><time datetime=\"{}T{}\">{}</time></dd></div>\
         <div><dt>{}</dt><dd>{}</dd></div><div><dt>{}</dt><dd>{}</dd></div>",
        code(&view.status),
        words.get("status", &view.status),
        Text(&next),
        say("visit"),
        Text(&view.date),
        Text(&view.time),
        Text(&visit),
        say("package"),
        Text(&package(port, words, view)),
        say("price"),
        words.won(view.price),
    );
    if let Some(refund) = view.refund {
        let _ = write!(
            html,
            "<div><dt>{}</dt><dd>{}</dd></div>",
            say("refund"),
            words.won(refund)
        );
    }
    if let Some(reason) = view.reason.as_deref().filter(|reason| !reason.is_empty()) {
        let reason = words.ended(&view.status, reason);
        let _ = write!(html, "<div><dt>{}</dt><dd>{}</dd></div>", say("reason"), Text(&reason));
    }
    html.push_str("</dl>");
    let path = visitor.path();
    let action = |target: &str, key: &str, kind: &str| {
        format!(
            "<a class=\"button {kind}\" href=\"{}/{target}{}\">{}</a>",
            Text(&path),
            visitor.query(),
            say(key)
        )
    };
    let mut actions = Vec::new();
    if visitor.may_move() {
        actions.push(action("visit.ics", "calendar", "plain"));
        actions.push(action("move", "move", "plain"));
    }
    if visitor.may_cancel() {
        actions.push(action("cancel", "cancel", "quiet"));
    }
    if !actions.is_empty() {
        let _ = write!(html, "<p class=\"actions\">{}</p>", actions.concat());
    }
    html.push_str("</section>");
}

fn preparation(html: &mut String, port: &Port, words: Words, view: &MyPage) {
    let catalogue = &port.app.recorder.rules.catalogue;
    let package = PackageCode::parse(&view.package).ok();
    let Some(package) = package.as_ref().and_then(|code| catalogue.package(code)) else {
        return;
    };
    let lines = catalogue.preparation(package, words.lang);
    if lines.is_empty() {
        return;
    }
    let items: String = lines.iter().map(|line| format!("<li>{}</li>", Text(line))).collect();
    let _ = write!(
        html,
        "<section class=\"card\" aria-labelledby=\"h-prep\"><h2 id=\"h-prep\">{}</h2><ul class=\"prep\">{items}</ul></section>",
        words.get("page", "preparation"),
    );
}

/// The latest first: that is what somebody looks for.
fn timeline(html: &mut String, port: &Port, words: Words, view: &MyPage) {
    let zone = &port.app.recorder.rules.timezone;
    // An event has one text at most, and both are in the order of what happened.
    let mut messages = view.messages.iter().peekable();
    let mut items = Vec::new();
    for step in &view.timeline {
        let text = messages.next_if(|message| message.event == step.event);
        let text = text.filter(|message| matches!(message.status.as_str(), "sent" | "pending" | "buried"));
        let text = text.map_or_else(String::new, |message| {
            let state = words.get("page", &format!("sms_{}", message.status));
            format!("<span class=\"sms {}\">{state}</span>", code(&message.status))
        });
        let at = step.at.parse::<Timestamp>().ok();
        let shown = at.map_or_else(|| step.at.clone(), |at| words.instant(at, zone));
        items.push(format!(
            "<li><span class=\"what\">{}</span>{text}<time datetime=\"{}\">{}</time></li>",
            words.get("event", &step.event),
            Text(&step.at),
            Text(&shown),
        ));
    }
    items.reverse();
    let _ = write!(
        html,
        "<section class=\"card\" aria-labelledby=\"h-log\"><h2 id=\"h-log\">{}</h2><ol class=\"log\" reversed>{}</ol></section>",
        words.get("page", "timeline"),
        items.concat(),
    );
}

/// A package's name, or its code when it is sold no more.
pub fn package(port: &Port, words: Words, view: &MyPage) -> String {
    let code = PackageCode::parse(&view.package).ok();
    let known = code
        .as_ref()
        .and_then(|code| port.app.recorder.rules.catalogue.package(code));
    known.map_or_else(
        || view.package.clone(),
        |package| package.name.get(words.lang).to_owned(),
    )
}
