//! The feed: what anybody commits is seen by whoever watches, and nothing else is announced.

use std::time::Instant;

use ::postgres::fallible_iterator::FallibleIterator;
use ::postgres::{Client, NoTls};
use healthcenter::store::sql::Sql;
use healthcenter::store::{DatabaseUrl, Options, Store, StoreError};
use tokio::sync::watch::Receiver;

use super::place::{Place, WAIT, on_both, wait_for};
use crate::support::postgres::TestPostgres;

fn close_a_day(sql: &mut dyn Sql) -> Result<u64, StoreError> {
    sql.execute(
        "INSERT INTO closures SELECT CAST(COUNT(*) AS TEXT), '', 0 FROM closures",
        &[],
    )
}

async fn days(store: &Store) -> Result<i64, StoreError> {
    store.read(|sql| sql.number("SELECT COUNT(*) FROM closures", &[])).await
}

/// Waits, change by change, until the store holds `wanted` days.
async fn sees(store: &Store, changes: &mut Receiver<u64>, wanted: i64) {
    let look = async {
        while days(store).await != Ok(wanted) {
            changes.changed().await.unwrap();
        }
    };
    tokio::time::timeout(WAIT, look).await.expect("the change is seen");
}

on_both! {
    fn a_commit_is_seen_by_its_own_store_and_by_others(place: &Place) {
        let (one, other) = (place.open(), place.open());
        wait_for(async {
            let (mut here, mut there) = (one.changes(), other.changes());
            for wanted in 1..6 {
                one.write(close_a_day).await.unwrap();
                sees(&one, &mut here, wanted).await;
                sees(&other, &mut there, wanted).await;
            }
        });
    }

    /// The thread ends with the last watcher, and another begins with the next.
    fn who_comes_after_the_last_has_left_sees_all_the_same(place: &Place) {
        let (one, other) = (place.open(), place.open());
        wait_for(async {
            for wanted in 1..6 {
                let mut changes = other.changes();
                one.write(close_a_day).await.unwrap();
                sees(&other, &mut changes, wanted).await;
            }
        });
    }

    fn a_feed_closes_with_its_store(place: &Place) {
        let store = place.open();
        let mut changes = store.changes();
        drop(store);
        wait_for(async { while changes.changed().await.is_ok() {} });
    }
}

/// Everything that was announced to `listener` so far.
fn announced(listener: &mut Client) -> usize {
    listener.batch_execute("NOTIFY healthcenter_changes, 'end'").unwrap();
    let mut heard = listener.notifications();
    let heard = heard.blocking_iter();
    heard.take_while(|one| Ok(one.payload() != "end")).count().unwrap()
}

fn listen(place: &Place) -> Client {
    let DatabaseUrl::Postgres(url) = &place.url else {
        unreachable!()
    };
    let mut client = Client::connect(url, NoTls).unwrap();
    client.batch_execute("LISTEN healthcenter_changes").unwrap();
    client
}

#[test]
fn only_what_was_kept_is_announced_and_before_the_store_closes() {
    let place = Place::postgres();
    let store = place.open();
    let mut listener = listen(&place);
    wait_for(async {
        days(&store).await.unwrap();
        let refused = store
            .write(|sql| -> Result<(), StoreError> {
                close_a_day(sql)?;
                Err(StoreError::Full)
            })
            .await;
        assert_eq!(refused, Err(StoreError::Full));
        store
            .write(|sql| sql.execute("DELETE FROM closures", &[]))
            .await
            .unwrap();
    });
    drop(store);
    assert_eq!(announced(&mut listener), 0);
    let store = place.open();
    wait_for(store.write(close_a_day)).unwrap();
    drop(store);
    assert_eq!(announced(&mut listener), 1);
}

/// A NOTIFY takes a lock that all notifying commits share: a burst is announced once in a while.
#[test]
fn a_burst_is_announced_in_a_few_words_and_its_end_too() {
    let place = Place::postgres();
    let store = place.open();
    let mut listener = listen(&place);
    let began = Instant::now();
    let mut changes = store.changes();
    wait_for(async {
        for _ in 0..100 {
            store.write(close_a_day).await.unwrap();
        }
        sees(&store, &mut changes, 100).await;
    });
    drop(store);
    let most = began.elapsed().as_millis() / 40 + 2;
    let heard = announced(&mut listener) as u128;
    assert!((1..=most).contains(&heard), "{heard} of at most {most}");
}

#[test]
fn a_server_that_was_away_is_listened_to_again() {
    let server = TestPostgres::private();
    let url = DatabaseUrl::Postgres(server.url());
    let open = || {
        Store::open(
            url.clone(),
            Options {
                wait: WAIT,
                connections: 1,
            },
        )
        .unwrap()
    };
    let (one, other) = (open(), open());
    wait_for(async {
        let mut changes = other.changes();
        one.write(close_a_day).await.unwrap();
        sees(&other, &mut changes, 1).await;
        server.stop_immediately();
        server.start_again();
        // The first write may find its connection gone with the server.
        while one.write(close_a_day).await.is_err() {}
        sees(&other, &mut changes, 2).await;
    });
}
