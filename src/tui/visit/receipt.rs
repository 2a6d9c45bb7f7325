//! The receipt as lines: what the customer takes home, on the screen and in a file to print.

use crate::app::OrderView;
use crate::domain::money::Won;
use crate::domain::offer::Offer;
use crate::domain::package::Package;
use crate::domain::sms::won_words;
use crate::tui::scene::Scene;
use crate::tui::visit::packages::particulars;

/// Label and value, a line each.
pub fn lines(scene: &Scene, order: &OrderView, offers: &[Offer]) -> Vec<(String, String)> {
    let label = |key: &str| scene.get("label", key);
    let price = Won::new(order.price).unwrap_or_default();
    let lang = scene.words.lang;
    let package = package(order, offers).map_or_else(|| order.package.clone(), |p| p.name.get(lang).to_owned());
    vec![
        (label("code"), order.code.clone()),
        (label("name"), order.name.clone()),
        (label("visit"), visit(scene, order)),
        (label("package"), package),
        (label("price"), won_words(price, lang)),
        (label("status"), scene.get("status", &order.status)),
    ]
}

/// The day and time of the visit in words.
pub fn visit(scene: &Scene, order: &OrderView) -> String {
    match order.date.parse() {
        Ok(date) => format!("{} {}", scene.words.day(date), order.time),
        Err(_) => format!("{} {}", order.date, order.time),
    }
}

fn package<'a>(order: &OrderView, offers: &'a [Offer]) -> Option<&'a Package> {
    let mut packages = offers.iter().map(|offer| &offer.package);
    packages.find(|package| package.code.as_str() == order.package)
}

/// The receipt's file: its name and its text, with the customer's link, if there is one, and how to prepare.
pub fn file(scene: &Scene, order: &OrderView, offers: &[Offer], link: Option<&str>) -> (String, String) {
    let mut text = format!("{}\n\n", scene.rules.centre_name);
    for (label, value) in lines(scene, order, offers) {
        text.push_str(&format!("{label}: {value}\n"));
    }
    text.extend(link.map(|link| format!("{link}\n")));
    if let Some(package) = package(order, offers) {
        text.push('\n');
        for line in particulars(&scene.rules.catalogue, package, scene.words.lang) {
            text.push_str(&line);
            text.push('\n');
        }
    }
    (format!("healthcenter-{}.txt", order.code), text)
}
