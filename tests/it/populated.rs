//! The generated past is as sound as a lived one: `doctor` finds no fault in it, and it can be worked with.

use crate::support::binary::Healthcenter;
use crate::support::populate::{Population, populate};

#[test]
fn a_generated_past_is_sound_and_can_be_worked_with() {
    let program = Healthcenter::new().database("past.db");
    assert_eq!(program.run(["slots", "--json"]).code, 0, "the schema is there");
    let population = Population {
        orders: 1_000,
        unsent: 0,
    };
    populate(&program.home().join("past.db"), population);
    for command in [
        &["mypage", "rebuild", "--json"][..],
        &["doctor", "--json"],
        &["worker", "--until-idle", "--json"],
    ] {
        let shown = program.run(command);
        assert_eq!(shown.code, 0, "{shown:#?}");
    }
    let page = program.run(["mypage", "7", "--json"]).json();
    let timeline = page["mypages"][0]["timeline"].as_array().expect("a timeline");
    let last = timeline.last().expect("a last step");
    assert_eq!(last["status"], page["mypages"][0]["status"], "{page}");
    assert!(timeline.len() >= 4, "{page}");

    let coming = program
        .run(["orders", "--status", "confirmed", "--limit", "1", "--json"])
        .json();
    let id = coming["orders"][0]["id"]
        .as_i64()
        .expect("somebody is expected")
        .to_string();
    for (command, status) in [("cancel", "cancelled"), ("cancel", "cancelled")] {
        let shown = program.run([command, &id, "--json"]);
        assert_eq!(shown.code, 0, "{shown:#?}");
        assert_eq!(shown.json()["order"]["status"], status);
    }
    assert_eq!(program.run(["doctor", "--json"]).code, 0);
}
