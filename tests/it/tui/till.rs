//! The till of the booking screen: what is paid, declined, lost or left, while the place is kept.

use healthcenter::app::When;
use healthcenter::domain::ids::OrderId;
use healthcenter::domain::lang::Lang;
use healthcenter::domain::payment::Method;
use healthcenter::store::orders::OrderRef;
use jiff::SignedDuration;

use super::booking::till;
use crate::doctor::scripted::Turn;

#[test]
fn a_busy_gateway_keeps_the_place_and_counts_down_to_the_next_try() {
    let mut stage = till(Lang::Ko);
    stage.run(async |world| world.payments.next(&[Turn::Busy; 5]));
    stage.press("j j j j");
    stage.shows(&["▸ 카드"]);
    stage.press("Enter");
    stage.write("tok-secret");
    stage.shows_no("tok-secret");
    stage.press("Enter");
    stage.shows(&[
        "결제 시스템이 잠시 바쁩니다",
        "09:10까지",
        "Enter를 누르면 다시 결제합니다",
    ]);
    stage.press("Enter Enter Enter Enter Enter");
    stage.shows(&["다음 시도까지 0:0"]);
    let wakes = stage.model.wakes().unwrap();
    assert!(wakes.duration_since(stage.world.now()) <= SignedDuration::from_secs(1));
    stage.pass(SignedDuration::from_secs(20));
    stage.shows(&["자리 유지 9:40"]);
    stage.press("Enter");
    stage.shows(&["예약되었습니다"]);
}

#[test]
fn a_card_without_a_token_is_tried_again_with_one_key_and_its_customer_gets_one_text() {
    let mut stage = till(Lang::Ko);
    stage.run(async |world| world.payments.next(&[Turn::Busy; 3]));
    stage.press("j j j j Enter Enter");
    stage.shows(&["Enter를 누르면 다시 결제합니다"]);
    stage.press("Enter");
    stage.press("Enter");
    assert_eq!(
        stage.number("SELECT count(*) FROM events WHERE event = 'PaymentReleased'"),
        3
    );
    let to_go = "SELECT count(*) FROM outbox WHERE event = 'PaymentReleased' AND status = 'pending'";
    assert_eq!(stage.number(to_go), 1);
    stage.press("Enter");
    stage.shows(&["예약되었습니다"]);
    assert_eq!(stage.number(to_go), 0, "it is paid");
}

#[test]
fn a_declined_card_gives_the_place_back_and_keeps_the_form() {
    let mut stage = till(Lang::Ko);
    stage.run(async |world| world.payments.next(&[Turn::Decline]));
    stage.press("G k Enter");
    stage.write("tok");
    stage.press("Enter");
    stage.shows(&["결제가 거절되어 자리를 돌려놓았습니다", "홍길동", "▸09:30   2"]);
    stage.press("Enter Enter");
    stage.shows(&["예약되었습니다 - 결제 완료"]);
}

#[test]
fn an_answer_that_is_lost_is_not_paid_again_and_shows_itself_when_known() {
    let mut stage = till(Lang::Ko);
    stage.run(async |world| world.payments.next(&[Turn::AnswerLost]));
    stage.press("G k Enter");
    stage.write("tok");
    stage.press("Enter");
    stage.shows(&["다시 결제하지 마세요"]);
    stage.world.pass(SignedDuration::from_secs(30));
    stage.run(async |world| world.drain().await);
    stage.changed();
    stage.shows(&["예약되었습니다"]);
}

#[test]
fn a_hold_that_runs_out_is_told_and_the_form_kept() {
    let mut stage = till(Lang::Ko);
    stage.pass(SignedDuration::from_mins(9));
    stage.shows(&["자리 유지 1:00"]);
    stage.pass(SignedDuration::from_mins(1));
    stage.shows(&["자리를 잡아 둔 시간이", "홍길동", "초성·이름"]);
}

#[test]
fn the_half_hour_whose_hold_ran_out_stays_chosen_though_it_was_full_meanwhile() {
    let mut stage = till(Lang::Ko);
    stage.run(async |world| {
        let kept = OrderRef::Id(OrderId(2));
        let kept = world.app.order(kept).await.unwrap().slot().unwrap();
        world.book(When::At(kept), Some(Method::Cash)).await.unwrap();
    });
    stage.changed();
    stage.pass(SignedDuration::from_mins(10));
    stage.shows(&["자리를 잡아 둔 시간이", "▸09:30   1"]);
}

#[test]
fn an_unpaid_place_is_left_kept_or_given_back() {
    let mut stage = till(Lang::Ko);
    stage.press("Esc");
    stage.shows(&["1 계속 결제하기", "09:10까지 유지"]);
    stage.press("2");
    stage.shows(&["목록에서 결제", "초성·이름"]);
    stage.shows_no("010-1234-5678");
    let mut stage = till(Lang::Ko);
    stage.press("Esc 3");
    stage.shows(&["자리를 돌려놓았습니다", "홍길동", "▸09:30   2"]);
}

#[test]
fn a_terminal_card_needs_its_approval_number() {
    let mut stage = till(Lang::En);
    stage.press("j Enter Enter");
    stage.shows(&["approval number has"]);
    stage.write("30012345");
    stage.press("Enter");
    stage.shows(&["Booked - paid"]);
}
