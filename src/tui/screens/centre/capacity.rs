//! How many a half-hour admits: the rules, and beside them what they come to in the days ahead.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time};
use ratatui::layout::{Constraint, Layout, Rect};

use super::state::{CAPACITY, State};
use crate::app::CapacitySet;
use crate::domain::calendar::weekday_word;
use crate::domain::slot::{CapacityRule, Occupancy};
use crate::domain::sms::time_words;
use crate::tui::canvas::{Canvas, Spot};
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::text;
use crate::tui::widgets::heat;
use crate::tui::widgets::list::{self, Rows};

/// A click on a row selects it.
pub const ROW: &str = "rules";

/// Draws rules and places.
pub fn view(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let Some(capacity) = &state.capacity else { return };
    let beside = if scene.is_wide() { 70 } else { 43 };
    let [left, right] = Layout::horizontal([Constraint::Fill(1), Constraint::Length(beside)]).areas(area);
    if let Some(form) = &state.form {
        let inner = canvas.panel(left, &scene.get("centre", "new_rule"), true);
        form.view(scene, inner, canvas);
    } else {
        let inner = state.panel(left, "rules", scene, canvas);
        let rules = state.rules(scene);
        if rules.is_empty() {
            canvas.lines(inner, &scene.get("centre", "none_found"), Tone::Dim);
        }
        let rows = Rows {
            count: rules.len(),
            selected: state.selected[CAPACITY],
            focused: !state.search.typing(),
        };
        list::view(canvas, inner, rows, |n| Spot::Item(ROW, n), |n, width| row(rules[n], width, scene));
    }
    let inner = canvas.panel(right, &scene.get("centre", "coming"), false);
    places(&capacity.coming, scene, inner, canvas);
}

fn row<'a>(rule: Option<&CapacityRule>, width: u16, scene: &Scene) -> list::Row<'a> {
    let more = scene.look.more();
    let n = rule.map_or(scene.rules.usual_capacity, |rule| rule.capacity);
    let places = scene.say("centre", "places_count", &[("n", &n.to_string())]);
    let words = words(rule, scene);
    vec![
        (Tone::Strong, text::right(&places, 7, more).into()),
        (
            if rule.is_some() { Tone::Plain } else { Tone::Dim },
            format!("  {}", text::cut(&words, usize::from(width).saturating_sub(9), more)).into(),
        ),
    ]
}

/// What a rule covers; without one what the settings say.
pub fn words(rule: Option<&CapacityRule>, scene: &Scene) -> String {
    rule.map_or_else(|| scene.get("centre", "usual"), |rule| range(rule, scene))
}

/// The days and the time that a rule covers.
fn range(rule: &CapacityRule, scene: &Scene) -> String {
    let day = |date: Date| format!("{}/{}", date.month(), date.day());
    let days = match rule.to {
        Some(to) if to == rule.from => scene.words.day(rule.from),
        Some(to) => format!("{}~{}", day(rule.from), day(to)),
        None => scene.say("centre", "from_on", &[("date", &day(rule.from))]),
    };
    match rule.time {
        Some(time) => format!("{days} {}", time_words(time)),
        None => days,
    }
}

/// Taken of all, a half-hour a row, an open day a column.
fn places(coming: &[Occupancy], scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let [grid, note] = Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(area);
    let days: BTreeSet<Date> = coming.iter().map(|place| place.slot.date).collect();
    let across = if scene.is_wide() { 8 } else { 5 };
    let days: Vec<Date> = days.into_iter().take(across).collect();
    let times: BTreeSet<Time> = coming.iter().map(|place| place.slot.time).collect();
    let times: Vec<Time> = times.into_iter().collect();
    let weekday = |date: &Date| format!("{} {}", date.day(), weekday_word(date.weekday(), scene.words.lang));
    let columns: Vec<String> = days.iter().map(weekday).collect();
    let rows: Vec<String> = times.iter().map(|time| time_words(*time)).collect();
    heat::view(canvas, grid, &columns, &rows, |row, column| {
        let at = |place: &&Occupancy| place.slot.date == days[column] && place.slot.time == times[row];
        let place = coming.iter().find(at)?;
        let number = format!("{}/{}", place.taken, place.capacity);
        Some((heat::level(place.taken, place.capacity), number))
    });
    canvas.put(note.x, note.y, &scene.get("centre", "taken_of_all"), note.width, Tone::Dim);
}

/// What setting a capacity came to: a sentence, and the half-hours that stay above it because they are booked.
pub fn told(set: &CapacitySet, scene: &Scene) -> (String, Vec<String>) {
    let n = set.rule.capacity.to_string();
    let said = scene.say("say", "capacity_set", &[("n", &n), ("range", &range(&set.rule, scene))]);
    let kept = set.kept.iter().map(|place| {
        let (slot, capacity) = (scene.words.slot(place.slot), place.capacity.to_string());
        scene.say("say", "capacity_kept", &[("slot", &slot), ("capacity", &capacity)])
    });
    (said, kept.collect())
}
