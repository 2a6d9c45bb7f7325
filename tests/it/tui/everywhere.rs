//! What holds on every screen.

use healthcenter::domain::lang::Lang;
use healthcenter::tui::{Msg, Role};
use jiff::SignedDuration;

use super::stage::Stage;

#[test]
fn help_and_palette_show_the_keys_that_work() {
    let mut stage = Stage::open(Role::Desk, Lang::En);
    stage.press("0 ?");
    stage.shows(&["day sheet", "Ctrl-P :", "F4"]);
    stage.press("Esc C-p");
    stage.write("figu");
    stage.press("Enter");
    stage.shows(&["╭ Bookings made"]);
    stage.press("C-p");
    stage.write("xyzzy");
    stage.shows(&["No command like that works now."]);
}

#[test]
fn a_page_says_in_full_how_it_is_left() {
    let mut stage = Stage::open(Role::Desk, Lang::Ko);
    stage.press("F12");
    stage.shows(&["기록된 로그가 없습니다.", "아무 키나 누르면 닫힙니다"]);
    stage.press("Esc Esc ?");
    stage.shows(&["줄까지 · 다른 키를 누르면 닫힙니다"]);
}

#[test]
fn shortcuts_work_under_the_korean_layout() {
    let mut stage = Stage::open(Role::Desk, Lang::Ko);
    stage.press("0 ㅂ");
    stage.shows(&["종료할까요?"]);
    stage.press("Enter");
    assert!(!stage.quit, "No is chosen first");
    stage.press("ㅂ ㅛ");
    assert!(stage.quit);
}

#[test]
fn another_screen_is_a_key_away_while_one_types_and_nothing_typed_is_lost() {
    let mut stage = Stage::open(Role::Desk, Lang::En);
    stage.press("1 / Tab");
    stage.write("Kim 3");
    stage.press("A-3");
    stage.shows(&["╭ Day sheet"]);
    stage.press("A-1");
    stage.shows(&["Kim 3"]);
}

#[test]
fn the_language_changes_while_one_looks() {
    let mut stage = Stage::open(Role::Desk, Lang::En);
    stage.press("F2");
    stage.shows(&["0 처음"]);
    stage.press("F2");
    stage.shows(&["0 Start"]);
}

#[test]
fn a_window_too_small_says_so_and_recovers() {
    let mut stage = Stage::open(Role::Desk, Lang::En);
    stage.resize(60, 20);
    stage.shows(&["60x20", "80x24"]);
    stage.resize(80, 24);
    stage.shows(&["1 Book"]);
}

#[test]
fn everything_that_is_pressed_can_be_clicked() {
    let mut stage = Stage::open(Role::Desk, Lang::En);
    stage.click("7 Figures");
    stage.shows(&["╭ Bookings made"]);
    stage.click("all commands");
    stage.click("bookings");
    stage.shows(&["╭ Bookings"]);
    stage.wheel("Bookings", true);
    stage.paste("nothing to type into");
    assert!(stage.saved.is_empty() && stage.copied.is_empty());
}

#[test]
fn the_caret_stands_where_one_types_and_backspace_takes_a_whole_syllable() {
    let mut stage = Stage::open(Role::Desk, Lang::Ko);
    stage.press("C-p");
    let empty = stage.caret();
    stage.paste("\u{1112}\u{1169}\u{11bc}길");
    stage.shows(&["홍길"]);
    assert_eq!(stage.caret(), (empty.0 + 4, empty.1), "two cells a syllable");
    stage.press("Backspace");
    stage.shows_no("홍길");
    stage.shows(&["홍"]);
}

#[test]
fn the_clock_goes_on_and_the_open_tab_is_marked_without_colour_too() {
    let mut stage = Stage::open(Role::Desk, Lang::En);
    stage.shows(&["09:00"]);
    stage.pass(SignedDuration::from_secs(60));
    stage.shows(&["09:01"]);
    assert_ne!(stage.style_of(" 1 Book"), stage.style_of(" 2 List"));
    stage.press("F3 F3");
    let (open, other) = (stage.style_of(" 7 Figures"), stage.style_of(" 1 Book"));
    assert_eq!((open.fg, open.bg), (other.fg, other.bg), "no colours");
}

#[test]
fn a_database_that_is_away_is_told_of_until_it_is_back() {
    for (lang, words) in [
        (
            Lang::En,
            "No answer from the database since 09:00. Nothing can be saved for now.",
        ),
        (
            Lang::Ko,
            "09:00부터 데이터베이스가 응답하지 않습니다. 지금은 저장할 수 없습니다.",
        ),
    ] {
        let mut stage = Stage::open(Role::Desk, lang);
        stage.send(Msg::Reached(false));
        stage.shows(&[words]);
        stage.send(Msg::Reached(true));
        stage.shows_no(words);
    }
}
