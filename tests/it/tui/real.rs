//! The real binary in a real terminal: it starts, sees what others do, and gives the terminal back however
//! it ends.

use crate::support::binary::Healthcenter;
use crate::support::postgres::postgres_url;

const BOOK: [&str; 11] = [
    "--quiet",
    "book",
    "--name",
    "홍길동",
    "--phone",
    "01012345678",
    "--birth",
    "1980-01-31",
    "--sex",
    "m",
    "--package=basic",
];

#[test]
fn without_a_command_the_screens_open_and_q_leaves_them() {
    let program = Healthcenter::new().lang("ko");
    let mut screens = program.in_terminal([""; 0]);
    screens.wait_for("누가 사용하나요?");
    screens.keys("q");
    screens.wait_for("종료할까요?");
    screens.keys("y");
    screens.wait_given_back();
    assert_eq!(screens.end(), 0);
}

/// The window's own worker passes the order on; nobody presses a key.
#[test]
fn what_another_process_books_is_seen_on_either_database() {
    let sqlite = Healthcenter::new().lang("en");
    let postgres = Healthcenter::new().lang("en").database(postgres_url());
    for program in [sqlite, postgres] {
        let screens = program.in_terminal(["tui"]);
        screens.wait_for("0 wait for the centre");
        assert_eq!(program.run(BOOK).code, 0);
        screens.wait_for("1 wait for the centre");
    }
}

#[test]
fn without_a_terminal_it_says_so() {
    let ended = Healthcenter::new().lang("en").run([""; 0]);
    assert_eq!(ended.code, 2, "{ended:#?}");
    assert!(ended.stderr.contains("The screens need a terminal"), "{ended:#?}");
}
