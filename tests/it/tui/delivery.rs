//! Texts and payments that are stuck, and how they get on.

use healthcenter::app::When;
use healthcenter::app::ports::{RefundAnswer, SendAnswer};
use healthcenter::domain::lang::Lang;
use healthcenter::domain::payment::Method;
use healthcenter::domain::why::Why;
use healthcenter::tui::Role;
use jiff::SignedDuration;

use super::stage::Stage;
use crate::doctor::scripted::Turn;
use crate::doctor::world::{Booking, World, december, id};

/// One text failed for good, three wait for their turn, one charge is in doubt, one refund is due.
pub async fn stuck(world: &World) {
    let refused = SendAnswer::Refused {
        reason: "number out of service".into(),
    };
    world.texts.next(&[refused]);
    world.book(When::At(december(1)), Some(Method::Cash)).await.unwrap();
    world.drain().await;
    world.payments.next(&[Turn::Approve, Turn::CallLost]);
    world.payments.dark(true);
    let refund = id(&world.book(When::At(december(2)), Some(Method::Card)).await.unwrap());
    let _ = world.book(When::At(december(3)), Some(Method::Card)).await;
    world.payments.next_refunds(&[RefundAnswer::Unknown {
        reason: "HTTP 502".into(),
    }]);
    let _ = world.cancel(refund).await;
}

fn with_trouble(lang: Lang, size: (u16, u16)) -> Stage {
    let mut stage = Stage::prepared(Role::Admin, lang, size);
    stage.run(stuck);
    stage.begin();
    stage.press("6");
    stage
}

#[test]
fn texts_and_payments_are_whole_at_both_sizes_in_both_languages() {
    for (lang, size, name) in [
        (Lang::Ko, (80, 24), "80_ko"),
        (Lang::En, (80, 24), "80_en"),
        (Lang::Ko, (120, 40), "120_ko"),
        (Lang::En, (120, 40), "120_en"),
    ] {
        let mut stage = with_trouble(lang, size);
        insta::assert_snapshot!(format!("delivery_texts_{name}"), stage.screen());
        stage.press("Tab");
        insta::assert_snapshot!(format!("delivery_payments_{name}"), stage.screen());
    }
}

#[test]
fn a_failed_text_says_why_and_is_sent_again() {
    let mut stage = with_trouble(Lang::Ko, (80, 24));
    stage.press("l l");
    stage.shows(&["number out of service", "받는 곳: 010-1234-5678", "바이트"]);
    stage.press("r");
    stage.shows(&["문자 1건을 다시 보냅니다.", "이 상태의 문자가 없습니다."]);
    stage.press("R");
    stage.shows(&["실패한 문자가 없습니다."]);
    let before = stage.world.texts.seen.lock().unwrap().len();
    stage.run(async |world| world.drain().await);
    assert!(stage.world.texts.seen.lock().unwrap().len() > before);
}

#[test]
fn what_failed_is_in_front_when_nothing_waits() {
    let mut stage = Stage::prepared(Role::Admin, Lang::Ko, (80, 24));
    stage.run(async |world: &World| {
        world.texts.next(&[SendAnswer::Refused {
            reason: Why::Refused.of(400),
        }]);
        world.book(When::At(december(1)), Some(Method::Cash)).await.unwrap();
        world.drain().await;
    });
    stage.begin();
    stage.press("6");
    stage.shows(&["실패 1", "대행사가 문자를 거절함 (400)"]);
    stage.press("h h");
    stage.shows(&["이 상태의 문자가 없습니다."]);
    stage.press("0 6");
    stage.shows(&["이 상태의 문자가 없습니다."]);
}

#[test]
fn why_it_is_in_doubt_is_said_in_the_viewers_language_and_a_gateways_words_are_named_as_such() {
    let mut stage = with_trouble(Lang::Ko, (80, 24));
    stage.press("Tab");
    stage.shows(&["정해진 시간 안에 응답이 없음"]);
    stage.press("j");
    stage.shows(&["대행사: 'HTTP 502'"]);
    stage.press("F2");
    stage.shows(&["gateway: 'HTTP 502'"]);
    stage.press("k");
    stage.shows(&["no answer in time"]);
}

#[test]
fn all_that_failed_are_sent_again_after_a_question() {
    let mut stage = with_trouble(Lang::En, (80, 24));
    stage.press("R Enter");
    stage.press("l l");
    stage.shows(&["number out of service"]);
    stage.press("R y");
    stage.shows(&["No text is in this state."]);
    stage.run(async |world| world.drain().await);
    stage.changed();
    stage.press("h h");
    stage.run(async |world| world.is_well("texts sent again").await);
}

#[test]
fn a_text_that_went_out_meanwhile_is_not_sent_twice() {
    let mut stage = with_trouble(Lang::Ko, (80, 24));
    stage.run(async |world| world.drain().await);
    stage.press("r");
    stage.shows(&["'보냄' 상태라서 다시 보낼 수 없습니다."]);
}

#[test]
fn a_payment_in_doubt_counts_down_to_its_next_look() {
    let mut stage = with_trouble(Lang::En, (80, 24));
    stage.press("Tab");
    stage.shows(&["1 in doubt · 1 refunds due", "? in doubt", "R refund", "next try in"]);
    assert!(
        stage
            .model
            .wakes()
            .is_some_and(|at| at <= stage.world.now() + SignedDuration::from_secs(1))
    );
    stage.press("j");
    stage.shows(&["HTTP 502"]);
    stage.world.payments.dark(false);
    stage.world.payments.catch_up();
    stage.world.pass(SignedDuration::from_mins(3));
    stage.run(async |world| world.drain().await);
    stage.changed();
    stage.shows(&["0 in doubt · 0 refunds due", "No payment is in doubt"]);
}

#[test]
fn an_open_breaker_shows_when_it_is_tried_again() {
    let mut stage = Stage::prepared(Role::Admin, Lang::Ko, (80, 24));
    stage.run(async |world: &World| {
        world.payments.next(&[Turn::Busy; 5]);
        for _ in 0..5 {
            let _ = world.book(When::Earliest(None), Some(Method::Card)).await;
        }
    });
    stage.begin();
    stage.press("6 Tab");
    stage.shows(&["쉬는 중 · 0:05 후 재시도", "최근 실패 5/20", "-----"]);
    stage.pass(SignedDuration::from_secs(2));
    stage.shows(&["쉬는 중 · 0:03 후 재시도"]);
    stage.pass(SignedDuration::from_secs(4));
    stage.shows(&["복구 확인 중"]);
    assert_ne!(stage.style_of("복구 확인 중"), stage.style_of("정상"));
}

#[test]
fn texts_and_payments_are_found_by_whose_they_are() {
    for size in [(80, 24), (120, 40)] {
        let mut stage = Stage::prepared(Role::Admin, Lang::Ko, size);
        stage.run(async |world: &World| {
            stuck(world).await;
            let booking = Booking {
                name: "김하늘",
                phone: "010-2222-7777",
                sex: "f",
                package: "basic",
                when: When::At(december(4)),
                method: Method::Cash,
            };
            world.book_for(booking).await;
        });
        stage.begin();
        stage.press("6 /");
        stage.shows_no("이름, 초성, 전화 끝 4자리");
        stage.write("ㄱㅎㄴ");
        stage.shows(&["받는 곳: 010-2222-7777"]);
        stage.press("Enter G j k Tab");
        stage.shows(&[" / ㄱㅎㄴ", "조건에 맞는 것이 없습니다."]);
        stage.press("Esc");
        stage.shows(&["이름, 초성, 전화 끝 4자리", "결제 확인"]);
        stage.press("/");
        stage.write("5678");
        stage.press("Down Tab l l");
        stage.shows(&["number out of service"]);
        stage.press("/ C-u");
        stage.write("7777");
        stage.shows(&["조건에 맞는 것이 없습니다."]);
        // The mouse takes the kind, and the search stays.
        stage.click(" 전체 ");
        stage.shows(&["받는 곳: 010-2222-7777", " / 7777"]);
        stage.press("?");
        stage.shows(&["모두 보기"]);
    }
}

#[test]
fn the_mouse_alone_shows_a_kind_and_sends_again() {
    let mut stage = with_trouble(Lang::En, (80, 24));
    stage.click(" failed 1 ");
    stage.shows(&["number out of service"]);
    stage.click("send again");
    stage.shows(&["No text is in this state."]);
    stage.click("  Payments  ");
    stage.shows(&["in doubt"]);
}
