//! The day sheet.

use healthcenter::domain::ids::OrderId;
use healthcenter::domain::lang::Lang;
use healthcenter::tui::key::Key;
use healthcenter::tui::{Msg, Role};
use jiff::SignedDuration;
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

use super::people::{Person, at};
use super::stage::Stage;

/// Three who are expected today, one whose visit is not confirmed, and one tomorrow.
fn filled(lang: Lang, size: (u16, u16)) -> (Stage, i64) {
    let mut stage = Stage::prepared(Role::Desk, lang, size);
    let mut first = 0;
    for (name, phone, slot) in [
        ("홍길동", "01012345678", at(0, 9, 30)),
        ("김하늘", "01099998888", at(0, 9, 30)),
        ("Alice Kim", "01055556666", at(0, 10, 30)),
        ("박내일", "01077771234", at(1, 8, 30)),
    ] {
        let booked = stage.book(&Person {
            phone,
            slot,
            ..Person::named(name)
        });
        stage.confirm(&booked);
        first = if first == 0 { booked.order.id } else { first };
    }
    stage.book(&Person {
        phone: "01011112222",
        slot: at(0, 11, 0),
        method: None,
        ..Person::named("이보류")
    });
    stage.begin();
    stage.press("Esc Esc 3");
    (stage, first)
}

#[test]
fn it_looks_as_it_should() {
    for (lang, name) in [(Lang::Ko, "ko"), (Lang::En, "en")] {
        for size in [(80, 24), (120, 40)] {
            let (stage, _) = filled(lang, size);
            insta::assert_snapshot!(format!("day_{}_{name}", size.0), stage.screen());
        }
    }
}

#[test]
fn who_arrives_is_known_by_the_date_of_birth_and_then_checked_in() {
    let (mut stage, _) = filled(Lang::En, (80, 24));
    stage.shows(&["expected 3 · came 0", "○ 김하늘"]);
    stage.press("ㅊ");
    stage.shows(&["The right person?", "김하늘 m 46", "born 1980-"]);
    stage.press("Enter");
    stage.shows(&["expected 3 · came 0", "○ 김하늘"]);
    stage.press("ㅊ ㅛ");
    stage.shows(&["expected 2 · came 1", "✔ 김하늘", "김하늘 is here."]);
    stage.press("c");
    stage.shows(&["its status is 'attended'"]);
}

#[test]
fn a_sheet_left_open_past_midnight_becomes_the_new_days() {
    let (mut stage, _) = filled(Lang::En, (80, 24));
    stage.pass(SignedDuration::from_hours(15));
    stage.shows(&["Tue 1 Dec 2026 (today)", "박내일"]);
}

#[test]
fn nobody_is_received_who_is_not_on_the_screen() {
    let (mut stage, _) = filled(Lang::En, (80, 24));
    let reading = stage.model.update(Msg::Key(Key::RIGHT), stage.world.now());
    stage.press("c o Enter");
    stage.shows(&["Tue 1 Dec 2026", "Reading"]);
    assert!(stage.saved.is_empty(), "another day's sheet: {:?}", stage.saved);
    stage.carry_out(reading);
    stage.press("t");
    stage.shows(&["expected 3 · came 0"]);
}

#[test]
fn nobody_is_received_or_missed_before_their_time() {
    let (mut stage, _) = filled(Lang::Ko, (80, 24));
    stage.press("Right c");
    stage.shows(&["아직 도착으로 처리할 수 없습니다", "예약을 오늘로", "○ 박내일"]);
    stage.press("Esc t n y");
    stage.shows(&["아직 미방문으로 처리할 수 없습니다", "○ 김하늘"]);
    stage.pass(SignedDuration::from_hours(25));
    stage.press("Left c y");
    stage.shows(&["✔ 김하늘"]);
}

#[test]
fn a_no_show_is_asked_for_and_no_is_chosen() {
    let (mut stage, _) = filled(Lang::En, (80, 24));
    stage.pass(SignedDuration::from_mins(31));
    stage.press("j n");
    stage.shows(&["Mark as not come?", "홍길동"]);
    stage.press("Enter");
    stage.shows(&["missing 0"]);
    stage.press("n y");
    stage.shows(&["missing 1", "✘ 홍길동"]);
}

#[test]
fn other_days_are_a_key_away() {
    let (mut stage, _) = filled(Lang::En, (80, 24));
    stage.press("Right");
    stage.shows(&["Tue 1 Dec 2026", "박내일"]);
    stage.press("t Left");
    stage.shows(&["Closed: no arrivals on that weekday", "Nobody is booked"]);
    stage.press("d");
    stage.write("12-1");
    stage.press("Enter");
    stage.shows(&["박내일"]);
    stage.press("t");
    stage.shows(&["(today)", "홍길동"]);
}

#[test]
fn somebody_is_found_by_what_they_say() {
    let (mut stage, _) = filled(Lang::En, (80, 24));
    for said in ["ㅎㄱ", "5678", "홍길"] {
        stage.press("/");
        stage.write(said);
        stage.shows(&["홍길동"]);
        stage.shows_no("김하늘");
        stage.press("Esc");
        stage.shows(&["김하늘"]);
    }
}

#[test]
fn what_another_desk_does_is_seen_and_the_chosen_one_stays_chosen() {
    let (mut stage, first) = filled(Lang::En, (80, 24));
    stage.press("j j");
    stage.run(async |world| {
        let order = healthcenter::store::orders::OrderRef::Id(OrderId(first));
        world.app.check_in(order, "desk2".into()).await.unwrap();
    });
    stage.changed();
    stage.shows(&["✔ 홍길동", "expected 2 · came 1"]);
    stage.press("c y");
    stage.shows(&["Alice Kim is here."]);
}

#[test]
fn who_comes_before_the_first_does_not_take_the_cursor() {
    let (mut stage, _) = filled(Lang::En, (80, 24));
    stage.press("Right");
    let earlier = stage.book(&Person {
        phone: "01033332222",
        slot: at(1, 8, 0),
        ..Person::named("최일찍")
    });
    stage.confirm(&earlier);
    stage.changed();
    stage.shows(&["○ 최일찍"]);
    stage.press("Enter");
    stage.shows(&["박내일"]);
    stage.shows_no("최일찍");
}

#[test]
fn when_the_chosen_one_cancels_the_neighbour_is_chosen() {
    let (mut stage, _) = filled(Lang::En, (80, 24));
    // 김하늘, 홍길동, Alice Kim, 이보류
    stage.press("j j");
    for gone in ["Alice Kim", "이보류"] {
        let who = format!("SELECT id FROM orders WHERE name = '{gone}'");
        let order = OrderId(stage.number(&who));
        stage.run(async |world| world.cancel(order).await).unwrap();
        stage.changed();
        stage.shows_no(gone);
    }
    stage.press("c y");
    stage.shows(&["홍길동 is here.", "○ 김하늘"]);
}

#[test]
fn a_walk_in_opens_the_booking_at_the_next_half_hour_of_today() {
    let (mut stage, _) = filled(Lang::En, (80, 24));
    stage.press("Right w");
    stage.shows(&["Customer: walk-in, today", "Mon 30 Nov 10:00"]);
    stage.write("Kim Walk");
    stage.press("Enter");
    stage.write("01031313131");
    stage.press("Enter");
    stage.write("1990-03-01");
    stage.press("Enter m Enter Enter");
    stage.shows(&["Customer: walk-in, today", "Mon 30 Nov 10:00"]);
    stage.press("Enter Enter");
    stage.shows(&["Booked", "Mon 30 Nov 10:00"]);
    stage.press("3 w");
    stage.shows_no("Kim Walk");
}

#[test]
fn who_has_just_walked_in_is_confirmed_and_checked_in_together() {
    let (mut stage, _) = filled(Lang::En, (80, 24));
    let walked = stage.book(&Person {
        phone: "01031313131",
        slot: at(0, 10, 0),
        ..Person::named("Kim Walk")
    });
    stage.run(async |world| world.drain().await);
    stage.changed();
    stage.press("j j c");
    stage.shows(&["Not confirmed yet.", "Kim Walk"]);
    stage.press("Enter");
    stage.shows(&["? Kim Walk"]);
    stage.press("c y");
    stage.shows(&["✔ Kim Walk", "Kim Walk is here."]);
    let events = format!(
        "SELECT count(*) FROM events WHERE order_id = {} AND event IN ('ReservationConfirmed', 'CheckedIn')",
        walked.order.id
    );
    assert_eq!(stage.number(&events), 2);
}

#[test]
fn a_walk_in_after_the_last_half_hour_is_told_so_and_loses_nothing_that_is_typed() {
    let (mut stage, _) = filled(Lang::En, (80, 24));
    stage.press("1 / Tab");
    stage.write("Kim Typed");
    stage.pass(SignedDuration::from_hours(6));
    stage.press("Esc 3 w");
    stage.shows(&["Nobody can be received today any more.", "Kim Typed"]);
}

#[test]
fn the_code_of_the_chosen_one_is_copied() {
    let (mut stage, _) = filled(Lang::En, (80, 24));
    stage.press("j y");
    let code = stage.copied.pop().unwrap();
    stage.shows(&[&format!("Copied: {code}")]);
    let code = code.replace('-', "");
    assert_eq!(
        stage.number(&format!(
            "SELECT count(*) FROM orders WHERE code = '{code}' AND name = '홍길동'"
        )),
        1
    );
}

#[test]
fn without_unicode_and_without_colour_it_says_the_same() {
    let (mut stage, _) = filled(Lang::En, (80, 24));
    stage.press("F4 F3 F3 c y");
    stage.shows(&["   + 김하늘", "   o Alice Kim", "   ? 이보류", "09:30  2/2 ########"]);
    stage.pass(SignedDuration::from_mins(31));
    stage.press("j n y j");
    stage.shows(&["   x 홍길동"]);
    assert!(
        stage
            .screen()
            .lines()
            .all(|line| !line.contains(['│', '╭', '✔', '○', '…', '·']))
    );
    for who in ["김하늘", "Alice Kim", "not come", "Day sheet"] {
        let style = stage.style_of(who);
        assert_eq!((style.fg, style.bg), (Some(Color::Reset), Some(Color::Reset)), "{who}");
    }
    assert!(
        stage.style_of("Alice Kim").add_modifier.contains(Modifier::REVERSED),
        "who is chosen"
    );
    assert!(!stage.style_of("홍길동").add_modifier.contains(Modifier::REVERSED));
}

#[test]
fn who_is_chosen_and_how_they_stand_is_seen_in_colour() {
    let (mut stage, _) = filled(Lang::En, (80, 24));
    let plain = stage.style_of("Alice Kim");
    let chosen = stage.style_of("김하늘");
    assert_ne!(chosen.bg, plain.bg);
    stage.press("c y G");
    let (came, waits) = (stage.style_of("✔ 김하늘"), stage.style_of("? 이보류"));
    assert_ne!(came.fg, waits.fg);
    assert_eq!(stage.style_of("이보류").bg, chosen.bg, "the last one is chosen");
    stage.press("/");
    assert_ne!(stage.style_of("이보류").bg, chosen.bg, "the keyboard is in the search");
}

#[test]
fn on_paper_it_is_80_columns_and_shows_who_came() {
    for lang in Lang::ALL {
        let (mut stage, _) = filled(lang, (80, 24));
        let long = stage.book(&Person {
            phone: "01022223333",
            package: "prime",
            slot: at(0, 11, 0),
            ..Person::named("Alexandra Featherstonehaugh-Cholmondeley")
        });
        stage.confirm(&long);
        stage.changed();
        stage.press("c y o");
        let (_, text) = stage.saved.pop().unwrap();
        assert!(text.contains("  [x] 김하늘") && text.contains("  [ ] 홍길동"), "{text}");
        assert!(text.contains("  [ ] Alexandra F~"), "{text}");
        for line in text.lines() {
            assert!(UnicodeWidthStr::width(line) <= 80, "{line:?}");
        }
    }
}

#[test]
fn who_has_no_telephone_has_an_empty_cell() {
    let (mut stage, _) = filled(Lang::En, (80, 24));
    stage.sql("UPDATE orders SET phone = NULL, last4 = NULL WHERE name = 'Alice Kim'");
    stage.changed();
    stage.press("e");
    let (_, csv) = stage.saved.pop().unwrap();
    assert!(csv.contains("10:30,Alice Kim,,m 46,"), "{csv}");
}

#[test]
fn it_is_saved_as_text_and_as_csv() {
    let (mut stage, _) = filled(Lang::Ko, (80, 24));
    stage.press("o e");
    let [(text_name, text), (csv_name, csv)] = stage.saved.as_slice() else {
        panic!("two files: {:?}", stage.saved);
    };
    assert_eq!(
        (text_name.as_str(), csv_name.as_str()),
        ("daysheet-2026-11-30.txt", "daysheet-2026-11-30.csv")
    );
    assert!(text.contains("09:30  2/2") && text.contains("[ ] 홍길동"), "{text}");
    let mut lines = csv.lines();
    assert_eq!(
        lines.next(),
        Some("\u{feff}시간,이름,휴대전화,성별·나이,검진 상품,결제,상태,예약 코드")
    );
    let second = lines.nth(1).unwrap_or_default();
    assert!(
        second.starts_with("09:30,홍길동,010-1234-5678,남 46,기본 종합검진,현금,예약 확정,"),
        "{csv}"
    );
    stage.shows(&["저장했습니다: daysheet-2026-11-30.csv"]);
}

#[test]
fn the_mouse_alone_checks_somebody_in() {
    let (mut stage, _) = filled(Lang::En, (80, 24));
    stage.click("Alice Kim");
    stage.click("check in");
    stage.click("[ Yes ]");
    stage.shows(&["✔ Alice Kim"]);
    stage.click(" > ");
    stage.shows(&["박내일"]);
}
