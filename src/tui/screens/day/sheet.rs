//! The sheet on paper: as text for a printer, and as CSV for a spreadsheet.

use super::state::Progress;
use crate::app::reads::Roster;
use crate::domain::order::OrderStatus;
use crate::store::roster::Visitor;
use crate::tui::scene::Scene;
use crate::tui::text;
use crate::tui::widgets::order;

/// Spreadsheets take Hangul for UTF-8 only behind this mark.
const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// The name of a day's file.
pub fn name(roster: &Roster, end: &str) -> String {
    format!("daysheet-{}.{end}", roster.date)
}

/// The sheet in columns, a line a visitor.
pub fn as_text(roster: &Roster, scene: &Scene) -> String {
    let progress = Progress::of(roster);
    let mut lines = vec![
        format!("{}  {}", text::plain(&scene.rules.centre_name), scene.words.date(roster.date)),
        totals(&progress, scene),
        String::new(),
    ];
    for slot in roster.slots.iter().filter(|slot| !slot.visitors.is_empty()) {
        let place = &slot.place;
        lines.push(format!("{}  {}/{}", place.slot.time.strftime("%H:%M"), place.taken, place.capacity));
        lines.extend(slot.visitors.iter().map(|visitor| line(visitor, scene)));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// A visitor in 80 columns. Of who is expected or has come, the payment is the news; of anybody else, how they stand.
fn line(visitor: &Visitor, scene: &Scene) -> String {
    let [name, phone, person, package, paid, status, code] = cells(visitor, scene);
    let (mark, stands) = match visitor.order.status {
        OrderStatus::Completed => ('x', paid),
        OrderStatus::Confirmed => (' ', paid),
        _ => (' ', status),
    };
    let cells = [(name, 12), (phone, 13), (person, 6), (package, 15), (stands, 12), (code, 11)];
    let row = cells.map(|(cell, width)| text::left(&cell, width, "~"));
    format!("  [{mark}] {}", row.join(" ").trim_end())
}

/// The sheet as CSV, with a header.
///
/// # Errors
/// What the writer says; it writes into memory and has nothing to say.
pub fn as_csv(roster: &Roster, scene: &Scene) -> Result<String, csv::Error> {
    let label = |key: &str| scene.get("day", key);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([
        label("column_time"),
        label("column_name"),
        label("column_phone"),
        label("column_person"),
        label("column_package"),
        label("column_paid"),
        label("column_status"),
        label("column_code"),
    ])?;
    for slot in &roster.slots {
        for visitor in &slot.visitors {
            let time = slot.place.slot.time.strftime("%H:%M").to_string();
            let cells = cells(visitor, scene);
            writer.write_record(std::iter::once(&time).chain(&cells).map(|cell| neutral(cell)))?;
        }
    }
    let bytes = writer.into_inner().map_err(|e| e.into_error())?;
    Ok(BYTE_ORDER_MARK.to_owned() + &String::from_utf8_lossy(&bytes))
}

/// How far the day has come, in words.
pub fn totals(progress: &Progress, scene: &Scene) -> String {
    scene.say(
        "day",
        "totals",
        &[
            ("expected", &progress.expected.to_string()),
            ("came", &progress.came.to_string()),
            ("missing", &progress.missing.to_string()),
            ("open", &progress.open.to_string()),
        ],
    )
}

/// Name, phone, person, package, payment, status, code.
fn cells(visitor: &Visitor, scene: &Scene) -> [String; 7] {
    let order = &visitor.order;
    let paid = visitor.paid_by.map_or_else(String::new, |method| scene.get("method", method.code()));
    [
        text::plain(order.customer.name.as_str()),
        order.customer.phone.as_ref().map(ToString::to_string).unwrap_or_default(),
        order::person(scene, &order.customer, order.slot.date),
        order::package(scene, &order.package),
        paid,
        scene.get("status", order.status.code()),
        order.code.to_string(),
    ]
}

/// A cell that a spreadsheet takes for text: what begins like a formula gets an apostrophe before it.
fn neutral(cell: &str) -> String {
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠') => format!("'{cell}"),
        _ => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::neutral;

    #[test]
    fn no_cell_is_a_formula() {
        for formula in ["=1+1", "+82", "-2", "@SUM(A1)", "＝1", "＋1", "－1", "＠a", "\t=1"] {
            assert_eq!(neutral(formula), format!("'{formula}"));
        }
        for text in ["홍길동", "010-1234-5678", "", "a=b"] {
            assert_eq!(neutral(text), text);
        }
    }
}
