//! The first screen.

use healthcenter::app::When;
use healthcenter::domain::lang::Lang;
use healthcenter::domain::payment::Method;
use healthcenter::tui::{Gateways, Role};

use super::stage::Stage;
use crate::doctor::world::december;

#[test]
fn it_looks_as_it_should() {
    for (lang, name) in [(Lang::Ko, "ko"), (Lang::En, "en")] {
        for size in [(80, 24), (120, 40)] {
            let stage = Stage::sized(Role::Nobody, lang, size);
            insta::assert_snapshot!(format!("start_{name}_{}", size.0), stage.screen());
        }
    }
}

#[test]
fn a_gateway_that_is_not_set_up_is_not_said_to_work() {
    for (lang, name) in [(Lang::Ko, "ko"), (Lang::En, "en")] {
        let mut stage = Stage::prepared(Role::Nobody, lang, (80, 24));
        stage.model.scene.gateways = Gateways {
            payment: false,
            sms: false,
        };
        stage.begin();
        insta::assert_snapshot!(format!("start_without_gateways_{name}"), stage.screen());
        stage.press("6 Tab");
        let said = stage
            .screen()
            .matches(if name == "ko" { "설정 안 됨" } else { "not set up" })
            .count();
        assert_eq!(said, 2, "{}", stage.screen());
    }
}

#[test]
fn what_another_process_books_is_counted_at_once() {
    let mut stage = Stage::open(Role::Nobody, Lang::En);
    stage.shows(&["0 wait for the centre"]);
    stage.run(async |world| {
        world.book(When::At(december(1)), Some(Method::Cash)).await.unwrap();
        world.drain().await;
    });
    stage.changed();
    stage.shows(&["1 wait for the centre"]);
}

#[test]
fn a_role_is_chosen_by_key_by_arrow_and_by_click() {
    let mut stage = Stage::open(Role::Nobody, Lang::En);
    stage.press("d");
    stage.shows(&["╭ Customer"]);
    stage.press("Esc 0 Down Enter");
    stage.shows(&["╭ Requests"]);
    stage.press("0");
    stage.click("Reception desk");
    stage.shows(&["╭ Customer"]);
    stage.press("Esc 0");
    stage.click("wait for the centre");
    stage.shows(&["╭ Requests"]);
}
