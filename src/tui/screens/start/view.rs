//! The roles at the left, the day at the right: a mark, a word and a number a line, each the way to the
//! screen that deals with it.

use jiff::Timestamp;
use ratatui::layout::{Constraint, Layout, Rect};

use super::{ROLES, State};
use crate::app::reads::{Glance, MonthDay};
use crate::domain::breaker::Breaker;
use crate::tui::canvas::{Canvas, Spot};
use crate::tui::look::Tone;
use crate::tui::scene::{Role, Scene};
use crate::tui::text;

pub const WHO: &str = "who";
pub const DAY: &str = "day";

pub fn view(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let area = match scene.is_wide() {
        true => area.centered(Constraint::Length(110), Constraint::Length(26)),
        false => area,
    };
    let [left, right] = Layout::horizontal([Constraint::Percentage(40), Constraint::Fill(1)]).areas(area);
    who(state, scene, left, canvas);
    let title = scene.say("start", "today", &[("day", &scene.words.day(scene.today()))]);
    let inner = canvas.panel(right, &title, false);
    match &state.glance {
        None => drop(canvas.put(inner.x + 1, inner.y + 1, &scene.reading(), inner.width, Tone::Dim)),
        Some(glance) => day(glance, scene, inner, canvas),
    }
}

fn who(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let inner = canvas.panel(area, &scene.get("start", "who"), true);
    let name = text::plain(&scene.rules.centre_name);
    canvas.put(inner.x + 1, inner.y + 1, &name, inner.width - 1, Tone::Title);
    let mut y = inner.y + 3;
    for (n, role) in ROLES.into_iter().enumerate() {
        let (key, name, does) = match role {
            Role::Desk => ("d", "desk", "desk_does"),
            Role::Admin => ("a", "admin", "admin_does"),
            Role::Customer | Role::Nobody => ("c", "customer", "customer_does"),
        };
        let place = Rect::new(inner.x, y, inner.width, 4);
        let line = format!("  {key}  {}", scene.get("start", name));
        canvas.put(place.x, place.y, &line, place.width, Tone::Strong);
        let below = Rect::new(place.x + 5, y + 1, place.width.saturating_sub(6), 3);
        canvas.lines(below, &scene.get("start", does), Tone::Dim);
        if n == state.chosen {
            canvas.tint(Rect { height: 1, ..place }, Tone::Selected);
        }
        canvas.spot(place, Spot::Item(WHO, n));
        y += 5;
    }
}

/// A line: how it stands, what it is, the numbers.
struct Line {
    tone: Tone,
    name: &'static str,
    says: String,
}

fn day(glance: &Glance, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let lines = lines(glance, scene);
    let gap = if usize::from(area.height) > lines.len() * 3 { 3 } else { 2 };
    let column = lines
        .iter()
        .map(|line| text::width(&scene.get("start", line.name)))
        .max()
        .unwrap_or(0);
    for (n, line) in lines.iter().enumerate() {
        let y = area.y + 1 + u16::try_from(n).unwrap_or(0) * gap;
        if y >= area.bottom() {
            break;
        }
        let mark = match line.tone {
            Tone::Good => canvas.look.glyph("✔", "+"),
            Tone::Warn | Tone::Bad => "!",
            _ => canvas.look.glyph("·", "-"),
        };
        let row = Rect::new(area.x + 1, y, area.width.saturating_sub(2), gap.min(area.bottom() - y));
        canvas.put(row.x, y, mark, 2, line.tone);
        let name = text::left(&scene.get("start", line.name), column, "");
        let x = canvas.put(row.x + 2, y, &name, row.width - 2, Tone::Strong) + 2;
        let says = Rect::new(x, y, row.right().saturating_sub(x), row.height.min(2));
        let tone = if line.tone == Tone::Good { Tone::Plain } else { line.tone };
        canvas.lines(says, &line.says, tone);
        canvas.spot(row, Spot::Item(DAY, n));
    }
}

fn lines(glance: &Glance, scene: &Scene) -> [Line; 7] {
    let say = |key: &str, values: &[(&str, &str)]| scene.say("start", key, values);
    let arrivals = glance.arrivals;
    let waiting = glance.requests;
    let stuck = !(glance.buried.is_empty() && glance.overdue.is_empty());
    let unsettled = !(glance.refunds.is_empty() && glance.in_doubt.is_empty());
    let fine = |well: bool| if well { Tone::Good } else { Tone::Warn };
    [
        Line {
            tone: Tone::Plain,
            name: "arrivals",
            says: say(
                "arrivals_are",
                &[
                    ("booked", &arrivals.booked.to_string()),
                    ("came", &arrivals.checked_in.to_string()),
                    ("expected", &arrivals.expected.to_string()),
                ],
            ),
        },
        Line {
            tone: Tone::Plain,
            name: "free",
            says: free(glance, scene),
        },
        Line {
            tone: fine(waiting.is_empty()),
            name: "requests",
            says: say("requests_are", &[("count", &waiting.to_string())]),
        },
        Line {
            tone: fine(!stuck),
            name: "texts",
            says: texts(glance, scene),
        },
        Line {
            tone: fine(!unsettled),
            name: "money",
            says: say(
                "money_is",
                &[
                    ("doubt", &glance.in_doubt.to_string()),
                    ("refunds", &glance.refunds.to_string()),
                ],
            ),
        },
        gateway("payment_gateway", scene.gateways.payment, &glance.payment_breaker, scene),
        gateway("sms_gateway", scene.gateways.sms, &glance.sms_breaker, scene),
    ]
}

fn free(glance: &Glance, scene: &Scene) -> String {
    let today = match &glance.today.closed {
        Some(because) => scene.say("start", "closed_today", &[("why", &scene.words.because(because))]),
        None => scene.say("start", "free_today", &[("count", &glance.today.free.to_string())]),
    };
    let next = glance.next_free.as_ref().map(|day: &MonthDay| {
        let (date, count) = (scene.words.day(day.date), day.free.to_string());
        scene.say("start", "free_next", &[("day", &date), ("count", &count)])
    });
    [Some(today), next].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn texts(glance: &Glance, scene: &Scene) -> String {
    let stuck = scene.say(
        "start",
        "texts_are",
        &[
            ("overdue", &glance.overdue.to_string()),
            ("buried", &glance.buried.to_string()),
        ],
    );
    match glance.oldest_unsent {
        Some(at) if !glance.overdue.is_empty() => {
            let minutes = scene.now.duration_since(at).as_mins().max(0).to_string();
            format!("{stuck} {}", scene.say("start", "texts_oldest", &[("minutes", &minutes)]))
        }
        _ => stuck,
    }
}

fn gateway(name: &'static str, is_set_up: bool, breaker: &Breaker, scene: &Scene) -> Line {
    if !is_set_up {
        return Line {
            tone: Tone::Dim,
            name,
            says: scene.get("start", &format!("no_{name}")),
        };
    }
    match breaker.open_until.filter(|until| *until > scene.now) {
        Some(until) => Line {
            tone: Tone::Bad,
            name,
            says: scene.say("start", "gateway_rests", &[("seconds", &seconds_to(until, scene.now))]),
        },
        None if breaker.open_until.is_some() => Line {
            tone: Tone::Warn,
            name,
            says: scene.get("start", "gateway_probed"),
        },
        None => Line {
            tone: Tone::Good,
            name,
            says: scene.get("start", "gateway_well"),
        },
    }
}

fn seconds_to(until: Timestamp, now: Timestamp) -> String {
    let left = until.duration_since(now);
    (left.as_millis().max(0) + 999).div_euclid(1000).to_string()
}
