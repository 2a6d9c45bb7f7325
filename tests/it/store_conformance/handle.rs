//! The handle: every caller gets its own answer, whatever becomes of the others in its transaction.

use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};

use healthcenter::params;
use healthcenter::store::sql::{Sql, Value};
use healthcenter::store::{Store, StoreError};
use tokio::task::JoinHandle;

use super::place::{Place, on_both, wait_for};

/// A caller's own error, as the use cases have them.
#[derive(Debug, PartialEq)]
enum Mine {
    No,
    Store(StoreError),
}

impl From<StoreError> for Mine {
    fn from(fault: StoreError) -> Self {
        Self::Store(fault)
    }
}

fn put(sql: &mut dyn Sql, key: &str) -> Result<(), StoreError> {
    sql.execute("INSERT INTO closures VALUES (?1, '', 0)", params![key])
        .map(drop)
}

async fn keys(store: &Store) -> Vec<String> {
    store
        .read(|sql| -> Result<_, StoreError> {
            let rows = sql.rows("SELECT date FROM closures ORDER BY date", &[])?;
            rows.iter().map(|row| row.text(0).map(str::to_owned)).collect()
        })
        .await
        .unwrap()
}

type Work = Box<dyn FnMut(&mut dyn Sql) -> Result<String, Mine> + Send>;

/// All of `work` at once. On SQLite it is one transaction: a first caller keeps the writer until the
/// rest of the queue stands behind it.
async fn together(store: &Store, work: Vec<Work>) -> Vec<Result<String, Mine>> {
    // The writer batches only once it has a connection.
    store.write(|_| -> Result<(), StoreError> { Ok(()) }).await.unwrap();
    let (queued, all_queued) = channel::<()>();
    let (began, has_begun) = tokio::sync::oneshot::channel::<()>();
    let (all_queued, began) = (Mutex::new(all_queued), Mutex::new(Some(began)));
    let first = spawn(store, move |_| {
        if let Some(began) = began.lock().unwrap().take() {
            began.send(()).unwrap();
            let _ = all_queued.lock().unwrap().recv();
        }
        Ok(String::new())
    });
    has_begun.await.unwrap();
    let mut calls = Vec::new();
    for one in work {
        let mut call = Box::pin({
            let store = store.clone();
            async move { store.write(one).await }
        });
        // The first poll puts it into the queue.
        let waiting = std::future::poll_fn(|context| std::task::Poll::Ready(call.as_mut().poll(context))).await;
        calls.push((call, waiting));
    }
    drop(queued);
    first.await.unwrap().unwrap();
    let mut answers = Vec::new();
    for (call, waiting) in calls {
        answers.push(match waiting {
            std::task::Poll::Ready(answer) => answer,
            std::task::Poll::Pending => call.await,
        });
    }
    answers
}

fn spawn<T: Send + 'static>(
    store: &Store,
    work: impl FnMut(&mut dyn Sql) -> Result<T, Mine> + Send + 'static,
) -> JoinHandle<Result<T, Mine>> {
    let store = store.clone();
    tokio::spawn(async move { store.write(work).await })
}

on_both! {
    fn a_refusal_leaves_nothing(place: &Place) {
        let store = place.open();
        wait_for(async {
            let refused = store
                .write(|sql| {
                    put(sql, "a")?;
                    Err::<(), Mine>(Mine::No)
                })
                .await;
            assert_eq!(refused, Err(Mine::No));
            let faulty = store
                .write(|sql| {
                    put(sql, "b")?;
                    put(sql, "b").map_err(Mine::from)
                })
                .await;
            assert!(matches!(faulty, Err(Mine::Store(StoreError::Constraint(_)))), "{faulty:?}");
            let panicked = store
                .write(|sql| -> Result<(), Mine> {
                    put(sql, "c")?;
                    panic!("on purpose")
                })
                .await;
            assert!(matches!(panicked, Err(Mine::Store(StoreError::Bug(_)))), "{panicked:?}");
            assert_eq!(keys(&store).await, [""; 0]);
        });
    }

    /// What a caller makes of a fault does not matter: PostgreSQL has given the transaction up by then.
    fn a_fault_that_is_swallowed_is_still_a_fault(place: &Place) {
        let store = place.open();
        wait_for(async {
            let careless = || -> Work {
                Box::new(|sql| {
                    put(sql, "a")?;
                    let _ = put(sql, "a");
                    let _ = put(sql, "b");
                    Ok("all is well".into())
                })
            };
            let alone = store.write(careless()).await;
            assert!(matches!(alone, Err(Mine::Store(StoreError::Constraint(_)))), "{alone:?}");
            let fine: Work = Box::new(|sql| {
                put(sql, "z")?;
                Ok("z".into())
            });
            let answers = together(&store, vec![careless(), fine, careless()]).await;
            assert!(matches!(answers[0], Err(Mine::Store(StoreError::Constraint(_)))), "{answers:?}");
            assert_eq!(answers[1], Ok("z".into()));
            assert!(matches!(answers[2], Err(Mine::Store(StoreError::Constraint(_)))), "{answers:?}");
            assert_eq!(keys(&store).await, ["z"]);
        });
    }

    /// With nothing worse in the batch: not even a fault makes the store careful.
    fn a_refusal_in_a_batch_leaves_nothing_and_takes_nobody_along(place: &Place) {
        let store = place.open();
        wait_for(async {
            let work = (0..9)
                .map(|n| -> Work {
                    Box::new(move |sql| {
                        put(sql, &n.to_string())?;
                        if n % 4 == 2 { Err(Mine::No) } else { Ok(n.to_string()) }
                    })
                })
                .collect();
            let answers = together(&store, work).await;
            let refused: Vec<_> = (0..9).filter(|n| answers[*n] == Err(Mine::No)).collect();
            assert_eq!(refused, [2, 6]);
            assert_eq!(keys(&store).await, ["0", "1", "3", "4", "5", "7", "8"]);
        });
    }

    fn everybody_in_a_batch_gets_an_answer_of_their_own(place: &Place) {
        let store = place.open();
        wait_for(async {
            let work = (0..200)
                .map(|n| -> Work {
                    Box::new(move |sql| {
                        let key = format!("{n:03}");
                        put(sql, &key)?;
                        match n % 5 {
                            1 => return Err(Mine::No),
                            2 => panic!("on purpose"),
                            3 => put(sql, &key)?,
                            _ => {}
                        }
                        Ok(key)
                    })
                })
                .collect();
            let answers = together(&store, work).await;
            let mut kept = Vec::new();
            for (n, answer) in answers.into_iter().enumerate() {
                match (n % 5, answer) {
                    (0 | 4, Ok(key)) => {
                        assert_eq!(key, format!("{n:03}"));
                        kept.push(key);
                    }
                    (1, Err(Mine::No)) | (2, Err(Mine::Store(StoreError::Bug(_)))) => {}
                    (3, Err(Mine::Store(StoreError::Constraint(_)))) => {}
                    (_, other) => panic!("{n}: {other:?}"),
                }
            }
            assert_eq!(kept.len(), 80);
            assert_eq!(keys(&store).await, kept);
        });
    }

    fn who_met_another_is_repeated_alone_and_in_a_batch(place: &Place) {
        let store = place.open();
        wait_for(async {
            let meets = |times: u32, key: &'static str| -> Work {
                let mut met = 0;
                Box::new(move |sql| {
                    put(sql, key)?;
                    if met < times {
                        met += 1;
                        return Err(sql.met_another().into());
                    }
                    Ok(format!("{key} after {met}"))
                })
            };
            assert_eq!(store.write(meets(3, "a")).await, Ok("a after 3".into()));
            let answers = together(&store, vec![meets(0, "b"), meets(1, "c"), meets(5, "d")]).await;
            let expected = ["b after 0", "c after 1", "d after 5"].map(|text| Ok(text.to_owned()));
            assert_eq!(answers, expected);
            assert_eq!(keys(&store).await, ["a", "b", "c", "d"]);
            let never = store.write(meets(u32::MAX, "e")).await;
            assert!(matches!(never, Err(Mine::Store(StoreError::Conflict | StoreError::Busy))), "{never:?}");
            assert_eq!(keys(&store).await.len(), 4);
        });
    }

    fn a_read_sees_one_moment_and_does_not_wait_for_writers(place: &Place) {
        let store = place.open();
        wait_for(async {
            store.write(|sql| put(sql, "a")).await.unwrap();
            let (go, wait) = channel::<()>();
            let (began, has_begun) = tokio::sync::oneshot::channel::<()>();
            let (wait, began) = (Mutex::new(wait), Mutex::new(Some(began)));
            let reading = tokio::spawn({
                let store = store.clone();
                async move {
                    store
                        .read(move |sql| -> Result<_, StoreError> {
                            let before = sql.number("SELECT COUNT(*) FROM closures", &[])?;
                            began.lock().unwrap().take().unwrap().send(()).unwrap();
                            let _ = wait.lock().unwrap().recv();
                            Ok((before, sql.number("SELECT COUNT(*) FROM closures", &[])?))
                        })
                        .await
                }
            });
            has_begun.await.unwrap();
            store.write(|sql| put(sql, "b")).await.unwrap();
            drop(go);
            assert_eq!(reading.await.unwrap(), Ok((1, 1)));
            assert_eq!(keys(&store).await, ["a", "b"]);
        });
    }

    /// The work itself can be the last to hold the store, when its caller has gone away meanwhile.
    fn work_that_holds_the_last_handle_ends_in_peace(place: &Place) {
        let store = place.open();
        let ended = Arc::new(());
        let (go, wait) = channel::<()>();
        let wait = Mutex::new(wait);
        let (done, is_done) = channel();
        struct Done(Arc<()>, std::sync::mpsc::Sender<bool>);
        impl Drop for Done {
            fn drop(&mut self) {
                let _ = self.1.send(std::thread::panicking());
            }
        }
        let mut call = Box::pin({
            // Fields are dropped in order: the store first, which must not panic on its own thread.
            let held = (store.clone(), Done(Arc::clone(&ended), done));
            let store = store.clone();
            async move {
                store
                    .write(move |_| -> Result<(), StoreError> {
                        let _ = (&held.0, &held.1.0);
                        let _ = wait.lock().unwrap().recv();
                        Ok(())
                    })
                    .await
            }
        });
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(call.as_mut().poll(&mut context).is_pending());
        drop(call);
        drop(store);
        drop(go);
        assert_eq!(is_done.recv(), Ok(false));
    }

    fn a_meeting_on_a_row_is_repeated_not_lost(place: &Place) {
        let store = place.open();
        wait_for(async {
            store
                .write(|sql| sql.execute("INSERT INTO slots VALUES ('d', 't', 1000, 0)", &[]))
                .await
                .unwrap();
            // Read, think, write if nobody came in between: 16 at once, as the use cases do with an order's seq.
            let calls: Vec<_> = (0..16)
                .map(|_| {
                    spawn(&store, |sql| -> Result<(), Mine> {
                        let seen = sql.number("SELECT taken FROM slots", &[])?;
                        let changed = sql.execute(
                            "UPDATE slots SET taken = ?2 WHERE taken = ?1",
                            &[Value::Int(seen), Value::Int(seen + 1)],
                        )?;
                        if changed == 1 { Ok(()) } else { Err(sql.met_another().into()) }
                    })
                })
                .collect();
            let mut kept = 0;
            for call in calls {
                match call.await.unwrap() {
                    Ok(()) => kept += 1,
                    Err(Mine::Store(StoreError::Conflict | StoreError::Busy)) => {}
                    Err(other) => panic!("{other:?}"),
                }
            }
            let taken = store.read(|sql| sql.number("SELECT taken FROM slots", &[])).await;
            assert_eq!(taken, Ok(kept));
            assert!(kept >= 8, "{kept} of 16");
        });
    }
}
