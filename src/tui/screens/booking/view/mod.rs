//! The booking screen, drawn: everything on one screen of 80×24, side panels where there is room.

mod customer;
mod package;
mod receipt;
mod till;
mod when;

use ratatui::layout::{Constraint, Layout, Rect};

use super::state::{Stage, State};
use crate::tui::canvas::Canvas;
use crate::tui::scene::Scene;

pub(super) use when::slot_columns;

/// Columns of who and for what.
const LEFT: u16 = 43;
/// Rows of the customer's panel.
const CUSTOMER: u16 = 11;

pub(super) fn view(state: &State, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let [left, right] = Layout::horizontal([Constraint::Length(LEFT), Constraint::Fill(1)]).areas(area);
    let [who, what] = Layout::vertical([Constraint::Length(CUSTOMER), Constraint::Fill(1)]).areas(left);
    customer::view(state, scene, who, canvas);
    package::view(state, scene, what, canvas);
    match &state.stage {
        Stage::Composing if scene.is_wide() => when::wide(state, scene, right, canvas),
        Stage::Composing => when::narrow(state, scene, right, canvas),
        Stage::Paying(till) => till::view(state, till, scene, right, canvas),
        Stage::Done(order) => receipt::view(state, order, scene, right, canvas),
    }
}
