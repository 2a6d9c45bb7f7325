//! For what: the packages with their prices, and what belongs to the chosen one.

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::super::state::{Focus, State};
use crate::domain::sms::won_words;
use crate::tui::canvas::{Canvas, Spot};
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::text;
use crate::tui::visit::packages::{is_for_others, particulars};
use crate::tui::widgets::list;

pub(super) fn view(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let focused = state.focus == Focus::Packages;
    let inner = canvas.panel(area, &scene.get("booking", "package"), focused);
    let offers = state.packages.offers();
    let count = u16::try_from(offers.len()).unwrap_or(u16::MAX);
    // Half of the panel at most: the exams need their room too.
    let height = count.min(inner.height / 2);
    let rows = list::Rows {
        count: offers.len(),
        selected: state.packages.chosen(),
        focused,
    };
    let lang = scene.words.lang;
    let more = scene.look.more();
    let chosen = state.packages.chosen();
    list::view(canvas, Rect { height, ..inner }, rows, |n| Spot::Item("package", n), |n, width| {
        let package = &offers[n].package;
        let price = won_words(package.price, lang);
        let name = usize::from(width).saturating_sub(text::width(&price) + 3);
        let others = is_for_others(package, state.form.sex);
        let tone = if others { Tone::Dim } else { Tone::Plain };
        let mark = if n == chosen { scene.look.glyph("▸", ">") } else { " " };
        let row: Vec<(Tone, Cow<'_, str>)> = vec![
            (tone, mark.into()),
            (tone, text::left(package.name.get(lang), name, more).into()),
            (tone, format!(" {price}").into()),
        ];
        row
    });
    let Some(package) = state.packages.current() else { return };
    let below = Rect {
        x: inner.x + 1,
        y: inner.y + height + 1,
        width: inner.width.saturating_sub(2),
        height: inner.height.saturating_sub(height + 1),
    };
    if is_for_others(package, state.form.sex) {
        canvas.lines(below, &scene.get("error", "package_not_for_sex"), Tone::Warn);
        return;
    }
    let lines = particulars(&scene.rules.catalogue, package, lang);
    let exams: Vec<String> = lines.iter().take_while(|line| !line.is_empty()).cloned().collect();
    let used = canvas.lines(below, &exams.join(", "), Tone::Dim);
    let mut rest = Rect {
        y: below.y + used,
        height: below.height.saturating_sub(used),
        ..below
    };
    for line in lines.iter().skip(exams.len() + 1) {
        let used = canvas.lines(rest, line, Tone::Plain);
        rest = Rect {
            y: rest.y + used,
            height: rest.height.saturating_sub(used),
            ..rest
        };
    }
}
