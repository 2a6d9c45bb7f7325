//! Backups: of each engine, into each engine, whole or not at all.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use healthcenter::params;
use healthcenter::store::backup::{BackupError, Summary, backup, restore};
use healthcenter::store::sql::{Row, Sql};
use healthcenter::store::{DatabaseUrl, Options, Store, StoreError};
use rusqlite::Connection;

use super::again::{Again, again, errand};
use super::bookings::{book, busy_centre, customer};
use super::place::{Place, WAIT, at, on_both, wait_for};

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

/// Ends the bookings of another thread, also when this one panics.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
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

    fn what_is_no_whole_backup_is_refused(place: &Place) {
        let store = place.open();
        fill(&store, 40);
        let (file, wrong) = (place.file("b"), place.file("wrong"));
        saved(&store, &file).unwrap();
        let (whole, before) = (fs::read(&file).unwrap(), content(&store));
        let refuse = |bytes: &[u8]| {
            fs::write(&wrong, bytes).unwrap();
            let said = restored(&store, &wrong).unwrap_err();
            let known = matches!(said, BackupError::NotABackup { .. } | BackupError::Damaged { .. });
            assert!(known && said.code() == "invalid_backup", "{said:?}");
            said
        };
        for length in [0, 1, 99, 100, 511, 512, 4_095, 4_096, whole.len() / 2, whole.len() - 4_096, whole.len() - 1] {
            refuse(&whole[..length]);
        }
        refuse(b"Dear centre,");
        refuse(&[7; 20_000]);
        let theirs = place.file("theirs");
        Connection::open(&theirs).unwrap().execute_batch("CREATE TABLE orders (id)").unwrap();
        assert!(matches!(refuse(&fs::read(&theirs).unwrap()), BackupError::NotABackup { .. }));
        // A live database of ours is not a backup either.
        let other = Place::sqlite();
        drop(other.open());
        assert!(matches!(refuse(&fs::read(other.file("h.db")).unwrap()), BackupError::NotABackup { .. }));
        // Hands that know SQL.
        for text in [
            "UPDATE orders SET price = price + 1 WHERE id = 7",
            "UPDATE orders SET phone = NULL WHERE id = 8",
            "UPDATE orders SET birth = CAST(birth AS BLOB)",
            "DELETE FROM payments WHERE id = (SELECT MAX(id) FROM payments)",
            "INSERT INTO closures VALUES ('2027-01-01', '', 0)",
            "DROP TABLE mypages",
            "ALTER TABLE slots RENAME COLUMN taken TO took",
            "UPDATE backup_manifest SET rows = rows + 1 WHERE name = 'slots'",
            "DELETE FROM backup_manifest WHERE name = 'slots'",
            "UPDATE backup_about SET made_at = made_at + 1",
            "UPDATE backup_about SET program = '9.9.9'",
            "DELETE FROM backup_about",
            "DELETE FROM schema_version; INSERT INTO schema_version VALUES (0)",
        ] {
            fs::write(&wrong, &whole).unwrap();
            Connection::open(&wrong).unwrap().execute_batch(text).unwrap();
            let bytes = fs::read(&wrong).unwrap();
            assert!(matches!(refuse(&bytes), BackupError::Damaged { .. }), "{text}");
        }
        let missing = restored(&store, &place.file("missing")).unwrap_err();
        assert!(matches!(missing, BackupError::File { .. }), "{missing:?}");
        let folder = restored(&store, place.folder.path()).unwrap_err();
        assert!(matches!(folder, BackupError::NotABackup { .. }), "{folder:?}");
        assert!(content(&store) == before);
        let left: Vec<String> = names(place.folder.path()).into_iter().filter(|name| name.contains("before")).collect();
        assert_eq!(left, [""; 0], "no safety backup without a restore");
    }

    fn a_backup_has_its_name_only_when_it_is_whole(place: &Place) {
        let store = place.open();
        fill(&store, 5);
        let file = place.file("b");
        fs::write(&file, "an earlier one").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        // A damaged row stops it.
        let damaged = if matches!(place.url, DatabaseUrl::Sqlite(_)) {
            wait_for(store.write(|sql| sql.batch("UPDATE orders SET sex = CAST(x'ff' AS TEXT) WHERE id = 1"))).unwrap();
            let said = saved(&store, &file).unwrap_err();
            matches!(said, BackupError::Store(StoreError::Corrupt(_)))
        } else {
            wait_for(store.write(|sql| sql.batch("ALTER TABLE orders RENAME COLUMN sex TO gender"))).unwrap();
            let said = saved(&store, &file).unwrap_err();
            wait_for(store.write(|sql| sql.batch("ALTER TABLE orders RENAME COLUMN gender TO sex"))).unwrap();
            matches!(said, BackupError::Store(StoreError::Bug(_)))
        };
        assert!(damaged);
        assert_eq!(fs::read(&file).unwrap(), b"an earlier one");
        assert!(!names(place.folder.path()).contains(&"b.partial".to_owned()));
        // Mended, it replaces the earlier one, whatever a killed one has left.
        wait_for(store.write(|sql| sql.batch("UPDATE orders SET sex = 'f' WHERE id = 1"))).unwrap();
        fs::write(place.file("b.partial"), [1; 100_000]).unwrap();
        saved(&store, &file).unwrap();
        assert_eq!(fs::metadata(&file).unwrap().mode() & 0o7777, 0o600);
        let left: Vec<String> = names(place.folder.path()).into_iter().filter(|name| name.starts_with('b')).collect();
        assert_eq!(left, ["b"], "no journal, no partial file");
        assert_eq!(restored(&store, &file).unwrap().orders, 5);
    }

    fn where_nothing_can_be_written_nothing_is(place: &Place) {
        let store = place.open();
        let occupied = place.file("occupied");
        fs::create_dir(&occupied).unwrap();
        fs::write(place.file("b"), "").unwrap();
        std::os::unix::fs::symlink(place.file("b"), place.file("linked.partial")).unwrap();
        for file in [occupied, place.file("no/such/folder/b"), PathBuf::from("/proc/b"), place.file("b/under"), place.file("linked")] {
            let said = saved(&store, &file).unwrap_err();
            assert!(matches!(said, BackupError::File { .. }), "{}: {said:?}", file.display());
            assert_eq!(said.code(), "store_unavailable");
        }
        assert_eq!(fs::read(place.file("b")).unwrap(), b"", "a link was followed");
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

/// Single bits, turned one at a time: each is refused and leaves the database as it was, or can be shown
/// to change nothing that is restored.
fn bits_turned(place: &Place, in_content: usize, anywhere: usize, in_header: usize) {
    let origin = Place::sqlite();
    let (source, target) = (origin.open(), place.open());
    fill(&source, 30);
    fill(&target, 2);
    let (file, turned) = (place.file("b"), place.file("turned"));
    saved(&source, &file).unwrap();
    let (wanted, mut before) = (content(&source), content(&target));
    let whole = fs::read(&file).unwrap();
    let used: Vec<usize> = (0..whole.len()).filter(|n| whole[*n] != 0).collect();
    // The same scattered places each time.
    let scattered = |n: usize| (n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) as usize >> 20;
    let bits = (1..=in_content)
        .map(|n| used[scattered(n) % used.len()] * 8 + n % 8)
        .chain((1..=anywhere).map(|n| scattered(n) % (whole.len() * 8)))
        .chain((1..=in_header).map(|n| scattered(n) % 800));
    let mut refused = 0;
    for bit in bits {
        let mut bytes = whole.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        fs::write(&turned, bytes).unwrap();
        match restored(&target, &turned) {
            Ok(summary) => {
                assert!(content(&target) == wanted, "bit {bit} changed what was restored");
                fs::remove_file(summary.safety.unwrap()).unwrap();
                // Something else again, or the next refusal would prove nothing.
                let reason = format!("bit {bit}");
                let note =
                    move |sql: &mut dyn Sql| sql.execute("UPDATE closures SET reason = ?1", params![reason.as_str()]);
                assert_eq!(wait_for(target.write(note)), Ok(1));
                before = content(&target);
            }
            Err(BackupError::NotABackup { .. } | BackupError::Damaged { .. }) => {
                refused += 1;
                assert!(
                    content(&target) == before,
                    "bit {bit} was refused, and changed the database"
                );
            }
            Err(other) => panic!("bit {bit}: {other:?}"),
        }
    }
    assert!(refused > in_content / 2, "{refused} refused");
}

#[test]
fn two_hundred_and_forty_turned_bits_do_not_get_into_sqlite() {
    bits_turned(&Place::sqlite(), 160, 40, 40);
}

#[test]
fn nor_do_some_get_into_postgres() {
    bits_turned(&Place::postgres(), 12, 2, 4);
}

errand! { fn errand_backup(url, file) {
    let store = Store::open(DatabaseUrl::parse(url).unwrap(), Options { wait: WAIT, connections: 1 }).unwrap();
    saved(&store, Path::new(file)).unwrap();
} }

#[test]
fn a_backup_is_the_owners_alone_whatever_the_umask_says() {
    for umask in ["000", "277", "777"] {
        let place = Place::sqlite();
        fill(&place.open(), 2);
        let (database, file) = (place.file("h.db"), place.file("b"));
        again("errand_backup", &[database.to_str().unwrap(), file.to_str().unwrap()])
            .umask(umask)
            .run();
        assert_eq!(fs::metadata(&file).unwrap().mode() & 0o7777, 0o600, "umask {umask}");
    }
}

#[test]
fn the_database_is_never_written_over_by_its_own_backup() {
    let place = Place::sqlite();
    let store = place
        .open_with(Options {
            wait: WAIT,
            connections: 1,
        })
        .unwrap();
    fill(&store, 4);
    fs::hard_link(place.file("h.db"), place.file("hard")).unwrap();
    std::os::unix::fs::symlink(place.file("h.db"), place.file("soft")).unwrap();
    for name in ["h.db", "h.db-wal", "h.db-shm", "h.db-journal", "hard", "soft"] {
        let file = place.file(name);
        assert_eq!(
            saved(&store, &file),
            Err(BackupError::TheDatabase { file: file.clone() })
        );
        assert_eq!(restored(&store, &file), Err(BackupError::TheDatabase { file }));
    }
    // And a database that bears the name of the file a backup grows in.
    let partial = DatabaseUrl::Sqlite(place.file("x.partial"));
    let other = Store::open(partial, Options::default()).unwrap();
    fill(&other, 4);
    assert_eq!(
        saved(&other, &place.file("x")),
        Err(BackupError::TheDatabase { file: place.file("x") })
    );
    assert_eq!(content(&other)[4].1.len(), 4);
    assert_eq!(content(&store)[4].1.len(), 4);
}

#[test]
fn a_backup_of_a_newer_program_says_so() {
    let place = Place::sqlite();
    let store = place.open();
    let file = place.file("b");
    saved(&store, &file).unwrap();
    // As a program with one more migration would have sealed it.
    let backup = Connection::open(&file).unwrap();
    backup.execute("INSERT INTO schema_version VALUES (99)", []).unwrap();
    drop(backup);
    let said = restored(&store, &file).unwrap_err();
    assert!(
        matches!(said, BackupError::Store(StoreError::TooNew { found: 99, .. })),
        "{said:?}"
    );
    assert_eq!(said.code(), "store_unavailable");
}

#[test]
fn a_backup_is_a_file_that_nothing_writes_to() {
    let place = Place::sqlite();
    let store = place.open();
    fill(&store, 4);
    let folder = place.file("medium");
    fs::create_dir(&folder).unwrap();
    let file = folder.join("b");
    saved(&store, &file).unwrap();
    let before = fs::read(&file).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o400)).unwrap();
    restored(&store, &file).unwrap();
    assert!(fs::read(&file).unwrap() == before);
    assert_eq!(names(&folder), ["b"]);
    let mut whole = fs::File::create(place.file("appended")).unwrap();
    whole.write_all(&before).unwrap();
    drop(whole);
    let rows = wait_for(store.read(|sql| sql.number("SELECT COUNT(*) FROM orders WHERE id > ?1", params![0])));
    assert_eq!(rows, Ok(4));
}
