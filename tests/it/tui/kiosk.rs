//! The kiosk: what a customer can do alone, and what nobody can do there.

use healthcenter::app::When;
use healthcenter::domain::lang::Lang;
use healthcenter::domain::money::Won;
use healthcenter::domain::package::PackageCode;
use healthcenter::domain::payment::Method;
use healthcenter::tui::key::Key;
use healthcenter::tui::{Msg, Role};
use insta::assert_snapshot;
use jiff::SignedDuration;

use super::stage::Stage;
use crate::doctor::scripted::Turn;
use crate::doctor::world::{World, december};

/// A kiosk at a centre where 홍길동 (010-1234-5678) has booked; with the code of that booking.
fn kiosk(lang: Lang, size: (u16, u16)) -> (Stage, String) {
    let mut stage = Stage::prepared(Role::Customer, lang, size);
    let booked = stage.run(async |world| {
        let booked = world.book(When::At(december(1)), Some(Method::Cash)).await.unwrap();
        world.drain().await;
        booked
    });
    stage.begin();
    (stage, booked.order.code)
}

/// As far as the question whether all is right.
fn review(stage: &mut Stage) {
    stage.press("Enter Enter Tab Enter");
    stage.write("김영희");
    stage.press("Enter");
    stage.write("010-7777-8888");
    stage.press("Enter");
    stage.write("850228");
    stage.press("Enter Enter Right Tab Enter");
}

fn prove(stage: &mut Stage, code: &str, last_four: &str) {
    stage.press("Tab Enter");
    stage.write(code);
    stage.press("Enter");
    stage.write(last_four);
    stage.press("Enter");
}

#[test]
fn a_customer_books_and_pays_by_card() {
    let (mut stage, _) = kiosk(Lang::Ko, (80, 24));
    review(&mut stage);
    stage.shows(&[
        "아래 내용으로 예약하시겠습니까?",
        "김영희",
        "010-7777-8888",
        "1985-02-28",
    ]);
    stage.press("Enter");
    stage.shows(&["자리 유지 10:00", "카드로 결제", "접수 창구에서 결제"]);
    stage.press("Enter");
    stage.shows(&["예약이 접수되었습니다", "결제 완료", "예약 코드를 보관해 주세요"]);
    stage.press("Enter");
    stage.shows(&["검진 예약하기"]);
    stage.shows_no("김영희");
    stage.run(async |world| world.is_well("a booking at the kiosk").await);
}

#[test]
fn it_is_paid_at_the_desk_or_later_when_the_gateway_is_busy() {
    let (mut stage, _) = kiosk(Lang::Ko, (80, 24));
    stage.run(async |world| world.payments.next(&[Turn::Busy]));
    review(&mut stage);
    stage.press("Enter Enter");
    stage.shows(&["결제 시스템이 잠시 바쁩니다", "09:10까지"]);
    stage.press("Tab Enter");
    stage.shows(&["접수 창구에서 09:10까지 결제해 주세요"]);
}

#[test]
fn a_declined_card_is_told_and_nothing_typed_is_lost() {
    let (mut stage, _) = kiosk(Lang::Ko, (80, 24));
    stage.run(async |world| world.payments.next(&[Turn::Decline]));
    review(&mut stage);
    stage.press("Enter Enter");
    stage.shows(&["결제가 거절되어", "김영희"]);
}

#[test]
fn a_booking_is_shown_to_who_has_its_code_and_telephone_only() {
    let (mut stage, code) = kiosk(Lang::Ko, (80, 24));
    let strange = "예약 코드나 전화번호가 맞지 않습니다";
    prove(&mut stage, &code, "0000");
    stage.shows(&[strange]);
    stage.shows_no("홍길동");
    stage.press("Esc");
    prove(&mut stage, "AAAA-AAAA-A", "5678");
    stage.shows(&[strange]);
    stage.press("Esc");
    prove(&mut stage, &code, "1111");
    stage.shows(&["여러 번 틀렸습니다. 0:10 뒤에"]);
    stage.write("5678");
    stage.press("Enter");
    stage.shows_no("홍길동");
    stage.pass(SignedDuration::from_secs(11));
    stage.press("Enter");
    stage.shows(&["고객님의 예약입니다", "홍길동", "센터 확인 중"]);
}

#[test]
fn a_booking_is_moved_and_cancelled_with_the_refund_shown_before() {
    let (mut stage, code) = kiosk(Lang::Ko, (80, 24));
    prove(&mut stage, &code, "5678");
    stage.press("Enter");
    stage.shows(&["언제로 바꾸시겠습니까?"]);
    stage.press("PgDn Tab Enter");
    stage.shows(&["일정을 바꾸었습니다", "12/30(수)"]);
    stage.press("Tab Enter");
    stage.shows(&["예약을 취소하시겠습니까?", "50,000원을 돌려드립니다"]);
    stage.press("Enter");
    stage.shows(&["고객님의 예약입니다", "센터 확인 중"]);
    stage.press("Tab Enter Tab Enter");
    stage.shows(&["취소되었습니다"]);
}

#[test]
fn the_next_customer_finds_the_centres_language_and_nothing_of_the_last_one() {
    let (mut stage, code) = kiosk(Lang::Ko, (80, 24));
    // Of who finished: with the button.
    stage.press("F2");
    prove(&mut stage, &code, "5678");
    stage.shows(&["This is your booking."]);
    stage.press("Tab Tab Enter");
    stage.shows(&["검진 예약하기"]);
    // Of who has typed, opened the help and gone.
    stage.press("F2 Tab Enter");
    stage.write(&code);
    stage.press("F1");
    stage.pass(SignedDuration::from_secs(61));
    stage.shows(&["검진 예약하기"]);
    stage.press("Tab Enter");
    stage.shows_no(&code);
    stage.shows_no("Booking code");
    stage.press("Esc");
    // Of who only chose a language and went.
    stage.press("F2");
    stage.shows(&["Book a checkup"]);
    stage.pass(SignedDuration::from_secs(61));
    stage.shows(&["검진 예약하기"]);
    assert!(stage.copied.is_empty(), "nothing can be copied here");
}

#[test]
fn going_back_a_step_keeps_the_language() {
    let (mut stage, _) = kiosk(Lang::Ko, (80, 24));
    stage.press("F2 Enter Esc");
    stage.shows(&["Book a checkup"]);
}

#[test]
fn what_the_desk_was_told_and_copied_is_not_for_who_comes_to_the_kiosk() {
    let mut stage = Stage::prepared(Role::Nobody, Lang::Ko, (80, 24));
    stage.six_people();
    stage.begin();
    stage.press("2 y");
    stage.shows(&["복사했습니다"]);
    stage.press("0 c");
    stage.shows(&["검진 예약하기"]);
    stage.shows_no("복사했습니다");
    assert_eq!(
        stage.copied.last().map(String::as_str),
        Some(""),
        "the clipboard is emptied"
    );
    stage.press("F12 C-p F3 2");
    stage.shows(&["검진 예약하기"]);
}

#[test]
fn a_price_that_changed_meanwhile_is_told_and_not_charged() {
    let (mut stage, _) = kiosk(Lang::En, (80, 24));
    review(&mut stage);
    let dearer = async |world: &World, price| {
        let (code, by) = (PackageCode::parse("basic").unwrap(), "admin".to_owned());
        world
            .app
            .set_price(code, Won::new(price).unwrap(), by, None)
            .await
            .unwrap();
    };
    // Nobody has told this terminal yet.
    stage.run(async |world| dearer(world, 60_000).await);
    stage.press("Enter");
    stage.shows(&["The price has changed to 60,000 won.", "Shall we book this for you?"]);
    // And this it sees.
    stage.run(async |world| dearer(world, 70_000).await);
    stage.changed();
    stage.shows(&["The price has changed to 70,000 won."]);
    assert_eq!(stage.number("SELECT count(*) FROM orders WHERE name = '김영희'"), 0);
    stage.press("Enter");
    stage.shows(&["Your place is kept.", "70,000 won"]);
}

#[test]
fn it_forgets_its_customer_after_a_warning() {
    let (mut stage, _) = kiosk(Lang::Ko, (80, 24));
    review(&mut stage);
    stage.pass(SignedDuration::from_secs(49));
    stage.shows_no("처음 화면으로 돌아갑니다");
    assert!(stage.model.wakes().unwrap().duration_since(stage.world.now()) <= SignedDuration::from_secs(1));
    stage.pass(SignedDuration::from_secs(1));
    stage.shows(&["0:10 뒤 처음 화면으로 돌아갑니다"]);
    stage.press("Tab");
    stage.shows_no("처음 화면으로 돌아갑니다");
    stage.press("F1");
    stage.pass(SignedDuration::from_secs(60));
    stage.shows(&["검진 예약하기"]);
    stage.press("Enter Enter Tab Enter");
    stage.shows_no("김영희");
}

#[test]
fn nothing_but_the_pin_leaves() {
    let (mut stage, _) = kiosk(Lang::En, (80, 24));
    stage.press("q C-c C-p : 0 1 Esc ?");
    stage.shows(&["Welcome"]);
    assert!(!stage.quit);
    stage.shows_no("1 Book");
    stage.press("F10");
    for _ in 0..3 {
        stage.write("1234");
        stage.shows(&["****"]);
        stage.press("Enter");
    }
    stage.shows(&["Too many wrong tries"]);
    stage.write("2580");
    stage.press("Enter");
    stage.shows(&["Staff only"]);
    stage.pass(SignedDuration::from_secs(11));
    stage.press("Enter");
    stage.shows(&["0 Start", "1 Book"]);
}

#[test]
fn a_finger_is_enough() {
    let (mut stage, _) = kiosk(Lang::Ko, (80, 24));
    stage.click("검진 예약하기");
    stage.click("프라임 종합검진");
    stage.click("다음");
    stage.click(" > ");
    stage.click("29 ");
    stage.click("08:30");
    stage.click("다음");
    let tap = |stage: &mut Stage, keys: &str| {
        for key in keys.chars() {
            stage.click(&format!("  {key} "));
        }
    };
    tap(&mut stage, "ㄱㅣㅁㅇㅕㅇㅎㅡㅣ");
    stage.shows(&["김영희"]);
    stage.click("휴대전화");
    tap(&mut stage, "01077778889");
    stage.click("<-");
    tap(&mut stage, "8");
    stage.click("생년월일");
    tap(&mut stage, "19850228");
    stage.click("( ) 여");
    stage.click("다음");
    stage.shows(&["김영희", "010-7777-8888", "프라임 종합검진", "12/29(화) 08:30"]);
    stage.click("예약하기");
    stage.click("카드로 결제");
    stage.shows(&["결제 완료"]);
}

#[test]
fn a_finger_writes_a_name_of_two_words() {
    let (mut stage, _) = kiosk(Lang::En, (80, 24));
    stage.press("Enter Enter Tab Enter");
    for key in ["  K ", "  I ", "  M ", " ___ ", "  O ", "  '", "  N "] {
        stage.click(key);
    }
    stage.shows(&["KIM O'N"]);
    stage.click("<-");
    stage.shows_no("KIM O'N");
}

#[test]
fn what_comes_too_late_is_nobodys() {
    let (mut stage, code) = kiosk(Lang::Ko, (80, 24));
    stage.press("Tab Enter");
    stage.write(&code);
    stage.press("Enter");
    stage.write("5678");
    let asked = stage.model.update(Msg::Key(Key::ENTER), stage.world.now());
    stage.pass(SignedDuration::from_secs(60));
    stage.shows(&["검진 예약하기"]);
    stage.carry_out(asked);
    stage.changed();
    stage.shows(&["검진 예약하기"]);
    stage.shows_no("홍길동");
}

#[test]
fn screens() {
    for (lang, code) in [(Lang::Ko, "ko"), (Lang::En, "en")] {
        for size in [(80, 24), (120, 40)] {
            let (mut stage, booking) = kiosk(lang, size);
            let name = |what: &str| format!("kiosk_{what}_{}_{code}", size.0);
            assert_snapshot!(name("home"), stage.screen());
            stage.press("Enter");
            assert_snapshot!(name("packages"), stage.screen());
            stage.press("Enter PgDn");
            assert_snapshot!(name("when"), stage.screen());
            stage.press("Tab Enter");
            assert_snapshot!(name("who"), stage.screen());
            stage.press("Esc Esc Esc");
            prove(&mut stage, &booking, "");
            assert_snapshot!(name("find"), stage.screen());
            stage.write("5678");
            stage.press("Enter");
            assert_snapshot!(name("own"), stage.screen());
            stage.press("Tab Enter");
            assert_snapshot!(name("cancelling"), stage.screen());
        }
    }
}
