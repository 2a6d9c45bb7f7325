//! What is no whole backup is refused, whatever is wrong with it, and the database stays as it was.

use std::fs;

use healthcenter::params;
use healthcenter::store::StoreError;
use healthcenter::store::backup::BackupError;
use healthcenter::store::sql::Sql;
use rusqlite::Connection;

use super::super::place::{Place, on_both, wait_for};
use super::{content, fill, names, restored, saved};

on_both! {
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
