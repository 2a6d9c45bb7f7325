//! Backups while people book, beside each other, and killed.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};

use healthcenter::store::backup::BackupError;
use healthcenter::store::sql::Sql;
use healthcenter::store::{DatabaseUrl, StoreError};
use rusqlite::Connection;

use super::super::again::{Again, again};
use super::super::bookings::{book, customer};
use super::super::place::{Place, on_both, wait_for};
use super::{fill, names, restored, saved};

/// Ends the bookings of another thread, also when this one panics.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

on_both! {
    fn a_backup_is_one_moment_of_a_busy_day(place: &Place) {
        let store = place.open();
        fill(&store, 300);
        let stop = AtomicBool::new(false);
        let moments = std::thread::scope(|scope| {
            let over = Over(&stop);
            let bookings = scope.spawn(|| {
                let mut booked = 0;
                while !stop.load(Ordering::Relaxed) {
                    booked += 1;
                    let both = move |sql: &mut dyn Sql| -> Result<(), StoreError> {
                        // Two tables that are far apart, always with the same count.
                        sql.execute("UPDATE breakers SET recent = recent + 1 WHERE gateway = 'sms'", &[])?;
                        sql.execute("INSERT INTO capacity_rules (from_date, capacity, set_at) VALUES ('d', 1, 0)", &[])?;
                        book(sql, 10_000 + booked, customer("박민수", None));
                        Ok(())
                    };
                    wait_for(store.write(both)).unwrap();
                }
            });
            let moments: Vec<_> = (0..4)
                .map(|n| {
                    let file = place.file(&format!("b{n}"));
                    saved(&store, &file).unwrap();
                    let backup = Connection::open(&file).unwrap();
                    let count = |text: &str| backup.query_row(text, [], |row| row.get::<_, i64>(0)).unwrap();
                    (
                        count("SELECT COUNT(*) FROM capacity_rules") - 1,
                        count("SELECT recent FROM breakers WHERE gateway = 'sms'"),
                        count("SELECT COUNT(*) FROM orders") - 300,
                        count("SELECT COUNT(*) FROM events WHERE order_id > 300"),
                    )
                })
                .collect();
            drop(over);
            bookings.join().unwrap();
            moments
        });
        for (rules, recent, orders, events) in &moments {
            assert!(rules == recent && rules == orders && rules == events, "{moments:?}");
        }
        assert!(moments[3].0 > moments[0].0, "nothing was booked meanwhile: {moments:?}");
    }

    fn a_restore_waits_for_bookings_and_bookings_for_a_restore(place: &Place) {
        let (store, file) = (place.open(), place.file("b"));
        fill(&store, 20);
        saved(&store, &file).unwrap();
        let stop = AtomicBool::new(false);
        let answers = std::thread::scope(|scope| {
            let over = Over(&stop);
            let bookings = scope.spawn(|| {
                let mut answers = Vec::new();
                let mut n = 20_000;
                while !stop.load(Ordering::Relaxed) {
                    n += 1;
                    let one = move |sql: &mut dyn Sql| -> Result<i64, StoreError> {
                        Ok(book(sql, n, customer("박민수", None)).id.0)
                    };
                    answers.push(wait_for(store.write(one)));
                }
                answers
            });
            for _ in 0..3 {
                restored(&store, &file).unwrap();
            }
            drop(over);
            bookings.join().unwrap()
        });
        assert!(!answers.is_empty() && answers.iter().all(Result::is_ok), "{answers:?}");
        // Each booking is in the database, or in the safety backup that was made before it was replaced.
        let mut kept: Vec<i64> = Vec::new();
        for name in names(place.folder.path()).iter().filter(|name| name.contains("before-restore")) {
            let backup = Connection::open(place.file(name)).unwrap();
            let mut ids = backup.prepare("SELECT id FROM orders WHERE id > 20").unwrap();
            kept.extend(ids.query_map([], |row| row.get::<_, i64>(0)).unwrap().map(Result::unwrap));
        }
        let rows = wait_for(store.read(|sql| sql.rows("SELECT id FROM orders WHERE id > 20", &[]))).unwrap();
        kept.extend(rows.iter().map(|row| row.int(0).unwrap()));
        kept.sort_unstable();
        let given: Vec<i64> = answers.into_iter().map(Result::unwrap).collect();
        assert_eq!(kept, given);
    }

    fn one_backup_at_a_time_to_a_file(place: &Place) {
        let store = place.open();
        fill(&store, 3);
        let file = place.file("b");
        let partial = fs::File::create(place.file("b.partial")).unwrap();
        partial.lock().unwrap();
        let said = saved(&store, &file).unwrap_err();
        assert_eq!((said.code(), said), ("store_busy", BackupError::UnderWay { file: file.clone() }));
        drop(partial);
        let made = std::thread::scope(|scope| {
            let backups: Vec<_> = (0..6).map(|_| scope.spawn(|| saved(&store, &file))).collect();
            backups.into_iter().map(|backup| backup.join().unwrap()).collect::<Vec<_>>()
        });
        assert!(made.iter().any(Result::is_ok), "{made:?}");
        assert!(made.iter().all(|one| matches!(one, Ok(_) | Err(BackupError::UnderWay { .. }))), "{made:?}");
        assert_eq!(restored(&store, &file).unwrap().orders, 3);
    }

    /// Killed a little later each time, from the first write to the end.
    fn a_killed_backup_leaves_no_file(place: &Place) {
        let store = place.open();
        fill(&store, 400);
        let url = match &place.url {
            DatabaseUrl::Sqlite(path) => path.display().to_string(),
            DatabaseUrl::Postgres(url) => url.clone(),
        };
        let (file, partial) = (place.file("b"), place.file("b.partial"));
        let errand = again("errand_backup", &[&url, file.to_str().unwrap()]);
        let (mut killed, mut sizes) = (0, [1, 4_096, 50_000, 150_000, 300_000].into_iter().cycle());
        while killed < 10 {
            let until = sizes.next().unwrap();
            let mut child = errand.start();
            // As soon as it has written so much.
            let finished = loop {
                if child.try_wait().unwrap().is_some() {
                    break true;
                }
                if fs::metadata(&partial).is_ok_and(|grown| grown.len() >= until) {
                    break false;
                }
                std::thread::yield_now();
            };
            child.kill().unwrap();
            child.wait().unwrap();
            if !finished {
                killed += 1;
            }
            // Whatever has the name can be restored.
            if file.exists() {
                let other = Place::sqlite();
                assert_eq!(restored(&other.open(), &file).unwrap().orders, 400);
                fs::remove_file(&file).unwrap();
            }
        }
        Again::succeeded(errand.start());
        assert_eq!(restored(&store, &file).unwrap().orders, 400);
    }
}
