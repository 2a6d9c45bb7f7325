//! What people type into fields: what is taken and how it is kept, what is refused and in which words.
//! Numbers that must never be stored are not even repeated in the refusal.

use super::centre::Centre;

const RESIDENT: &str = "900101-1234567";
const CARD: &str = "4111-1111-1111-1111";

/// Books with these fields; each replaces a good one.
fn book(centre: &Centre, fields: &[(&str, &str)]) -> crate::support::binary::Output {
    let mut all = vec![
        ("--name", "홍길동"),
        ("--phone", "010-1234-5678"),
        ("--birth", "1980-01-31"),
        ("--sex", "m"),
        ("--package", "basic"),
    ];
    for (name, value) in fields {
        all.retain(|(known, _)| known != name);
        all.push((name, value));
    }
    let words = all.iter().map(|(name, value)| format!("{name}={value}"));
    centre
        .program()
        .run(["book".to_owned(), "--json".into()].into_iter().chain(words))
}

fn refused(centre: &Centre, field: &str, value: &str, code: &str) -> String {
    let output = book(centre, &[(field, value)]);
    assert_eq!(
        (output.code, output.stdout.as_str()),
        (2, ""),
        "{value:.50}: {output:#?}"
    );
    let (found, said) = output.error();
    assert_eq!(found, code, "{value:.50}: {output:#?}");
    said
}

#[test]
fn names() {
    let centre = Centre::sqlite();
    let long = "가".repeat(2000);
    for bad in [
        "",
        "   ",
        &long,
        "홍\u{1b}[31m길동",
        "홍\n길동",
        "홍\u{202e}길동",
        "홍;길동",
    ] {
        refused(&centre, "--name", bad, "invalid_name");
    }
    for (name, letter) in [("김펲", "펲"), ("햔우리", "햔"), ("😀", "😀")] {
        let said = refused(&centre, "--name", name, "invalid_name");
        assert!(said.contains(&format!("'{letter}'")), "which one: {said}");
    }
    for secret in [RESIDENT, "9001011234567", CARD, "홍길동 4111111111111111"] {
        let said = refused(&centre, "--name", secret, "invalid_name");
        assert!(
            said.contains("never stored") && !said.contains("1111111") && !said.contains("1234567"),
            "{said}"
        );
    }
    assert_eq!(centre.json("orders")["orders"].as_array().unwrap().len(), 0);

    let decomposed = "\u{1112}\u{1169}\u{11bc}\u{1100}\u{1175}\u{11af}\u{1103}\u{1169}\u{11bc}";
    for (typed, kept) in [
        (decomposed, "홍길동"),
        ("  홍  길동 ", "홍 길동"),
        ("Jean-Luc O'Hara", "Jean-Luc O'Hara"),
    ] {
        let output = book(&centre, &[("--name", typed)]);
        assert_eq!(output.json()["order"]["name"], kept);
    }
    assert_eq!(centre.sql("SELECT name FROM orders WHERE id = 1"), [["홍길동"]]);
}

#[test]
fn a_long_name_is_told_how_long_it_may_be() {
    let centre = Centre::sqlite();
    let said = refused(&centre, "--name", &"가".repeat(21), "invalid_name");
    assert!(said.contains("20") && said.contains("40"), "{said}");
    let said = refused(&centre.lang("ko"), "--name", &"가".repeat(21), "invalid_name");
    assert!(said.contains("한글 20자"), "{said}");
}

#[test]
fn phones_births_and_sexes() {
    let centre = Centre::sqlite();
    for bad in ["", "02-123-4567", "010-123", "010-1234-56789", "010-12a4-5678", "119"] {
        refused(&centre, "--phone", bad, "invalid_phone");
    }
    for bad in [
        "",
        "1980-02-30",
        "80-01-31",
        "2999-01-01",
        "1850-01-01",
        "31.01.1980",
        RESIDENT,
    ] {
        let said = refused(&centre, "--birth", bad, "invalid_birth");
        assert!(!said.contains("1234567"), "{said}");
    }
    for bad in ["", "x", "male?"] {
        refused(&centre, "--sex", bad, "invalid_sex");
    }
    for phone in ["010 1234 5678", "+82 10-1234-5678", "０１０１２３４５６７８"] {
        let order = book(&centre, &[("--phone", phone)]).json();
        assert_eq!(order["order"]["phone"], "01012345678");
    }
}

#[test]
fn dates_and_times() {
    let centre = Centre::sqlite();
    for bad in ["", "soon", "2026-13-01", "2026-1-1", "20261201", "2026-12-01T09:00"] {
        let said = refused(&centre, "--date", bad, "invalid_date");
        assert!(said.contains("2026-12-01"), "how to write it: {said}");
    }
    for bad in ["", "9", "25:00", "09:60", "9 am"] {
        refused(&centre, "--time", bad, "invalid_time");
    }
    for (line, code) in [
        ("orders --date soon", "invalid_date"),
        ("slots --from soon", "invalid_date"),
        ("slots --to 2026-99-99", "invalid_date"),
        ("capacity set 3 --time noon", "invalid_time"),
        ("closure add soon", "invalid_date"),
    ] {
        centre.refused(line, 2, code);
    }
    let words = Centre::at(centre.database()).lang("ko");
    words.json("slots --from 오늘 --to 내일");
}

#[test]
fn card_numbers_never_get_in() {
    let centre = Centre::sqlite().with_cards();
    let order = centre.book("");
    for (field, code) in [
        ("--card-token", "invalid_payment"),
        ("--approval-no", "invalid_payment"),
        ("--name", "invalid_name"),
    ] {
        for number in [CARD, "4111111111111111", "4111 1111 1111 1111"] {
            let said = refused(&centre, field, number, code);
            assert!(!said.contains("1111"), "not even here: {said}");
        }
    }
    for text in [CARD, RESIDENT, "주민 900101-2345678 입니다", ""] {
        let words = ["cancel", &order["id"].to_string(), "--reason", text, "--json"].map(str::to_owned);
        let output = centre.program().run(words);
        assert_eq!(
            (output.code, output.error().0.as_str()),
            (2, "invalid_reason"),
            "{output:#?}"
        );
        assert!(
            !output.stderr.contains("1111") && !output.stderr.contains("2345678"),
            "{output:#?}"
        );
    }
    assert_eq!(centre.status(&order), "paid");
    assert_eq!(centre.money().totals.calls, 1);
}

#[test]
fn ways_to_pay() {
    let centre = Centre::sqlite();
    let said = refused(&centre, "--pay", "bitcoin", "invalid_payment");
    assert!(said.contains("bitcoin") && said.contains("transfer"), "{said}");
    let said = refused(&centre, "--approval-no", "no spaces please", "invalid_payment");
    assert!(said.contains("20"), "{said}");
    let said = refused(&centre.lang("ko"), "--approval-no", &"9".repeat(21), "invalid_payment");
    assert!(said.contains("승인번호"), "{said}");
}

#[test]
fn faults_are_told_in_good_korean() {
    let centre = Centre::sqlite().lang("ko");
    centre.book("");
    let name = refused(&centre, "--name", "", "invalid_name");
    assert!(name.contains("이름이 비어"), "{name}");
    let output = centre.program().run(["cancel", "1", "--reason", "", "--json"]);
    let (_, reason) = output.error();
    assert!(reason.contains("사유가 비어"), "{reason}");
    let unencodable = refused(&centre, "--name", "김펲", "invalid_name");
    assert!(unencodable.contains("'펲'"), "{unencodable}");
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    use std::os::unix::ffi::OsStrExt;
    let centre = Centre::sqlite();
    let words = [b"book".as_slice(), b"--json", b"--name", b"\xff\xfe"].map(std::ffi::OsStr::from_bytes);
    let output = centre.program().run(words);
    assert_eq!((output.code, output.error().0.as_str()), (2, "usage"), "{output:#?}");
}
