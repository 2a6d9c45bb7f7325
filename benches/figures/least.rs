//! What the minimal programs share: their words, and a file opened with the program's own pragmas.

use rusqlite::{Connection, OpenFlags};

/// So many words; none when there are none. Otherwise the usage, and the end.
pub fn words<const N: usize>(usage: &str) -> Option<[String; N]> {
    // `cargo bench` says --bench to every bench, and this one measures nothing by itself.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if words.is_empty() {
        return None;
    }
    let Ok(words) = words.try_into() else {
        eprintln!("{usage}");
        std::process::exit(2);
    };
    Some(words)
}

/// The file, with no transaction open.
pub fn open(database: &str) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(database, flags)?;
    db.busy_timeout(std::time::Duration::from_secs(10))?;
    db.pragma_update(None, "journal_mode", "wal")?;
    db.execute_batch(
        "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA mmap_size=0;
         PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864; PRAGMA wal_autocheckpoint=4000;
         PRAGMA cache_size=-8192;",
    )?;
    Ok(db)
}
