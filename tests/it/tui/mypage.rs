//! The view of one booking, and what is done to it there.

use healthcenter::domain::ids::OrderId;
use healthcenter::domain::lang::Lang;
use healthcenter::domain::slot::CapacityRule;
use healthcenter::tui::Role;
use jiff::SignedDuration;

use super::people::{Person, at};
use super::stage::Stage;

const SIZES: [(&str, Lang, (u16, u16)); 4] = [
    ("ko_80", Lang::Ko, (80, 24)),
    ("en_80", Lang::En, (80, 24)),
    ("ko_120", Lang::Ko, (120, 40)),
    ("en_120", Lang::En, (120, 40)),
];

/// The page of a confirmed booking; the same telephone has another one, still held.
fn opened(lang: Lang, size: (u16, u16)) -> Stage {
    let mut stage = Stage::prepared(Role::Desk, lang, size);
    let hong = stage.book(&Person::named("홍길동"));
    stage.confirm(&hong);
    stage.world.pass(SignedDuration::from_mins(5));
    stage.book(&Person {
        package: "heart",
        slot: at(8, 9, 30),
        method: None,
        ..Person::named("홍길동")
    });
    stage.begin();
    stage.press("2 G Enter");
    stage
}

#[test]
fn a_booking_in_both_languages_and_sizes() {
    for (name, lang, size) in SIZES {
        let mut stage = opened(lang, size);
        insta::assert_snapshot!(format!("mypage_{name}"), stage.screen());
        stage.press("m");
        insta::assert_snapshot!(format!("mypage_moving_{name}"), stage.screen());
    }
}

#[test]
fn the_refund_is_seen_before_the_booking_is_cancelled() {
    let mut stage = opened(Lang::Ko, (80, 24));
    stage.press("c");
    insta::assert_snapshot!("mypage_cancelling_ko_80", stage.screen());
    stage.press("Enter");
    stage.shows(&["예약 확정"]);
    stage.press("c y");
    stage.shows(&["취소 사유를 입력해 주세요"]);
    stage.press("Esc");
    stage.shows(&["예약 확정"]);
    stage.press("c y");
    stage.write("출장");
    stage.press("Enter");
    stage.shows(&["현금 25,000원을 돌려드리세요.", "취소됨", "사유: 출장", "환불 완료"]);
    stage.press("Esc");
    stage.shows_no("c 취소");
    stage.press("c");
    stage.shows(&["취소됨 상태의 예약은"]);
}

#[test]
fn how_the_money_goes_back_is_said_by_how_it_came() {
    for (method, said) in [
        ("card", "175,000원을 환불했습니다."),
        ("transfer", "175,000원을 계좌로 보내 드리세요."),
        ("company", "회사 청구에서 175,000원을 빼 주세요."),
    ] {
        let mut stage = Stage::prepared(Role::Desk, Lang::Ko, (80, 24));
        stage.book(&Person {
            package: "prime",
            method: Some(method),
            ..Person::named("홍길동")
        });
        stage.begin();
        stage.press("2 Enter c y Enter");
        stage.shows(&[said]);
    }
}

#[test]
fn nothing_is_offered_that_cannot_be_done() {
    let mut stage = opened(Lang::En, (80, 24));
    stage.shows(&["m move  c cancel"]);
    stage.shows_no("p pay");
    stage.press("Enter");
    stage.shows(&["p pay  m move  c cancel"]);
    stage.pass(SignedDuration::from_mins(11));
    stage.run(async |world| world.drain().await);
    stage.changed();
    stage.shows_no("p pay");
    stage.shows_no("m move");
    stage.press("p");
    stage.shows(&["its status is 'expired'"]);
}

#[test]
fn a_visit_is_moved_to_a_day_with_free_places() {
    let mut stage = opened(Lang::En, (80, 24));
    stage.press("m l l Enter");
    stage.shows(&["move here"]);
    stage.press("l Enter");
    stage.shows(&["Reschedule the visit?", "Tue 1 Dec 08:30 → Thu 3 Dec 09:00"]);
    stage.press("y");
    stage.shows(&["The visit is moved to Thu 3 Dec 09:00.", "confirmed"]);
    stage.shows_no("12/2026");
    stage.press("Esc m Esc");
    stage.shows(&["Progress"]);
    stage.press("Esc");
    stage.shows(&["Bookings"]);
}

#[test]
fn a_half_hour_that_fills_up_meanwhile_is_refused_with_the_nearest() {
    let mut stage = opened(Lang::Ko, (120, 40));
    stage.press("m l Enter Enter");
    stage.run(async |world| {
        let full = CapacityRule {
            from: at(2, 8, 30).date,
            to: Some(at(2, 8, 30).date),
            time: Some(at(2, 8, 30).time),
            capacity: 0,
        };
        world.app.set_capacity(full).await.unwrap();
    });
    stage.press("y");
    stage.shows(&["가까운 빈 시간", "2026년 12월"]);
    stage.shows_no("일정을 변경했습니다");
}

#[test]
fn another_process_confirms_it_and_the_page_says_so_at_once() {
    let mut stage = Stage::prepared(Role::Desk, Lang::Ko, (80, 24));
    let hong = stage.book(&Person::named("홍길동"));
    stage.run(async |world| world.drain().await);
    stage.begin();
    stage.press("2 Enter");
    stage.shows(&["센터 확인 중", "--:-- 예약 확정"]);
    stage
        .run(async |world| world.confirm(OrderId(hong.order.id)).await)
        .unwrap();
    stage.changed();
    stage.shows(&["예약된 시간에 오시면 됩니다", "✔ 09:00 예약 확정"]);
}

#[test]
fn a_held_booking_is_paid_and_its_code_copied() {
    let mut stage = opened(Lang::En, (80, 24));
    stage.press("Enter");
    stage.shows(&["to be paid, 10:00"]);
    stage.pass(SignedDuration::from_secs(61));
    stage.shows(&["to be paid, 8:59"]);
    stage.press("p 3");
    stage.shows(&["won from 홍길동: paid.", "cash"]);
    stage.press("Esc p");
    stage.shows(&["its status is"]);
    stage.press("Esc y");
    let code = stage.copied[0].clone();
    stage.shows(&[&format!("The booking code is copied: {code}")]);
}

#[test]
fn a_booking_is_moved_and_cancelled_by_mouse_alone() {
    let mut stage = opened(Lang::En, (80, 24));
    stage.click("m move");
    stage.click(" > ");
    stage.shows(&["1/2027"]);
    stage.click(" < ");
    stage.click("08:00");
    stage.shows(&["Reschedule the visit?"]);
    stage.click("Yes");
    stage.shows(&["The visit is moved to"]);
    stage.click("The visit is moved to");
    stage.click("c cancel");
    stage.shows(&["Cancel this booking?", "will be refunded"]);
    stage.click("Yes");
    stage.shows(&["Why is it cancelled?"]);
    stage.click("OK");
    stage.shows(&["The booking is cancelled. Give 25,000 won back in cash."]);
}

#[test]
fn the_keys_work_under_the_korean_layout_and_a_long_name_disturbs_nothing() {
    let mut stage = Stage::prepared(Role::Desk, Lang::Ko, (80, 24));
    stage.book(&Person::named("Wilhelmina Alexandra Featherstonehaugh"));
    stage.begin();
    stage.press("2 Enter");
    stage.shows(&["Wilhelmina Alexandra", "Featherstonehaugh 남 46", "010-1234-5678"]);
    stage.press("ㅊ");
    stage.shows(&["예약을 취소할까요?"]);
    stage.press("Esc ㅡ");
    stage.shows(&["2026년 12월"]);
    assert_ne!(stage.style_of("08:30"), stage.style_of("10:30"));
}
