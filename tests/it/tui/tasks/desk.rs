//! What a receptionist does from morning to evening.

use healthcenter::domain::lang::Lang;
use healthcenter::tui::Role;
use jiff::SignedDuration;

use super::{Task, done_with_either_hand, orders};
use crate::tui::people::{Person, at};
use crate::tui::stage::Stage;

/// A desk with six bookings, and one visitor who is expected at half past nine.
fn desk() -> Stage {
    let mut stage = Stage::prepared(Role::Desk, Lang::En, (80, 24));
    stage.six_people();
    let visitor = stage.book(&Person {
        phone: "01022223333",
        slot: at(0, 9, 30),
        ..Person::named("박오늘")
    });
    stage.confirm(&visitor);
    stage.begin();
    stage
}

fn late() -> Stage {
    let mut stage = desk();
    stage.pass(SignedDuration::from_mins(31));
    stage
}

/// My page of somebody, over the list.
fn page_of(stage: &mut Stage, name: &str) {
    stage.press("2 /");
    stage.write(name);
    stage.press("Enter Enter");
}

fn click_page_of(stage: &mut Stage, name: &str) {
    stage.click("2 List");
    stage.click("name, phone, code");
    stage.write(name);
    // It is selected, so that a click opens it.
    stage.click("Tue 1 Dec");
}

const PAID: &str = "status IN ('paid', 'requested')";

#[test]
fn bookings_are_taken() {
    done_with_either_hand(
        desk,
        &[
            Task {
                what: "book for a new caller",
                keys: |stage| {
                    stage.press("1 /");
                    stage.write("김영희");
                    stage.press("Enter");
                    stage.write("01077778888");
                    stage.press("Enter");
                    stage.write("19850228");
                    stage.press("Enter f Enter Enter Enter Enter");
                },
                mouse: |stage| {
                    stage.click("1 Book");
                    stage.click("Name  ");
                    stage.write("김영희");
                    stage.click("Mobile");
                    stage.write("01077778888");
                    stage.click("Birth date");
                    stage.write("19850228");
                    stage.click("( ) f");
                    stage.click("Prime checkup");
                    stage.click("10:00");
                    stage.click("[ Enter keep the place ]");
                    stage.click("card terminal");
                    stage.click("cash");
                    stage.click("[ Enter pay ]");
                },
                done: |stage| assert_eq!(orders(stage, &format!("name = '김영희' AND {PAID}")), 1),
            },
            Task {
                what: "book for a known caller, save the receipt",
                keys: |stage| {
                    stage.press("1 /");
                    stage.write("ㅎㄱㄷ");
                    stage.press("Enter Enter Enter Enter p");
                },
                mouse: |stage| {
                    stage.click("1 Book");
                    stage.click("name, last 4");
                    stage.write("ㅎㄱㄷ");
                    stage.click("010-1234-5678");
                    stage.click("Basic checkup");
                    stage.click("10:30");
                    stage.click("[ Enter keep the place ]");
                    stage.click("[ Enter pay ]");
                    stage.command("save the receipt");
                },
                done: |stage| {
                    assert_eq!(orders(stage, &format!("name = '홍길동' AND {PAID}")), 1);
                    assert_eq!(stage.saved.len(), 1);
                },
            },
            Task {
                what: "leave the payment for later",
                keys: |stage| {
                    stage.press("1 /");
                    stage.write("5678");
                    stage.press("Enter Enter Enter Esc 2");
                },
                mouse: |stage| {
                    stage.click("1 Book");
                    stage.click("name, last 4");
                    stage.write("5678");
                    stage.click("010-1234-5678");
                    stage.click("10:30");
                    stage.click("[ Enter keep the place ]");
                    stage.command("later");
                    stage.click("2 Pay later");
                },
                done: |stage| assert_eq!(orders(stage, "name = '홍길동' AND status = 'held'"), 1),
            },
            Task {
                what: "take the payment that was left for later",
                keys: |stage| {
                    stage.press("2 /");
                    stage.write("한가람");
                    stage.press("Enter p 3");
                },
                mouse: |stage| {
                    stage.click("2 List");
                    stage.click("한가람");
                    stage.click("p pay");
                    stage.click("3 cash");
                },
                done: |stage| assert_eq!(orders(stage, &format!("name = '한가람' AND {PAID}")), 1),
            },
            Task {
                what: "take a walk-in",
                keys: |stage| {
                    stage.press("3 w");
                    stage.write("박걸음");
                    stage.press("Enter Enter");
                    stage.write("19800131");
                    stage.press("Enter m Enter Enter Enter Enter");
                },
                mouse: |stage| {
                    stage.click("3 Day");
                    stage.click("w walk-in");
                    stage.click("Name  ");
                    stage.write("박걸음");
                    stage.click("Birth date");
                    stage.write("19800131");
                    stage.click("( ) m");
                    stage.click("Prime checkup");
                    stage.click("[ keep the place ]");
                    stage.click("[ Enter pay ]");
                },
                done: |stage| {
                    let today = format!("name = '박걸음' AND date = '2026-11-30' AND {PAID}");
                    assert_eq!(orders(stage, &today), 1, "{}", stage.screen());
                },
            },
        ],
    );
}

#[test]
fn bookings_are_found_and_changed() {
    done_with_either_hand(
        desk,
        &[
            Task {
                what: "see a booking and what happened to it",
                keys: |stage| page_of(stage, "홍길동"),
                mouse: |stage| click_page_of(stage, "홍길동"),
                done: |stage| stage.shows(&["My page", "Progress", "payment approved"]),
            },
            Task {
                what: "reschedule",
                keys: |stage| {
                    page_of(stage, "홍길동");
                    stage.press("m l Enter Enter y");
                },
                mouse: |stage| {
                    click_page_of(stage, "홍길동");
                    stage.click("m move");
                    stage.click("10:30");
                    stage.click("[ Yes ]");
                },
                done: |stage| {
                    let moved = "name = '홍길동' AND date || time <> '2026-12-0108:30'";
                    assert_eq!(orders(stage, moved), 1);
                },
            },
            Task {
                what: "cancel",
                keys: |stage| {
                    page_of(stage, "홍길동");
                    stage.press("c y Enter");
                },
                mouse: |stage| {
                    click_page_of(stage, "홍길동");
                    stage.click("c cancel");
                    stage.click("[ Yes ]");
                    stage.click("[ Enter OK ]");
                },
                done: |stage| assert_eq!(orders(stage, "name = '홍길동' AND status = 'cancelled'"), 1),
            },
            Task {
                what: "narrow the list to a status and copy a code",
                keys: |stage| stage.press("2 s 2 y"),
                mouse: |stage| {
                    stage.click("2 List");
                    stage.click("Status all");
                    stage.click("2 waiting for payment");
                    stage.command("copy code");
                },
                done: |stage| {
                    stage.shows_no("홍길동");
                    let code: String = stage.value("SELECT code FROM orders WHERE name = '한가람'");
                    assert_eq!(stage.copied[0].replace('-', ""), code);
                },
            },
        ],
    );
}

#[test]
fn visitors_are_received() {
    done_with_either_hand(
        late,
        &[
            Task {
                what: "check in",
                keys: |stage| stage.press("3 c y"),
                mouse: |stage| {
                    stage.click("3 Day");
                    stage.click("c check in");
                    stage.click("[ Yes ]");
                },
                done: |stage| assert_eq!(orders(stage, "name = '박오늘' AND status = 'completed'"), 1),
            },
            Task {
                what: "note who did not come",
                keys: |stage| stage.press("3 n y"),
                mouse: |stage| {
                    stage.click("3 Day");
                    stage.click("n not come");
                    stage.click("[ Yes ]");
                },
                done: |stage| assert_eq!(orders(stage, "name = '박오늘' AND status = 'no_show'"), 1),
            },
            Task {
                what: "print the sheet, and save it for a spreadsheet",
                keys: |stage| stage.press("3 o e"),
                mouse: |stage| {
                    stage.click("3 Day");
                    stage.command("save as text");
                    stage.command("save as CSV");
                },
                done: |stage| {
                    let names: Vec<_> = stage.saved.iter().map(|(name, _)| name.as_str()).collect();
                    assert_eq!(names, ["daysheet-2026-11-30.txt", "daysheet-2026-11-30.csv"]);
                },
            },
            Task {
                what: "look at another day",
                keys: |stage| {
                    stage.press("3 d");
                    stage.write("12/1");
                    stage.press("Enter");
                },
                mouse: |stage| {
                    stage.click("3 Day");
                    stage.click(" > ");
                },
                done: |stage| stage.shows(&["홍길동", "김철수"]),
            },
        ],
    );
}
