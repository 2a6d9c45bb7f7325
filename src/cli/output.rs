//! What a command prints: one JSON document, or lines that a receptionist likes to read.
//!
//! Widths are counted in terminal cells, two for a Hangul syllable, and everything that came from
//! outside is stripped of control characters on its way out.

use std::io::Write;
use std::sync::{Arc, LazyLock};

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::Failure;
use crate::app::{Answer, OrderView, Outcome};
use crate::domain::calendar::SlotTime;
use crate::domain::package::{Catalogue, PackageCode};
use crate::domain::text::{is_control, is_hidden};
use crate::store::wire;
use crate::words::Words;

/// Where and how a command speaks.
#[derive(Clone)]
pub struct Output {
    pub words: Words,
    pub json: bool,
    pub quiet: bool,
    pub zone: TimeZone,
    /// What the packages are called.
    pub catalogue: Arc<LazyLock<Catalogue>>,
}

impl Output {
    /// The JSON document, or what `human` makes for people, which may be nothing.
    ///
    /// # Errors
    /// [`Failure::Io`] when stdout is gone.
    pub fn show(&self, document: &Value, human: impl FnOnce() -> String) -> Result<(), Failure> {
        let text = if self.json {
            document.to_string()
        } else if self.quiet {
            return Ok(());
        } else {
            human()
        };
        if text.is_empty() { Ok(()) } else { line(&text) }
    }

    /// A refusal among several, for people; in JSON it stands in the document.
    pub fn refuse(&self, sentence: &str) {
        if !self.json {
            eprintln!("✘ {}", clean(sentence));
        }
    }

    /// An order after a command, and the failure that its open money is. A declined order is only told of:
    /// there is nothing left that somebody could do with it.
    ///
    /// # Errors
    /// [`Failure::NotSettled`], after the order is printed.
    pub fn answer(&self, answer: Answer, said: &str) -> Result<(), Failure> {
        let Answer { order, outcome } = answer;
        let document = json!({ "order": order });
        let settled = outcome == Outcome::Done;
        if !matches!(outcome, Outcome::Declined { .. }) {
            self.show(&document, || {
                let headline = settled.then(|| self.words.get("say", said));
                self.card(headline.as_deref(), &order)
            })?;
        }
        if settled {
            return Ok(());
        }
        Err(Failure::NotSettled {
            outcome,
            order: Box::new(order),
        })
    }

    /// An order on four lines.
    pub fn card(&self, headline: Option<&str>, order: &OrderView) -> String {
        let words = self.words;
        let mut lines = Vec::new();
        let code = format!("{} (#{})", order.code, order.id);
        lines.push(match headline {
            Some(headline) => format!("✔ {headline}  {code}"),
            None => code,
        });
        let phone = order.phone.as_deref().map(dashed).unwrap_or_default();
        lines.push(format!("  {}  {phone}", clean(&order.name)));
        lines.push(format!(
            "  {}  {}  {}",
            self.visit(&order.date, &order.time),
            self.package(&order.package),
            self.won(order.price)
        ));
        let until = words.hold_until(order, &self.zone);
        let next = words.say("next", &order.status, &[("until", &until), ("order", &order.code)]);
        lines.push(format!("  {} — {next}", words.get("status", &order.status)));
        lines.join("\n")
    }

    /// A visit, as people say it here.
    pub fn visit(&self, date: &str, time: &str) -> String {
        match wire::slot(date, time) {
            Some(slot) => self.words.slot(slot),
            None => format!("{date} {time}"),
        }
    }

    /// A package's name, or its code when it is sold no more.
    pub fn package(&self, code: &str) -> String {
        let known = PackageCode::parse(code).ok();
        match known.and_then(|code| {
            self.catalogue
                .package(&code)
                .map(|package| package.name.get(self.words.lang))
        }) {
            Some(name) => name.to_owned(),
            None => clean(code),
        }
    }

    /// An amount, as people say it here.
    pub fn won(&self, amount: i64) -> String {
        self.words.won(amount)
    }

    /// An RFC 3339 instant on the centre's clock.
    pub fn instant(&self, at: &str) -> String {
        match at.parse() {
            Ok(at) => self.words.instant(at, &self.zone),
            Err(_) => at.to_owned(),
        }
    }

    /// A table under the labels; the columns named in `right` hold numbers.
    pub fn table(&self, labels: &[&str], right: &[&str], rows: Vec<Vec<String>>) -> String {
        if rows.is_empty() {
            return self.words.get("say", "none");
        }
        let mut table = Table::new();
        table
            .load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_header(labels.iter().map(|label| self.words.get("label", label)));
        for row in rows {
            table.add_row(row.iter().map(|cell| clean(cell)));
        }
        for (n, label) in labels.iter().enumerate() {
            if right.contains(label)
                && let Some(column) = table.column_mut(n)
            {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        table
            .lines()
            .map(|line| line.trim_end().to_owned())
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Orders as a table.
    pub fn orders(&self, orders: &[OrderView]) -> String {
        let rows = orders
            .iter()
            .map(|order| {
                vec![
                    order.id.to_string(),
                    order.code.clone(),
                    self.visit(&order.date, &order.time),
                    order.name.clone(),
                    order.phone.as_deref().map(dashed).unwrap_or_default(),
                    self.package(&order.package),
                    self.won(order.price),
                    self.words.get("status", &order.status),
                ]
            })
            .collect();
        let labels = ["order", "code", "visit", "name", "phone", "package", "price", "status"];
        self.table(&labels, &["order", "price"], rows)
    }
}

/// A slot in JSON.
pub fn slot_json(slot: SlotTime) -> Value {
    json!({ "date": slot.date.to_string(), "time": wire::clock(slot.time) })
}

/// `010-1234-5678` from digits.
pub fn dashed(digits: &str) -> String {
    crate::domain::phone::Phone::parse(digits).map_or_else(|_| digits.to_owned(), |phone| phone.to_string())
}

/// Text that can't disturb a terminal, on one line.
pub fn clean(text: &str) -> String {
    let shown = text
        .chars()
        .filter(|c| *c == '\n' || !(is_control(*c) || is_hidden(*c)));
    shown.map(|c| if c == '\n' { ' ' } else { c }).collect()
}

/// A line on stdout. A reader that has gone away (`| head`) is no fault.
///
/// # Errors
/// [`Failure::Io`] when stdout can't be written.
pub fn line(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::Io(e.to_string())),
        _ => Ok(()),
    }
}
