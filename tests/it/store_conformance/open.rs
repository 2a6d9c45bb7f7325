//! Opening: from nothing, from eight at once, and from what is no database of ours.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::sync::Barrier;
use std::time::{Duration, Instant};

use healthcenter::params;
use healthcenter::store::engine::Engine;
use healthcenter::store::{DatabaseUrl, Options, Store, StoreError};
use rusqlite::Connection;

use super::again::{Again, again, errand};
use super::place::{Place, WAIT, on_both, wait_for, write};

fn patient() -> Options {
    Options {
        wait: WAIT,
        connections: 1,
    }
}

fn count_of_breakers(place: &Place) -> i64 {
    let mut engine = Engine::open(&place.url, WAIT).unwrap();
    write(&mut engine, |sql| {
        sql.number("SELECT COUNT(*) FROM breakers", &[]).unwrap()
    })
}

on_both! {
    fn eight_threads_open_a_fresh_database(place: &Place) {
        for round in 0..5 {
            let fresh = if matches!(place.url, DatabaseUrl::Sqlite(_)) { Place::sqlite() } else { Place::postgres() };
            let barrier = Barrier::new(8);
            let opened: Vec<_> = std::thread::scope(|scope| {
                let starts: Vec<_> = (0..8)
                    .map(|_| {
                        scope.spawn(|| {
                            barrier.wait();
                            Store::open(fresh.url.clone(), patient()).map(drop)
                        })
                    })
                    .collect();
                starts.into_iter().map(|start| start.join().unwrap()).collect()
            });
            assert_eq!(opened, vec![Ok(()); 8], "round {round}");
            assert_eq!(count_of_breakers(&fresh), 2, "migrated once");
        }
    }

    fn eight_processes_open_a_fresh_database(place: &Place) {
        let url = match &place.url {
            DatabaseUrl::Sqlite(path) => path.display().to_string(),
            DatabaseUrl::Postgres(url) => url.clone(),
        };
        let opening = again("errand_open", &[&url]);
        let started: Vec<_> = (0..8).map(|_| opening.start()).collect();
        started.into_iter().for_each(Again::succeeded);
        assert_eq!(count_of_breakers(place), 2);
    }

    fn a_newer_schema_is_left_alone(place: &Place) {
        let mut engine = place.engine();
        write(&mut engine, |sql| sql.execute("INSERT INTO schema_version VALUES (99)", &[]).unwrap());
        let said = place.open_with(patient()).map(drop);
        assert!(matches!(said, Err(StoreError::TooNew { found: 99, .. })), "{said:?}");
        assert_eq!(said.unwrap_err().code(), "store_unavailable");
    }

    fn a_second_opening_changes_nothing(place: &Place) {
        let store = place.open();
        wait_for(async {
            let close = |sql: &mut dyn healthcenter::store::sql::Sql| {
                sql.execute("INSERT INTO closures VALUES (?1, '', 0)", params!["2026-12-25"])
            };
            assert_eq!(store.write(close).await, Ok(1));
            drop(store);
            let store = place.open();
            assert_eq!(store.read(|sql| sql.number("SELECT COUNT(*) FROM closures", &[])).await, Ok(1));
        });
    }

    fn a_lock_is_waited_for_as_long_as_told(place: &Place) {
        let mut holder = place.engine();
        let lock = |holder: &mut Engine| {
            holder.begin(true).unwrap();
            holder.sql().execute("UPDATE breakers SET trips = trips", &[]).unwrap();
        };
        let trip = |sql: &mut dyn healthcenter::store::sql::Sql| sql.execute("UPDATE breakers SET trips = 1", &[]);
        lock(&mut holder);
        let hasty = place.open_with(Options { wait: Duration::from_millis(150), connections: 1 }).unwrap();
        let began = Instant::now();
        assert_eq!(wait_for(hasty.write(trip)), Err(StoreError::Busy));
        assert!((150..5_000).contains(&began.elapsed().as_millis()), "{:?}", began.elapsed());
        let store = place.open();
        wait_for(async {
            let waiting = tokio::spawn({
                let store = store.clone();
                async move { store.write(trip).await }
            });
            // The holder lets go when another that came meanwhile has given up.
            assert_eq!(hasty.write(trip).await, Err(StoreError::Busy));
            assert!(!waiting.is_finished());
            tokio::task::spawn_blocking(move || holder.rollback()).await.unwrap();
            assert_eq!(waiting.await.unwrap(), Ok(2));
        });
    }
}

errand! { fn errand_open(url) {
    Store::open(DatabaseUrl::parse(url).unwrap(), patient()).map(drop).unwrap();
} }

fn open(path: &Path) -> Result<(), StoreError> {
    Store::open(DatabaseUrl::Sqlite(path.to_owned()), patient()).map(drop)
}

#[test]
fn a_file_of_something_else_is_refused_and_left_as_it_was() {
    let place = Place::sqlite();
    let theirs = place.file("theirs.db");
    Connection::open(&theirs)
        .unwrap()
        .execute_batch("CREATE TABLE notes (n)")
        .unwrap();
    let marked = place.file("marked.db");
    Connection::open(&marked)
        .unwrap()
        .execute_batch("PRAGMA application_id = 77")
        .unwrap();
    let (letter, longer) = (place.file("letter.txt"), place.file("longer.bin"));
    fs::write(&letter, "Dear centre,").unwrap();
    fs::write(&longer, [7; 50_000]).unwrap();
    for path in [theirs, marked, letter, longer] {
        let before = fs::read(&path).unwrap();
        assert_eq!(open(&path), Err(StoreError::NotADatabase(path.display().to_string())));
        assert!(fs::read(&path).unwrap() == before, "{} was written to", path.display());
    }
}

#[test]
fn what_can_not_be_opened_is_unavailable() {
    let place = Place::sqlite();
    let file = place.file("a file");
    File::create(&file).unwrap();
    let dangling = place.file("dangling");
    std::os::unix::fs::symlink(place.file("nowhere/h.db"), &dangling).unwrap();
    for path in [
        place.folder.path(),
        &file.join("h.db"),
        &dangling,
        Path::new("/proc/h.db"),
    ] {
        let said = open(path);
        assert!(
            matches!(said, Err(StoreError::Unwritable { .. })),
            "{}: {said:?}",
            path.display()
        );
    }
}

/// Root may write anywhere, so it steps down for this.
#[test]
fn a_folder_that_may_not_be_written_to_is_unavailable() {
    let place = Place::sqlite();
    drop(place.open());
    let path = place.file("h.db");
    fs::set_permissions(&path, Permissions::from_mode(0o666)).unwrap();
    fs::set_permissions(place.folder.path(), Permissions::from_mode(0o555)).unwrap();
    again(
        "errand_open_read_only",
        &[path.to_str().unwrap(), place.file("new.db").to_str().unwrap()],
    )
    .stepping_down()
    .run();
    fs::set_permissions(place.folder.path(), Permissions::from_mode(0o755)).unwrap();
}

errand! { fn errand_open_read_only(existing, new) {
    for path in [existing, new] {
        let said = open(Path::new(path));
        assert!(matches!(said, Err(StoreError::Unwritable { .. })), "{path}: {said:?}");
    }
} }

#[test]
fn files_are_the_owners_alone_whatever_the_umask_says() {
    for umask in ["000", "022", "077", "277", "777"] {
        let place = Place::sqlite();
        let path = place.file("new/deeper/h.db");
        again("errand_open_and_look", &[path.to_str().unwrap()])
            .umask(umask)
            .run();
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o7777, 0o600, "umask {umask}");
        for folder in ["new", "new/deeper"] {
            assert_eq!(
                fs::metadata(place.file(folder)).unwrap().mode() & 0o7777,
                0o700,
                "umask {umask}"
            );
        }
    }
}

errand! { fn errand_open_and_look(path) {
    let store = Store::open(DatabaseUrl::parse(path).unwrap(), patient()).unwrap();
    wait_for(store.write(|sql| sql.execute("UPDATE breakers SET trips = 1", &[]))).unwrap();
    for suffix in ["", "-wal", "-shm"] {
        assert_eq!(fs::metadata(format!("{path}{suffix}")).unwrap().mode() & 0o7777, 0o600, "{suffix}");
    }
} }
