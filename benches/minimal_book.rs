//! The least that a booking can cost: one process that opens the file with the program's own pragmas,
//! commits the rows that `book --pay cash` commits, and ends.
//!
//!     minimal_book DATABASE PHONE DATE TIME

#[path = "figures/least.rs"]
mod least;
#[path = "figures/rows.rs"]
mod rows;

use rows::{Booking, OnSqlite};

fn main() -> rusqlite::Result<()> {
    let Some([database, phone, date, time]) = least::words("minimal_book DATABASE PHONE DATE TIME") else {
        return Ok(());
    };
    let db = least::open(&database)?;
    db.execute_batch("BEGIN IMMEDIATE")?;
    let (now, key): (i64, String) = db.query_row(
        "SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER), lower(hex(randomblob(18)))",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    rows::book(
        &mut OnSqlite(&db),
        &Booking {
            phone: &phone,
            date: &date,
            time: &time,
            now,
            key: &key,
        },
    )?;
    db.execute_batch("COMMIT")?;
    println!("{}", rows::ANSWER);
    Ok(())
}
