//! PostgreSQL alone: connections that break, servers that refuse, and what the caller is told.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use healthcenter::store::engine::Engine;
use healthcenter::store::sql::Sql;
use healthcenter::store::{DatabaseUrl, Options, Store, StoreError};
use postgres::{Client, NoTls};

use super::place::{Place, WAIT, wait_for, write};
use crate::support::postgres::TestPostgres;

fn address(place: &Place) -> String {
    match &place.url {
        DatabaseUrl::Postgres(url) => url.clone(),
        DatabaseUrl::Sqlite(_) => unreachable!(),
    }
}

fn one_connection(place: &Place) -> Store {
    place
        .open_with(Options {
            wait: WAIT,
            connections: 1,
        })
        .unwrap()
}

async fn count(store: &Store) -> Result<i64, StoreError> {
    store.read(|sql| sql.number("SELECT COUNT(*) FROM closures", &[])).await
}

fn close_a_day(sql: &mut dyn Sql) -> Result<u64, StoreError> {
    sql.execute(
        "INSERT INTO closures VALUES ('2026-12-25', '', 0) ON CONFLICT DO NOTHING",
        &[],
    )
}

/// Work that finds its own connection gone after its statement, the first time it runs.
fn cut_after(place: &Place) -> impl FnMut() + Send + 'static {
    let (url, cut) = (address(place), AtomicBool::new(false));
    move || {
        if !cut.swap(true, Ordering::Relaxed) {
            assert_eq!(TestPostgres::shared().kill_backends(&url), 1);
        }
    }
}

#[test]
fn a_connection_that_died_idle_is_replaced() {
    let place = Place::postgres();
    let store = one_connection(&place);
    wait_for(async {
        assert_eq!(count(&store).await, Ok(0));
        let url = address(&place);
        let cut = move || TestPostgres::shared().kill_backends(&url);
        let kill = || std::thread::scope(|scope| scope.spawn(&cut).join().unwrap());
        assert_eq!(kill(), 1);
        assert_eq!(store.write(close_a_day).await, Ok(1));
        assert_eq!(kill(), 1);
        assert_eq!(count(&store).await, Ok(1));
    });
}

#[test]
fn a_connection_that_dies_at_work_takes_nothing_along() {
    let place = Place::postgres();
    let store = one_connection(&place);
    wait_for(async {
        let mut cut = cut_after(&place);
        let broken = store
            .write(move |sql| {
                close_a_day(sql)?;
                cut();
                sql.number("SELECT COUNT(*) FROM closures", &[])
            })
            .await;
        assert!(matches!(broken, Err(StoreError::Unavailable(_))), "{broken:?}");
        assert_eq!(count(&store).await, Ok(0));
    });
}

#[test]
fn a_commit_without_an_answer_is_unknown_and_a_read_needs_none() {
    let place = Place::postgres();
    let store = one_connection(&place);
    wait_for(async {
        let mut cut = cut_after(&place);
        let unknown = store
            .write(move |sql| {
                close_a_day(sql)?;
                cut();
                Ok(())
            })
            .await;
        assert!(matches!(unknown, Err(StoreError::CommitUnknown(_))), "{unknown:?}");
        assert_eq!(count(&store).await, Ok(0));
        let mut cut = cut_after(&place);
        let read = store
            .read(move |sql| {
                let seen = sql.number("SELECT COUNT(*) FROM closures", &[])?;
                cut();
                Ok::<_, StoreError>(seen)
            })
            .await;
        assert_eq!(read, Ok(0));
        assert_eq!(store.write(close_a_day).await, Ok(1));
    });
}

#[test]
fn what_the_server_refuses_is_unavailable_and_never_shows_the_password() {
    let place = Place::postgres();
    drop(place.open());
    let url = address(&place);
    let nowhere = url.replace("postgres://postgres@", "postgres://postgres:s3cret@");
    let (server, _) = nowhere.rsplit_once('/').unwrap();
    let mut admin = Client::connect(&url, NoTls).unwrap();
    admin
        .batch_execute("CREATE ROLE stranger LOGIN; CREATE SCHEMA theirs; ALTER ROLE stranger SET search_path = theirs")
        .unwrap();
    let wrong = [
        format!("{server}/no_such_database"),
        "postgres://postgres:s3cret@127.0.0.1:1/h".into(),
        "postgres://postgres:s3cret@127.0.0.1:notaport/h".into(),
        // A schema that may not be written to, as `public` is since PostgreSQL 15.
        url.replace("postgres://postgres@", "postgres://stranger:s3cret@"),
    ];
    for url in wrong {
        let said = Store::open(DatabaseUrl::Postgres(url.clone()), Options::default()).map(drop);
        assert!(matches!(said, Err(StoreError::Unavailable(_))), "{url}: {said:?}");
        assert!(!format!("{said:?}").contains("s3cret"), "{said:?}");
    }
    admin.batch_execute("DROP ROLE stranger").unwrap();
}

#[test]
fn locks_are_waited_for_as_long_as_told_and_commits_are_kept_whatever_the_server_is_set_to() {
    let place = Place::postgres();
    let mut holder = place.engine();
    let url = address(&place);
    let database = url.rsplit('/').next().unwrap();
    write(&mut holder, |sql| {
        sql.batch(&format!("ALTER DATABASE {database} SET synchronous_commit = off"))
            .unwrap();
    });
    holder.begin(true).unwrap();
    holder.sql().batch("LOCK TABLE closures").unwrap();
    let mut other = Engine::open(&place.url, Duration::ZERO).unwrap();
    let setting = other
        .sql()
        .row("SELECT current_setting('synchronous_commit')", &[])
        .unwrap()
        .unwrap();
    assert_eq!(setting.text(0), Ok("on"));
    other.begin(true).unwrap();
    assert_eq!(close_a_day(other.sql()), Err(StoreError::Busy));
    other.rollback();
    holder.rollback();
    assert_eq!(write(&mut other, close_a_day), Ok(1));
}

#[test]
fn two_that_wait_for_each_other_are_both_served() {
    let place = Place::postgres();
    let store = place.open();
    wait_for(async {
        store
            .write(|sql| {
                sql.batch("INSERT INTO slots VALUES ('a', '', 9, 0); INSERT INTO slots VALUES ('b', '', 9, 0)")
            })
            .await
            .unwrap();
        let barrier = std::sync::Arc::new(std::sync::Barrier::new(2));
        let crossing = |first: &'static str, second: &'static str| {
            let (store, barrier, mut met) = (store.clone(), barrier.clone(), false);
            tokio::spawn(async move {
                store
                    .write(move |sql| -> Result<(), StoreError> {
                        let take = |sql: &mut dyn Sql, date: &str| {
                            sql.execute("UPDATE slots SET taken = taken + 1 WHERE date = ?1", &[date.into()])
                        };
                        take(sql, first)?;
                        if !std::mem::replace(&mut met, true) {
                            barrier.wait();
                        }
                        take(sql, second).map(drop)
                    })
                    .await
            })
        };
        let (one, other) = (crossing("a", "b"), crossing("b", "a"));
        assert_eq!((one.await.unwrap(), other.await.unwrap()), (Ok(()), Ok(())));
        let taken = store
            .read(|sql| sql.number("SELECT CAST(SUM(taken) AS BIGINT) FROM slots", &[]))
            .await;
        assert_eq!(taken, Ok(4));
    });
}
