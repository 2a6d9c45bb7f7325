//! Male or female, to be chosen by key or click.

use ratatui::layout::Rect;

use crate::domain::sex::Sex;
use crate::tui::canvas::{Canvas, Spot};
use crate::tui::look::Tone;
use crate::tui::scene::Scene;

/// Both in a row, each a spot of the zone `sex`. `framed` ones are larger, for fingers.
pub fn view(chosen: Option<Sex>, focused: bool, framed: bool, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let mut x = area.x;
    for (n, sex) in [Sex::Male, Sex::Female].into_iter().enumerate() {
        let mark = if chosen == Some(sex) { "(*)" } else { "( )" };
        let word = scene.get("sex", sex.code());
        let words = match framed {
            true => format!("[ {mark} {word} ]"),
            false => format!("{mark} {word}"),
        };
        let tone = match (focused, chosen == Some(sex)) {
            (true, true) => Tone::Selected,
            (true, false) => Tone::Accent,
            (false, _) => Tone::Plain,
        };
        let end = canvas.put(x, area.y, &words, area.right().saturating_sub(x), tone);
        canvas.spot(Rect::new(x, area.y, end.saturating_sub(x), 1), Spot::Item("sex", n));
        x = end + 2;
    }
}
