//! Backups: of each engine, into each engine, whole or not at all.

mod busy;
mod damaged;
mod files;

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use healthcenter::store::backup::{BackupError, Summary, backup, restore};
use healthcenter::store::sql::{Row, Sql};
use healthcenter::store::{DatabaseUrl, Store, StoreError};
use rusqlite::Connection;

use super::bookings::{book, busy_centre, customer};
use super::place::{Place, at, on_both, wait_for};

const TABLES: &[&str] = &[
    "slots",
    "capacity_rules",
    "closures",
    "phones",
    "orders",
    "events",
    "outbox",
    "inbox",
    "payments",
    "reservations",
    "cancellations",
    "idempotency",
    "mypages",
    "tokens",
    "secrets",
    "packages",
    "breakers",
];

/// Every row of every table, read in a way of the test's own.
fn content(store: &Store) -> Vec<(String, Vec<Row>)> {
    wait_for(store.read(|sql| -> Result<_, StoreError> {
        let mut content = Vec::new();
        for table in TABLES {
            let mut rows = sql.rows(&format!("SELECT * FROM {table}"), &[])?;
            rows.sort_by_key(|row| format!("{row:?}"));
            content.push(((*table).to_owned(), rows));
        }
        Ok(content)
    }))
    .unwrap()
}

fn fill(store: &Store, customers: u64) {
    wait_for(store.write(move |sql| -> Result<(), StoreError> {
        busy_centre(sql, customers);
        Ok(())
    }))
    .unwrap();
}

fn saved(store: &Store, file: &Path) -> Result<Summary, BackupError> {
    wait_for(backup(store, file, at(100)))
}

fn restored(store: &Store, file: &Path) -> Result<Summary, BackupError> {
    let folder = file.parent().unwrap();
    wait_for(restore(store, file, folder, at(200)))
}

/// The manifest's lines, as anybody with `sqlite3` sees them.
fn digests(file: &Path) -> Vec<(String, i64, String)> {
    let backup = Connection::open(file).unwrap();
    let mut lines = backup
        .prepare("SELECT name, rows, sha256 FROM backup_manifest ORDER BY name")
        .unwrap();
    let lines = lines
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap();
    lines.map(Result::unwrap).collect()
}

fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

fn comes_back(from: &Place, to: &Place) {
    let (source, target) = (from.open(), to.open());
    fill(&source, 150);
    let (file, again) = (to.file("b"), to.file("again"));
    let summary = saved(&source, &file).unwrap();
    assert_eq!(
        (summary.tables, summary.orders, &summary.safety),
        (TABLES.len(), 150, &None)
    );
    assert_eq!(
        summary.rows,
        content(&source).iter().map(|(_, rows)| rows.len() as i64).sum::<i64>()
    );
    assert_eq!(restored(&target, &file), Ok(summary));
    assert!(content(&target) == content(&source));
    saved(&target, &again).unwrap();
    assert_eq!(digests(&again), digests(&file));
    assert_eq!(digests(&file).len(), TABLES.len());
    // New rows get new numbers.
    let book_one = |sql: &mut dyn Sql| -> Result<i64, StoreError> {
        Ok(book(sql, 9_000, customer("김철수", Some("01098765432"))).id.0)
    };
    assert_eq!(wait_for(target.write(book_one)), Ok(151));
}

#[test]
fn sqlite_comes_back_into_sqlite() {
    comes_back(&Place::sqlite(), &Place::sqlite());
}

#[test]
fn sqlite_comes_back_into_postgres() {
    comes_back(&Place::sqlite(), &Place::postgres());
}

#[test]
fn postgres_comes_back_into_sqlite() {
    comes_back(&Place::postgres(), &Place::sqlite());
}

#[test]
fn postgres_comes_back_into_postgres() {
    comes_back(&Place::postgres(), &Place::postgres());
}

on_both! {
    fn what_was_there_is_saved_first_and_can_come_back(place: &Place) {
        let (store, file) = (place.open(), place.file("b"));
        fill(&store, 10);
        saved(&store, &file).unwrap();
        let one_more = |sql: &mut dyn Sql| -> Result<i64, StoreError> {
            Ok(book(sql, 8_000, customer("이영희", None)).id.0)
        };
        assert_eq!(wait_for(store.write(one_more)), Ok(11));
        let later = content(&store);
        let summary = restored(&store, &file).unwrap();
        assert_eq!(summary.orders, 10);
        let safety = summary.safety.unwrap();
        let stem = match &place.url {
            DatabaseUrl::Sqlite(path) => path.display().to_string(),
            DatabaseUrl::Postgres(_) => place.file("healthcenter").display().to_string(),
        };
        let when = at(200).strftime("%Y%m%dT%H%M%SZ");
        assert_eq!(safety, PathBuf::from(format!("{stem}.before-restore-{when}")));
        assert_eq!(fs::metadata(&safety).unwrap().mode() & 0o777, 0o600);
        // A number that was given out is not given out again: it may be on somebody's slip.
        assert_eq!(wait_for(store.write(one_more)), Ok(12));
        // In the same second: the first safety backup is left alone.
        let summary = restored(&store, &safety).unwrap();
        assert_eq!(summary.safety, Some(PathBuf::from(format!("{}-2", safety.display()))));
        assert!(content(&store) == later);
    }

    fn an_empty_database_is_saved_and_restored_too(place: &Place) {
        let (store, file) = (place.open(), place.file("b"));
        let summary = saved(&store, &file).unwrap();
        assert_eq!((summary.tables, summary.rows, summary.orders), (TABLES.len(), 3, 0));
        assert_eq!(restored(&store, &file).unwrap().safety, None);
        fill(&store, 3);
        assert!(restored(&store, &file).unwrap().safety.is_some());
        assert_eq!(content(&store).iter().map(|(_, rows)| rows.len()).sum::<usize>(), 3);
        // The numbers go on all the same.
        let one = |sql: &mut dyn Sql| -> Result<i64, StoreError> { Ok(book(sql, 1, customer("이영희", None)).id.0) };
        assert_eq!(wait_for(store.write(one)), Ok(4));
    }
}
