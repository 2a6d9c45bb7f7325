//! What the centre sells: the list, its prices, and what is off it for now.

use serde_json::{Value, json};

use super::centre_args::{Packages, PackagesCommand};
use super::{Desk, Failure};
use crate::domain::money::Won;
use crate::domain::offer::Offer;

impl Desk {
    pub(super) async fn packages(&self, args: &Packages) -> Result<(), Failure> {
        let by = self.by.clone();
        let (offer, said) = match &args.change {
            None => return self.list_packages().await,
            Some(PackagesCommand::Price { code, won }) => {
                let code = self.package(code)?.code.clone();
                // The argument's own range keeps it within what an amount can be.
                let price = Won::new(*won).unwrap_or(Won::MAX);
                (self.app.set_price(code, price, by, None).await?, "package_price")
            }
            Some(PackagesCommand::Hide { code }) => {
                let code = self.package(code)?.code.clone();
                (self.app.set_on_sale(code, false, by, None).await?, "package_hidden")
            }
            Some(PackagesCommand::Show { code }) => {
                let code = self.package(code)?.code.clone();
                (self.app.set_on_sale(code, true, by, None).await?, "package_shown")
            }
        };
        self.out.show(&json!({ "package": self.package_json(&offer) }), || {
            let words = self.out.words;
            let name = offer.package.name.get(words.lang);
            let price = self.out.won(offer.package.price.get());
            words.say("say", said, &[("package", name), ("price", &price)])
        })
    }

    async fn list_packages(&self) -> Result<(), Failure> {
        let offers = self.app.catalogue().await?;
        let packages: Vec<Value> = offers.iter().map(|offer| self.package_json(offer)).collect();
        self.out.show(&json!({ "packages": packages }), || {
            let words = self.out.words;
            let rows = offers
                .iter()
                .map(|offer| {
                    let package = &offer.package;
                    vec![
                        package.code.as_str().to_owned(),
                        package.name.get(words.lang).to_owned(),
                        self.out.won(package.price.get()),
                        words.get("label", if offer.on_sale { "on_sale" } else { "off_sale" }),
                        package.minutes.to_string(),
                        self.exams(offer).map(|(_, name)| name).collect::<Vec<_>>().join(" · "),
                    ]
                })
                .collect();
            let labels = ["code", "package", "price", "sale", "minutes", "exams"];
            self.out.table(&labels, &["price", "minutes"], rows)
        })
    }

    fn exams<'a>(&'a self, offer: &'a Offer) -> impl Iterator<Item = (&'a str, &'a str)> {
        let (catalogue, lang) = (&self.app.recorder.rules.catalogue, self.out.words.lang);
        let exams = offer.package.exams.iter().filter_map(|code| catalogue.exam(code));
        exams.map(move |exam| (exam.code.as_str(), exam.name.get(lang)))
    }

    fn package_json(&self, offer: &Offer) -> Value {
        let (package, lang) = (&offer.package, self.out.words.lang);
        let exams: Vec<Value> = self
            .exams(offer)
            .map(|(code, name)| json!({ "code": code, "name": name }))
            .collect();
        json!({
            "code": package.code.as_str(),
            "name": package.name.get(lang),
            "price": package.price.get(),
            "listedPrice": offer.listed.get(),
            "onSale": offer.on_sale,
            "sex": package.sex.map(|sex| sex.code()),
            "minutes": package.minutes,
            "exams": exams,
            "preparation": self.app.recorder.rules.catalogue.preparation(package, lang),
        })
    }
}
