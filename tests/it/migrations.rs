//! While a new version takes over, the old one works on the schema that the new one has made. So a
//! migration only adds, and the program never depends on a table having no more columns than it knows.

use std::path::Path;

use crate::cli::centre::Centre;
use crate::cli::on_both;
use crate::cli::worker::until;

/// Whether a program that knows nothing of a statement goes on as before. `made` are the tables of the same file.
fn only_adds(statement: &str, made: &[&str]) -> bool {
    let words: Vec<&str> = statement.split_whitespace().collect();
    match words.as_slice() {
        ["CREATE", "TABLE", ..] => true,
        // What is found by an index is found without it, only later.
        ["CREATE", "INDEX", ..] | ["DROP", "INDEX", _] => true,
        ["CREATE", "UNIQUE", "INDEX", _, "ON", table, ..] | ["INSERT", "INTO", table, ..] => made.contains(table),
        ["ALTER", "TABLE", table, "ADD", "COLUMN", rest @ ..] => {
            made.contains(table) || !rest.contains(&"NOT") || rest.contains(&"DEFAULT")
        }
        _ => false,
    }
}

fn statements(text: &str) -> Vec<String> {
    let code: Vec<&str> = text
        .lines()
        .map(|line| line.split("--").next().unwrap_or_default())
        .collect();
    let code = code.join("\n");
    let parts = code.split(';').map(|part| part.trim().to_owned());
    parts.filter(|part| !part.is_empty()).collect()
}

#[test]
fn a_migration_only_adds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/migrations");
    let mut files: Vec<_> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    // The first makes everything; nothing runs before it.
    for file in &files[1..] {
        let statements = statements(&std::fs::read_to_string(file).unwrap());
        let made: Vec<&str> = statements
            .iter()
            .filter_map(|statement| statement.strip_prefix("CREATE TABLE "))
            .filter_map(|rest| rest.split_whitespace().next())
            .collect();
        for statement in &statements {
            assert!(only_adds(statement, &made), "{}: {statement}", file.display());
        }
    }
}

#[test]
fn what_takes_away_is_found_out() {
    let takes = [
        "DROP TABLE phones",
        "ALTER TABLE orders DROP COLUMN ending",
        "ALTER TABLE orders RENAME COLUMN ending TO outcome",
        "ALTER TABLE orders ADD COLUMN rank BIGINT NOT NULL",
        "CREATE UNIQUE INDEX one_name ON orders (name)",
        "DELETE FROM outbox",
        "UPDATE orders SET status = 'open'",
    ];
    for statement in takes {
        assert!(!only_adds(statement, &["packages"]), "{statement}");
    }
}

on_both! {
    fn a_running_version_works_on_a_schema_that_has_grown(centre) {
        let centre = centre.with_texts();
        let order = centre.book("--hold-only");
        centre.work();
        let mut worker = centre.spawn("worker --listen 127.0.0.1:0");
        worker.wait_line("worker runs");
        for table in [
            "slots", "capacity_rules", "closures", "phones", "orders", "events", "outbox", "inbox", "payments",
            "reservations", "cancellations", "idempotency", "mypages", "breakers", "packages",
        ] {
            centre.sql(&format!("ALTER TABLE {table} ADD COLUMN one_day TEXT"));
            centre.sql(&format!("ALTER TABLE {table} ADD COLUMN another BIGINT NOT NULL DEFAULT 7"));
        }
        centre.sql("UPDATE orders SET hold_expires_at = 1");
        centre.sql("INSERT INTO schema_version VALUES (9999)");
        let events = || centre.sql(&format!("SELECT event FROM events WHERE order_id = {} ORDER BY seq", order["id"]));
        until(|| events().last() == Some(&vec!["HoldExpired".into()]));
        until(|| centre.sql("SELECT COUNT(*) FROM inbox") == [["0"]]);
        until(|| centre.sql("SELECT COUNT(*) FROM outbox WHERE status = 'pending'") == [["0"]]);
        assert_eq!(worker.term().code, 0);
        centre.sql("DELETE FROM schema_version WHERE version = 9999");
        assert_eq!(centre.status(&order), "expired");
    }
}
