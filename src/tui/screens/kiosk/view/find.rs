//! The proofs: code and telephone for one's own booking, the PIN for who works here.

use ratatui::layout::Rect;

use super::super::state::{State, Step, Target};
use super::{keys_for, line};
use crate::tui::canvas::Canvas;
use crate::tui::scene::Scene;
use crate::tui::widgets::keyboard;

pub(super) fn view(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let fields: &[(Target, &str)] = match state.step {
        Step::Staff => &[(Target::Pin, "pin_label")],
        _ => &[(Target::Code, "code_label"), (Target::LastFour, "last_four_label")],
    };
    for (row, (target, label)) in (0..).zip(fields) {
        let at = Rect {
            y: area.y + 1 + 2 * row,
            height: 1,
            ..area
        };
        let label = scene.get("kiosk", label);
        line(&label, state, scene, *target, at, canvas);
    }
    let keyboard = Rect {
        y: area.y + 7,
        height: area.height.saturating_sub(7),
        ..area
    };
    if let Some(keys) = state.target(scene).and_then(|target| keys_for(target, scene)) {
        keyboard::view(keys, "keyboard", keyboard, canvas);
    }
}
