//! The legal moves, as `docs/state-machines.md` has them, and which of them were made.

use std::collections::BTreeSet;

const DOCUMENT: &str = include_str!("../../../docs/state-machines.md");

/// Machine, event (none but for orders), from, to.
type Move = (String, String, String, String);

#[derive(Clone)]
pub struct Moves {
    legal: BTreeSet<Move>,
    pub made: BTreeSet<Move>,
}

impl Moves {
    /// The document's, none of them made.
    pub fn new() -> Self {
        let mut legal = BTreeSet::new();
        let mut machine = "";
        for line in DOCUMENT.lines() {
            if let Some(heading) = line.strip_prefix("## ") {
                machine = heading;
            }
            let words: Vec<&str> = line.split(['|', ' ', '`']).filter(|word| !word.is_empty()).collect();
            match (machine, words.as_slice()) {
                ("Order", [event, from, to, ..])
                    if line.starts_with("| `") && event.starts_with(char::is_uppercase) =>
                {
                    legal.insert((machine.to_lowercase(), (*event).into(), (*from).into(), (*to).into()));
                }
                ("Payment" | "Reservation" | "Cancellation", [from, "-->", to]) if *from != "[*]" && *to != "[*]" => {
                    legal.insert((machine.to_lowercase(), String::new(), (*from).into(), (*to).into()));
                }
                _ => {}
            }
        }
        Self {
            legal,
            made: BTreeSet::new(),
        }
    }

    /// Notes a move of an order; whether it is legal.
    pub fn order(&mut self, event: &str, from: &str, to: &str) -> bool {
        self.note(("order".into(), event.into(), from.into(), to.into()))
    }

    /// Notes a move of another machine; whether it is legal.
    pub fn other(&mut self, machine: &str, from: &str, to: &str) -> bool {
        self.note((machine.into(), String::new(), from.into(), to.into()))
    }

    fn note(&mut self, made: Move) -> bool {
        let legal = self.legal.contains(&made);
        if legal {
            self.made.insert(made);
        }
        legal
    }

    /// What nobody has done yet.
    pub fn missing(&self) -> Vec<&Move> {
        self.legal.difference(&self.made).collect()
    }

    pub fn count(&self) -> usize {
        self.legal.len()
    }
}
