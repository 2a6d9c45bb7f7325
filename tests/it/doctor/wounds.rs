//! Each rule is broken by a hand in the database, and exactly the rules that must see it do.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use healthcenter::doctor::{self, Check};
use healthcenter::store::DatabaseUrl;
use jiff::Timestamp;
use rusqlite::Connection;

use super::broken::{LOG, MESSAGES, MONEY, PAID_FIRST, PLACES, PROGRESS};
use super::life::{self, Orders};
use super::world::{NAME, PHONE, World, open};

fn wound(database: &Path, sql: &str, orders: &Orders, now: Timestamp) {
    let connection = Connection::open(database).unwrap();
    connection
        .execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;")
        .unwrap();
    let mut sql = sql.to_owned();
    if let Some((table, rest)) = sql.clone().split_once("* ") {
        connection
            .execute_batch(&format!(
                "CREATE TABLE bare AS SELECT * FROM {table}; DROP TABLE {table}; ALTER TABLE bare RENAME TO {table};"
            ))
            .unwrap();
        rest.clone_into(&mut sql);
    }
    // The longest first: `:paid` must not eat the beginning of another.
    let mut names: Vec<_> = orders.iter().collect();
    names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    for (name, order) in names {
        sql = sql.replace(&format!(":{name}"), &order.to_string());
    }
    sql = sql.replace(":now", &now.as_millisecond().to_string());
    let before = connection.total_changes();
    connection.execute_batch(&sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
    assert!(connection.total_changes() > before, "changed nothing: {sql}");
}

async fn examine(database: &Path, now: Timestamp) -> Vec<Check> {
    let store = open(DatabaseUrl::Sqlite(database.to_owned()));
    store.read(move |sql| doctor::rules(sql, now)).await.unwrap()
}

#[tokio::test]
async fn every_wound_is_seen_by_exactly_the_rules_that_must_see_it() {
    let folder = tempfile::tempdir().unwrap();
    let (well, hurt) = (folder.path().join("well.db"), folder.path().join("hurt.db"));
    let (orders, now, mut unseen) = {
        let world = World::open(DatabaseUrl::Sqlite(folder.path().join("h.db")));
        let orders = life::live(&world).await;
        let names: BTreeSet<_> = world.examine().await.iter().map(|check| check.name).collect();
        (orders, world.now(), names)
    };
    Connection::open(folder.path().join("h.db"))
        .unwrap()
        .execute("VACUUM INTO ?1", [well.to_str().unwrap()])
        .unwrap();
    let mut wrong = BTreeMap::new();
    let wounds = [PLACES, PAID_FIRST, MONEY, MESSAGES, LOG, PROGRESS].concat();
    for (sql, expected) in wounds {
        std::fs::copy(&well, &hurt).unwrap();
        wound(&hurt, sql, &orders, now);
        let broken: Vec<Check> = examine(&hurt, now)
            .await
            .into_iter()
            .filter(|check| !check.ok)
            .collect();
        let seen: BTreeSet<_> = broken.iter().map(|check| check.name).collect();
        if seen != expected.iter().copied().collect() {
            wrong.insert(sql, broken.clone());
        }
        for check in &broken {
            unseen.remove(check.name);
            let said = check.detail.to_string();
            let personal = said.contains(NAME) || said.contains(PHONE);
            assert!(!personal, "{check:?}");
        }
        for file in ["hurt.db-wal", "hurt.db-shm"] {
            let _ = std::fs::remove_file(folder.path().join(file));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(unseen.is_empty(), "rules that no wound breaks: {unseen:?}");
}

#[tokio::test]
async fn a_worker_that_was_down_for_a_minute_is_no_fault_and_one_that_is_gone_is() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::open(DatabaseUrl::Sqlite(folder.path().join("h.db")));
    life::live(&world).await;
    world.pass(jiff::SignedDuration::from_mins(1));
    world.is_well("a minute without a worker").await;
    world.pass(jiff::SignedDuration::from_mins(30));
    let broken: Vec<Check> = world.examine().await.into_iter().filter(|check| !check.ok).collect();
    let names: Vec<_> = broken.iter().map(|check| check.name).collect();
    assert_eq!(names, ["worker"], "{broken:#?}");
    assert!(
        broken[0].detail.to_string().contains("overdue_"),
        "{}",
        broken[0].detail
    );
    world.drain().await;
    world.is_well("the worker's return").await;
}
