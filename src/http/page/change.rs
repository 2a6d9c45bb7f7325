//! Cancelling and moving, in two steps each: look first, then send the form.
//!
//! A form needs no token of its own against forged requests: the link is one, and there is no cookie that a
//! browser would add by itself. What the browser says of a request from another site is refused all the same.

use std::fmt::Write;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use jiff::ToSpan;
use jiff::civil::Date;

use super::super::Port;
use super::super::body::bytes;
use super::super::problem::Problem;
use super::html::{Sheet, Text};
use super::visitor::{BY, Visitor};
use crate::app::{self, AppError, Cancel};
use crate::domain::sms::date_words;
use crate::store::wire;

/// `GET /m/{token}/cancel`: what would go back.
///
/// # Errors
/// The store's.
pub async fn ask(State(port): State<Port>, visitor: Visitor) -> Result<Response, Problem> {
    if !visitor.may_cancel() {
        return Ok(home(&visitor));
    }
    let cancel = Cancel {
        asked: visitor.asked(None),
        reason: None,
        by: BY.into(),
        rehearse: true,
    };
    match port.app.cancel(cancel).await {
        Err(AppError::Rehearsed(rehearsal)) => {
            let refund = rehearsal.refund.map_or(0, crate::domain::money::Won::get);
            let words = visitor.words;
            let refund = words.won(refund);
            let html = format!(
                "<section class=\"card\"><h1>{}</h1><p class=\"next\">{}</p><p class=\"amount\">{refund}</p><p>{}</p>\
                 <form method=\"post\"><p class=\"actions\"><button class=\"danger\">{}</button>{}</p></form></section>",
                words.get("page", "cancel_title"),
                words.get("page", "cancel_refund"),
                words.get("page", "cancel_final"),
                words.get("page", "cancel_yes"),
                back(&visitor),
            );
            Ok(sheet(&port, &visitor, "cancel", "cancel_title", html, StatusCode::OK))
        }
        Err(AppError::Store(fault)) => Err(fault.into()),
        Err(refused) => Ok(refusal(&port, &visitor, "cancel", &refused)),
        Ok(_) => Ok(home(&visitor)),
    }
}

/// `POST /m/{token}/cancel`
///
/// # Errors
/// [`Problem::NotAllowed`] for a form of another site; the store's.
pub async fn cancel(State(port): State<Port>, request: Request) -> Result<Response, Problem> {
    let (visitor, _) = form(&port, request).await?;
    let cancel = Cancel {
        // Sent twice it is the same request.
        asked: visitor.asked(Some(format!("page-cancel-{}", visitor.view.id))),
        reason: None,
        by: BY.into(),
        rehearse: false,
    };
    match port.app.cancel(cancel).await {
        Ok(_) => Ok(home(&visitor)),
        Err(AppError::Store(fault)) => Err(fault.into()),
        Err(refused) => Ok(refusal(&port, &visitor, "cancel", &refused)),
    }
}

/// `GET /m/{token}/move`: the days ahead, and the times of the one that was chosen.
///
/// # Errors
/// The store's.
pub async fn choose(State(port): State<Port>, visitor: Visitor, request: Request) -> Result<Response, Problem> {
    let query = request.uri().query().unwrap_or_default().as_bytes();
    let asked = form_urlencoded::parse(query).find(|(name, _)| name == "date");
    let day = asked.and_then(|(_, date)| app::date(&date).ok());
    chosen(&port, &visitor, day, None, StatusCode::OK).await
}

/// `POST /m/{token}/move`
///
/// # Errors
/// [`Problem::NotAllowed`] for a form of another site; the store's.
pub async fn reschedule(State(port): State<Port>, request: Request) -> Result<Response, Problem> {
    let (visitor, fields) = form(&port, request).await?;
    let field = |wanted: &str| {
        fields
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.as_str())
    };
    let (date, time) = (field("date").unwrap_or_default(), field("time").unwrap_or_default());
    let when = app::when(Some(date), Some(time))?;
    match port.app.reschedule(visitor.asked(None), when, BY.into()).await {
        Ok(_) => Ok(home(&visitor)),
        Err(AppError::Store(fault)) => Err(fault.into()),
        Err(refused) => {
            let said = visitor.words.app_error(&refused, &port.app.recorder.rules.timezone);
            chosen(&port, &visitor, app::date(date).ok(), Some(said), StatusCode::CONFLICT).await
        }
    }
}

async fn chosen(
    port: &Port,
    visitor: &Visitor,
    day: Option<Date>,
    said: Option<String>,
    status: StatusCode,
) -> Result<Response, Problem> {
    const DAYS: i32 = 21;
    if !visitor.may_move() {
        return Ok(home(visitor));
    }
    let words = visitor.words;
    let today = port.app.recorder.rules.today(port.app.clock.now());
    let places = port.app.slots(today, today.saturating_add(DAYS.days())).await?;
    let mut days: Vec<(Date, i64)> = Vec::new();
    for place in &places {
        match days.last_mut().filter(|(date, _)| *date == place.slot.date) {
            Some((_, free)) => *free += place.free().max(0),
            None => days.push((place.slot.date, place.free().max(0))),
        }
    }
    let mut html = format!("<section class=\"card\"><h1>{}</h1>", words.get("page", "move_title"));
    if let Some(said) = said {
        let _ = write!(html, "<p class=\"error\" role=\"alert\">{}</p>", Text(&said));
    }
    let _ = write!(html, "<h2>{}</h2><ul class=\"choices\">", words.get("page", "move_day"));
    let and_lang = visitor.query().replacen('?', "&amp;", 1);
    for (date, free) in days {
        let shown = date_words(date, words.lang);
        let left = words.say("page", "free", &[("free", &free.to_string())]);
        let current = if Some(date) == day {
            " aria-current=\"date\""
        } else {
            ""
        };
        let _ = match free {
            0 => write!(
                html,
                "<li><span class=\"choice full\">{shown}<small>{left}</small></span></li>"
            ),
            _ => write!(
                html,
                "<li><a class=\"choice\" href=\"?date={date}{and_lang}#times\"{current}>{shown}<small>{left}</small></a></li>"
            ),
        };
    }
    html.push_str("</ul>");
    if let Some(day) = day {
        let times = places.iter().filter(|place| place.slot.date == day && place.free() > 0);
        let _ = write!(
            html,
            "<form method=\"post\" id=\"times\"><input type=\"hidden\" name=\"date\" value=\"{day}\">\
             <fieldset><legend>{}</legend><div class=\"choices\">",
            date_words(day, words.lang),
        );
        for place in times {
            let clock = wire::clock(place.slot.time);
            let left = words.say("page", "free", &[("free", &place.free().to_string())]);
            let _ = write!(
                html,
                "<label class=\"choice\"><input type=\"radio\" name=\"time\" value=\"{clock}\" required>{clock}<small>{left}</small></label>"
            );
        }
        let _ = write!(
            html,
            "</div></fieldset><p class=\"actions\"><button>{}</button></p></form>",
            words.get("page", "move_yes")
        );
    }
    let _ = write!(html, "<p class=\"actions\">{}</p></section>", back(visitor));
    Ok(sheet(port, visitor, "move", "move_title", html, status))
}

/// A form that a page of ours has sent: who, and its fields.
async fn form(port: &Port, request: Request) -> Result<(Visitor, Vec<(String, String)>), Problem> {
    let site = request
        .headers()
        .get("sec-fetch-site")
        .and_then(|value| value.to_str().ok());
    if site.is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return Err(Problem::NotAllowed);
    }
    let (mut parts, body) = request.into_parts();
    let visitor = Visitor::from_request_parts(&mut parts, port).await?;
    let body = bytes(Request::from_parts(parts, body)).await?;
    Ok((visitor, form_urlencoded::parse(&body).into_owned().take(20).collect()))
}

fn refusal(port: &Port, visitor: &Visitor, page: &str, refused: &AppError) -> Response {
    let said = visitor.words.app_error(refused, &port.app.recorder.rules.timezone);
    let html = format!(
        "<section class=\"card\"><h1>{}</h1><p class=\"error\" role=\"alert\">{}</p><p class=\"actions\">{}</p></section>",
        visitor.words.get("page", "not_done"),
        Text(&said),
        back(visitor),
    );
    sheet(port, visitor, page, "not_done", html, StatusCode::CONFLICT)
}

fn sheet(port: &Port, visitor: &Visitor, page: &str, title: &str, main: String, status: StatusCode) -> Response {
    let path = format!("{}/{page}", visitor.path());
    let sheet = Sheet {
        words: visitor.words,
        title: visitor.words.get("page", title),
        path: &path,
        version: None,
        main,
    };
    sheet.answer(port, status)
}

fn back(visitor: &Visitor) -> String {
    let (path, query) = (visitor.path(), visitor.query());
    format!(
        "<a class=\"button quiet\" href=\"{}{query}\">{}</a>",
        Text(&path),
        visitor.words.get("page", "back")
    )
}

/// Back to the booking: a reload does not send the form again.
fn home(visitor: &Visitor) -> Response {
    let to = format!("{}{}", visitor.path(), visitor.query());
    (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response()
}
