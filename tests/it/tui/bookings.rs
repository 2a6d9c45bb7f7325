//! The list of all bookings.

use healthcenter::domain::lang::Lang;
use healthcenter::domain::slot::CapacityRule;
use healthcenter::tui::Role;
use jiff::SignedDuration;

use super::people::{Person, TODAY, at};
use super::stage::Stage;
use crate::doctor::scripted::Turn;

fn opened(lang: Lang, size: (u16, u16)) -> Stage {
    let mut stage = Stage::prepared(Role::Desk, lang, size);
    stage.six_people();
    stage.begin();
    stage.press("2");
    stage
}

#[test]
fn the_list_in_both_languages_and_sizes() {
    for (name, lang, size) in [
        ("bookings_ko_80", Lang::Ko, (80, 24)),
        ("bookings_en_80", Lang::En, (80, 24)),
        ("bookings_ko_120", Lang::Ko, (120, 40)),
        ("bookings_en_120", Lang::En, (120, 40)),
    ] {
        insta::assert_snapshot!(name, opened(lang, size).screen());
    }
}

#[test]
fn one_types_what_the_caller_says_and_opens_what_is_found() {
    let mut stage = opened(Lang::Ko, (80, 24));
    stage.press("/");
    stage.write("ㄱㅊ");
    stage.shows(&["김철수", "1건"]);
    stage.shows_no("홍길동");
    stage.press("C-u");
    stage.write("1234");
    stage.shows(&["Alexandra"]);
    stage.write("x");
    stage.shows(&["조건에 맞는 예약이 없습니다"]);
    stage.press("Esc");
    stage.shows(&["홍길동", "5건"]);
    stage.paste("010-9999-8888");
    stage.press("Enter Enter");
    stage.shows(&["╭ 마이페이지"]);
    stage.press("Esc");
    stage.shows(&["010-9999-8888", "1건"]);
}

#[test]
fn status_and_day_narrow_the_list_and_a_wrong_day_is_refused() {
    let mut stage = opened(Lang::En, (80, 24));
    stage.press("s");
    stage.shows(&["Bookings of which status?", "with the centre"]);
    stage.press("6");
    stage.shows(&["Status with the centre", "2 found"]);
    stage.press("d");
    stage.write("12-1");
    stage.press("Enter");
    stage.shows(&["Visit Tue 1 Dec", "1 found", "김철수"]);
    stage.press("d");
    stage.write("2-30");
    stage.press("Enter");
    stage.shows(&["'2-30' is not a date", "1 found"]);
    stage.press("Esc Esc");
    stage.shows(&["5 found"]);
    stage.press("t");
    stage.shows(&["0 found"]);
    stage.press("t v");
    stage.shows(&["5 found", "by visit"]);
}

#[test]
fn a_held_booking_counts_down_and_is_paid_by_approval_number() {
    let mut stage = opened(Lang::Ko, (80, 24));
    stage.shows(&["결제 대기 10:00"]);
    stage.pass(SignedDuration::from_secs(61));
    stage.shows(&["결제 대기 8:59", "8:59 안에 결제하면"]);
    stage.press("p");
    stage.shows(&["한가람 님 680,000원, 어떻게 결제할까요?", "카드 단말기"]);
    stage.press("2");
    stage.press("Enter");
    stage.shows(&["승인번호는 영문자와 숫자 20자까지입니다"]);
    stage.press("Esc p 2");
    stage.write("30012345");
    stage.press("Enter");
    stage.shows(&["한가람 님의 680,000원 결제가 끝났습니다.", "결제 완료"]);
    stage.press("Esc p");
    stage.shows(&["결제 완료 상태의 예약은 결제할 수 없습니다."]);
}

#[test]
fn a_busy_gateway_says_when_and_a_doubt_says_not_to_pay_again() {
    let mut stage = opened(Lang::En, (80, 24));
    stage.world.payments.next(&[Turn::Busy, Turn::CallLost]);
    stage.press("p 1");
    stage.write("tok-secret-1");
    stage.shows_no("tok-secret-1");
    stage.press("Enter");
    stage.shows(&["The payment gateway is busy", "to be paid"]);
    stage.press("Esc p 1 Enter");
    stage.shows(&["do not pay again", "payment being c"]);
}

#[test]
fn a_hold_that_ran_out_is_not_paid() {
    let mut stage = opened(Lang::En, (80, 24));
    stage.pass(SignedDuration::from_mins(10));
    stage.shows_no("to be paid");
    stage.press("p");
    stage.shows(&["The place was held until"]);
}

#[test]
fn another_desk_changes_the_list_while_one_looks() {
    let mut stage = opened(Lang::En, (120, 40));
    stage.press("j j");
    stage.shows(&["Selected booking", "cancelled"]);
    stage.book(&Person {
        slot: at(7, 9, 0),
        ..Person::named("남궁민수")
    });
    stage.changed();
    stage.shows(&["남궁민수", "6 found"]);
    stage.press("y");
    let code = stage.copied[0].clone();
    stage.shows(&[&format!("The booking code is copied: {code}")]);
    stage.press("Esc Enter");
    stage.shows(&["My page"]);
}

#[test]
fn everything_is_done_by_mouse_alone() {
    let mut stage = opened(Lang::En, (80, 24));
    stage.click("Status all");
    stage.click("13 cancelled");
    stage.shows(&["1 found", "이영희"]);
    stage.click("Status cancelled");
    stage.click("1 all");
    stage.click("홍길동");
    stage.shows(&["홍길동 m 46"]);
    stage.wheel("홍길동", false);
    stage.shows(&["김철수 m 46"]);
    stage.click("한가람");
    stage.click("p pay");
    stage.click("3 cash");
    stage.shows(&["680,000 won from 한가람: paid."]);
    stage.click("680,000 won from");
    stage.click("name, phone, code");
    stage.write("hong");
    stage.shows(&["No booking is like that"]);
}

#[test]
fn the_keys_work_under_the_korean_layout_and_the_end_is_found() {
    let mut stage = opened(Lang::Ko, (80, 24));
    stage.press("G");
    stage.shows(&["홍길동 남 46"]);
    stage.press("ㅏ");
    stage.shows(&["김철수 남 46"]);
    stage.press("ㅎ");
    stage.shows(&["한가람 남 46"]);
    stage.press("?");
    stage.shows(&["오늘 방문만"]);
}

#[test]
fn a_long_list_scrolls_to_its_end_without_being_loaded() {
    let mut stage = Stage::prepared(Role::Desk, Lang::En, (80, 24));
    let room = CapacityRule {
        from: TODAY,
        to: None,
        time: None,
        capacity: 500,
    };
    stage.run(async |world| world.app.set_capacity(room).await).unwrap();
    for n in 0..450_u16 {
        let phone = format!("0102000{n:04}");
        stage.book(&Person {
            phone: &phone,
            method: None,
            ..Person::named("김하나")
        });
    }
    stage.begin();
    stage.press("2");
    stage.shows(&["010-2000-0449", "Bookings: 450 found"]);
    for _ in 0..40 {
        stage.press("PgDn");
    }
    stage.shows(&["010-2000-0000"]);
    for _ in 0..40 {
        stage.press("PgUp");
    }
    stage.shows(&["010-2000-0449"]);
    stage.press("G");
    stage.shows(&["010-2000-0000"]);
}

#[test]
fn colours_have_words_beside_them() {
    let stage = opened(Lang::En, (80, 24));
    assert_ne!(stage.style_of("confirmed"), stage.style_of("cancelled"));
    assert_ne!(
        stage.style_of("Fri 4 Dec"),
        stage.style_of("Thu 3 Dec"),
        "the selected row"
    );
}
