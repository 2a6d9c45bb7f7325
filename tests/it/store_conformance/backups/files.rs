//! A backup as a file: whose it is, where it may lie, and when it has its name.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use healthcenter::params;
use healthcenter::store::backup::BackupError;
use healthcenter::store::{DatabaseUrl, Options, Store, StoreError};

use super::super::again::{again, errand};
use super::super::place::{Place, WAIT, on_both, wait_for};
use super::{content, fill, names, restored, saved};

on_both! {
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
