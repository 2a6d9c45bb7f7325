//! What a customer types at the counter, over and over: a booking, and a free slot to put it in.

use serde_json::Value;

use super::binary::Healthcenter;

/// A slot ahead of us: its date and its time.
pub type Slot = (String, String);

/// The last slot of the next two weeks: open, and not begun however long the test takes.
pub fn slot_ahead(program: &Healthcenter) -> Slot {
    let shown = program.run(["slots", "--json"]);
    assert_eq!(shown.code, 0, "{shown:#?}");
    let slots = shown.json();
    let slot = slots["slots"]
        .as_array()
        .and_then(|slots| slots.last())
        .expect("a slot");
    let text = |name: &str| slot[name].as_str().expect("text").to_owned();
    (text("date"), text("time"))
}

/// Sets the places of one slot.
pub fn set_capacity(program: &Healthcenter, (date, time): &Slot, places: usize) {
    let places = places.to_string();
    let set = program.run([
        "capacity", "set", &places, "--from", date, "--to", date, "--time", time, "--json",
    ]);
    assert_eq!(set.code, 0, "{set:#?}");
}

/// The arguments of a booking by the `n`th customer, each with a phone number of their own.
pub fn booking(n: usize, slot: &Slot, more: &[&str]) -> Vec<String> {
    let phone = format!("010{:08}", 10_000_000 + n);
    let (date, time) = slot;
    let line = [
        "book",
        "--json",
        "--name",
        "홍길동",
        "--phone",
        &phone,
        "--birth",
        "1980-01-31",
        "--sex",
        "m",
        "--package",
        "basic",
        "--date",
        date,
        "--time",
        time,
    ];
    line.iter().chain(more).map(|word| (*word).to_owned()).collect()
}

/// The order in a command's answer.
pub fn order(document: &Value) -> &Value {
    let order = &document["order"];
    assert!(order["id"].is_i64(), "an order: {document}");
    order
}
