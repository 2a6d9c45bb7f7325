//! Paying a booking from the list: the call that comes back once the gateway is there again.

use super::{Act, Ask, State};
use crate::app::{Answer, AppError};
use crate::domain::ids::OrderId;
use crate::tui::effect::Do;
use crate::tui::paying::{self, Paying, Step};
use crate::tui::scene::Scene;
use crate::tui::screen::{Wants, refused};

impl State {
    pub(super) fn pay(&mut self, scene: &Scene) -> Wants<Self> {
        let Some(order) = self.window.current() else {
            return Vec::new();
        };
        let (paying, next) = Paying::begin(order, scene);
        self.paying = Some(paying);
        vec![next.wanted(Act::Paying, Ask::Pay)]
    }

    pub(super) fn paying(&mut self, step: Step, scene: &Scene) -> Wants<Self> {
        let paying = self.paying.as_mut();
        paying.map_or_else(Vec::new, |paying| vec![paying.step(step, scene).wanted(Act::Paying, Ask::Pay)])
    }

    pub(super) fn paid(&mut self, paid: &Result<Answer, AppError>, scene: &Scene) -> Wants<Self> {
        let said = match paid {
            Ok(answer) => {
                let (tone, words, retry_at) = paying::outcome(answer, scene);
                self.retry = retry_at.map(|at| (OrderId(answer.order.id), at));
                Do::Toast(tone, words)
            }
            Err(error) => refused(scene, error),
        };
        vec![said, self.read_again()]
    }
}
