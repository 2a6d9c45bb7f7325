//! What narrows the queue besides the search: a package, and the days of the visits.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::keys::Act;
use crate::tui::modal::{Modal, Prompt};
use crate::tui::scene::Scene;
use crate::tui::widgets::field::Field;

/// All packages, and none of them.
pub fn packages(scene: &Scene) -> Modal<Act> {
    let mut choices = vec![(scene.get("requests", "any_package"), Act::Package(None))];
    for package in scene.rules.catalogue.packages() {
        let name = package.name.get(scene.words.lang).to_owned();
        choices.push((name, Act::Package(Some(package.code.clone()))));
    }
    Modal::choose(scene.get("requests", "packages"), choices)
}

/// The days that are asked for most, and any others.
pub fn days(scene: &Scene) -> Modal<Act> {
    let choices = [
        ("any_day", Act::AnyDay),
        ("visits_today", Act::Today),
        ("this_week", Act::ThisWeek),
        ("next_week", Act::NextWeek),
        ("other_days", Act::DatesTyped),
    ];
    let choices = choices.map(|(name, act)| (scene.get("requests", name), act));
    Modal::choose(scene.get("requests", "dates"), choices.into())
}

/// The question for other days.
pub fn span(scene: &Scene, typed: &str) -> Modal<Act> {
    let prompt = Prompt::new(scene.get("requests", "span_question"), Field::new(24).with(typed), Act::Span);
    Modal::Prompt(prompt.with_details(vec![scene.get("requests", "span_note")]))
}

/// The days that an act stands for; none for all of them.
pub fn span_of(act: &Act, today: Date) -> Option<(Date, Date)> {
    let to_sunday = Weekday::Sunday.to_monday_zero_offset() - today.weekday().to_monday_zero_offset();
    let sunday = today.saturating_add(i64::from(to_sunday).days());
    match act {
        Act::Today => Some((today, today)),
        Act::ThisWeek => Some((today, sunday)),
        Act::NextWeek => Some((sunday.saturating_add(1.day()), sunday.saturating_add(7.days()))),
        _ => None,
    }
}
