//! How many decisions ended, one row each: what was refused first, with who was faster and when.

use std::borrow::Cow;

use ratatui::layout::{Constraint, Layout, Rect};

use super::ask::{Ended, Made};
use super::run::{Decision, Run};
use crate::tui::canvas::{Canvas, Spot};
use crate::tui::look::Tone;
use crate::tui::scene::Scene;
use crate::tui::text;
use crate::tui::widgets::bar;
use crate::tui::widgets::list::{self, Rows};
use crate::tui::widgets::order;

/// A click on a result selects it.
pub const ROW: &str = "results";

/// What one decision came to, for a toast; none before it is made.
pub fn toast(run: &Run, scene: &Scene) -> Option<(Tone, String)> {
    let (target, ended) = run.results.first()?;
    let (tone, words) = sentence(&run.decision, ended, scene);
    Some((tone, format!("{} {}: {words}", order::visit(scene, target.slot), target.name)))
}

/// Draws the results so far.
pub fn view(run: &Run, scene: &Scene, area: Rect, canvas: &mut Canvas<'_, '_>) {
    let key = match run.decision {
        Decision::Confirm => "confirming",
        Decision::Reject(_) => "rejecting",
    };
    let inner = canvas.panel(area, &scene.get("requests", key), true);
    let [summary, gauge, _, rows, _, foot] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Fill(1),
        Constraint::Length(1),
        Constraint::Length(3),
    ])
    .areas(inner);
    canvas.pieces(summary, &summary_of(run, scene));
    let decided = run.results.len() + run.left;
    bar::view(canvas, gauge, decided as i64, run.total() as i64, Tone::Accent);
    let shape = Rows {
        count: run.results.len(),
        selected: run.selected,
        focused: true,
    };
    list::view(canvas, rows, shape, |n| Spot::Item(ROW, n), |n, width| row(run, n, width, scene));
    if let Some((_, ended)) = run.results.get(run.selected) {
        let (tone, words) = sentence(&run.decision, ended, scene);
        canvas.lines(foot, &words, tone);
    }
}

fn summary_of<'a>(run: &Run, scene: &Scene) -> Vec<(Tone, Cow<'a, str>)> {
    let say = |key: &str, n: usize| scene.say("requests", key, &[("count", &n.to_string())]);
    let done = match run.decision {
        Decision::Confirm => "confirmed_count",
        Decision::Reject(_) => "rejected_count",
    };
    let mut pieces: Vec<(Tone, Cow<'a, str>)> = vec![
        (Tone::Strong, say("asked_count", run.total()).into()),
        (Tone::Plain, "  ".into()),
        (Tone::Good, format!("{} {}", scene.look.glyph("✔", "+"), say(done, run.done())).into()),
    ];
    if run.refused() > 0 {
        let refused = format!("  {} {}", scene.look.glyph("✘", "x"), say("refused_count", run.refused()));
        pieces.push((Tone::Bad, refused.into()));
    }
    if run.left > 0 {
        pieces.push((Tone::Warn, format!("  {}", say("left_count", run.left)).into()));
    }
    let state = if run.is_over() { "over" } else { "under_way" };
    pieces.push((Tone::Dim, format!("  {}", scene.get("requests", state)).into()));
    pieces
}

fn row<'a>(run: &Run, n: usize, width: u16, scene: &Scene) -> list::Row<'a> {
    let more = scene.look.more();
    let (target, ended) = &run.results[n];
    let (tone, words) = sentence(&run.decision, ended, scene);
    let mark = match ended {
        Ok(_) => scene.look.glyph("✔ ", "+ "),
        Err(_) => scene.look.glyph("✘ ", "x "),
    };
    vec![
        (tone, mark.into()),
        (Tone::Plain, text::left(&order::visit(scene, target.slot), order::visit_cells(scene), more).into()),
        (Tone::Strong, text::left(&target.name, 11, more).into()),
        (tone, text::cut(&words, usize::from(width).saturating_sub(order::visit_cells(scene) + 13), more).into()),
    ]
}

fn sentence(decision: &Decision, ended: &Ended, scene: &Scene) -> (Tone, String) {
    match (decision, ended) {
        (_, Err(error)) => (Tone::Bad, scene.words.app_error(error, &scene.rules.timezone)),
        (Decision::Confirm, Ok(_)) => (Tone::Good, scene.get("say", "confirmed")),
        (Decision::Reject(_), Ok(Made::ByHand(method, amount))) => {
            let rejected = scene.get("requests", "rejected");
            match order::by_hand(scene, *method, *amount) {
                Some(left) => (Tone::Warn, format!("{rejected} {left}")),
                None => (Tone::Good, rejected),
            }
        }
        (Decision::Reject(_), Ok(Made::Whole)) => (Tone::Good, scene.get("requests", "rejected_refunded")),
        (Decision::Reject(_), Ok(Made::Pending)) => (Tone::Warn, scene.get("requests", "rejected_refund_pending")),
    }
}
