//! What a command may say about a disk that failed, and what must be true after it.

use std::path::Path;

use serde_json::Value;

use super::fault::Fault;
use super::siege::Siege;
use crate::faults::sound::{check_doctor, connect};
use crate::support::binary::Output;

/// The end of every failure that a disk may cause, and its exit code.
const ENDS: [(&str, i32); 8] = [
    ("store_unavailable", 7),
    ("store_busy", 7),
    ("store_unknown", 7),
    ("payment_unknown", 6),
    ("refund_pending", 6),
    ("doctor_failed", 1),
    // A page that can't be read is damage to SQLite, and a backup with one of no use.
    ("store_corrupt", 7),
    ("invalid_backup", 2),
];

impl Siege {
    /// Success, or one of the failures there are, in one sentence for people.
    pub fn judge(&mut self, name: &str, command: &[String], shown: &Output, fault: Option<&Fault>) {
        self.world.note(command, shown);
        if let Some(fault) = fault {
            self.world.history.push(format!("  under {fault:?}"));
        }
        if shown.code == 0 {
            assert!(shown.json().is_object(), "{fault:?}: {shown:#?}\n{}", self.story());
            *self.ends.entry(format!("{name}: done")).or_default() += 1;
            return;
        }
        let document: Value = serde_json::from_str(&shown.stderr).unwrap_or(Value::Null);
        let text = |key: &str| document["error"][key].as_str().unwrap_or_default().to_owned();
        let (code, said) = (text("code"), text("message"));
        let refused = ["wrong_status", "payment_declined"].contains(&code.as_str());
        let unreadable = ["store_corrupt", "invalid_backup"].contains(&code.as_str());
        let reading = matches!(
            fault,
            Some(Fault::Call {
                name: "pread64" | "read",
                ..
            })
        );
        let possible = !unreadable || (reading && (code == "store_corrupt" || name == "restore"));
        let known = refused || (possible && ENDS.contains(&(code.as_str(), shown.code)));
        let raw = ["panicked", "Error {", "Os {", "Err(", "Some(", ".rs:", "rror code"];
        let plain = !said.is_empty() && raw.iter().all(|word| !said.contains(word));
        assert!(known && plain, "{fault:?}: {shown:#?}\n{}", self.story());
        *self
            .ends
            .entry(format!("{name}: {} {code}: {said}", shown.code))
            .or_default() += 1;
    }

    pub fn sound(&self, name: &str, database: &Path) {
        if name == "first" {
            let shown = self
                .world
                .program
                .run(["doctor", "--json", "--database", &database.display().to_string()]);
            assert_eq!(shown.code, 0, "{shown:#?}\n{}", self.story());
            return;
        }
        check_doctor(&self.world, "after a fault");
        let db = connect(&self.world);
        let integrity: String = db
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .expect("a verdict");
        assert_eq!(integrity, "ok", "{}", self.story());
        for (id, promise) in &self.world.promises {
            let there = db.query_row("SELECT COUNT(*) FROM orders WHERE id = ?1", [id], |row| {
                row.get::<_, i64>(0)
            });
            assert_eq!(there, Ok(1), "order {id}, promised {promise:?}\n{}", self.story());
        }
    }

    /// What is called a backup can be restored.
    pub fn restore(&mut self) {
        let shown = self
            .world
            .program
            .run(["restore", "--json", &self.backup().display().to_string()]);
        assert_eq!(shown.code, 0, "{shown:#?}\n{}", self.story());
        for entry in std::fs::read_dir(self.world.program.home()).expect("a home").flatten() {
            if entry.file_name().to_string_lossy().contains("before-restore") {
                std::fs::remove_file(entry.path()).expect("gone");
            }
        }
    }
}
