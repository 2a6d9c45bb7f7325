//! What a customer does at the kiosk, and how staff get out of it. A finger taps where a mouse clicks.

use healthcenter::app::When;
use healthcenter::domain::lang::Lang;
use healthcenter::domain::payment::Method;
use healthcenter::tui::Role;

use super::{Task, done_with_either_hand, orders};
use crate::doctor::world::{World, december};
use crate::tui::stage::Stage;

/// 홍길동 (010-1234-5678) has booked here before.
fn kiosk() -> Stage {
    let mut stage = Stage::prepared(Role::Customer, Lang::En, (80, 24));
    stage.run(async |world: &World| {
        world.book(When::At(december(1)), Some(Method::Cash)).await.unwrap();
        world.drain().await;
    });
    stage.begin();
    stage
}

fn code(stage: &Stage) -> String {
    stage.value("SELECT code FROM orders WHERE name = '홍길동'")
}

/// As far as the question how it is paid.
fn choose(stage: &mut Stage) {
    stage.press("Enter Enter Tab Enter");
    for text in ["김영희", "01077778888", "19850228"] {
        stage.write(text);
        stage.press("Enter");
    }
    stage.press("Enter Right Tab Enter Enter");
}

fn tap_to_choose(stage: &mut Stage) {
    stage.click("Book a checkup");
    stage.click("Basic checkup");
    stage.click("  Next  ");
    stage.click("10:00");
    stage.click("  Next  ");
    for (field, text) in [
        ("Name", "김영희"),
        ("Mobile", "01077778888"),
        ("Birth date", "19850228"),
    ] {
        stage.click(field);
        stage.write(text);
    }
    stage.click("( ) f");
    stage.click("  Next  ");
    stage.click("Book it");
}

/// The customer's own booking.
fn prove(stage: &mut Stage) {
    let code = code(stage);
    stage.press("Tab Enter");
    stage.write(&code);
    stage.press("Enter");
    stage.write("5678");
    stage.press("Enter");
}

fn tap_to_prove(stage: &mut Stage) {
    let code = code(stage);
    stage.click("See, change or cancel");
    stage.write(&code);
    stage.click("Last four digits  ");
    stage.write("5678");
    stage.click("Look up");
}

#[test]
fn a_customer_needs_nobody() {
    done_with_either_hand(
        kiosk,
        &[
            Task {
                what: "book and pay by card",
                keys: |stage| {
                    choose(stage);
                    stage.press("Enter");
                },
                mouse: |stage| {
                    tap_to_choose(stage);
                    stage.click("Pay by card");
                },
                done: |stage| {
                    assert_eq!(orders(stage, "name = '김영희' AND status IN ('paid', 'requested')"), 1);
                },
            },
            Task {
                what: "book and pay at the desk",
                keys: |stage| {
                    choose(stage);
                    stage.press("Tab Enter");
                },
                mouse: |stage| {
                    tap_to_choose(stage);
                    stage.click("Pay at the desk");
                },
                done: |stage| {
                    assert_eq!(orders(stage, "name = '김영희' AND status = 'held'"), 1);
                    stage.shows(&["Please pay at the reception desk"]);
                },
            },
            Task {
                what: "see one's own booking",
                keys: prove,
                mouse: tap_to_prove,
                done: |stage| stage.shows(&["This is your booking.", "홍길동"]),
            },
            Task {
                what: "move it",
                keys: |stage| {
                    prove(stage);
                    stage.press("Enter PgDn Tab Enter");
                },
                mouse: |stage| {
                    tap_to_prove(stage);
                    stage.click("Change the day");
                    stage.click("10:30");
                    stage.click("Move it here");
                },
                done: |stage| assert_eq!(orders(stage, "date || time = '2026-12-0108:30'"), 0),
            },
            Task {
                what: "cancel it",
                keys: |stage| {
                    prove(stage);
                    stage.press("Tab Enter Tab Enter");
                },
                mouse: |stage| {
                    tap_to_prove(stage);
                    stage.click("Cancel the booking");
                    stage.click("Yes, cancel it");
                },
                done: |stage| assert_eq!(orders(stage, "status = 'cancelled'"), 1),
            },
            Task {
                what: "another language",
                keys: |stage| stage.press("F2"),
                mouse: |stage| stage.click("한국어"),
                done: |stage| stage.shows(&["검진 예약하기"]),
            },
            Task {
                what: "leave, with the PIN",
                keys: |stage| {
                    stage.press("F10");
                    stage.write("2580");
                    stage.press("Enter");
                },
                mouse: |stage| {
                    stage.click("Staff");
                    stage.write("2580");
                    stage.click("  OK  ");
                },
                done: |stage| stage.shows(&["0 Start", "1 Book"]),
            },
        ],
    );
}
