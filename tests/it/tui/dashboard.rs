//! The figures, each number beside its picture.

use healthcenter::app::When;
use healthcenter::domain::ids::OrderId;
use healthcenter::domain::lang::Lang;
use healthcenter::domain::payment::Method;
use healthcenter::store::orders::OrderRef;
use healthcenter::tui::Role;
use jiff::SignedDuration;
use jiff::civil::date;

use super::stage::Stage;
use crate::doctor::world::World;

/// Ten days in which two are booked a day; some are confirmed, one comes, one text is left.
async fn ten_days(world: &World) {
    for day in 1..=10 {
        for _ in 0..2 {
            world.book(When::Earliest(None), Some(Method::Cash)).await.unwrap();
        }
        world.drain().await;
        if day < 6 {
            world.confirm(OrderId(day)).await.unwrap();
        }
        world.pass(SignedDuration::from_hours(24));
    }
    world
        .app
        .check_in(OrderRef::Id(OrderId(1)), "desk".into())
        .await
        .unwrap();
    world.drain().await;
    world
        .book(When::OnDay(date(2026, 12, 11)), Some(Method::Cash))
        .await
        .unwrap();
    world.pass(SignedDuration::from_mins(12));
}

fn with_ten_days(lang: Lang, size: (u16, u16)) -> Stage {
    let mut stage = Stage::prepared(Role::Admin, lang, size);
    stage.run(ten_days);
    stage.begin();
    stage.press("7");
    stage
}

#[test]
fn the_figures_are_whole_at_both_sizes_in_both_languages() {
    for (lang, size, name) in [
        (Lang::Ko, (80, 24), "dashboard_80_ko"),
        (Lang::En, (80, 24), "dashboard_80_en"),
        (Lang::Ko, (120, 40), "dashboard_120_ko"),
        (Lang::En, (120, 40), "dashboard_120_en"),
    ] {
        insta::assert_snapshot!(name, with_ten_days(lang, size).screen());
    }
}

#[test]
fn each_day_says_its_number_and_what_it_was_a_week_before() {
    let mut stage = with_ten_days(Lang::Ko, (80, 24));
    stage.shows(&["최근 7일 13", "12/10(목) 1건 ▼1 (1주 전 2건)"]);
    stage.press("ㅗ");
    stage.shows(&["12/9(수) 2건 =0 (1주 전 2건)"]);
    stage.press("Left Left Left");
    stage.shows(&["12/6(일) 2건 ▲2 (1주 전 0건)"]);
    stage.press("t");
    stage.shows(&["12/10(목) 1건"]);
}

#[test]
fn a_text_that_waits_long_is_said_with_its_age_and_stands_out() {
    let mut stage = with_ten_days(Lang::En, (80, 24));
    stage.shows(&["longest waiting: 12 min"]);
    let late = stage.style_of("longest waiting");
    stage.run(async |world| world.drain().await);
    stage.changed();
    stage.pass(SignedDuration::from_secs(1));
    stage.shows(&["No text is waiting."]);
    assert_ne!(stage.style_of("No text is waiting."), late);
}

#[test]
fn changes_in_quick_succession_are_read_once() {
    let mut stage = with_ten_days(Lang::En, (80, 24));
    stage.run(async |world| drop(world.book(When::Earliest(None), Some(Method::Cash)).await.unwrap()));
    stage.changed();
    stage.shows(&["last 7 days 13"]);
    let due = stage.model.wakes();
    assert_eq!(
        due,
        Some(stage.world.now() + SignedDuration::from_secs(1)),
        "not before a second is over"
    );
    stage.pass(SignedDuration::from_secs(1));
    stage.shows(&["last 7 days 14"]);
}
