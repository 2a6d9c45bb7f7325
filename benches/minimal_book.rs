//! The least that a booking can cost: one process that opens the file with the program's own pragmas,
//! commits the rows that `book --pay cash` commits, and ends.
//!
//!     minimal_book DATABASE PHONE DATE TIME

#[path = "figures/rows.rs"]
mod rows;

use rows::{Booking, OnSqlite};
use rusqlite::{Connection, OpenFlags};

fn main() -> rusqlite::Result<()> {
    // `cargo bench` says --bench to every bench, and this one measures nothing by itself.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if arguments.is_empty() {
        return Ok(());
    }
    let [database, phone, date, time] = arguments.as_slice() else {
        eprintln!("minimal_book DATABASE PHONE DATE TIME");
        std::process::exit(2);
    };
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(database, flags)?;
    db.busy_timeout(std::time::Duration::from_secs(10))?;
    db.pragma_update(None, "journal_mode", "wal")?;
    db.execute_batch(
        "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA mmap_size=0;
         PRAGMA journal_size_limit=67108864; PRAGMA wal_autocheckpoint=4000; PRAGMA cache_size=-8192;
         BEGIN IMMEDIATE",
    )?;
    let (now, key): (i64, String) = db.query_row(
        "SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER), lower(hex(randomblob(18)))",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    rows::book(
        &mut OnSqlite(&db),
        &Booking {
            phone,
            date,
            time,
            now,
            key: &key,
        },
    )?;
    db.execute_batch("COMMIT")?;
    println!("{}", rows::ANSWER);
    Ok(())
}
