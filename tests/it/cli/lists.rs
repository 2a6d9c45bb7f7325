//! Lists as scripts and desks use them.

use serde_json::Value;

use super::centre::{Centre, customer};
use super::days::text;

fn codes(found: &Value) -> Vec<i64> {
    found["orders"]
        .as_array()
        .unwrap()
        .iter()
        .map(|order| order["id"].as_i64().unwrap())
        .collect()
}

on_both! {
    fn orders_are_found_by_what_a_caller_says(centre) {
        let days = centre.open_days();
        let first = centre.book(&format!("--date {}", days[0]));
        centre.book(&format!("{} --date {}", customer(7), days[1]));
        centre.book(&format!("--name 이순신 --phone 010-5555-1234 --birth 1970-01-01 --sex m --date {}", days[1]));
        centre.json("cancel 2");
        let find = |line: &str| codes(&centre.json(&format!("orders {line}")));
        assert_eq!(find(""), [1, 2, 3]);
        assert_eq!(find(&format!("--date {}", days[1])), [2, 3]);
        assert_eq!(find("--status paid"), [1, 3]);
        for (text, wanted) in [("ㅎㄱㄷ", 1), ("ㅇㅅㅅ", 3), ("홍길", 1), ("5678", 1), ("010-5555-1234", 3), ("손님", 2)] {
            assert_eq!(find(&format!("--search {text}")), [wanted], "{text}");
        }
        assert_eq!(find(&format!("--search {}", text(&first["code"]))), [1]);
        assert_eq!(find(&format!("--search {}", text(&first["code"]).to_lowercase().replace('-', ""))), [1]);
        for nobody in ["ㅋㅋㅋ", "%", "_", "'"] {
            assert_eq!(find(&format!("--search {nobody}")), [] as [i64; 0], "{nobody}");
        }
        assert_eq!(find("--limit 2"), [1, 2]);
        assert_eq!(find("--limit 2 --after 2"), [3]);
    }

    fn slots_show_two_weeks_of_places(centre) {
        let slots = centre.slots();
        let one = &slots[0];
        assert_eq!((&one["capacity"], &one["free"]), (&4.into(), &4.into()));
        centre.book(&format!("--date {} --time {}", text(&one["date"]), text(&one["time"])));
        assert_eq!(centre.slots()[0]["free"], 3);
        let all = centre.json("slots");
        let days: std::collections::BTreeSet<_> = all["slots"].as_array().unwrap().iter().map(|slot| text(&slot["date"])).collect();
        assert!((8..=14).contains(&days.len()), "{days:?}");
        let (first, last) = (days.first().unwrap(), days.last().unwrap());
        let span = last.parse::<jiff::civil::Date>().unwrap() - first.parse::<jiff::civil::Date>().unwrap();
        assert!(span.get_days() <= 13);
    }
}

#[test]
fn a_long_list_says_how_to_go_on() {
    let centre = Centre::sqlite();
    for n in 0..3 {
        centre.book(&customer(n));
    }
    let said = centre.text("orders --limit 2");
    assert!(said.contains("--after 2"), "{said}");
    assert!(!centre.text("orders").contains("--after"));
    assert_eq!(centre.text("orders --search 없는사람").trim(), "None.");
}

#[test]
fn packages_are_priced_and_listed() {
    let centre = Centre::sqlite();
    let packages = centre.json("packages");
    let packages = packages["packages"].as_array().unwrap();
    let prices: Vec<_> = packages
        .iter()
        .map(|package| (text(&package["code"]), package["price"].as_i64().unwrap()))
        .collect();
    assert!(prices.contains(&("basic".into(), 50_000)) && prices.contains(&("nhis".into(), 0)));
    assert!(
        packages
            .iter()
            .all(|package| !package["exams"].as_array().unwrap().is_empty())
    );
    let women = packages.iter().find(|package| package["code"] == "women").unwrap();
    assert_eq!(women["sex"], "f");
}

#[test]
fn messages_are_listed_with_their_fields() {
    let centre = Centre::sqlite();
    centre.book("");
    let messages = centre.json("messages");
    let message = &messages["messages"][0];
    assert_eq!(
        (&message["orderId"], text(&message["event"])),
        (&1.into(), "OrderPlaced".into())
    );
    assert_eq!(
        (text(&message["status"]), text(&message["type"])),
        ("pending".into(), "SMS".into())
    );
    assert_eq!(
        (text(&message["to"]), &message["attempts"]),
        ("01012345678".into(), &0.into())
    );
    assert!(text(&message["text"]).contains("한빛검진센터") && message["id"].is_string());
    assert_eq!(
        centre.json("messages --limit 1")["messages"].as_array().unwrap().len(),
        1
    );
    assert_eq!(
        centre.json("messages --status sent")["messages"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let centre = Centre::sqlite();
    let line = format!("{} slots | head -1", env!("CARGO_BIN_EXE_healthcenter"));
    let mut command = std::process::Command::new("/bin/sh");
    command
        .args(["-c", &line])
        .env("HEALTHCENTER_DATABASE", centre.database());
    let output = crate::support::running::Running::start(command).finish();
    assert_eq!((output.code, output.stderr.as_str()), (0, ""), "{output:#?}");
}
