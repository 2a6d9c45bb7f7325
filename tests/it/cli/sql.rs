//! The database behind the program's back: to see what is stored, and to move time where a real
//! program can't be told another one.

use postgres::{NoTls, SimpleQueryMessage};
use rusqlite::types::Value as Cell;

use super::centre::Centre;

impl Centre {
    /// Makes a booking's visit one of a day that is over.
    pub fn has_come(&self, order: &serde_json::Value) {
        self.sql(&format!(
            "UPDATE orders SET date = '2026-01-05' WHERE id = {}",
            order["id"]
        ));
    }

    /// Runs SQL behind the program's back, and answers the rows of the last statement as text.
    pub fn sql(&self, text: &str) -> Vec<Vec<String>> {
        if self.database().starts_with("postgres") {
            let mut client = postgres::Client::connect(self.database(), NoTls).unwrap();
            let messages = client.simple_query(text).unwrap();
            let row = |message: &SimpleQueryMessage| match message {
                SimpleQueryMessage::Row(row) => Some(
                    (0..row.len())
                        .map(|n| row.get(n).unwrap_or("NULL").to_owned())
                        .collect(),
                ),
                _ => None,
            };
            return messages.iter().filter_map(row).collect();
        }
        let connection = rusqlite::Connection::open(self.database()).unwrap();
        connection.busy_timeout(std::time::Duration::from_secs(30)).unwrap();
        let mut statement = connection.prepare(text).unwrap();
        let columns = statement.column_count();
        let cell = |cell: Cell| match cell {
            Cell::Null => "NULL".to_owned(),
            Cell::Integer(n) => n.to_string(),
            Cell::Text(text) => text,
            other => panic!("{other:?}"),
        };
        let rows = statement.query_map([], |row| (0..columns).map(|n| row.get(n).map(cell)).collect());
        rows.unwrap().map(Result::unwrap).collect()
    }
}
