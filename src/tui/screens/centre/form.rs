//! A new rule for the capacity, as it is typed.

use std::borrow::Cow;

use jiff::civil::{Date, Time};
use ratatui::layout::Rect;

use crate::app::Invalid;
use crate::domain::slot::CapacityRule;
use crate::tui::canvas::{Canvas, Spot};
use crate::tui::key::Key;
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::typed;
use crate::tui::widgets::field::Field;

/// A click on a field gives it the focus.
pub const FIELD: &str = "fields";

const NAMES: [&str; 4] = ["places", "from", "to", "time"];
/// Places that a half-hour may have.
const MOST: i64 = 1_000;

/// Places, first day, last day, time of day.
#[derive(Debug)]
pub struct Form {
    fields: [Field; 4],
    pub focus: usize,
}

/// What is wrong with what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    Places,
    Value(Invalid),
}

impl Form {
    /// From today on, for ever, at all times.
    pub fn new(today: Date) -> Self {
        let field = |limit| Field::new(limit);
        Self {
            fields: [field(4), field(12).with(&today.to_string()), field(12), field(6)],
            focus: 0,
        }
    }

    /// Whether anything was typed that would be lost.
    pub fn is_begun(&self) -> bool {
        !self.fields[0].is_empty() || !self.fields[2].is_empty() || !self.fields[3].is_empty()
    }

    pub fn field(&mut self) -> &mut Field {
        &mut self.fields[self.focus.min(3)]
    }

    /// Moves the focus round.
    pub fn step(&mut self, by: isize) {
        let next = (self.focus as isize + by).rem_euclid(4);
        self.focus = next.unsigned_abs();
    }

    /// The rule that was typed.
    ///
    /// # Errors
    /// The first thing that is wrong, with the number of its field.
    pub fn read(&self, today: Date) -> Result<CapacityRule, (usize, Fault)> {
        let text = |n: usize| self.fields[n].text().trim();
        let value = |n: usize| move |invalid| (n, Fault::Value(invalid));
        let places: Option<i64> = text(0).parse().ok();
        let places = places.filter(|places| (0..=MOST).contains(places));
        let from = match text(1) {
            "" => today,
            typed => typed::day(typed, today).map_err(value(1))?,
        };
        let to = match text(2) {
            "" => None,
            typed => Some(typed::day(typed, from).map_err(value(2))?),
        };
        if to.is_some_and(|to| to < from) {
            return Err((2, Fault::Value(Invalid::Range)));
        }
        Ok(CapacityRule {
            capacity: places.ok_or((0, Fault::Places))?,
            from,
            to,
            time: match text(3) {
                "" => None,
                typed => Some(time(typed).map_err(value(3))?),
            },
        })
    }

    /// Draws the fields with what they mean.
    pub fn view(&self, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
        let mut y = area.y;
        for (n, (field, name)) in self.fields.iter().zip(NAMES).enumerate() {
            if y >= area.bottom() {
                return;
            }
            let focused = n == self.focus;
            let label = scene.get("centre", name);
            let tone = if focused { Tone::Title } else { Tone::Plain };
            canvas.put(area.x, y, &label, 14, tone);
            let line = Rect::new(area.x + 14, y, area.width.saturating_sub(14).min(13), 1);
            field.view(line, focused, canvas);
            canvas.spot(Rect { height: 1, y, ..area }, Spot::Item(FIELD, n));
            y += 2;
        }
        let button = format!("[ {} ]", scene.get("centre", "submit"));
        let back = format!("[ {} ]", scene.get("centre", "leave"));
        let pieces: [(Tone, Cow<'_, str>); 3] = [
            (Tone::Accent, button.as_str().into()),
            (Tone::Plain, "  ".into()),
            (Tone::Dim, back.as_str().into()),
        ];
        let line = Rect { y, height: 1, ..area };
        canvas.pieces(line, &pieces);
        let cells = |words: &str| u16::try_from(crate::tui::text::width(words)).unwrap_or(0);
        canvas.spot(Rect::new(area.x, y, cells(&button), 1), Spot::Press(Key::ENTER));
        canvas.spot(Rect::new(area.x + cells(&button) + 2, y, cells(&back), 1), Spot::Press(Key::ESC));
        let note = Rect {
            y: y + 2,
            height: area.bottom().saturating_sub(y + 2),
            ..area
        };
        canvas.lines(note, &scene.get("centre", "form_note"), Tone::Dim);
    }
}

/// `8:30`, `08:30`, `830`.
fn time(text: &str) -> Result<Time, Invalid> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let shaped = text.chars().all(|c| c.is_ascii_digit() || c == ':') && (3..=4).contains(&digits.len());
    let read = || {
        let (hour, minute) = digits.split_at_checked(digits.len() - 2)?;
        Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
    };
    let found = if shaped { read() } else { None };
    found.ok_or_else(|| Invalid::Time(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_is_left_empty_means_from_today_for_ever_at_all_times() {
        let today = date(2026, 11, 30);
        let mut form = Form::new(today);
        assert_eq!(form.read(today), Err((0, Fault::Places)));
        form.field().set("6");
        let rule = form.read(today).unwrap();
        assert_eq!((rule.capacity, rule.from, rule.to, rule.time), (6, today, None, None));
        form.step(2);
        form.field().set("11/29");
        assert!(matches!(form.read(today), Err((2, Fault::Value(Invalid::Range)))));
        form.field().set("12/24");
        form.step(1);
        form.field().set("830");
        let rule = form.read(today).unwrap();
        assert_eq!((rule.to, rule.time), (Some(date(2026, 12, 24)), Some(jiff::civil::time(8, 30, 0, 0))));
        form.field().set("25:00");
        assert!(matches!(form.read(today), Err((3, Fault::Value(Invalid::Time(_))))));
        form.step(1);
        assert_eq!(form.focus, 0);
    }
}
