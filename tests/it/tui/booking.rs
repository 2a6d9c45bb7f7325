//! The booking screen: what a receptionist sees and presses, all day long.

use healthcenter::app::{Links, When};
use healthcenter::domain::calendar::SlotTime;
use healthcenter::domain::lang::Lang;
use healthcenter::domain::money::Won;
use healthcenter::domain::package::PackageCode;
use healthcenter::domain::payment::Method;
use healthcenter::store::orders::OrderRef;
use healthcenter::tui::key::Key;
use healthcenter::tui::{Msg, Role};
use insta::assert_snapshot;
use jiff::civil::{date, time};

use super::stage::Stage;
use crate::doctor::world::{World, december};

/// A desk at a centre where 홍길동 has booked before.
pub fn desk(lang: Lang, size: (u16, u16)) -> Stage {
    let mut stage = Stage::prepared(Role::Desk, lang, size);
    stage.run(async |world| world.book(When::At(december(1)), Some(Method::Cash)).await.unwrap());
    stage.show();
    stage
}

/// The same with a known caller taken and their place kept.
pub fn till(lang: Lang) -> Stage {
    let mut stage = desk(lang, (80, 24));
    stage.write("5678");
    stage.press("Enter Enter Enter");
    stage
}

#[test]
fn a_known_caller_is_booked_in_four_keys_after_the_search_text() {
    let mut stage = desk(Lang::Ko, (80, 24));
    stage.write("ㅎㄱㄷ");
    stage.shows(&["홍길동", "010-1234-5678", "1980-01-01"]);
    let before = stage.keys;
    stage.press("Enter Enter Enter");
    stage.shows(&["자리 유지 10:00", "결제 대기", "현금"]);
    stage.press("Enter");
    stage.shows(&["예약되었습니다 - 결제 완료"]);
    assert_eq!(stage.keys - before, 4, "15 are allowed");
    stage.press("y");
    assert_eq!(stage.copied.len(), 1);
    stage.press("p");
    let (name, text) = &stage.saved[0];
    assert!(
        name.contains(&stage.copied[0]) && text.contains("금식"),
        "{name}: {text}"
    );
    stage.press("Enter");
    stage.shows_no("010-1234-5678");
    stage.shows(&["초성·이름"]);
    stage.run(async |world| world.is_well("a booking at the desk").await);
}

#[test]
fn somebody_new_is_taken_down_and_told_what_is_wrong() {
    let mut stage = desk(Lang::Ko, (80, 24));
    stage.write("김영희");
    stage.shows(&["등록된 고객이 없습니다"]);
    stage.press("Enter");
    stage.write("0101234");
    stage.press("Enter");
    stage.shows(&["휴대전화!", "전화번호의 자릿수가 맞지 않습니다"]);
    stage.press("Up");
    stage.write("4321");
    stage.press("Enter");
    stage.write("19850230");
    stage.press("Enter ㄹ Enter Enter Enter");
    stage.shows(&["(*) 여", "그런 날짜는 없습니다"]);
    stage.press("C-u");
    stage.write("850228");
    stage.press("Enter");
    stage.shows(&["1985-02-28", "010-1234-4321"]);
    stage.press("Enter Enter Enter");
    stage.shows(&["자리 유지", "김영희", "1985-02-28"]);
}

#[test]
fn a_place_that_goes_while_one_looks_is_told_and_the_nearest_offered() {
    let mut stage = desk(Lang::Ko, (80, 24));
    stage.write("5678");
    stage.press("Enter Enter");
    stage.shows(&["▸09:30   2"]);
    let half_past_nine = SlotTime::new(date(2026, 11, 30), time(9, 30, 0, 0));
    stage.run(async |world| {
        for _ in 0..2 {
            world.book(When::At(half_past_nine), Some(Method::Cash)).await.unwrap();
        }
    });
    stage.changed();
    stage.shows(&["남은 자리가 없습니다", "가까운 빈 시간", "1 11/30(월) 10:00"]);
    stage.press("Enter");
    stage.shows(&["▸10:00   2", "09:30  만"]);
    stage.press("Enter");
    stage.shows(&["자리 유지 10:00", "11/30(월) 10:00"]);
}

#[test]
fn a_place_that_goes_before_anybody_could_tell_is_refused_with_the_nearest() {
    let mut stage = desk(Lang::En, (80, 24));
    stage.write("5678");
    stage.press("Enter Enter");
    let half_past_nine = SlotTime::new(date(2026, 11, 30), time(9, 30, 0, 0));
    stage.run(async |world| {
        for _ in 0..2 {
            world.book(When::At(half_past_nine), Some(Method::Cash)).await.unwrap();
        }
    });
    stage.press("Enter");
    stage.shows(&["Take one of the nearest?", "1 Mon 30 Nov 10:00"]);
    stage.press("Esc");
    stage.shows(&["홍길동", "▸10:00"]);
}

#[test]
fn what_was_begun_is_asked_about_before_it_is_lost() {
    let mut stage = desk(Lang::En, (80, 24));
    stage.write("5678");
    stage.press("Enter n");
    stage.shows(&["Forget what was typed"]);
    stage.press("Enter");
    stage.shows(&["홍길동"]);
    stage.press("C-c");
    stage.shows(&["not saved"]);
    stage.press("Esc n y");
    stage.shows_no("홍길동");
}

#[test]
fn everything_but_typing_is_done_by_mouse() {
    let mut stage = desk(Lang::En, (80, 24));
    stage.write("5678");
    stage.click("010-1234-5678");
    stage.click("Prime checkup");
    stage.click(" > ");
    stage.shows(&["╭ 12/2026"]);
    stage.click(" 29");
    stage.shows(&["Tue 29 Dec 09:30"]);
    stage.click("08:30");
    stage.click("Enter keep the place");
    stage.shows(&["Tue 29 Dec 08:30", "350,000 won"]);
    stage.click("company invoice");
    stage.click("Enter pay");
    stage.shows(&["Booked - paid"]);
    stage.click("next customer");
    stage.shows_no("010-1234-5678");
}

#[test]
fn where_no_qr_has_room_the_code_and_the_link_are_said() {
    let mut stage = desk(Lang::En, (80, 24));
    stage.world.app.recorder.links = Links::to("https://hc.example");
    stage.press("Esc F4 /");
    stage.write("5678");
    stage.press("Enter Enter Enter Enter");
    stage.shows(&["Tell the customer the code", "https://hc.example/m/2-"]);
    stage.press("p");
    assert!(
        stage.saved[0].1.contains("\nhttps://hc.example/m/2-"),
        "{}",
        stage.saved[0].1
    );
}

#[test]
fn holidays_are_named_and_can_not_be_booked() {
    let mut stage = desk(Lang::Ko, (120, 40));
    stage.press("Esc Tab PgDn");
    stage.shows(&["2026년 12월", "휴무일", "12/25(금) 휴무:"]);
    stage.click("25");
    stage.shows(&["예약할 수 있는 시간이"]);
    assert_ne!(stage.style_of("24 "), stage.style_of("13 "), "an open day and a Sunday");
}

#[test]
fn a_hostile_name_disturbs_nothing() {
    let mut stage = desk(Lang::Ko, (80, 24));
    stage.press("Enter");
    stage.paste("가\u{1b}[2J\u{202e}나\u{3164}\u{0301}다");
    stage.press("Enter Enter");
    stage.shows(&["가[2J나", "이름!"]);
    assert!(stage.screen().lines().nth(3).unwrap().contains('│'));
}

#[test]
fn cancelled_elsewhere_shows() {
    let mut stage = till(Lang::Ko);
    let order = stage.run(async |world| {
        world
            .app
            .order(OrderRef::Id(healthcenter::domain::ids::OrderId(2)))
            .await
            .unwrap()
    });
    stage.run(async |world| {
        world
            .cancel(healthcenter::domain::ids::OrderId(order.id))
            .await
            .unwrap()
    });
    stage.changed();
    stage.shows(&["다른 곳에서 취소되었습니다"]);
}

#[test]
fn a_price_that_changed_meanwhile_is_told_before_anything_is_kept() {
    let mut stage = desk(Lang::En, (80, 24));
    let dearer = async |world: &World, price| {
        let (code, by) = (PackageCode::parse("basic").unwrap(), "admin".to_owned());
        world
            .app
            .set_price(code, Won::new(price).unwrap(), by, None)
            .await
            .unwrap();
    };
    stage.write("5678");
    stage.press("Enter Enter");
    // Nobody has told this terminal yet: the place is not kept.
    stage.run(async |world| dearer(world, 60_000).await);
    stage.press("Enter");
    stage.shows(&["The price has changed to 60,000 won", "Ask the customer"]);
    assert_eq!(stage.number("SELECT count(*) FROM orders"), 1);
    // This it sees.
    stage.press("Esc");
    stage.run(async |world| dearer(world, 70_000).await);
    stage.changed();
    stage.shows(&["The price has changed to 70,000 won", "70,000 won"]);
    stage.press("Enter");
    stage.shows(&["Place kept for", "70,000 won"]);
    // What is kept keeps its price.
    stage.run(async |world| dearer(world, 80_000).await);
    stage.changed();
    stage.press("Enter");
    stage.shows(&["Booked"]);
    assert_eq!(stage.number("SELECT max(price) FROM orders"), 70_000);
    stage.run(async |world| world.is_well("a price that changed").await);
}

#[test]
fn a_second_enter_asks_for_nothing() {
    let mut stage = desk(Lang::Ko, (80, 24));
    stage.write("5678");
    stage.press("Enter Enter");
    let now = stage.world.now();
    let mut enter = || stage.model.update(Msg::Key(Key::ENTER), now).len();
    assert_eq!((enter(), enter(), enter()), (1, 0, 0), "one hold is under way");
}

#[test]
fn without_colours_and_lines_it_says_the_same() {
    let mut stage = desk(Lang::Ko, (80, 24));
    stage.press("F3 F3 F4");
    stage.write("5678");
    stage.press("Enter Tab PgDn");
    assert_snapshot!("booking_ascii_80_ko", stage.screen());
    stage.press("Enter Enter Enter");
    stage.shows(&[
        "+ 예약되었습니다 - 결제 완료",
        "금액",
        "예약 코드를 알려 주세요",
        "다음 고객으로",
    ]);
}

#[test]
fn screens() {
    for (lang, code) in [(Lang::Ko, "ko"), (Lang::En, "en")] {
        for size in [(80, 24), (120, 40)] {
            let mut stage = desk(lang, size);
            let name = |what: &str| format!("booking_{what}_{}_{code}", size.0);
            assert_snapshot!(name("empty"), stage.screen());
            stage.write("5678");
            assert_snapshot!(name("found"), stage.screen());
            stage.press("Enter Tab PgDn PgDn");
            assert_snapshot!(name("days"), stage.screen());
            stage.press("PgUp PgUp Enter");
            assert_snapshot!(name("slots"), stage.screen());
            stage.press("Enter j");
            assert_snapshot!(name("till"), stage.screen());
            stage.press("g Enter");
            assert_snapshot!(name("receipt"), stage.screen());
        }
    }
}
