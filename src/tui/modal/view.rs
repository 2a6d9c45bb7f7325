//! How modals are drawn: in the middle, over a blank, as large as what they say.

use std::borrow::Cow;

use ratatui::layout::{Constraint, Rect};

use super::{Confirm, Modal, Pages, Palette, Prompt};
use crate::tui::canvas::{Canvas, Spot};
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::text;
use crate::tui::widgets::list;

impl<A: 'static> Modal<A> {
    pub(in crate::tui) fn view(&self, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
        canvas.spot(area, Spot::Around);
        match self {
            Self::Pages(pages) => pages.view(scene, area, canvas),
            Self::Palette(palette) => palette.view(scene, area, canvas),
            Self::Confirm(confirm) => confirm.view(area, canvas),
            Self::Prompt(prompt) => prompt.view(scene, area, canvas),
        }
    }
}

/// A panel in the middle with room for `columns` × `rows`.
fn middle(area: Rect, columns: usize, rows: usize, title: &str, canvas: &mut Canvas<'_, '_>) -> Rect {
    let small = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    let columns = small(columns).saturating_add(4).clamp(24, area.width);
    let rows = small(rows).saturating_add(2).clamp(3, area.height);
    let area = area.centered(Constraint::Length(columns), Constraint::Length(rows));
    canvas.blank(area);
    canvas.spot(area, Spot::Cover);
    let inner = canvas.panel(area, title, true);
    Rect {
        x: inner.x + 1,
        width: inner.width.saturating_sub(2),
        ..inner
    }
}

fn widest<'a>(lines: impl IntoIterator<Item = &'a String>) -> usize {
    lines.into_iter().map(|line| text::width(line)).max().unwrap_or(0)
}

impl Pages {
    fn view(&self, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
        let most = usize::from(area.width.saturating_sub(8)).max(20);
        let lines: Vec<String> = self
            .lines
            .iter()
            .flat_map(|line| text::wrap_keeping(line, most))
            .collect();
        let foot = |to: usize| match usize::from(area.height) >= lines.len() + 3 {
            true => scene.get("modal", "close"),
            false => scene.say(
                "modal",
                "pages",
                &[("to", &to.to_string()), ("of", &lines.len().to_string())],
            ),
        };
        let wide = widest(&lines).max(text::width(&foot(lines.len())));
        let inner = middle(area, wide, lines.len() + 1, &self.title, canvas);
        let height = usize::from(inner.height.saturating_sub(1));
        let top = self.top.min(lines.len().saturating_sub(height));
        for (row, line) in (inner.y..).zip(lines.iter().skip(top).take(height)) {
            canvas.put(inner.x, row, line, inner.width, Tone::Plain);
        }
        let end = (top + height).min(lines.len());
        let bottom = inner.bottom().saturating_sub(1);
        canvas.put(inner.x, bottom, &foot(end), inner.width, Tone::Dim);
        canvas.spot(inner, Spot::Modal(0));
    }
}

impl Palette {
    fn view(&self, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
        let found = self.found();
        let rows = usize::from(area.height.saturating_sub(6)).clamp(4, 16);
        let inner = middle(area, 52, rows + 1, &scene.get("everywhere", "palette"), canvas);
        let line = Rect { height: 1, ..inner };
        self.field.view(line, true, canvas);
        let list_area = Rect {
            y: inner.y + 1,
            height: inner.height.saturating_sub(1),
            ..inner
        };
        if found.is_empty() {
            canvas.lines(list_area, &scene.get("modal", "no_command"), Tone::Dim);
        }
        let rows = list::Rows {
            count: found.len(),
            selected: self.chosen,
            focused: true,
        };
        list::view(canvas, list_area, rows, Spot::Modal, |n, width| {
            let hint = found[n];
            let key = hint.key.to_string();
            let room = usize::from(width).saturating_sub(text::width(&key) + 1);
            vec![
                (Tone::Plain, text::left(&hint.words, room, scene.look.more()).into()),
                (Tone::Dim, format!(" {key}").into()),
            ]
        });
    }
}

impl<A> Confirm<A> {
    fn view(&self, area: Rect, canvas: &mut Canvas<'_, '_>) {
        let most = usize::from(area.width.saturating_sub(8)).clamp(20, 64);
        let mut lines: Vec<(Tone, String)> = text::wrap(&self.question, most)
            .into_iter()
            .map(|line| (Tone::Strong, line))
            .collect();
        lines.extend(
            self.details
                .iter()
                .flat_map(|line| text::wrap(line, most))
                .map(|line| (Tone::Plain, line)),
        );
        let row = self.answers.iter().map(|answer| text::width(answer) + 4).sum::<usize>();
        let answers = if self.in_a_row() {
            row
        } else {
            widest(&self.answers) + 4
        };
        let rows = if self.in_a_row() { 1 } else { self.answers.len() };
        let wide = lines.iter().map(|(_, line)| text::width(line)).max().unwrap_or(0);
        let inner = middle(area, wide.max(answers), lines.len() + 1 + rows, "", canvas);
        let mut y = inner.y;
        let fixed = u16::try_from(rows + 1).unwrap_or(2);
        for (tone, line) in lines.iter().take(usize::from(inner.height.saturating_sub(fixed))) {
            canvas.put(inner.x, y, line, inner.width, *tone);
            y += 1;
        }
        y += 1;
        let mut x = inner.x;
        for (n, answer) in self.answers.iter().enumerate() {
            let words = if self.in_a_row() {
                format!("[ {answer} ]")
            } else {
                format!("{} {answer}", n + 1)
            };
            let tone = if n == self.chosen { Tone::Selected } else { Tone::Plain };
            let end = canvas.put(x, y, &words, inner.right().saturating_sub(x), tone);
            canvas.spot(Rect::new(x, y, end.saturating_sub(x), 1), Spot::Modal(n));
            if self.in_a_row() {
                x = end + 2;
            } else {
                y += 1;
            }
        }
    }
}

impl<A> Prompt<A> {
    fn view(&self, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
        let most = usize::from(area.width.saturating_sub(8)).clamp(20, 56);
        let mut lines = text::wrap(&self.question, most);
        lines.extend(self.details.iter().flat_map(|line| text::wrap(line, most)));
        let inner = middle(area, widest(&lines).max(40), lines.len() + 3, "", canvas);
        let mut y = inner.y;
        for (n, line) in lines
            .iter()
            .take(usize::from(inner.height.saturating_sub(3)))
            .enumerate()
        {
            let tone = if n == 0 { Tone::Strong } else { Tone::Plain };
            canvas.put(inner.x, y, line, inner.width, tone);
            y += 1;
        }
        let line = Rect { y, height: 1, ..inner };
        self.field.view(line, true, canvas);
        let (no, yes) = (
            format!("[ Esc {} ]", scene.get("modal", "cancel")),
            format!("[ Enter {} ]", scene.get("modal", "ok")),
        );
        let pieces: [(Tone, Cow<'_, str>); 3] = [
            (Tone::Dim, no.as_str().into()),
            (Tone::Dim, "  ".into()),
            (Tone::Dim, yes.as_str().into()),
        ];
        canvas.pieces(
            Rect {
                y: y + 2,
                height: 1,
                ..inner
            },
            &pieces,
        );
        let small = |text: &str| u16::try_from(text::width(text)).unwrap_or(0);
        canvas.spot(Rect::new(inner.x, y + 2, small(&no), 1), Spot::Modal(0));
        canvas.spot(
            Rect::new(inner.x + small(&no) + 2, y + 2, small(&yes), 1),
            Spot::Modal(1),
        );
    }
}
