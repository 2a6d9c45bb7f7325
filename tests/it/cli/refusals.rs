//! Every "no" that a rule gives: its exit code, its code for scripts, and words that say what to do.

use jiff::ToSpan;
use jiff::civil::Weekday;
use serde_json::Value;

use super::centre::{CALLER, Centre, booking, customer};
use super::days::{christmas, coming, text, today};

on_both! {
    fn a_full_half_hour_names_the_three_nearest(centre) {
        let centre = centre.set("booking.slot_capacity", 1);
        let day = centre.open_days()[1].clone();
        let at = format!("--date {day} --time 09:00");
        centre.book(&at);
        let output = centre.run(&booking(&format!("{} {at} --json", customer(1))));
        assert_eq!((output.code, output.stdout.as_str()), (4, ""), "{output:#?}");
        let (code, said) = output.error();
        assert_eq!(code, "slot_full");
        let error: Value = serde_json::from_str(&output.stderr).unwrap();
        let nearest: Vec<_> = error["error"]["nearest"].as_array().unwrap().iter().map(|slot| {
            (text(&slot["date"]), text(&slot["time"]))
        }).collect();
        let at = |time: &str| (day.clone(), time.to_owned());
        assert_eq!(nearest, [at("08:30"), at("09:30"), at("08:00")]);
        for (_, time) in &nearest {
            assert!(said.contains(time), "{time}: {said}");
        }
        let again = centre.book(&format!("{} --date {} --time {}", customer(1), nearest[0].0, nearest[0].1));
        assert_eq!(text(&again["status"]), "paid");
        let moved = format!("reschedule {} --date {day} --time 09:00", again["id"]);
        assert!(centre.refused(&moved, 4, "slot_full").contains("09:30"));
    }

    fn the_eleventh_booking_of_one_phone_is_refused(centre) {
        for _ in 0..10 {
            centre.book("--package nhis");
        }
        let said = centre.refused(&booking(""), 4, "limit_reached");
        assert!(said.contains("10"), "{said}");
        centre.book(&customer(1));
        centre.json("cancel 3");
        assert_eq!(centre.book("")["status"], "paid", "a cancelled one counts no more");
    }

    fn a_closed_day_says_why_and_until_when(centre) {
        let days = centre.open_days();
        let line = booking(&format!("--date {}", days[2]));
        centre.json(&format!("closure add {} --reason 정전점검", days[2]));
        let said = centre.refused(&line, 4, "closed_day");
        assert!(said.contains("정전점검"), "{said}");
        let next: jiff::civil::Date = days[3].parse().unwrap();
        assert!(said.contains(&format!("{} ", next.day())), "the next open day, {next}: {said}");
        assert!(!centre.slots().iter().any(|slot| slot["date"] == days[2].as_str()));
        centre.json(&format!("closure remove {}", days[2]));
        assert_eq!(centre.book(&format!("--date {}", days[2]))["status"], "paid");
    }
}

#[test]
fn days_on_which_nobody_is_received() {
    let centre = Centre::sqlite().set("booking.horizon_days", 1000);
    let at = |date: jiff::civil::Date| booking(&format!("--date {date}"));
    let said = centre.refused(&at(coming(Weekday::Sunday)), 4, "closed_day");
    assert!(
        said.contains("Sun") && said.contains("weekday") && said.contains("next open day"),
        "{said}"
    );
    let said = centre.refused(&at(christmas()), 4, "closed_day");
    assert!(said.contains("Christmas Day"), "{said}");
    let ko = Centre::at(centre.database())
        .set("booking.horizon_days", 1000)
        .lang("ko");
    let said = ko.refused(&at(christmas()), 4, "closed_day");
    assert!(said.contains("성탄절") && said.contains("다음 진료일"), "{said}");
    let said = ko.refused(&at(coming(Weekday::Sunday)), 4, "closed_day");
    assert!(said.contains("정기 휴무"), "{said}");
}

#[test]
fn times_at_which_nobody_is_received() {
    let centre = Centre::sqlite();
    let day = centre.open_weekday();
    for time in ["15:00", "07:00", "11:30", "09:10", "00:00"] {
        let output = centre.run(&booking(&format!("--date {day} --time {time} --json")));
        assert_eq!(
            (output.code, output.error().0.as_str()),
            (4, "outside_hours"),
            "{output:#?}"
        );
        let error: Value = serde_json::from_str(&output.stderr).unwrap();
        assert_eq!(error["error"]["nearest"].as_array().unwrap().len(), 3, "{error}");
    }
    let yesterday = today().yesterday().unwrap();
    centre.refused(&booking(&format!("--date {yesterday}")), 4, "past_date");
    centre.refused(&booking(&format!("--date {yesterday} --time 09:00")), 4, "past_date");
    let far = today().saturating_add(400.days());
    let said = centre.refused(&booking(&format!("--date {far}")), 4, "too_far_ahead");
    assert!(said.contains("last day"), "{said}");
}

#[test]
fn packages_that_do_not_fit() {
    let centre = Centre::sqlite();
    let said = centre.refused(&booking("--package gold"), 3, "package_not_found");
    assert!(
        said.contains("'gold'") && said.contains("healthcenter packages"),
        "{said}"
    );
    centre.refused(&booking("--package women"), 4, "package_not_for_sex");
    assert_eq!(
        centre.book(&format!("{} --package women", customer(1)))["price"],
        420_000
    );
    centre.refused("slots --package gold", 3, "package_not_found");
}

#[test]
fn orders_that_do_not_exist() {
    let centre = Centre::sqlite();
    for line in [
        "pay 7",
        "cancel 7",
        "reschedule 7 --date tomorrow",
        "mypage 7",
        "confirm 7",
        "reject 7 --reason x",
        "check-in 7",
        "no-show 7",
        "cancel 0",
        "cancel -- -1",
        "cancel 7K3M-9QWZ-2",
        "cancel 99999999999999999999",
        "cancel 홍길동",
    ] {
        let (line, json) = line
            .split_once(" -- ")
            .map_or((line.to_owned(), ""), |(a, b)| (format!("{a} --json -- {b}"), "x"));
        let output = if json.is_empty() {
            centre.run(&format!("{line} --json"))
        } else {
            centre.run(&line)
        };
        assert_eq!(
            (output.code, output.error().0.as_str()),
            (3, "order_not_found"),
            "{output:#?}"
        );
    }
    let said = centre.refused("messages retry no-such-message", 3, "message_not_found");
    assert!(said.contains("no-such-message"), "{said}");
}

#[test]
fn settings_that_would_change_nothing_are_refused() {
    let centre = Centre::sqlite();
    let said = centre.refused("capacity set 2 --time 07:45", 4, "outside_hours");
    assert!(said.contains("07:45"), "{said}");
    centre.refused("capacity set 2 --from 2020-01-02 --to 2020-01-03", 4, "past_date");
    let said = centre.refused("closure add 2020-01-02", 4, "past_date");
    assert!(said.contains("2 Jan 2020 is in the past"), "{said}");
    centre.refused("capacity set -1", 2, "usage");
}

#[test]
fn nothing_free_at_all_is_said() {
    let centre = Centre::sqlite();
    centre.json("capacity set 0");
    let said = centre.refused(&booking(""), 4, "slot_full");
    assert!(said.contains("capacity"), "what to do: {said}");
    assert_eq!(centre.json("orders")["orders"].as_array().unwrap().len(), 0);
}

#[test]
fn what_is_typed_wrongly_is_one_error_document() {
    let centre = Centre::sqlite();
    for (line, word) in [
        ("book --bogus", "--bogus"),
        ("no-such-command", "no-such-command"),
        ("book", "--name"),
        ("orders --limit many", "many"),
        ("orders --limit 0", "0"),
        ("capacity", "--help"),
        ("capacity set -1", "-1"),
        ("mypage", "ORDER"),
        ("confirm", "ORDERS"),
        ("messages --status lost", "pending, sent, buried, suppressed"),
        ("orders --status lost", "held"),
        (
            &format!("book {CALLER} --package basic --earliest --date tomorrow"),
            "--date",
        ),
        ("--lang fr orders", "fr"),
    ] {
        let line = match line.split_once(" -- ") {
            Some((command, rest)) => format!("{command} --json -- {rest}"),
            None => format!("{line} --json"),
        };
        let output = centre.run(&line);
        assert_eq!((output.code, output.stdout.as_str()), (2, ""), "{output:#?}");
        let (code, said) = output.error();
        assert_eq!(code, "usage", "{output:#?}");
        assert!(said.contains(word), "{word} is not named: {said}");
        assert!(!said.contains('\u{1b}') && !said.ends_with(':'), "{said}");
        let korean = Centre::at(centre.database())
            .env("LANG", "ko_KR.UTF-8")
            .run(&line)
            .error()
            .1;
        let hangul = |c: &char| ('가'..='힣').contains(c);
        assert!(
            korean.contains(word) && korean.chars().filter(hangul).count() > 5,
            "{korean}"
        );
    }
}

/// What describes the program is one document too, and a reader that has seen enough is no fault.
#[test]
fn completions_and_the_man_page_can_be_cut_short() {
    let program = env!("CARGO_BIN_EXE_healthcenter");
    for page in ["completions bash", "man", "book --help"] {
        let line = format!("set -o pipefail; {program} {page} | head -1 >first; echo $?");
        let mut command = std::process::Command::new("/bin/bash");
        let centre = Centre::sqlite();
        command.args(["-c", &line]).current_dir(centre.program().home());
        let shown = crate::support::running::Running::start(command).finish();
        assert_eq!((shown.stdout.as_str(), shown.stderr.as_str()), ("0\n", ""), "{page}");
    }
    let centre = Centre::sqlite();
    assert!(text(&centre.json("man")["man"]).contains("healthcenter"));
    assert!(text(&centre.json("completions zsh")["completions"]).contains("#compdef healthcenter"));
}

/// A variable that is not set must not turn a guarded request into an unguarded one.
#[test]
fn an_empty_key_is_no_key() {
    let centre = Centre::sqlite();
    let output = centre.program().run(["cancel", "1", "--idempotency-key=", "--json"]);
    assert_eq!((output.code, output.error().0.as_str()), (2, "usage"), "{output:#?}");
    assert!(output.error().1.contains("--idempotency-key"), "{output:#?}");
}
