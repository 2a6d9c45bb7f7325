//! What was measured, ratios first, and whether each goal is met.

use std::time::Duration;

/// Lines of figures.
#[derive(Default)]
pub struct Table {
    ratios: Vec<String>,
    others: Vec<String>,
}

impl Table {
    /// A ratio within this run, and its goal in words (`at most 1.3`).
    pub fn ratio(&mut self, name: &str, value: f64, goal: &str, met: bool, detail: &str) {
        self.ratios.push(taken(name, &format!("{value:.2}"), goal, met, detail));
    }

    /// A figure with a goal of its own.
    pub fn figure(&mut self, name: &str, value: &str, goal: &str, met: bool, detail: &str) {
        self.others.push(taken(name, value, goal, met, detail));
    }

    /// All of it.
    pub fn print(&self) {
        for line in self.ratios.iter().chain(&self.others) {
            println!("{line}");
        }
    }
}

/// A line, said at once: a run of half an hour that ends before its table has shown what it saw.
fn taken(name: &str, value: &str, goal: &str, met: bool, detail: &str) -> String {
    let mark = if met { "met" } else { "MISSED" };
    let line = format!("{name:44} {value:>10}  {goal:16} {mark:6}  {detail}");
    eprintln!("{line}");
    line
}

/// The median.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// In milliseconds.
pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
