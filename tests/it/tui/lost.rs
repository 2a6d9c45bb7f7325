//! Answers that never come: what could not be read is said until it is, and of a change that is in doubt
//! the user learns the truth and can go on.

use healthcenter::domain::lang::Lang;
use healthcenter::tui::Role;

use super::stage::{Losing, Stage};
use crate::doctor::scripted::Turn;

/// A list with six people; its tables can be taken away.
fn filled(role: Role, lang: Lang) -> Stage {
    let mut stage = Stage::prepared(role, lang, (80, 24));
    stage.six_people();
    stage.begin();
    stage
}

/// As far as the ways to pay.
fn at_the_till(lang: Lang) -> Stage {
    let mut stage = Stage::open(Role::Desk, lang);
    stage.press("/ Tab");
    stage.write("홍길동");
    stage.press("Enter");
    stage.write("01012345678");
    stage.press("Enter");
    stage.write("1980-01-31");
    stage.press("Enter m Enter Enter Enter");
    stage
}

#[test]
fn what_can_not_be_read_is_said_on_every_screen_until_it_is() {
    let mut stage = filled(Role::Nobody, Lang::En);
    for tab in ["0", "1", "2", "3", "4", "5", "6", "7"] {
        stage.sql("ALTER TABLE orders RENAME TO away");
        stage.sql("ALTER TABLE packages RENAME TO packages_away");
        stage.sql("ALTER TABLE outbox RENAME TO outbox_away");
        stage.sql("ALTER TABLE capacity_rules RENAME TO rules_away");
        stage.press(tab);
        stage.shows(&["! ", "Ctrl-L reads again."]);
        stage.shows_no("Reading");
        stage.sql("ALTER TABLE away RENAME TO orders");
        stage.sql("ALTER TABLE outbox_away RENAME TO outbox");
        stage.sql("ALTER TABLE packages_away RENAME TO packages");
        stage.sql("ALTER TABLE rules_away RENAME TO capacity_rules");
        stage.press("C-l");
        stage.shows_no("Ctrl-L reads again.");
        stage.press("Esc");
    }
}

#[test]
fn the_mouse_reads_again_too_and_a_change_by_anybody_does() {
    let mut stage = filled(Role::Admin, Lang::Ko);
    stage.press("2");
    stage.losing = Losing::Readings;
    stage.press("r");
    stage.shows(&["응답을 받지 못했습니다", "Ctrl-L을 누르면", "홍길동"]);
    stage.losing = Losing::Nothing;
    stage.click("Ctrl-L을");
    stage.shows_no("Ctrl-L을");
    stage.losing = Losing::Readings;
    stage.press("r");
    stage.losing = Losing::Nothing;
    stage.changed();
    stage.shows_no("Ctrl-L을");
}

#[test]
fn a_payment_whose_answer_is_lost_is_told_with_what_became_of_it() {
    for (turn, shown) in [(Turn::Approve, "paid"), (Turn::AnswerLost, "Do not pay again")] {
        let mut stage = at_the_till(Lang::En);
        stage.run(async |world| world.payments.next(&[turn]));
        stage.press("Up Down Down Down Down");
        stage.losing = Losing::Changes;
        stage.press("Enter Enter");
        stage.shows(&["Receipt", shown]);
        stage.press("Enter");
        stage.shows(&["name, last 4 digits, code"]);
    }
}

#[test]
fn a_payment_that_never_began_can_be_made_after_a_look() {
    let mut stage = at_the_till(Lang::En);
    stage.shows(&["Place kept for"]);
    stage.sql("CREATE TRIGGER no_payment BEFORE INSERT ON payments BEGIN SELECT RAISE(ABORT, 'no'); END");
    stage.losing = Losing::Changes;
    stage.press("Enter");
    stage.shows(&["the payment is in", "Place kept for"]);
    stage.sql("DROP TRIGGER no_payment");
    stage.losing = Losing::Nothing;
    stage.press("Enter");
    stage.shows(&["Booked"]);
    assert_eq!(stage.number("SELECT count(*) FROM payments"), 1);
}

#[test]
fn a_place_whose_answer_is_lost_is_found_again_and_not_kept_twice() {
    let mut stage = Stage::open(Role::Desk, Lang::Ko);
    stage.losing = Losing::Changes;
    stage.press("/ Tab");
    stage.write("홍길동");
    stage.press("Enter");
    stage.write("01012345678");
    stage.press("Enter");
    stage.write("1980-01-31");
    stage.press("Enter m Enter Enter Enter");
    stage.shows(&["자리를 잡았는지 알 수", "Enter를 누르면"]);
    stage.losing = Losing::Nothing;
    stage.press("Enter");
    stage.shows(&["자리 유지 10:00", "홍길동", "결제 대기"]);
    assert_eq!(stage.number("SELECT count(*) FROM orders"), 1);
}

#[test]
fn decisions_whose_answers_are_lost_end_and_say_so() {
    let mut stage = filled(Role::Admin, Lang::En);
    stage.press("4");
    stage.losing = Losing::Changes;
    stage.press("a c y");
    stage.shows(&["0 confirmed", "the answer got lost", "Look before you do it again."]);
    stage.losing = Losing::Nothing;
    stage.press("Esc Esc 4");
    stage.shows(&["Requests"]);
}

#[test]
fn at_the_kiosk_a_payment_in_doubt_is_for_the_desk_to_look_at() {
    let mut stage = Stage::open(Role::Customer, Lang::En);
    stage.press("Enter Enter Tab Enter");
    stage.write("Kim Kiosk");
    stage.press("Enter");
    stage.write("01077778888");
    stage.press("Enter");
    stage.write("19850228");
    stage.press("Enter Enter Right Tab Enter Enter");
    stage.shows(&["Your place is kept."]);
    stage.sql("CREATE TRIGGER no_payment BEFORE INSERT ON payments BEGIN SELECT RAISE(ABORT, 'no'); END");
    stage.losing = Losing::Changes;
    stage.press("Enter");
    stage.shows(&["It is not known whether the payment went through.", "Pay at the desk"]);
    stage.sql("DROP TRIGGER no_payment");
    stage.losing = Losing::Nothing;
    stage.press("Tab Enter");
    stage.shows(&["Please pay at the reception desk"]);
}
