//! Statements that nobody waits for are done in their turn all the same, and what is wrong with one of them is heard
//! before anything counts as kept.

use healthcenter::params;
use healthcenter::store::sql::Sql;
use healthcenter::store::{Store, StoreError};

use super::place::{Place, on_both, wait_for};

fn tell(sql: &mut dyn Sql, key: &str) -> Result<(), StoreError> {
    sql.tell("INSERT INTO closures VALUES (?1, '', 0)", params![key])
}

fn count(sql: &mut dyn Sql) -> Result<i64, StoreError> {
    sql.number("SELECT COUNT(*) FROM closures", &[])
}

async fn kept(store: &Store) -> i64 {
    store.read(count).await.unwrap()
}

on_both! {
    fn what_was_told_is_done_before_what_is_asked_next(place: &Place) {
        let store = place.open();
        wait_for(async {
            let seen: Result<Vec<i64>, StoreError> = store
                .write(|sql| {
                    let mut seen = Vec::new();
                    for key in 0..300 {
                        tell(sql, &format!("{key}"))?;
                        if key % 100 == 0 {
                            seen.push(count(sql)?);
                        }
                    }
                    Ok(seen)
                })
                .await;
            assert_eq!(seen, Ok(vec![1, 101, 201]));
            assert_eq!(kept(&store).await, 300);
        });
    }

    fn a_fault_of_the_last_thing_told_keeps_nothing(place: &Place) {
        let store = place.open();
        wait_for(async {
            let told: Result<(), StoreError> = store
                .write(|sql| {
                    tell(sql, "a")?;
                    tell(sql, "a")
                })
                .await;
            assert!(matches!(told, Err(StoreError::Constraint(_))), "{told:?}");
            assert_eq!(kept(&store).await, 0);
        });
    }

    fn a_fault_of_something_told_is_that_of_what_is_asked_next(place: &Place) {
        let store = place.open();
        wait_for(async {
            let asked: Result<i64, StoreError> = store
                .write(|sql| {
                    tell(sql, "a").and_then(|()| tell(sql, "a")).and_then(|()| count(sql))
                })
                .await;
            assert!(matches!(asked, Err(StoreError::Constraint(_))), "{asked:?}");
            assert_eq!(kept(&store).await, 0);
        });
    }

    fn who_thinks_better_of_it_leaves_nothing_told(place: &Place) {
        let store = place.open();
        wait_for(async {
            let left: Result<(), StoreError> = store
                .write(|sql| {
                    tell(sql, "a").and_then(|()| tell(sql, "a")).ok();
                    Err(StoreError::Full)
                })
                .await;
            assert_eq!(left, Err(StoreError::Full));
            let after: Result<(), StoreError> = store.write(|sql| tell(sql, "b")).await;
            assert_eq!(after, Ok(()));
            assert_eq!(kept(&store).await, 1);
        });
    }
}
