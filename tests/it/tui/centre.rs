//! The centre's settings: capacity, closures, packages.

use healthcenter::app::When;
use healthcenter::domain::lang::Lang;
use healthcenter::domain::package::PackageCode;
use healthcenter::domain::payment::Method;
use healthcenter::tui::Role;
use jiff::civil::date;

use super::stage::Stage;
use crate::doctor::world::{World, december};

async fn booked(world: &World) {
    for _ in 0..2 {
        world.book(When::At(december(1)), Some(Method::Cash)).await.unwrap();
    }
    world.app.close(date(2026, 12, 3), None).await.unwrap();
    world.drain().await;
}

fn with_bookings(lang: Lang, size: (u16, u16)) -> Stage {
    let mut stage = Stage::prepared(Role::Admin, lang, size);
    stage.run(booked);
    stage.begin();
    stage.press("5");
    stage
}

#[test]
fn every_part_is_whole_at_both_sizes_in_both_languages() {
    for (lang, size, name) in [
        (Lang::Ko, (80, 24), "80_ko"),
        (Lang::En, (80, 24), "80_en"),
        (Lang::Ko, (120, 40), "120_ko"),
        (Lang::En, (120, 40), "120_en"),
    ] {
        let mut stage = with_bookings(lang, size);
        for part in ["capacity", "closures", "packages"] {
            insta::assert_snapshot!(format!("centre_{part}_{name}"), stage.screen());
            stage.press("Tab");
        }
    }
}

#[test]
fn a_capacity_is_set_and_what_is_booked_keeps_its_place() {
    let mut stage = with_bookings(Lang::Ko, (80, 24));
    stage.press("n Enter");
    stage.shows(&["정원은 0부터 1000까지의 숫자로"]);
    stage.write("1");
    stage.press("Tab C-u");
    stage.write("12/1");
    stage.press("Tab");
    stage.write("11/30");
    stage.press("Enter");
    stage.shows(&["끝나는 날(--to)이 시작하는 날(--from)보다 앞입니다."]);
    stage.press("C-u");
    stage.write("12/2");
    stage.press("Enter");
    stage.shows(&["이미 예약이 있어 12/1(화) 08:30은(는) 2명으로 남겼습니다."]);
    stage.press("Esc Esc");
    stage.shows(&["1명  12/1~12/2", "2/2", "0/1"]);
    stage.run(async |world| world.is_well("a capacity below what is booked").await);
}

#[test]
fn what_was_typed_is_not_lost_unasked() {
    let mut stage = with_bookings(Lang::Ko, (80, 24));
    stage.press("n");
    stage.write("6");
    stage.press("C-c");
    stage.shows(&["입력한 내용이 저장되지 않았습니다."]);
    stage.press("Enter");
    stage.changed();
    stage.shows(&["[ 정하기 ]"]);
    stage.press("Esc");
    stage.shows_no("[ 정하기 ]");
}

#[test]
fn a_closure_shows_whom_it_hits_before_it_is_made() {
    let mut stage = with_bookings(Lang::Ko, (80, 24));
    stage.press("Tab n");
    stage.write("12/1");
    stage.press("Enter");
    stage.shows(&["12/1(화) 휴무 사유", "이 날 예약이 2건 있습니다.", "08:30 홍길동"]);
    stage.write("직원 연수");
    stage.press("Enter");
    stage.shows(&["예약이 있는 2026년 12/1(화)을(를) 휴무로 정할까요?"]);
    stage.press("Enter");
    stage.shows_no("직원 연수");
    stage.press("n");
    stage.write("12/1");
    stage.press("Enter");
    stage.write("직원 연수");
    stage.press("Enter y");
    stage.shows(&["휴무로 정했습니다", "12/1(화)   직원 연수", "이 날 예약 2건은 그대로"]);
    stage.press("Esc Esc x y");
    stage.shows(&["휴무를 취소했습니다."]);
    stage.shows_no("직원 연수");
}

#[test]
fn a_holiday_is_shown_and_stays() {
    let mut stage = with_bookings(Lang::Ko, (80, 24));
    stage.press("Tab j");
    stage.shows(&["12/25(금)  성탄절 (공휴일)"]);
    stage.press("x");
    stage.shows(&["공휴일은 여기서 취소할 수 없습니다."]);
}

#[test]
fn rows_are_found_by_what_they_say() {
    for size in [(80, 24), (120, 40)] {
        let mut stage = with_bookings(Lang::Ko, size);
        stage.press("/");
        stage.write("12/3");
        stage.shows(&["조건에 맞는 것이 없습니다."]);
        stage.press("Esc Tab /");
        stage.write("ㅅㅌㅈ");
        stage.shows(&["12/25(금)  성탄절 (공휴일)"]);
        stage.shows_no("12/3(목)");
        stage.press("Enter x");
        stage.shows(&["공휴일은 여기서 취소할 수 없습니다."]);
        stage.press("Esc Esc");
        stage.shows(&["12/3(목)"]);
        // Of the packages the one that is found is the one that is changed.
        stage.press("Tab");
        stage.click("날짜, 이름, 사유");
        stage.write("여성");
        stage.press("Down e C-u");
        stage.write("430,000");
        stage.press("Enter");
        stage.shows(&["여성 정밀검진: 430,000원, 판매 중"]);
        stage.shows_no("기본 종합검진");
    }
}

#[test]
fn a_price_is_changed_and_a_package_taken_off_the_list() {
    let mut stage = with_bookings(Lang::Ko, (80, 24));
    stage.press("S-Tab e C-u");
    stage.write("6만");
    stage.press("Enter");
    stage.shows(&["금액은 0원부터 10억 원까지의 숫자로"]);
    stage.press("C-u");
    stage.write("60,000");
    stage.press("Enter");
    stage.shows(&["기본 종합검진: 60,000원, 판매 중", "처음 금액 50,000원"]);
    stage.press("Esc Esc o Enter");
    stage.shows_no("판매 중지");
    stage.press("o y");
    stage.shows(&["판매 중지"]);
    stage.run(async |world| {
        let refused = world.book(When::Earliest(None), Some(Method::Cash)).await;
        assert!(refused.is_err(), "what is off the list is not booked");
    });
}

#[test]
fn what_another_admin_has_just_changed_is_not_undone_unseen() {
    let mut stage = with_bookings(Lang::En, (80, 24));
    let by = async |world: &World, on_sale| {
        let (code, who) = (PackageCode::parse("basic").unwrap(), "김원장".to_owned());
        world.app.set_on_sale(code, on_sale, who, None).await.unwrap();
    };
    // Another takes it off the list while the question is open here, whether this terminal knows or not.
    stage.press("S-Tab o");
    stage.run(async |world| by(world, false).await);
    stage.changed();
    stage.press("y");
    stage.shows(&["김원장 changed this package on Mon 30 Nov", "off the list"]);
    stage.press("Esc Esc o y");
    stage.shows(&["Basic checkup: 50,000 won, on sale"]);
    // The same of a price.
    stage.press("Esc Esc e C-u");
    stage.write("60000");
    stage.run(async |world| by(world, false).await);
    stage.press("Enter");
    stage.shows(&["김원장 changed this package", "50,000 won"]);
    stage.shows_no("60,000");
}

#[test]
fn what_another_admin_closes_is_seen_and_the_selection_stays() {
    let mut stage = with_bookings(Lang::En, (120, 40));
    stage.press("Tab");
    stage.shows(&["Thu 3 Dec"]);
    stage.run(async |world| drop(world.app.close(date(2026, 12, 2), None).await.unwrap()));
    stage.changed();
    stage.shows(&["Wed 2 Dec", "Thu 3 Dec"]);
}

#[test]
fn the_mouse_alone_closes_a_day() {
    let mut stage = with_bookings(Lang::En, (80, 24));
    stage.click("  Closures  ");
    stage.click("close a day");
    stage.write("12/2");
    stage.click("[ Enter OK ]");
    stage.click("[ Enter OK ]");
    stage.shows(&["Wed 2 Dec"]);
    stage.click("  Packages  ");
    stage.click("Prime checkup");
    stage.click("on sale or not");
    stage.click("[ Yes ]");
    stage.shows(&["Prime checkup: 350,000 won, not on sale"]);
}
