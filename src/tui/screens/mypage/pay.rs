//! Paying the booking that is shown.

use super::{Act, Ask, State};
use crate::app::{Answer, AppError};
use crate::tui::effect::Do;
use crate::tui::look::Tone;
use crate::tui::paying::{self, Next, Paying, Step};
use crate::tui::scene::Scene;
use crate::tui::screen::{Wants, refused};

impl State {
    pub(super) fn pay(&mut self, scene: &Scene) -> Wants<Self> {
        let Some(order) = self.booked() else { return Vec::new() };
        let (paying, next) = Paying::begin(order, scene);
        self.paying = Some(paying);
        vec![wanted(next)]
    }

    pub(super) fn paying(&mut self, step: Step, scene: &Scene) -> Wants<Self> {
        let paying = self.paying.as_mut();
        paying.map_or_else(Vec::new, |paying| vec![wanted(paying.step(step, scene))])
    }

    pub(super) fn paid(&mut self, paid: &Result<Answer, AppError>, scene: &Scene) -> Wants<Self> {
        let said = match paid {
            Ok(answer) => {
                let (tone, words, retry) = paying::outcome(answer, scene);
                self.retry = retry;
                Do::Toast(tone, words)
            }
            Err(error) => refused(scene, error),
        };
        vec![said, self.look()]
    }
}

fn wanted(next: Next) -> Do<Act, Ask> {
    match next {
        Next::Question(modal) => Do::Open(modal.map(Act::Paying)),
        Next::Pay(pay) => Do::Ask(Ask::Pay(pay)),
        Next::Refused(words) => Do::Toast(Tone::Bad, words),
    }
}
