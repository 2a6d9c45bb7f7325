//! When the centre is full: weekdays across, half-hours down.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Time, Weekday};
use ratatui::layout::{Constraint, Layout, Rect};

use crate::app::reads::HourLoad;
use crate::domain::calendar::weekday_word;
use crate::domain::sms::time_words;
use crate::tui::canvas::Canvas;
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::widgets::heat;

/// Draws percentages, and below what the grounds mean.
pub fn view(load: &[HourLoad], scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let [grid, legend] = Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(area);
    let weekdays: BTreeSet<i8> = load.iter().map(|cell| cell.weekday).collect();
    let times: BTreeSet<Time> = load.iter().map(|cell| cell.time).collect();
    let (weekdays, times): (Vec<i8>, Vec<Time>) = (weekdays.into_iter().collect(), times.into_iter().collect());
    let cells: BTreeMap<(i8, Time), &HourLoad> = load.iter().map(|cell| ((cell.weekday, cell.time), cell)).collect();
    let name = |weekday: &i8| {
        let weekday = Weekday::from_monday_zero_offset(*weekday).unwrap_or(Weekday::Monday);
        weekday_word(weekday, scene.words.lang).to_owned()
    };
    let columns: Vec<String> = weekdays.iter().map(name).collect();
    let rows: Vec<String> = times.iter().map(|time| time_words(*time)).collect();
    heat::view(canvas, grid, &columns, &rows, |row, column| {
        let cell = cells.get(&(weekdays[column], times[row]))?;
        let percent = (cell.taken * 100).checked_div(cell.capacity).unwrap_or(0);
        Some((heat::level(cell.taken, cell.capacity), format!("{percent}%")))
    });
    let words = [(0, "level_empty"), (1, "level_low"), (2, "level_middle"), (3, "level_high"), (4, "level_full")];
    let mut x = legend.x;
    for (level, key) in words {
        let words = format!(" {} ", scene.get("dashboard", key));
        x = canvas.put(x, legend.y, &words, legend.right().saturating_sub(x), Tone::Heat(level)) + 1;
    }
}
