//! From what was typed to what is asked for: each change with the question that comes before it.

use jiff::civil::Date;

use super::ask::Ask;
use super::form::Fault;
use super::keys::Act;
use super::state::State;
use super::{closures, packages};
use crate::app::{self, OrderView};
use crate::domain::offer::Offer;
use crate::tui::effect::Do;
use crate::tui::look::Tone;
use crate::tui::modal::{Modal, Prompt};
use crate::tui::scene::Scene;
use crate::tui::typed;
use crate::tui::widgets::field::Field;
use crate::tui::widgets::order;

type Wants = Vec<Do<Act, Ask>>;

/// The question for the day of a closure.
pub fn ask_day(scene: &Scene, typed: &str) -> Modal<Act> {
    let prompt = Prompt::new(scene.get("centre", "day_question"), Field::new(12).with(typed), Act::DayTyped);
    Modal::Prompt(prompt.with_details(vec![scene.get("centre", "day_note")]))
}

/// Takes the day, and looks whom it hits before anything is closed.
pub fn day(typed: &str, scene: &Scene) -> Wants {
    match typed::day(typed, scene.today()) {
        Ok(date) => vec![Do::Ask(Ask::Preview(date))],
        Err(invalid) => vec![
            Do::Toast(Tone::Bad, scene.words.invalid(&invalid)),
            Do::Open(ask_day(scene, typed)),
        ],
    }
}

/// What a change of a package came to.
pub fn told(offer: &Offer, scene: &Scene) -> String {
    let name = packages::name(offer, scene);
    let price = order::won(scene, offer.package.price);
    let key = if offer.on_sale { "offer_on_sale" } else { "offer_off_sale" };
    scene.say("centre", key, &[("package", name), ("price", &price)])
}

impl State {
    /// Shows the bookings that closing a day hits, and asks why it is closed.
    pub fn ask_reason(&mut self, date: Date, hits: Vec<OrderView>, scene: &Scene) -> Wants {
        let question = scene.say("centre", "reason_question", &[("date", &scene.words.date(date))]);
        let mut details = vec![scene.get("centre", "reason_note")];
        details.extend(closures::warning(&hits, scene));
        self.closing = Some((date, hits, None));
        let prompt = Prompt::new(question, Field::new(100), Act::ReasonTyped);
        vec![Do::Open(Modal::Prompt(prompt.with_details(details)))]
    }

    /// Takes the reason; none is a reason, too. Who hits bookings is asked once more.
    pub fn reason(&mut self, typed: &str, scene: &Scene) -> Wants {
        let Some((date, hits, reason)) = &mut self.closing else {
            return Vec::new();
        };
        if !typed.trim().is_empty() {
            match app::reason(typed) {
                Ok(read) => *reason = Some(read),
                Err(invalid) => {
                    let (date, hits) = (*date, std::mem::take(hits));
                    let mut wants = vec![Do::Toast(Tone::Bad, scene.words.invalid(&invalid))];
                    wants.extend(self.ask_reason(date, hits, scene));
                    return wants;
                }
            }
        }
        if hits.is_empty() {
            return self.close();
        }
        let question = scene.say("centre", "close_question", &[("date", &scene.words.date(*date))]);
        let warning = closures::warning(hits, scene);
        vec![Do::Open(Modal::confirm(question, warning, Act::CloseAsked, scene))]
    }

    pub fn close(&mut self) -> Wants {
        let closing = self.closing.take().into_iter();
        closing.map(|(date, _, reason)| Do::Ask(Ask::Close(date, reason))).collect()
    }

    pub fn ask_to_reopen(&self, scene: &Scene) -> Wants {
        match self.closed_day(scene) {
            None => Vec::new(),
            Some(closed) if closed.holiday => vec![Do::Toast(Tone::Bad, scene.get("centre", "holiday_stays"))],
            Some(closed) => {
                let date = scene.words.date(closed.date);
                let question = scene.say("centre", "reopen_question", &[("date", &date)]);
                let ask = Modal::confirm(question, Vec::new(), Act::RemoveAsked(closed.date), scene);
                vec![Do::Open(ask)]
            }
        }
    }

    pub fn set_capacity(&mut self, scene: &Scene) -> Wants {
        let Some(form) = &mut self.form else { return Vec::new() };
        match form.read(scene.today()) {
            Ok(rule) => vec![Do::Ask(Ask::SetCapacity(rule))],
            Err((field, fault)) => {
                form.focus = field;
                let sentence = match fault {
                    Fault::Places => scene.get("centre", "places_fault"),
                    Fault::Value(invalid) => scene.words.invalid(&invalid),
                };
                vec![Do::Toast(Tone::Bad, sentence)]
            }
        }
    }

    /// Asks for a price; `typed` is what was refused.
    pub fn ask_price(&mut self, scene: &Scene, typed: Option<&str>) -> Wants {
        if typed.is_none() {
            self.deciding = self.offer(scene).cloned();
        }
        let Some(offer) = &self.deciding else { return Vec::new() };
        let question = scene.say("centre", "price_question", &[("package", packages::name(offer, scene))]);
        let present = offer.package.price.to_string();
        let field = Field::new(16).with(typed.unwrap_or(&present));
        let prompt = Prompt::new(question, field, Act::PriceTyped);
        vec![Do::Open(Modal::Prompt(prompt.with_details(vec![scene.get("centre", "price_note")])))]
    }

    pub fn set_price(&mut self, typed: &str, scene: &Scene) -> Wants {
        let Some(offer) = &self.deciding else { return Vec::new() };
        match packages::price(typed) {
            Some(price) => vec![Do::Ask(Ask::SetPrice(Box::new(offer.clone()), price, scene.by.clone()))],
            None => {
                let mut wants = vec![Do::Toast(Tone::Bad, scene.get("centre", "price_fault"))];
                wants.extend(self.ask_price(scene, Some(typed)));
                wants
            }
        }
    }

    pub fn ask_about_sale(&mut self, scene: &Scene) -> Wants {
        let Some(offer) = self.offer(scene).cloned() else { return Vec::new() };
        let offer = &*self.deciding.insert(offer);
        let key = if offer.on_sale { "hide_question" } else { "show_question" };
        let question = scene.say("centre", key, &[("package", packages::name(offer, scene))]);
        let details = vec![scene.get("centre", "price_note")];
        vec![Do::Open(Modal::confirm(question, details, Act::SaleAsked, scene))]
    }

    /// What was asked, not what would be the opposite of how it stands by now.
    pub fn set_sale(&mut self, scene: &Scene) -> Wants {
        let offer = self.deciding.take().into_iter();
        offer
            .map(|offer| {
                let on_sale = !offer.on_sale;
                Do::Ask(Ask::SetOnSale(Box::new(offer), on_sale, scene.by.clone()))
            })
            .collect()
    }
}
