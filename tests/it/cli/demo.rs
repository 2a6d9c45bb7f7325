//! The demo: a centre that works while it is tried, is as private as a real one, and goes away again.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::Value;

use crate::support::binary::Healthcenter;

#[test]
fn a_centre_to_try_things_on_works_and_goes_away() {
    let program = Healthcenter::new();
    let mut demo = program.spawn(["demo", "--no-screen", "--json"]);
    let line: Value = serde_json::from_str(&demo.wait_line("\"demo\"")).expect("one document");
    let database = line["demo"]["database"].as_str().expect("a path").to_owned();
    let mode = |path: &Path| std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    let (file, folder) = (Path::new(&database), Path::new(&database).parent().expect("a folder"));
    assert_eq!((mode(file), mode(folder)), (0o600, 0o700));
    assert!(
        !program.home().join("data/healthcenter/healthcenter.db").exists(),
        "nobody's own database is touched"
    );

    let desk = |words: &[&str]| {
        let shown = program.run([&["--database", &database, "--json"], words].concat());
        assert_eq!(shown.code, 0, "{shown:#?}");
        shown.json()
    };
    let waiting = desk(&["requests"])["requests"].as_array().expect("a list").len();
    assert!(waiting > 10, "{waiting} requests");
    desk(&["doctor"]);
    let ended = demo.term();
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{ended:#?}");
    assert!(!folder.exists(), "{database} is gone");
}

#[test]
fn a_kept_one_stays_and_is_not_written_over() {
    let program = Healthcenter::new();
    let kept = program.home().join("kept");
    let kept = kept.to_str().expect("a path");
    let mut demo = program.spawn(["demo", "--no-screen", "--keep", kept, "--lang", "en"]);
    demo.wait_line("bookings");
    assert_eq!(demo.term().code, 0);
    let again = program.run(["demo", "--no-screen", "--keep", kept, "--lang", "en", "--json"]);
    let (code, said) = again.error();
    assert_eq!((again.code, code.as_str()), (2, "usage"));
    assert!(
        said.contains("healthcenter.db") && said.contains("empty folder"),
        "{said}"
    );
    let database = format!("{kept}/healthcenter.db");
    let shown = program.run(["--database", &database, "orders", "--limit", "1", "--json"]);
    assert_eq!(shown.json()["orders"].as_array().map(Vec::len), Some(1));
}

#[test]
fn without_a_terminal_it_books_once_and_shows_what_became_of_it() {
    let program = Healthcenter::new().lang("en");
    let shown = program.run(["demo"]);
    assert_eq!(shown.code, 0, "{shown:#?}");
    for text in [
        "Booked",
        "홍길동",
        "010-0000-1234",
        "with the centre",
        "passed on to the centre",
    ] {
        assert!(shown.stdout.contains(text), "{text}: {shown:#?}");
    }
    let json = program.run(["demo", "--json"]).json();
    assert_eq!(json["mypages"][0]["status"], "requested", "{json}");
    let left = std::fs::read_dir(program.home().join("tmp")).expect("a folder").count();
    assert_eq!(left, 0, "nothing is left behind");
}
