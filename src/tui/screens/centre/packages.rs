//! What the centre sells: price and sale are its own, exams and preparation come with the program.

use ratatui::layout::{Constraint, Layout, Rect};

use super::state::{PACKAGES, State};
use crate::domain::money::Won;
use crate::domain::offer::Offer;
use crate::tui::canvas::{Canvas, Spot};
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::text;
use crate::tui::widgets::list::{self, Rows};
use crate::tui::widgets::order;

/// A click on a row selects it.
pub const ROW: &str = "offers";

/// Draws packages, and the selected one.
pub fn view(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let beside = if scene.is_wide() { 60 } else { 36 };
    let [left, right] = Layout::horizontal([Constraint::Fill(1), Constraint::Length(beside)]).areas(area);
    let inner = state.panel(left, "packages", scene, canvas);
    let offers = state.offers(scene);
    if offers.is_empty() && !state.search.is_empty() {
        canvas.lines(inner, &scene.get("centre", "none_found"), Tone::Dim);
    }
    let rows = Rows {
        count: offers.len(),
        selected: state.selected[PACKAGES],
        focused: !state.search.typing(),
    };
    list::view(canvas, inner, rows, |n| Spot::Item(ROW, n), |n, width| {
        row(offers[n], width, scene)
    });
    let inner = canvas.panel(right, &scene.get("centre", "package"), false);
    if let Some(offer) = state.offer(scene) {
        details(offer, scene, inner, canvas);
    }
}

fn row<'a>(offer: &Offer, width: u16, scene: &Scene) -> list::Row<'a> {
    let more = scene.look.more();
    let [on, off] = ["on_sale", "off_sale"].map(|sale| scene.get("label", sale));
    let cells = text::width(&on).max(text::width(&off));
    let (sale, tone) = if offer.on_sale { (on, Tone::Good) } else { (off, Tone::Warn) };
    let room = usize::from(width).saturating_sub(13 + 1 + cells);
    vec![
        (Tone::Strong, text::left(name(offer, scene), room, more).into()),
        (Tone::Plain, text::right(&order::won(scene, offer.package.price), 13, more).into()),
        (tone, format!(" {}", text::left(&sale, cells, more)).into()),
    ]
}

/// In the language of the screen.
pub fn name<'a>(offer: &'a Offer, scene: &Scene) -> &'a str {
    offer.package.name.get(scene.words.lang)
}

fn details(offer: &Offer, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let area = Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(2),
        ..area
    };
    let package = &offer.package;
    let (catalogue, lang) = (&scene.rules.catalogue, scene.words.lang);
    let minutes = package.minutes.to_string();
    let price = order::won(scene, package.price);
    let mut lines = vec![
        (Tone::Strong, name(offer, scene).to_owned()),
        (Tone::Plain, scene.say("centre", "price_and_time", &[("price", &price), ("minutes", &minutes)])),
    ];
    if offer.listed != package.price {
        let listed = order::won(scene, offer.listed);
        lines.push((Tone::Dim, scene.say("centre", "listed", &[("price", &listed)])));
    }
    if let Some(sex) = package.sex {
        let sex = scene.get("sex", sex.code());
        lines.push((Tone::Plain, scene.say("centre", "only_for", &[("sex", &sex)])));
    }
    let exams = package.exams.iter().filter_map(|code| catalogue.exam(code));
    let exams: Vec<&str> = exams.map(|exam| exam.name.get(lang)).collect();
    lines.push((Tone::Plain, String::new()));
    lines.push((Tone::Title, scene.get("label", "exams")));
    lines.push((Tone::Plain, exams.join(", ")));
    lines.push((Tone::Plain, String::new()));
    lines.push((Tone::Title, scene.get("centre", "preparation")));
    let instructions = catalogue.preparation(package, lang).into_iter();
    lines.extend(instructions.map(|line| (Tone::Dim, format!("- {line}"))));
    let mut y = area.y;
    for (tone, line) in lines {
        let room = Rect {
            y,
            height: area.bottom().saturating_sub(y),
            ..area
        };
        y += canvas.lines(room, &line, tone).max(1);
    }
}

/// A price as it was typed: `350000`, `350,000원`.
pub fn price(typed: &str) -> Option<Won> {
    let typed = typed.trim().trim_end_matches("won").trim_end_matches('원').trim_end();
    let digits: String = typed.chars().filter(|c| *c != ',').collect();
    if digits.is_empty() || !digits.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    Won::new(digits.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::price;

    #[test]
    fn a_price_is_read_as_people_write_it() {
        for typed in ["350000", " 350,000 ", "350,000원", "350000 won"] {
            assert_eq!(price(typed).map(|won| won.get()), Some(350_000), "{typed}");
        }
        for typed in ["", "원", "-1", "35만", "1.5", "9999999999999"] {
            assert_eq!(price(typed), None, "{typed}");
        }
    }
}
