//! Settings: where each value comes from, and words for those that can't be used.

use serde_json::Value;

use crate::support::binary::Healthcenter;

use super::centre::{Centre, booking};

fn config(program: &Healthcenter, flags: &str) -> Vec<Value> {
    let output = program.run(format!("config --json {flags}").split_whitespace());
    assert_eq!(output.code, 0, "{output:#?}");
    output.json()["config"].as_array().unwrap().clone()
}

fn value(all: &[Value], key: &str) -> (String, String) {
    let entry = all
        .iter()
        .find(|entry| entry["key"] == key)
        .unwrap_or_else(|| panic!("{key} is not listed"));
    let text = |name: &str| entry[name].as_str().unwrap().to_owned();
    (text("value"), text("source"))
}

#[test]
fn every_key_is_listed_with_its_default() {
    let all = config(&Healthcenter::new(), "");
    for (key, default) in [
        ("centre.name", "한빛검진센터"),
        ("centre.phone", "02-1234-5678"),
        ("centre.timezone", "Asia/Seoul"),
        ("booking.max_reservation_per_person", "10"),
        ("booking.hold_minutes", "10"),
        ("payment.kind", "desk"),
        ("payment.base_url", ""),
        ("payment.secret", ""),
        ("payment.timeout_ms", "610"),
        ("sms.kind", "none"),
        ("sms.base_url", ""),
        ("sms.api_key", ""),
        ("sms.api_secret", ""),
        ("sms.sender", ""),
        ("sms.max_attempts", "8"),
    ] {
        assert_eq!(value(&all, key), (default.into(), "default".into()), "{key}");
    }
    let (path, source) = value(&all, "database");
    assert!(
        path.ends_with("healthcenter.db") && source == "default",
        "{path} {source}"
    );
}

#[test]
fn a_flag_beats_the_environment_and_that_the_file_and_that_the_default() {
    let program = Healthcenter::new()
        .config("[booking]\nhold_minutes = 20\nslot_capacity = 7\n")
        .env("HEALTHCENTER_BOOKING__HOLD_MINUTES", "30")
        .database("env.db");
    let all = config(&program, "");
    assert_eq!(
        value(&all, "booking.hold_minutes"),
        ("30".into(), "$HEALTHCENTER_BOOKING__HOLD_MINUTES".into())
    );
    let (capacity, source) = value(&all, "booking.slot_capacity");
    assert!(
        capacity == "7" && source.ends_with("config.toml"),
        "{capacity} {source}"
    );
    assert_eq!(value(&all, "payment.timeout_ms").1, "default");
    assert_eq!(
        value(&all, "database"),
        ("env.db".into(), "$HEALTHCENTER_DATABASE".into())
    );
    let all = config(&program, "--database flag.db");
    assert_eq!(value(&all, "database"), ("flag.db".into(), "--database".into()));
    std::fs::write(program.home().join("other.toml"), "[booking]\nslot_capacity = 9\n").unwrap();
    let all = config(&program, "--config other.toml");
    assert_eq!(value(&all, "booking.slot_capacity").0, "9");
}

#[test]
fn the_file_in_the_platforms_directory_is_found() {
    let program = Healthcenter::new();
    let folder = program.home().join("settings/healthcenter");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("config.toml"), "[centre]\nname = \"새빛\"\n").unwrap();
    assert_eq!(value(&config(&program, ""), "centre.name").0, "새빛");
    assert_eq!(program.run(["orders"]).code, 0);
    assert!(program.home().join("data/healthcenter/healthcenter.db").exists());
}

#[test]
fn the_limit_of_the_origin_is_honoured() {
    let centre = Centre::sqlite().env("MAX_RESERVATION_PER_PERSION", "2");
    centre.book("");
    centre.book("");
    let said = centre.refused(&booking(""), 4, "limit_reached");
    assert!(said.contains(" 2 "), "{said}");
    let centre = centre.set("booking.max_reservation_per_person", 3);
    centre.book("");
    centre.refused(&booking(""), 4, "limit_reached");
}

#[test]
fn what_can_not_be_used_is_named_with_its_key_and_place() {
    let refused = |program: &Healthcenter, words: &[&str]| {
        for command in ["config", "orders"] {
            let output = program.run([command, "--json"]);
            assert_eq!((output.code, output.stdout.as_str()), (2, ""), "{output:#?}");
            let (code, said) = output.error();
            assert_eq!(code, "invalid_config");
            for word in words {
                assert!(said.contains(word), "{word} is not named: {said}");
            }
            let (_, korean) = program.run([command, "--json", "--lang", "ko"]).error();
            let has_words = korean.contains("설정") && !korean.contains("setting.");
            assert!(has_words && korean.contains(words[0]), "{korean}");
        }
    };
    for (toml, words) in [
        (
            "[booking]\nhold_minute = 5\n",
            ["booking.hold_minute", "booking.hold_minutes"],
        ),
        (
            "[bookings]\nhold_minutes = 5\n",
            ["bookings.hold_minutes", "booking.hold_minutes"],
        ),
        ("hold_minutes = 5\n", ["hold_minutes", "booking.hold_minutes"]),
        (
            "[booking]\nhold_minutes = \"soon\"\n",
            ["booking.hold_minutes", "whole number"],
        ),
        ("[booking]\nhold_minutes = 0\n", ["booking.hold_minutes", "0"]),
        ("[payment]\ntimeout_ms = -1\n", ["payment.timeout_ms", "-1"]),
        ("[payment]\nkind = \"card\"\n", ["payment.kind", "desk"]),
        ("[payment]\nkind = \"http\"\n", ["payment.base_url", "https://"]),
        (
            "[payment]\nkind = \"http\"\nbase_url = \"gateway\"\n",
            ["payment.base_url", "gateway"],
        ),
        ("[sms]\nkind = \"http\"\n", ["sms.base_url", "https://"]),
        ("[centre]\ntimezone = \"Seoul\"\n", ["centre.timezone", "Seoul"]),
        ("[centre]\nname = \"펲센터\"\n", ["centre.name", "펲"]),
        ("[opening]\nsaturday = \"late\"\n", ["opening.saturday", "07:30-11:30"]),
        ("[booking]\nrefund_tiers = \"all\"\n", ["booking.refund_tiers", "7:100"]),
        ("[centre]\nname = \"\"\n", ["centre.name", "in front of every text"]),
        (
            "[centre]\nname = \"한빛종합건강검진센터의원점\"\n",
            ["centre.name", "24"],
        ),
        ("[centre]\ntext_lang = \"fr\"\n", ["centre.text_lang", "ko, en"]),
        ("[centre]\nphone = 21234567\n", ["centre.phone", "Text"]),
        ("[booking\n", ["TOML", "line 1"]),
    ] {
        let program = Healthcenter::new().config(toml);
        refused(&program, &words);
        refused(&program, &["config.toml"]);
    }
    let program = Healthcenter::new().env("HEALTHCENTER_BOOKING__HOLD_MINUTES", "soon");
    refused(
        &program,
        &["booking.hold_minutes", "$HEALTHCENTER_BOOKING__HOLD_MINUTES"],
    );
    let program = Healthcenter::new().env("HEALTHCENTER_CONFIG", "missing.toml");
    refused(&program, &["missing.toml"]);
    refused(
        &Healthcenter::new().database("mysql://h/db"),
        &["database", "mysql", "$HEALTHCENTER_DATABASE"],
    );
}
