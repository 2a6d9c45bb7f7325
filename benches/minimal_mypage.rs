//! The least that a look at one's booking can cost: one process that opens the file with the program's own
//! pragmas, reads the view, the events after it and the texts, prints the view, and ends.
//!
//!     minimal_mypage DATABASE ORDER

use rusqlite::{Connection, OpenFlags, params};

fn main() -> rusqlite::Result<()> {
    // `cargo bench` says --bench to every bench, and this one measures nothing by itself.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if arguments.is_empty() {
        return Ok(());
    }
    let [database, order] = arguments.as_slice() else {
        eprintln!("minimal_mypage DATABASE ORDER");
        std::process::exit(2);
    };
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(database, flags)?;
    db.busy_timeout(std::time::Duration::from_secs(10))?;
    db.pragma_update(None, "journal_mode", "wal")?;
    db.execute_batch(
        "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA mmap_size=0;
         PRAGMA journal_size_limit=67108864; PRAGMA wal_autocheckpoint=4000; PRAGMA cache_size=-8192; BEGIN",
    )?;
    let (seq, body): (i64, String) = db.query_row(
        "SELECT seq, body FROM mypages WHERE order_id = ?1",
        params![order],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let mut after = db.prepare("SELECT body FROM events WHERE order_id = ?1 AND seq > ?2 ORDER BY seq")?;
    let events = after
        .query_map(params![order, seq], |row| row.get::<_, String>(0))?
        .count();
    let mut texts = db.prepare("SELECT event, status, settled_at FROM outbox WHERE order_id = ?1 ORDER BY seq")?;
    let texts = texts.query_map(params![order], |row| row.get::<_, String>(0))?.count();
    println!("{body} {events} {texts}");
    Ok(())
}
